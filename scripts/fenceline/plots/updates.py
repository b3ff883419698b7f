"""Additions to a word, by how they are made, and a prefetch for writing before them.

Above, of lines that are in a state: one's own, modified in another's cache, in both caches; with a prefetch some lines ahead.
Below, of one word that all threads want: the prefetch, `work` cycles of each thread's own, the addition.
"""

from fenceline.plots import cells, plotting
from fenceline.results import schema, select, tell
from fenceline.results.select import Nothing

STATES = ["own", "modified", "both"]


def draw(run):
    rows = [row for row in select.summaries(run) if row.group in ("update_state", "contended_update")]
    if not rows:
        raise Nothing("no updates were measured by state and contention")
    panels = [(title, same, column, columns) for title, group, column in
              (("by the state of the line", "update_state", _by_state), ("by all threads, one word", "contended_update", _contended))
              if (same := [row for row in rows if row.group == group]) for columns in [sorted(set(map(column, same)), key=_order)]]
    line = cells.labels(rows)
    heights = [len(set(map(line, same))) for _, same, _, _ in panels]
    fig, axes = plotting.canvas(run, "Additions by state, prefetch and contention: ns of one", rows,
                                2.2 + 1.1 * len(panels) + 0.3 * sum(heights), nrows=len(panels), squeeze=False,
                                height_ratios=heights)
    for (axis,), (title, same, column, columns) in zip(axes, panels):
        cells.table(axis, title, same, line, column, {one: "\n".join(filter(None, one)) for one in columns})
    return [plotting.save(fig, run, "updates")]


def _prefetch(row):
    return "" if row.use == "none" else row.use


def _by_state(row):
    ahead = schema.parse_args(row.args).get("ahead")
    return row.how, _prefetch(row), f"{ahead} ahead" if ahead else ""


def _contended(row):
    return tell.threads(row.threads), f"work {schema.parse_args(row.args)['work']}", _prefetch(row)


def _order(column):
    """States in their order, others as they are written but numbers by size."""
    return [(STATES.index(part), "") if part in STATES else (int("".join(filter(str.isdigit, part)) or 0), part) for part in column]
