"""What figures are judged by: as the run itself tells it (run.csv), or as runs did that told nothing yet."""

import collections

from fenceline.results import select

# good_interval: half width of a median's interval over the median; next_to_nothing_ns: no share is told of what costs
# less; rare_mode: the share of a trial's repetitions below which a hidden placement mode holds nothing up.
Thresholds = collections.namedtuple("Thresholds", "good_interval next_to_nothing_ns rare_mode", defaults=(0.02, 0.1, 0.1))


def of(run):
    told = {name: float(run.fact(name)) for name in Thresholds._fields if run.fact(name)}
    return Thresholds(**told)


def percent(run):
    """'±2 %': how wide a good interval may be."""
    return f"±{100 * of(run).good_interval:g} %"


def open_trials(run):
    """(trials of which a mode that is not rare has no good interval, all trials): by their ids."""
    rare = of(run).rare_mode
    trials = select.grouped(run["summary.csv"], lambda row: row.trial)
    return [trial for trial, rows in trials.items()
            if any(not row.closed and (row.mode_share is None or row.mode_share >= rare) for row in rows)], list(trials)
