"""Flushes: what it costs to write a line back or to throw it out, clean and dirty, with and without its fence; and a line made durable.

Above, a column is a state and a form: without a fence, with one behind each, with one behind 32, and a load afterwards, which
tells whether the line is still near. Below, a whole line written, on few lines again and again and on the next one each time.
"""

import numpy as np

from fenceline.plots import plotting
from fenceline.results import select, tell
from fenceline.results.select import Nothing

FORMS = {"no_fence": "no fence", "fence_each": "fence behind each", "fence_last": "fence behind 32", "then_load": "a load after it",
         "fence": "fence"}
TITLES = {"flush": "a line flushed", "line": "a whole line written"}


def draw(run):
    rows = [row for row in select.summaries(run) if row.suite == "flush"]
    if not rows:
        raise Nothing("no flushes were measured")
    groups = select.grouped(rows, lambda row: row.group)
    lines = {group: list(select.grouped(same, _line)) for group, same in groups.items()}
    fig, axes = plotting.canvas(run, "Flushes: ns of a line", rows, 2.2 + 0.9 * len(groups) + 0.3 * sum(map(len, lines.values())),
                                nrows=len(groups), squeeze=False, height_ratios=[len(lines[group]) for group in groups])
    for (axis,), (group, same) in zip(axes, groups.items()):
        _table(axis, TITLES.get(group, group), lines[group], same)
    return [plotting.save(fig, run, "flush")]


def _line(row):
    return row.variant, row.placement


def _column(row):
    return row.how, row.use


def _table(axis, title, lines, rows):
    """A line for each instruction, a column for each state and form. Colours go by the logarithm: a row may be a hundred times another."""
    columns = sorted({_column(row) for row in rows}, key=lambda c: (c[0], list(FORMS).index(c[1])))
    found = {(_line(row), _column(row)): row for row in rows}
    values = np.array([[max(found[line, column].median_ns, 0.01) if (line, column) in found else np.nan for column in columns]
                       for line in lines])
    shown = axis.imshow(np.log(values), cmap="YlGnBu", aspect="auto", interpolation="none")
    axis.set_facecolor("#f1f2f4")
    axis.grid(False)
    axis.set_title(title, fontsize=10, weight="bold", loc="left")
    axis.set_xticks(range(len(columns)), [f"{how.replace('_', ' ')}\n{FORMS[use]}" for how, use in columns], fontsize=8)
    placements = {placement for _, placement in lines}
    axis.set_yticks(range(len(lines)), [variant if len(placements) == 1 else f"{variant}, {where}" for variant, where in lines],
                    fontsize=8.5)
    for (i, j), value in np.ndenumerate(values):
        if not np.isnan(value):
            row = found[lines[i], columns[j]]
            axis.text(j, i, tell.nanoseconds(row.median_ns) + tell.marks(row), ha="center", va="center", fontsize=8,
                      color=plotting.on(shown.cmap(shown.norm(np.log(value)))))
