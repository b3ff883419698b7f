"""What a kernel or runtime pays for a sequence that is stronger than it need be: by the memory models, which found another one of
the instruction set that is enough (results/reference/stronger.csv, models/test/stronger_test.cc), and by this run.
"""

import collections

from fenceline.plots import mappings
from fenceline.report.sections import section
from fenceline.results import references, schema, select, tell

Stronger = collections.namedtuple("Stronger", "isa mapping operation sequence enough")


def known(isa):
    columns = [schema.Column(name, "text", "", "") for name in Stronger._fields]
    return [Stronger(*(getattr(row, name) for name in Stronger._fields))
            for row in schema.read(references.FOLDER / "stronger.csv", columns)[0] if row.isa == isa]


def costs(run):
    """[(Stronger, what is, what would do)] of the cheapest that is enough, by mapping, operation and metric; rows on one thread."""
    rows = [row for row in select.summaries(run, suite=mappings.SUITE) if row.threads == 1]
    found = []
    for (mapping, operation), same in select.grouped(known(run.fact("isa", "")), lambda s: (s.mapping, s.operation)).items():
        use, order = operation.split()
        mine = [row for row in rows if row.group == f"{use}_{order}" and mapping in mappings.mappings(row)]
        for row in mine:
            enough = [(other.median_ns, s, other) for s in same for other in rows
                      if other.variant == s.enough and other.group.startswith(f"{use}_") and _chained(other) == _chained(row)
                      and other.placement == row.placement]
            if enough:
                _, which, other = min(enough, key=lambda one: one[0])
                found.append((which, row, other))
    return found


def _chained(row):
    return row.metric in select.CHAINS


def section_of(run):
    rows = [(mappings.family(s.mapping), s.mapping, s.operation, f"{s.sequence}: {tell.nanoseconds(row.median_ns)} ns",
             f"{s.enough}: {tell.nanoseconds(other.median_ns)} ns",
             f"{row.median_ns / max(other.median_ns, 1e-3):.3g}", "each after the other" if _chained(row) else "independent")
            for s, row, other in costs(run)]
    if not rows:
        return None
    return section("Stronger than needed", "Loads, stores and fences for which the memory models know a weaker sequence of this "
                   "instruction set that still keeps all that the kernel or runtime promises.",
                   ("of", "mapping", "operation", "has", "would be enough", "times", "how"), rows)
