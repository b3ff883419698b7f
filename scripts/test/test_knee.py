"""Latency told apart from occupancy, on curves of which both are known."""

import made_up
import pytest

from fenceline import plots
from fenceline.report import knees
from fenceline.results import schema
from fenceline.stats import knee

ADDITIONS = (0, 4, 8, 16, 24, 32, 48, 64)


def curve(latency, busy, addition=1.0, additions=ADDITIONS):
    return {k: max(busy, latency + k * addition) for k in additions}


def kernel(latency, busy, how="by_value"):
    return [made_up.summary_row("fetch_add", "lock_xadd", 64, how, "chain", cycles / made_up.GHZ, suite="latency",
                                args=f"additions={k}") for k, cycles in curve(latency, busy).items()]


@pytest.mark.parametrize("latency, busy, additions", [(1, 20, 19), (5, 20, 15), (18, 20, 2)])
def test_a_unit_that_is_busy_is_told_from_a_result_that_is_late(latency, busy, additions):
    assert knee.of(curve(latency, busy), cycles=True) == pytest.approx((busy, latency, additions))


def test_without_cycles_the_slope_is_an_additions_time():
    assert knee.of(curve(0.5, 8, addition=0.3), cycles=False) == pytest.approx((8, 0.5, 25))


def test_a_result_that_all_wait_for_shows_no_occupancy():
    assert knee.of(curve(5, 0.3), cycles=True) == (None, 5, None)
    assert knee.of(curve(5, 0.3, additions=(1, 4, 8, 16)), cycles=True) == (None, 5, None)


def test_a_knee_beyond_the_last_additions_is_not_made_up():
    assert knee.of(curve(1, 90), cycles=True) == (90, None, None)
    assert knee.of(curve(1, 20, addition=0.3), cycles=False) == (20, None, None)  # on the line are the last two alone


def test_what_is_dearer_far_out_does_not_count():
    times = {**curve(13, 18), 64: 83.2}  # as measured on an Emerald Rapids: 77 would lie on the line
    assert knee.of(times, cycles=True) == pytest.approx((18, 13, 5))


def test_a_slightly_wrong_clock_does_not_move_the_latency_far():
    slower = {k: t * 1.004 for k, t in curve(1, 20).items()}
    assert knee.of(slower, cycles=True).latency == pytest.approx(1, abs=0.3)


def test_the_report_and_a_plot_tell_both(tmp_path):
    run = schema.load(made_up.run(tmp_path, rows=kernel(1, 20) + kernel(5, 20, "by_address")))
    told = knees.section_of(run)
    assert [row[4:] for row in told.rows] == [["1.00 cy", "20.0 cy", "19.0"], ["5.00 cy", "20.0 cy", "15.0"]]
    assert [path.name for path in plots.modules()["knee"].draw(run)] == ["knee.svg"]
