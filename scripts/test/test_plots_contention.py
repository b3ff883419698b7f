"""Plots of what several threads do to each other: contention, false sharing, a neighbour, locks."""

import made_up
import numpy as np
import pytest
from drawn import texts

from fenceline import plots
from fenceline.results import schema


def contended(ns, threads, **more):
    return made_up.summary_row("fetch_add", "lock_xadd", 64, "contended", "contended", ns, threads=threads, **more)


def test_contention_rates_count_all_threads(tmp_path, figures):
    rows = [contended(10.0 * n, n) for n in (2, 4, 8)]
    plots.contention.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    time, rate = figures["contention"].axes[:2]
    assert list(time.lines[0].get_ydata()) == [20, 40, 80]
    assert list(rate.lines[0].get_ydata()) == pytest.approx([100, 100, 100])


MODES = ((5.0, "5 ns", 0.2), (60.0, "60 ns", 0.7), (100.0, "100 ns", 0.1))


def test_contention_curves_are_of_the_commonest_mode_and_the_others_faint(tmp_path, figures):
    rows = [contended(ns * n, n, mode=mode, mode_share=share) for ns, mode, share in MODES for n in (2, 4, 8)]
    plots.contention.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    lines = figures["contention"].axes[0].lines
    assert list(lines[0].get_ydata()) == [120, 240, 480]
    assert sorted(line.get_ydata()[0] for line in lines if line.get_alpha() == 0.35) == [10, 20, 40, 200, 400, 800]


def joined(axis):
    """From one thread alone to all, line by line; not-a-numbers part them."""
    return [list(xs[i:i + 2]) for line in axis.lines for xs in [np.array(line.get_xdata(), float)] if np.isnan(xs).any()
            for i in range(0, len(xs), 3)]


def test_contention_of_few_threads_is_a_line_from_one_alone(tmp_path, figures):
    one = made_up.summary_row("fetch_add", "lock_xadd", 64, "latency", "latency", 4.0)
    rows = [one] + [contended(ns, 2, mode=mode, mode_share=share) for ns, mode, share in MODES]
    plots.contention.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    time, rate = figures["contention"].axes[:2]
    drawn = [list(line.get_xdata()) for line in time.lines]
    assert [60.0] in drawn and [4.0] in drawn and [4.0, 60.0] in joined(time)
    assert sorted(x for line in time.lines if line.get_alpha() == 0.3 for x in line.get_xdata()) == [5, 100]
    assert [250.0, pytest.approx(2e3 / 60)] in joined(rate)
    assert "60.0 ns (15 × alone)" in texts(figures["contention"])


def test_contention_fairness_leaves_disturbed_repetitions_out(tmp_path, figures):
    row = contended(10, 2)
    records = [{"trial": row["trial"], "repetition": i, "jain": jain, "disturbed": why}
               for i, (jain, why) in enumerate(((0.9, ""), (0.8, ""), (0.7, ""), (0.1, "steal"), (0.1, "x")))]
    plots.contention.draw(schema.load(made_up.run(tmp_path, rows=[row], records=records)))
    assert list(figures["contention"].axes[2].lines[0].get_xdata()) == [0.8]


def test_false_sharing_factor_is_near_over_far_with_the_widest_interval(tmp_path):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "false_sharing", "contended", ns, threads=2,
                                args=f"spacing={spacing}") for spacing, ns in ((128, 5.0), (8, 40.0))]
    (near, far), = plots.false_sharing.pairs(schema.load(made_up.run(tmp_path, rows=rows))["summary.csv"])
    assert plots.false_sharing.ratio(near, far) == pytest.approx((8, 8 * 0.99 / 1.01, 8 * 1.01 / 0.99))


def test_false_sharing_of_many_threads_is_a_curve_for_each_placement(tmp_path, figures):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "false_sharing", "contended", 5.0 * (n if s == 8 else 1),
                                threads=n, placement=place, args=f"spacing={s}")
            for n in (2, 4, 8) for s in (8, 128) for place in ("near", "far")]
    plots.false_sharing.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    near, far = figures["false_sharing"].axes
    assert (near.get_title("left"), far.get_title("left")) == ("numa: near", "numa: far")
    for axis in (near, far):
        assert list(axis.lines[0].get_xdata()) == [2, 4, 8]
        assert list(axis.lines[0].get_ydata()) == pytest.approx([2, 4, 8])


def test_false_sharing_compares_like_modes(tmp_path):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "false_sharing", "contended", ns, threads=2,
                                args=f"spacing={spacing}", mode=mode, mode_share=share)
            for spacing, ns, mode, share in ((8, 40.0, "slow", 0.6), (8, 9.0, "fast", 0.4),
                                             (128, 6.0, "fast", 0.9), (128, 5.0, "slow", 0.1))]
    (near, far), = plots.false_sharing.pairs(schema.load(made_up.run(tmp_path, rows=rows))["summary.csv"])
    assert (near.median_ns, far.median_ns) == (40, 5)


def test_neighbour_is_held_against_the_operation_alone(tmp_path, figures):
    rows = [made_up.summary_row("fetch_add", "lock_xadd", 64, "latency", "latency", 4.0),
            made_up.summary_row("neighbour", "lock_xadd", 64, "stores", "latency", 6.0, threads=2)]
    plots.neighbour.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["neighbour"].axes[0]
    assert [bar.get_width() for bar in axis.patches] == [6]
    assert "6.00 ns (1.5 × alone)" in texts(figures["neighbour"])


def test_locks_are_told_by_their_backoff_and_held_against_one_thread(tmp_path, figures):
    rows = [made_up.summary_row("spin", "pause", 0, "lock", "contended", ns, threads=n, args=f"backoff={b}")
            for b, one, two in ((0, 3.0, 60.0), (16, 4.0, 40.0)) for n, ns in ((1, one), (2, two))]
    plots.contention.draw(schema.load(made_up.run(tmp_path, rows=rows)))
    axis = figures["contention"].axes[0]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["pause, no backoff", "pause, backoff up to 16 pauses"]
    assert joined(axis) == [[3, 60], [4, 40]]
