"""A table as a picture: a line for each of something, a column for each of something else, the figure in its cell and its colour."""

import numpy as np

from fenceline.plots import plotting
from fenceline.results import select, tell


def table(axis, title, rows, line, column, columns):
    """`line(row)` labels a row's line, `column(row)` is its column; `columns`: {column: its label}, in order. Of several hidden
    modes the commonest is shown. Colours go by the logarithm: a cell may be a hundred times another."""
    lines = list(select.grouped(rows, line))
    found = {place: select.dominant(same) for place, same in select.grouped(rows, lambda row: (line(row), column(row))).items()}
    values = np.array([[max(found[y, x].median_ns, 0.01) if (y, x) in found else np.nan for x in columns] for y in lines])
    shown = axis.imshow(np.log(values), cmap="YlGnBu", aspect="auto", interpolation="none")
    axis.set_facecolor("#f1f2f4")
    axis.grid(False)
    axis.set_title(title, fontsize=10, weight="bold", loc="left")
    axis.set_xticks(range(len(columns)), columns.values(), fontsize=8)
    axis.set_yticks(range(len(lines)), lines, fontsize=8.5)
    for (i, j), value in np.ndenumerate(values):
        if not np.isnan(value):
            row = found[lines[i], list(columns)[j]]
            axis.text(j, i, tell.nanoseconds(row.median_ns) + tell.marks(row), ha="center", va="center", fontsize=8,
                      color=plotting.on(shown.cmap(shown.norm(np.log(value)))))


def labels(rows):
    """A function that labels a row by its variant, and by its placement where there are several."""
    several = len({row.placement for row in rows}) > 1
    return lambda row: f"{tell.label(row)}, {row.placement}" if several else tell.label(row)
