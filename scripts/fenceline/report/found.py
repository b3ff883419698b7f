"""What kernels found out beside their times: how far clocks are apart, and every other figure of figures.csv."""

import collections
import math
import statistics

from fenceline.report.sections import section
from fenceline.results import select


MOST_ROWS = 100  # of a suite; there are some thousands in a run of all


def suite(row):
    """Of figures.csv."""
    return row.trial.partition("/")[0]


def section_of(run, wanted):
    rows = [(*key, len(same), *(f"{f(row.value for row in same):.6g}" for f in (statistics.median, min, max)))
            for key, same in select.grouped((row for row in run["figures.csv"] if row.value is not None
                                             and suite(row) == wanted),
                                            lambda row: (row.trial, row.figure, row.unit)).items()]
    if not rows:
        return None
    more = f"The first {MOST_ROWS} of {len(rows)}; all are in figures.csv." if len(rows) > MOST_ROWS else ""
    return section("Found out beside times", more, ("trial", "figure", "unit", "repetitions", "median", "least", "most"),
                   rows[:MOST_ROWS], folded=True)


def skew_section(run):
    """How far the clocks of each two PUs can be apart, by timer: every repetition of both directions bounds it."""
    trials = {row.trial: row for row in run["summary.csv"]}
    bounds = collections.defaultdict(dict)  # {(timer, unit): {pair: [low, high]}}
    for row in run["figures.csv"]:
        trial = trials.get(row.trial)
        if row.figure not in ("offset_low", "offset_high") or row.value is None or not trial:
            continue
        first, second = map(int, trial.cpus.split())
        forth = first < second  # else it is the other's clock that is subtracted
        low, high = bounds[trial.variant, row.unit].setdefault((min(first, second), max(first, second)),
                                                               [-math.inf, math.inf])
        value, lower = (row.value, row.figure == "offset_low") if forth else (-row.value, row.figure == "offset_high")
        bounds[trial.variant, row.unit][min(first, second), max(first, second)] = (
            [max(low, value), high] if lower else [low, min(high, value)])
    rows = []
    for (timer, unit), pairs in bounds.items():
        widest = max(pairs, key=lambda pair: max(map(abs, pairs[pair])))
        low, high = pairs[widest]
        moved = sum(low > high for low, high in pairs.values())
        rows.append((timer, len(pairs), f"{max(abs(low), abs(high)):g} {unit}", "{}-{}".format(*widest),
                     f"{low:g} … {high:g}", f"{moved} pairs: no one offset fits all repetitions" if moved else ""))
    if not rows:
        return None
    return section("How far clocks are apart", "What a PU's clock shows more than another's lies between two bounds.",
                   ("timer", "pairs", "at most", "widest pair", "its bounds", "note"), rows)
