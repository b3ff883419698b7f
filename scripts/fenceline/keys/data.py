"""The data files of this package: definitions with a formula each, read and checked."""

import pathlib

from fenceline.keys import formula
from fenceline.results import schema

FOLDER = pathlib.Path(__file__).parent  # links to results/*.csv; copies where installed


def rows(path, columns):
    """[(row, tree)] of a file with the text columns `columns`, "formula" and "unit" among them. Rows are checked:
    SchemaError names file, line and what is wrong."""
    table, _ = schema.read(path, [schema.Column(name, "text", "", "") for name in columns])
    out, names = [], set()
    for number, row in enumerate(table, 2):  # no cell goes over several lines
        where = f"{path}:{number}"
        if not row.name or row.name in names:
            raise schema.SchemaError(f"{where}: no name, or one that another row has: '{row.name}'")
        names.add(row.name)
        tree = formula.parse(row.formula, where)
        if formula.unit(tree) != row.unit:
            raise schema.SchemaError(f"{where}: the formula's unit is '{formula.unit(tree)}', not '{row.unit}', "
                                     f"in the formula: {row.formula}")
        out.append((row, tree))
    return out
