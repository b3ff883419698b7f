"""What a core cannot undercut: loads and stores that it begins in a cycle, and what a load takes that hits.

By the vendors' optimisation guides, results/reference/limits.csv. A figure below them was made wrong: too much was subtracted,
or the clock taken for slower than it was.
"""

import collections

from fenceline.results import references, schema

WITHIN = 0.02  # of a figure: what the core's clock is known to

# In cycles. `loads`, `stores`: begun in a cycle.
Limits = collections.namedtuple("Limits", "isa design loads stores load_latency source")
Below = collections.namedtuple("Below", "row limit source")


def of(run):
    """Limits of the run's core; None where they are not known."""
    return _all().get((run.fact("isa", ""), run.fact("cpu_design", "")))


def _all():
    text, real = "text", "real"
    columns = [schema.Column(name, kind, "", "") for name, kind in
               zip(Limits._fields, (text, text, real, real, real, text))]
    return {(row.isa, row.design): Limits(*(getattr(row, name) for name in Limits._fields))
            for row in schema.read(references.FOLDER / "limits.csv", columns)[0]}


def least(limits, row):
    """The fewest cycles that an uncontended figure of `atomics` can be; None where nothing is known."""
    if row.suite != "atomics" or row.threads != 1 or row.args:
        return None
    if row.metric == "throughput":
        at_once = {"load": limits.loads, "store": limits.stores}.get(row.group)
        return at_once and 1 / at_once
    return limits.load_latency if row.group == "load" and row.metric == "latency" else None


def below(run):
    """[Below]: figures that the core cannot have; None where its limits are not known."""
    known = of(run)
    if not run.native or known is None:
        return None
    found = []
    for row in run["summary.csv"]:
        limit = least(known, row)
        if limit and row.median_cycles is not None and row.median_cycles < limit * (1 - WITHIN):
            found.append(Below(row, limit, known.source))
    return found
