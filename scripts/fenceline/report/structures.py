"""Structures: ours beside other libraries', and how long their operations took."""

from fenceline.report.said.words import long
from fenceline.report.sections import section
from fenceline.results import select, tell
from fenceline.stats import distributions, throughput


MOST_TOLD = 6  # comparisons in words; the table has all


def sentences(run, suite):
    """"- stream, …: ours is the quickest, …" of each group of structures that did the same."""
    groups = [(key, rows) for key, rows in throughput.compared(run).items() if key[0] == suite] if run.native else []
    lines = [f"- {line}" for line in (_quickest(*group) for group in groups[:MOST_TOLD]) if line]
    more = len(groups) - MOST_TOLD
    return "\n".join(lines + ([f"- {more} more comparisons stand in the table"] if more > 0 and lines else []))


def _quickest(key, rows):
    _, how, _, threads, *_ = key
    mine, theirs = throughput.rivals(rows)
    if not mine or not theirs:
        return ""
    first, second = sorted((mine, theirs), key=lambda r: r.median_ns)
    what = ", ".join(filter(None, (how.replace("_", " "), tell.arguments(first), tell.threads(threads))))
    return (f"{what}: the quickest is {tell.label(first)} ({tell.whose(first)}), {tell.nanoseconds(first.median_ns)} ns"
            f"{tell.marks(first)}; of {'others' if second.peer else 'ours'} {tell.label(second)}, {long(second.median_ns / first.median_ns)}.")


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
                          _to_the_best(row, best),
                          throughput.told(rates.get((row.trial, row.mode), {}))))
    if not lines:
        return None
    return section("Ours beside other libraries'", "Against the quickest of the others: more than 1 is quicker than that.",
                   ("what", "parameters", "threads", "placement", "structure", "whose", "an operation", "to the best",
                    "all threads together"), lines, folded=True)


def _to_the_best(row, best):
    """How many times as quick as the quickest of the others; it is coloured where that is one of ours."""
    if not best or row.median_ns <= 0:
        return ""
    text = f"{best / row.median_ns:.2f} ×"
    return text if row.peer else (text, "good" if best > row.median_ns else "warn")


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
