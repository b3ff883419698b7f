"""Flushes: what it costs to write a line back or to throw it out, clean and dirty, with and without its fence; and a line made durable.

Above, a column is a state and a form: without a fence, with one behind each, with one behind 32, and a load afterwards, which
tells whether the line is still near. Below, a whole line written, on few lines again and again and on the next one each time.
"""

from fenceline.plots import cells, plotting
from fenceline.results import select
from fenceline.results.select import Nothing

FORMS = {"no_fence": "no fence", "fence_each": "fence behind each", "fence_last": "fence behind 32", "then_load": "a load after it",
         "fence": "fence"}
TITLES = {"flush": "a line flushed", "line": "a whole line written"}


def draw(run):
    rows = [row for row in select.summaries(run) if row.suite == "flush"]
    if not rows:
        raise Nothing("no flushes were measured")
    groups = select.grouped(rows, lambda row: row.group)
    line = cells.labels(rows)
    heights = [len(set(map(line, same))) for same in groups.values()]
    fig, axes = plotting.canvas(run, "Flushes: ns of a line", rows, 2.2 + 0.9 * len(groups) + 0.3 * sum(heights),
                                nrows=len(groups), squeeze=False, height_ratios=heights)
    for (axis,), (group, same) in zip(axes, groups.items()):
        columns = sorted({_column(row) for row in same}, key=lambda c: (c[0], list(FORMS).index(c[1])))
        cells.table(axis, TITLES.get(group, group), same, line, _column,
                    {(how, use): f"{how.replace('_', ' ')}\n{FORMS[use]}" for how, use in columns})
    return [plotting.save(fig, run, "flush")]


def _column(row):
    return row.how, row.use
