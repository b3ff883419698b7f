import collections

from fenceline.stats import spread

Row = collections.namedtuple("Row", "trial mode threads median_cycles")


def run(**cycles):
    return {"summary.csv": [Row(trial, "", 1, value) for trial, value in cycles.items()]}


def test_spread_is_of_the_medians_of_a_trial():
    found = spread.spreads([run(a=10.0, b=5.0), run(a=11.0, b=5.0), run(a=10.5, b=5.0)], "median_cycles", lambda row: True)
    assert found == {"a": 1.0 / 10.5, "b": 0.0}


def test_trials_that_not_all_runs_have_are_left_out():
    found = spread.spreads([run(a=10.0, b=None), run(a=10.0, b=5.0)], "median_cycles", lambda row: True)
    assert list(found) == ["a"]


def test_only_what_is_kept():
    found = spread.spreads([run(a=1.0, b=1.0)] * 2, "median_cycles", lambda row: row.trial == "b")
    assert list(found) == ["b"]


def test_what_takes_nothing_has_no_spread():
    assert spread.spreads([run(a=0.0, b=1.0)] * 2, "median_cycles", lambda row: True) == {"b": 0.0}
