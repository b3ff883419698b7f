"""Caches are inferred from made-up curves, and the words fit what was found."""

import random

import pytest

from fenceline.results import topology
from fenceline.stats import caches

KIB, MIB = 1024, 1024 * 1024
SIZES = sorted({s for n in range(12, 29) for s in (1 << n, 3 << (n - 1)) if s <= 256 * MIB and s != 6 * KIB})
ZEN = [(32 * KIB, 1.1), (MIB, 3.8), (32 * MIB, 13.0)]  # (cache, ns), then memory
MEMORY = 110.0


def curve(levels, memory=MEMORY, share=True, noise=0.0, seed=1):
    """What a walk shows; share: a line still hits with the part of the set that a cache holds; else it never does."""
    rng = random.Random(seed)
    points = []
    for size in SIZES:
        ns, held = 0.0, 0.0
        for bytes_, time in levels:
            hits = min(1.0, bytes_ / size) if share or size <= bytes_ else 0.0
            ns, held = ns + max(0.0, hits - held) * time, max(held, hits)
        ns += (1 - held) * memory
        points.append((size, ns * (1 + rng.uniform(-noise, noise))))
    return points


def told(*sizes, pus=(1, 1, 2)):
    return [topology.Cache(i + 1, size, set(range(n))) for i, (size, n) in enumerate(zip(sizes, pus))]


TOLD = told(32 * KIB, MIB, 32 * MIB)


def judged(points, cache=TOLD, virtual=True, huge=True):
    return caches.judge(points, cache, virtual, huge)


@pytest.mark.parametrize("share", [True, False])
@pytest.mark.parametrize("noise", [0.0, 0.03, 0.08])
@pytest.mark.parametrize("seed", range(5))
def test_caches_that_are_there_agree(share, noise, seed):
    out = judged(curve(ZEN, share=share, noise=noise, seed=seed))
    assert [j.agrees for j in out] == [True] * 3, [j.text for j in out]
    assert out[0].text.startswith("L1 32 KiB: agrees: flat at 1.")


@pytest.mark.parametrize("seed", range(5))
def test_one_point_that_jumps_is_noise(seed):
    rng, points = random.Random(seed), curve(ZEN, share=False)
    at = rng.randrange(len(points))
    points[at] = points[at][0], points[at][1] * 1.5
    assert [j.agrees for j in judged(points)].count(True) >= 2


def test_a_guests_share_of_an_l3_is_explained():
    out = judged(curve([*ZEN[:2], (8 * MIB, 13.0)]))
    assert [j.agrees for j in out] == [True, True, False]
    assert "L3 32 MiB: differs: flat at 11.1 ns up to 8 MiB only" in out[2].text and "other guests have their share" in out[2].text
    native = judged(curve([*ZEN[:2], (8 * MIB, 13.0)]), virtual=False)[2].text
    assert "guest" not in native and "2 PUs share it" in native


@pytest.mark.parametrize("l2, l3, told_l3", [(256 * KIB, MIB, 260 * MIB), (192 * KIB, 3 * MIB // 2, 32 * MIB)])
@pytest.mark.parametrize("ghz", [None, 3.7])
def test_levels_are_matched_by_latency_as_well_as_by_size(l2, l3, told_l3, ghz):
    """A level of 14 cycles is the L2, and one of 48 the L3, though this one ends where the L2 should."""
    points = curve([(32 * KIB, 1.1), (l2, 3.8), (l3, 13.0)], share=False)
    out = caches.judge(points, told(32 * KIB, MIB, told_l3), True, True, ghz)
    assert [j.cache.level for j in out] == [1, 2, 3], [j.text for j in out]
    assert [round(j.level.ns) for j in out] == [1, 4, 13], [j.text for j in out]


def test_a_level_without_a_cache_of_its_latency_is_told_so():
    """No L2 in the curve: the level of 60 cycles is not it, whatever its size."""
    points = curve([(32 * KIB, 1.1), (MIB, 16.0)], share=False)
    out = caches.judge(points, told(32 * KIB, MIB, 32 * MIB), True, True, 3.7)
    assert [(j.cache.level, j.level and round(j.level.ns)) for j in out] == [(1, 1), (2, None), (3, 16)]


def test_small_pages_are_named_where_a_level_ends_early():
    out = judged(curve([(32 * KIB, 1.1), (256 * KIB, 3.8), (32 * MIB, 13.0)]), huge=False)
    assert [j.agrees for j in out] == [True, False, True]
    assert "without huge pages" in out[1].text and "guest" not in out[1].text


def test_what_rises_slowly_is_one_level():
    """As in a guest whose huge pages are small ones to the host: memory from 100 ns to 230 with the TLB's misses."""
    slow = [(size, ns * (1.0 if size < 48 * MIB else (size / (48 * MIB)) ** 0.4)) for size, ns in curve(ZEN, share=False)]
    assert [j.agrees for j in judged(slow)] == [True] * 3


def test_a_larger_cache_than_told():
    out = judged(curve(ZEN), told(32 * KIB, 256 * KIB, 32 * MIB))
    assert [j.agrees for j in out] == [True, False, True]
    assert "what the hypervisor tells" in out[1].text


def test_a_level_that_is_missing_in_the_curve():
    out = judged(curve([ZEN[0], ZEN[2]]))
    assert [(j.agrees, j.level is None) for j in out] == [(True, False), (False, True), (True, False)]
    assert "L2 1 MiB: differs: no level of the curve ends near it" in out[1].text


def test_a_level_that_is_missing_in_the_topology():
    out = judged(curve(ZEN), told(32 * KIB, MIB))
    assert [j.agrees for j in out] == [True, True, False]
    assert out[2].cache is None and "the topology tells of no such cache" in out[2].text


def test_no_knee():
    flat = judged([(size, 5.0) for size in SIZES])
    assert not any(j.agrees or j.level for j in flat) and len(flat) == 3
    slope = judged([(size, size / 4096) for size in SIZES])
    assert not any(j.agrees or j.level for j in slope)


def test_a_cache_beyond_the_curve_is_not_judged():
    out = judged([p for p in curve([*ZEN[:2], (480 * MIB, 20.0)])], told(32 * KIB, MIB, 480 * MIB))
    assert [j.agrees for j in out] == [True, True, False]
    assert "not judged" in out[2].text


def test_monotone_is_the_nearest():
    assert caches.monotone([1, 3, 2, 4]) == [1, 2.5, 2.5, 4]
    assert caches.monotone([3, 2, 1]) == [2, 2, 2]
    assert caches.monotone([]) == []
