"""What a formula comes to on a run: its figure, the parts that it is made of, and what is noted against them."""

import collections
import statistics

from fenceline.keys import formula, interval, pick
from fenceline.results import select, tell

# `text`: the pick; `figure`: an interval.Figure; `rows`: how many rows it is made of.
Part = collections.namedtuple("Part", "text figure rows")
# `figure`: interval.NONE where it cannot be had, and `note` says why.
Result = collections.namedtuple("Result", "figure parts note")

SANITIZED = "sanitized"
REDUCERS = {"median": statistics.median, "least": min, "most": max, "geomean": interval.geometric_mean}
OPERATIONS = {"+": interval.add, "-": interval.subtract, "*": interval.multiply, "/": interval.divide}


def refused(run):
    """Why a run's times are no figures of its machine; empty where they are."""
    if not run.native:
        return f"execution is '{run.execution}': what an emulator shows is no figure of a machine"
    sanitizers = run.fact("sanitizers")
    return sanitizers and f"the bench was built with -fsanitize={sanitizers}: what that costs is no figure of a machine"


def of(run, tree, distance=None):
    """The Result of a formula's tree. `distance`: what `distance=each` stands for."""
    if refused(run):
        return Result(interval.NONE, [], refused(run))
    parts, notes = [], []
    try:
        mode = pick.mode(run, [p for p in formula.picks(tree) if p.name != "seen" and p.quantity != SANITIZED], distance)
        figure = _value(run, tree, (distance, mode), parts, notes)
    except select.Nothing as reason:
        return Result(interval.NONE, parts, str(reason))
    return Result(figure, parts, "; ".join(dict.fromkeys(notes)))


def each(run, tree):
    """[(distance, Result)] of a formula with `distance=each`; [("", Result)] of another, or where there is no row."""
    if refused(run) or not formula.has_each(tree):
        return [("", of(run, tree))]
    first = next(p for p in formula.picks(tree) if formula.EACH in p.wanted.values())
    try:
        return [(distance, of(run, tree, distance)) for distance in pick.distances(run, first)]
    except select.Nothing as reason:
        return [("", Result(interval.NONE, [], str(reason)))]


def _value(run, tree, where, parts, notes):
    """`where`: the distance apart and the hidden placement mode."""
    if isinstance(tree, formula.Number):
        return interval.exact(tree.value)
    if isinstance(tree, formula.Operation):
        return OPERATIONS[tree.sign](*(_value(run, side, where, parts, notes) for side in (tree.left, tree.right)))
    figure, count = _picked(run, tree, where, notes)
    parts.append(Part(tree.text, figure, count))
    return figure


def _picked(run, tree, where, notes):
    if tree.name == "seen":
        found = pick.litmus(run, tree.quantity)
        if not found.seen:
            notes.append(f"{tree.quantity} not seen in {found.outcomes:,} outcomes, which proves nothing")
        return interval.exact(float(found.seen)), found.outcomes
    rows = pick.rows(_sanitized(run) if tree.quantity == SANITIZED else run, tree, *where)
    if tree.name == "median" and len(pick.kernels(rows)) > 1:
        told = " and ".join(" ".join(map(str, key)) for key in list(pick.kernels(rows))[:2])
        raise select.Nothing(f"{tree.text} does not tell {told} apart")
    notes += _notes(rows)
    figures = [_quantity(row, tree.quantity) for row in rows]
    if tree.name == "geomean" and any(f.value <= 0 or (f.low or f.value) <= 0 for f in figures):
        raise select.Nothing(f"{tree.text} has a figure that is not told from nothing")
    return interval.together(figures, REDUCERS[tree.name]), len(rows)


def _sanitized(run):
    """The run beside it of a bench built with ThreadSanitizer (together.py)."""
    beside = getattr(run, SANITIZED, None)
    if beside is None:
        raise select.Nothing("no run of a bench built with ThreadSanitizer is given beside it")
    return beside


def _quantity(row, quantity):
    ns = interval.of_row(row)
    if quantity in ("ns", SANITIZED):
        return ns
    if quantity == "cycles":
        if row.median_cycles is None:
            raise select.Nothing("core cycles are not known here")
        if not row.median_ns:
            return interval.Figure(row.median_cycles, None, None)
        return interval.multiply(ns, interval.exact(row.median_cycles / row.median_ns))
    return interval.divide(interval.exact(1e3 * (row.threads or 1)), ns)


def _notes(rows):
    """What is noted against rows; how wide the interval is, or that there is none, it says itself."""
    for row in rows:
        if row.mode and (row.mode_share or 1) < 0.9:
            yield f"in mode {row.mode}"
        for note in filter(None, row.note.split("; ")):
            if not note.startswith(("interval wider", "too few repetitions")):
                yield f"{tell.label(row)}: {note}"
