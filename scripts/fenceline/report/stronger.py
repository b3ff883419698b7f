"""What a kernel or runtime pays for a sequence that is stronger than it need be: by the memory models, which found another one of
the instruction set that is enough (results/reference/stronger.csv, models/test/stronger_test.cc), and by this run.
"""

import collections

from fenceline.plots import mappings
from fenceline.report.sections import section
from fenceline.results import references, schema, select, tell

Stronger = collections.namedtuple("Stronger", "isa mapping operation sequence enough")


def table(name, kind):
    """The rows of a table of results/reference/, as that named tuple of texts."""
    columns = [schema.Column(field, "text", "", "") for field in kind._fields]
    return [kind(*(getattr(row, field) for field in kind._fields)) for row in schema.read(references.FOLDER / name, columns)[0]]


def known(isa):
    return [row for row in table("stronger.csv", Stronger) if row.isa == isa]


def measured(run):
    """The run's rows of mappings, on one thread; none of an emulator's."""
    try:
        return [row for row in select.summaries(run, suite=mappings.SUITE) if row.threads == 1]
    except select.Nothing:
        return []


def of_mapping(rows, mapping, operation):
    """Those of a mapping's operation, "store seq_cst"."""
    return [row for row in rows if row.group == operation.replace(" ", "_") and mapping in mappings.mappings(row)]


def cheapest(rows, operation, row, sequences):
    """The row of the cheapest of these sequences for an operation of whatever order, measured as `row` is; None: none was."""
    use = operation.partition(" ")[0]
    enough = [other for other in rows if other.variant in sequences and other.group.startswith(f"{use}_")
              and is_chained(other) == is_chained(row) and other.placement == row.placement]
    return min(enough, key=lambda other: other.median_ns, default=None)


def is_chained(row):
    return row.metric in select.CHAINS


def costs(run):
    """[(mapping, operation, what is, the cheapest that would do)], by metric."""
    rows = measured(run)
    found = []
    for (mapping, operation), same in select.grouped(known(run.fact("isa", "")), lambda s: (s.mapping, s.operation)).items():
        for row in of_mapping(rows, mapping, operation):
            if other := cheapest(rows, operation, row, [s.enough for s in same]):
                found.append((mapping, operation, row, other))
    return found


def section_of(run):
    rows = [(mappings.family(mapping), mapping, operation, f"{row.variant}: {tell.nanoseconds(row.median_ns)} ns",
             f"{other.variant}: {tell.nanoseconds(other.median_ns)} ns",
             f"{row.median_ns / max(other.median_ns, 1e-3):.3g}", "each after the other" if is_chained(row) else "independent")
            for mapping, operation, row, other in costs(run)]
    if not rows:
        return None
    return section("Stronger than needed", "Sequences for which the memory models know a weaker one of this instruction set that "
                   "still keeps all that the kernel or runtime promises, and the cheapest such one that was measured.",
                   ("of", "mapping", "operation", "has", "would be enough", "times", "how"), rows)
