"""Plots of what a line is when it is reached: states, sharers, flushes, updates."""

import made_up

from fenceline import plots
from fenceline.results import schema


def test_flushes_are_a_table_by_instruction_state_and_fence(tmp_path, figures):
    rows = [made_up.summary_row("flush", variant, 0, how, "latency", ns, suite="flush", use=use)
            for variant, factor in (("clflush", 1), ("clwb", 2)) for how, ns in (("clean", 10.0), ("dirty", 20.0 * factor))
            for use in ("no_fence", "fence_each")]
    plots.flush.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["flush"].axes[0]
    assert [t.get_text() for t in axis.get_xticklabels()] == ["clean\nno fence", "clean\nfence behind each", "dirty\nno fence",
                                                             "dirty\nfence behind each"]
    assert [t.get_text() for t in axis.texts] == ["10.0", "10.0", "20.0", "20.0", "10.0", "10.0", "40.0", "40.0"]


def test_updates_are_tables_by_state_prefetch_and_contention(tmp_path, figures):
    def row(suite, group, variant, how, ns, use="none", args=""):
        return made_up.summary_row(group, variant, 64, how, "latency", ns, suite=suite, use=use, threads=2, args=args)
    rows = [row("coherence", "update_state", "xadd", "modified", 90.0), row("coherence", "update_state", "xadd", "own", 5.0),
            row("coherence", "update_state", "xadd", "modified", 45.0, "prefetchw", "ahead=4"),
            row("coherence", "update_state", "add", "own", 6.0),
            row("contention", "contended_update", "xadd", "contended", 50.0, args="work=0"),
            row("contention", "contended_update", "xadd", "contended", 80.0, "prefetchw", "work=256")]
    plots.updates.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    above, below = figures["updates"].axes
    assert [t.get_text() for t in above.get_xticklabels()] == ["own", "modified", "modified\nprefetchw\n4 ahead"]
    assert [t.get_text() for t in above.get_yticklabels()] == ["xadd", "add"]
    assert [t.get_text() for t in above.texts] == ["5.00", "90.0", "45.0", "6.00"]
    assert [t.get_text() for t in below.get_xticklabels()] == ["2 threads\nwork 0", "2 threads\nwork 256\nprefetchw"]


def line_state(state, operation, ns, threads=2, **more):
    return made_up.summary_row("line_state", "mov", 64, state, "latency", ns, use=operation, threads=threads,
                               distance="l3", **more)


def test_own_sequences_have_a_line_each_among_line_states(tmp_path, figures):
    rows = [line_state("modified", "load", 80.0), made_up.summary_row("asm", "lock xadd", 0, "modified", "latency", 90.0, use="line_state",
                                                                      suite="own", threads=2, distance="l3")]
    plots.line_state.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["line_state"].axes[0]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["load", "lock xadd"] and axis.get_title(loc="left") == "l3"


def test_line_states_by_distance_and_mode(tmp_path, figures):
    rows = [line_state("modified", "load", 80.0, mode="far"), line_state("modified", "load", 20.0, mode="near"),
            line_state("uncached", "load", 150.0, mode="far")]
    plots.line_state.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["line_state"].axes[0]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["load, l3, mode far", "load, l3, mode near"]
    assert [t.get_text() for t in axis.texts] == ["80.0", "150", "20.0"]
    assert "line_state_sharers" not in figures


def test_sharers_are_the_threads_but_the_one_that_is_measured(tmp_path, figures):
    rows = [line_state("shared", "cas", 10.0 * n, threads=n) for n in (2, 3, 5, 9)]
    plots.line_state.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    line = figures["line_state_sharers"].axes[0].lines[0]
    assert list(line.get_xdata()) == [1, 2, 4, 8] and list(line.get_ydata()) == [20, 30, 50, 90]


def test_a_state_is_shown_with_the_fewest_threads_that_make_it(tmp_path, figures):
    rows = [line_state("exclusive", "load", 150.0), line_state("shared", "load", 120.0, threads=3),
            line_state("shared", "load", 130.0, threads=4), line_state("upgrade_shared", "cas", 90.0),
            line_state("upgrade_shared", "cas", 95.0, threads=3), line_state("upgrade_shared", "cas", 99.0, threads=5)]
    plots.line_state.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["line_state"].axes[0]
    assert [t.get_text() for t in axis.get_xticklabels()] == ["exclusive", "shared", "upgrade\nshared"]
    assert [(t.get_position(), t.get_text()) for t in axis.texts] == [((0, 0), "150"), ((1, 0), "120"), ((2, 1), "90.0")]
    sharers = figures["line_state_sharers"].axes[0]
    assert sharers.get_title(loc="left").startswith("upgrade_shared") and list(sharers.lines[0].get_xdata()) == [1, 2, 4]


def test_sharers_of_all_placements_are_within_the_axes(tmp_path, figures):
    rows = [line_state("shared", "cas", ns * n, threads=n, placement=place) for n in (2, 3, 5, 9)
            for place, ns in (("near", 10.0), ("far", 100.0))]
    plots.line_state.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    for axis, most in zip(figures["line_state_sharers"].axes, (90, 900)):
        assert max(axis.lines[0].get_ydata()) == most < axis.get_ylim()[1]
