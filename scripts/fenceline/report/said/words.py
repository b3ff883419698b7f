"""How figures are put into a sentence."""

from fenceline.keys import tell_figures
from fenceline.results import select, tell


def rows(run, **wanted):
    """Rows of summary.csv with a median: the commonest hidden placement mode of each trial."""
    found = [row for row in run["summary.csv"] if row.median_ns is not None
             and all(getattr(row, name) == value for name, value in wanted.items())]
    return [select.dominant(same) for same in select.grouped(found, lambda r: r.trial).values()]


def cost(row):
    """'20.0 cycles (5.56 ns)', or '5.56 ns' where cycles are not known."""
    ns = f"{tell.nanoseconds(row.median_ns)} ns"
    return f"{tell.nanoseconds(row.median_cycles)} cycles ({ns})" if row.median_cycles else ns


def value(row):
    """What rows of one kind are held against each other by: cycles where they are known, which the clock does not move."""
    return row.median_cycles or row.median_ns


def times(factor):
    """'3.8 times', to stand before what it is a multiple of; 'as much as' where it is one."""
    if 0.95 < factor < 1.05:
        return "as much as"
    return f"{factor:.2g} times" if factor < 99.5 else f"{factor:.0f} times"


def long(factor):
    """'takes 3.8 times as long', without the verb."""
    return "as long" if 0.95 < factor < 1.05 else f"{times(factor)} as long"


def duration(ns):
    """'350 ns', '5.20 µs', '1.34 ms'"""
    value, _, _, unit = tell_figures.scaled(ns, None, None, "ns")
    return f"{tell.nanoseconds(value)} {unit}"


def listed(items):
    """'a, b and c'"""
    items = list(items)
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1] if items else "")))
