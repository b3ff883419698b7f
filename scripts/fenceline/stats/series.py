"""What changed while a trial's window lasted: of its repetitions the one in the middle, as it was."""

import collections

from fenceline.results import select

# `row`: of summary.csv; `points`: [(ns since the series began, value)] of the repetition whose greatest value is the
# middle one; `figures`: {name: value} of that repetition, from figures.csv.
Curve = collections.namedtuple("Curve", "row what unit points figures")


def of(run):
    """[Curve] of each trial, in its commonest hidden placement mode."""
    mode = {(row.trial, row.repetition): row.mode for row in run["records.csv"] if not row.disturbed and not row.wrong}
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for point in run["series.csv"]:
        key = point.trial, point.repetition
        if key in mode:
            found[point.trial, mode[key], point.what, point.unit][point.repetition].append((point.at_ns, point.value))
    figures = collections.defaultdict(dict)
    for row in run["figures.csv"]:
        figures[row.trial, row.repetition][row.figure] = row.value
    rows = [row for same in select.grouped(run["summary.csv"], lambda row: row.trial).values()
            for row in [select.dominant(same)]]
    return [Curve(row, what, unit, points, figures[row.trial, repetition]) for row in rows
            for (trial, which, what, unit), by_repetition in found.items() if (trial, which) == (row.trial, row.mode)
            for repetition, points in [middle(by_repetition)]]


def middle(by_repetition):
    """(repetition, its points) whose greatest value is the middle one, of {repetition: [(ns, value)]}."""
    ordered = sorted(by_repetition.items(), key=lambda item: (max(value for _, value in item[1]), item[0]))
    return ordered[(len(ordered) - 1) // 2]
