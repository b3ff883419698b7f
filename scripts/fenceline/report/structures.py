"""Structures: ours beside other libraries', and how long their operations took."""

from fenceline.report.sections import section
from fenceline.results import select, tell
from fenceline.stats import distributions, throughput


def sections_of(run, suite):
    yield from filter(None, (_beside(run, suite), _percentiles(run, suite)))


def _beside(run, wanted):
    """A line for each structure of a suite, those that do the same together, the quickest first."""
    rates = throughput.of(run) if run.native else {}
    lines = []
    for (suite, how, _, threads, *_), rows in (throughput.compared(run).items() if run.native else ()):
        if suite != wanted:
            continue
        best = min((row.median_ns for row in rows if row.peer), default=None)
        for row in sorted(rows, key=lambda r: r.median_ns):
            lines.append((how, tell.arguments(row), threads, tell.place(row), tell.label(row),
                          tell.whose(row), f"{tell.nanoseconds(row.median_ns)} ns{tell.marks(row)}",
                          f"{best / row.median_ns:.2f} ×" if best and row.median_ns > 0 else "",
                          throughput.told(rates.get((row.trial, row.mode), {}))))
    if not lines:
        return None
    return section("Ours beside other libraries'", "Against the quickest of the others: more than 1 is quicker than that.",
                   ("what", "parameters", "threads", "placement", "structure", "whose", "an operation", "to the best",
                    "all threads together"), lines, folded=True)


def _percentiles(run, suite):
    if not run.native:
        return None
    found = sorted((merged for merged in distributions.latencies(run) if merged.row.suite == suite),
                   key=lambda m: (m.row.how, m.row.threads, tell.place(m.row), m.row.args, distributions.quantile(m, 0.5) or 0))
    if not found:
        return None
    cost = {row.trial: row.value for row in run["figures.csv"] if row.figure == "clock_cost" and row.value is not None}
    clock = f" A reading of the clock, one of which is in each, costs {max(cost.values()):.0f} ns." if cost else ""
    lines = [(tell.label(merged.row), distributions.kind(merged), tell.whose(merged.row),
              tell.arguments(merged.row), merged.row.threads, tell.place(merged.row), merged.count,
              *(_cell(distributions.quantile(merged, share)) for share in distributions.TOLD.values()),
              _cell(merged.greatest)) for merged in found]
    return section("How long operations took, in ns",
                   "From when each was due until it was over, waiting in line included; all repetitions that count together."
                   + clock, ("structure", "operation", "whose", "parameters", "threads", "placement", "values",
                             *distributions.TOLD, "max"), lines, folded=True)


def _cell(value):
    return "" if value is None else tell.nanoseconds(value)
