"""The bench beside a probe: what is near, what is far, what no core can do."""

import os
import types

import pytest

from fenceline.foreign import beside, beside_lines


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


def test_a_figure_of_the_probe_alone_is_told_and_not_judged():
    row = beside.judge("coherence/ping_pong/cas.64/one_line#lines_hold", None, 0.9, None, 0.1)
    assert (row.probe, row.verdict) == (0.9, "")


NAMES = ["coherence/ping_pong/cas.64/one_line", "coherence/ping_pong/cas.64/one_line#line_low",
         "fences/drain/none/after_misses pending_stores=8", "fences/drain/none/after_misses pending_stores=32",
         "memory/latency/random_walk/huge_pages working_set=16384"]


def test_the_bench_measures_what_the_probe_names_and_nothing_else():
    assert beside_lines.arguments(NAMES) == [
        "--suite=coherence,fences,memory",
        r"--filter=(drain/none/after_misses|latency/random_walk/huge_pages|ping_pong/cas\.64/one_line)(/|$)",
        "--threads=1,2", "--param=pending_stores=8,32,working_set=16384"]


def made_up(monkeypatch):
    """A run of one trial on CPUs 3 and 5, in two modes, and of a walk."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {5, 3, 9})
    row = lambda mode, share, median, cpus="3 5": types.SimpleNamespace(  # noqa: E731
        suite="coherence", kernel="ping_pong/cas.64/one_line", args="", trial="t" + cpus, cpus=cpus, mode=mode, mode_share=share,
        repetitions=9, median_ns=median)
    walk = types.SimpleNamespace(**{**vars(row("", 1, 4.5, "3")), "suite": "memory", "kernel": "latency/random_walk/huge_pages",
                                    "args": "working_set=16384"})
    record = lambda repetition, mode, disturbed="": types.SimpleNamespace(  # noqa: E731
        trial="t3 5", repetition=repetition, mode=mode, disturbed=disturbed, window_ns=1000.)
    figure = lambda repetition, value: types.SimpleNamespace(  # noqa: E731
        trial="t3 5", repetition=repetition, figure="line_low", value=value)
    thread = lambda number, ops: types.SimpleNamespace(trial="t3 5", repetition=0, thread=number, ops=ops)  # noqa: E731
    return {"summary.csv": [row("60ns", 0.7, 61.), row("100ns", 0.3, 99.), row("", 1, 5., "5 9"), walk],
            "records.csv": [record(0, "60ns"), record(1, "60ns", "steal"), record(2, "60ns"), record(3, "100ns")],
            "figures.csv": [figure(0, 55.), figure(1, 1.), figure(2, 57.), figure(3, 90.)],
            "threads.csv": [thread(0, 99), thread(1, 15000)]}


def test_figures_are_of_the_probes_cpus_in_the_commonest_mode_and_undisturbed(monkeypatch):
    run = made_up(monkeypatch)
    assert beside_lines.figures(run, [*NAMES, NAMES[0] + "#" + beside_lines.ADDITIONS]) == {
        NAMES[0]: 61., NAMES[1]: 56., NAMES[4]: 4.5, NAMES[0] + "#" + beside_lines.ADDITIONS: 15.}
