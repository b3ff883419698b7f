"""Mappings of kernels and runtimes that the memory models refute: a program and what it shows that their source's own model forbids
(results/reference/refuted.csv, models/test/refuted_test.cc), and what a sequence that is right costs in this run.
"""

import collections

from fenceline.plots import mappings
from fenceline.report import stronger
from fenceline.report.sections import section
from fenceline.results import tell

Refuted = collections.namedtuple("Refuted", "isa mapping operation sequence program outcome enough")
ABOUT = ("Compiled by these, programs show what their source's model forbids: by the architecture, as a core may do less than it may. A "
         "bar stands between threads; what each read, and what was left.")


def known():
    return stronger.table("refuted.csv", Refuted)


def sections_of(run):
    """The run's instruction set's, with costs; then the others', folded."""
    rows = stronger.measured(run)
    if not rows:
        return
    isa = run.fact("isa", "")
    own = [one for one in known() if one.isa == isa]
    others = [one for one in known() if one.isa != isa]
    if own:
        yield section("Too weak", ABOUT, ("of", "mapping", "operation", "program", "shows", "has", "would be right"),
                      [(*_told(one), *_costs(rows, one)) for one in own])
    if others:
        yield section("Too weak on other instruction sets", "" if own else ABOUT,
                      ("ISA", "of", "mapping", "operation", "has", "program", "shows"),
                      [(one.isa, *_told(one)[:3], one.sequence, one.program, one.outcome) for one in others], folded=True)


def _told(one):
    return mappings.family(one.mapping), one.mapping, one.operation, one.program, one.outcome


def _costs(rows, one):
    """What is, and the cheapest that would be right, with their costs where each waits for the one before."""
    operation = one.operation.removeprefix("failing ")
    chained = [row for row in stronger.of_mapping(rows, one.mapping, operation) if stronger.is_chained(row)]
    if not chained:
        return one.sequence, one.enough.partition(" | ")[0]
    right = stronger.cheapest(rows, operation, chained[0], one.enough.split(" | "))
    return _cost(chained[0]), _cost(right) if right else "–"


def _cost(row):
    return f"{row.variant}: {tell.nanoseconds(row.median_ns)} ns"
