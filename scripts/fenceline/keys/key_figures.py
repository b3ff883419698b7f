"""Key figures: about a dozen that characterise a machine, defined in results/key_figures.csv."""

import collections

from fenceline.keys import data, evaluate

FILE = data.FOLDER / "key_figures.csv"
COLUMNS = ("name", "title", "unit", "better", "formula")

# `value` None: it cannot be had here, and `note` says why. low, high: its 95 % interval, None where unknown. `parts`:
# [evaluate.Part], what the formula is made of. `better`: lower, higher, or empty of what is neither.
KeyFigure = collections.namedtuple("KeyFigure", "name title value low high unit formula parts note better")


def of(run):
    """[KeyFigure] in the order of the file; of a formula for each distance one for each that the run has."""
    out = []
    for row, tree in data.rows(FILE, COLUMNS):
        for distance, result in evaluate.each(run, tree):
            name, title = (row.name + f".{distance}", f"{row.title}, {distance}") if distance else (row.name, row.title)
            out.append(KeyFigure(name, title, *result.figure, row.unit, row.formula, result.parts, result.note, row.better))
    return out
