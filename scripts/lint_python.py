"""The rules of the Python half, for lint.py: results are read in one place, rooms are floors, sys.path is left alone."""

import ast

# Rooms of scripts/fenceline, the ground first: each imports what lies below it and itself.
FLOORS = ["results", "stats", "keys", "sharing", "plots", "report", "compare", "ranking", "foreign"]
READERS = ("scripts/fenceline/results/tables.py", "scripts/fenceline/results/packed.py")


def check(path, text, results):
    """(line, message) of each rule that a file breaks. `results`: the names of the results' files."""
    try:
        tree = list(ast.walk(ast.parse(text)))
    except SyntaxError as error:
        yield error.lineno or 0, f"is not Python: {error.msg}"
        return
    yield from _path_left_alone(tree)
    if path.startswith("scripts/") and "/test/" not in path and path not in READERS:
        yield from _results_by_schema(tree, results)
    room = path.removeprefix("scripts/fenceline/").split("/")[0]
    if path.startswith("scripts/fenceline/") and room in FLOORS:
        yield from _floors(tree, room)


def _path_left_alone(tree):
    for node in tree:
        if isinstance(node, ast.Attribute) and node.attr == "path" and getattr(node.value, "id", "") == "sys":
            yield node.lineno, "sys.path is not bent: scripts see the package beside them, tests by pyproject.toml"


def _floors(tree, room):
    for node in (node for node in tree if isinstance(node, ast.ImportFrom) and node.module):
        package, *inside = node.module.split(".")
        if package != "fenceline":
            continue
        for name in inside[:1] or [alias.name for alias in node.names]:
            if name == "cli" or name in FLOORS and FLOORS.index(name) > FLOORS.index(room):
                yield node.lineno, f"fenceline/{room} must not import {name}: it is a floor above it"


def _results_by_schema(tree, results):
    """Scripts read results through schema.py only: none opens a results file or takes it apart."""
    openers = {"open", "read_text", "read_bytes", "loadtxt", "genfromtxt", "read_csv"}
    names_results = results & {n.value for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    for call in (node for node in tree if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        texts = {n.value for n in ast.walk(call) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        if name in openers and "w" not in texts and any(t.endswith(".csv") for t in texts):
            yield call.lineno, "opens a CSV file: results are read through schema.py"
        elif name in ("DictReader", "reader") and names_results:
            yield call.lineno, "takes CSV apart by itself: results are read through schema.py"
