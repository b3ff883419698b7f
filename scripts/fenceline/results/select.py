"""Which rows of a run: those with figures, grouped, or the commonest of some."""

import re


class Nothing(Exception):
    """Why this run has nothing to draw."""


# Metrics of a dependent chain: a load's latency, and an operation that may keep its unit busy for longer. Runs of before
# have the first word for both.
CHAINS = ("latency", "chain")


def summaries(run, metric=None, **wanted):
    """Summary rows that have a median and the given metric and columns; Nothing where none has."""
    if not run.native:
        raise Nothing(f"execution is '{run.execution}': there are no times to draw")
    gap = run.gap("summary.csv")
    if gap:
        raise Nothing(f"no summary.csv: {gap}")
    return [row for row in run["summary.csv"] if row.median_ns is not None
            and (metric is None or row.metric == metric)
            and all(getattr(row, k) == v for k, v in wanted.items())]


def dominant(rows):
    """Of rows that differ in their hidden placement mode: the one that was met most."""
    return max(rows, key=lambda row: (row.mode_share or 0, row.repetitions or 0))


def nearness(row):
    """To sort by: rows in the order of their hidden placement modes' distances ('25ns'), those without first."""
    number = re.match(r"[\d.]+", row.mode)
    return float(number[0]) if number else 0.0


def grouped(rows, key):
    """{key(row): [rows]} in order of first appearance."""
    out = {}
    for row in rows:
        out.setdefault(key(row), []).append(row)
    return out
