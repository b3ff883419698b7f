"""The bench beside a probe: what is near, what is far, what no core can do."""

import pytest

from fenceline.foreign import beside


@pytest.mark.parametrize("bench, probe, limit, verdict", [
    (20.0, 19.9, None, ""), (19.04, 20.0, None, "-4.8%"), (0.333, 0.333, 1 / 3, ""),
    (0.302, 0.302, 1 / 3, "below what the core can do"), (None, 1.0, None, "not measured by both")])
def test_a_figure_is_held_against_the_probes_and_the_cores_limit(bench, probe, limit, verdict):
    assert beside.judge("atomics/load/mov.64/throughput", bench, probe, limit).verdict == verdict


def test_a_latency_behind_64_additions_is_known_to_a_part_of_a_cycle():
    assert beside.judge("latency/fetch_add/lock_xadd.64/by_value", 1.2, 1.0, None).verdict == ""
    assert beside.judge("latency/fetch_add/lock_xadd.64/by_value", 1.5, 1.0, None).verdict == "+50.0%"


def test_a_row_stands_for_a_kernel():
    told = list(beside.table([beside.judge("fences/fence/mfence/alone", 76.4, 76.0, None)]))
    assert told[1].split() == ["fences/fence/mfence/alone", "76.400", "76.000"]
