"""Operations a second of all threads together, by what they do: items put in by producers, taken out by consumers."""

import collections
import functools
import statistics

from fenceline.results import select


@functools.lru_cache(maxsize=2)  # a page asks for each of its parts
def of(run):
    """{(trial, mode): {role: operations a second}}: medians over the repetitions that count; "" where there is one role."""
    counting = {(row.trial, row.repetition): row for row in run["records.csv"]
                if not row.disturbed and not row.wrong and row.window_ns}
    ops = collections.defaultdict(collections.Counter)
    for thread in run["threads.csv"]:
        if (thread.trial, thread.repetition) in counting and thread.ops is not None:
            ops[thread.trial, thread.repetition][thread.role] += thread.ops
    rates = collections.defaultdict(lambda: collections.defaultdict(list))
    for key, by_role in ops.items():
        record = counting[key]
        for role, done in by_role.items():
            rates[record.trial, record.mode][role].append(done / record.window_ns * 1e9)
    return {key: {role: statistics.median(each) for role, each in by_role.items()} for key, by_role in rates.items()}


def told(by_role):
    """'12.3 M/s', or 'producer 12.3, consumer 12.2 M/s'."""
    return ", ".join(f"{role} {rate / 1e6:.3g}".strip() for role, rate in by_role.items()) + " M/s" if by_role else ""


@functools.lru_cache(maxsize=2)  # a page asks for each of its parts
def compared(run):
    """Groups of rows of which some are other libraries': the same done with the same parameters at the same place."""
    rows = [row for row in run["summary.csv"] if row.threads > 1 and row.median_ns is not None]
    groups = select.grouped(rows, lambda r: (r.suite, r.how, r.args, r.threads, r.policy, r.placement))
    return {key: [select.dominant(same) for same in select.grouped(found, lambda r: r.variant).values()]
            for key, found in groups.items() if any(row.peer for row in found)}


# Wrong on purpose, or without an end to the memory that it takes: they show what a structure costs, and win nothing.
BASELINES = {"plain", "leak"}


def rivals(rows):
    """(ours, others) of a group of compared(): the quickest of each that may win; None where there is none."""
    fit = [row for row in rows if row.median_ns > 0 and not BASELINES & set(row.variant.split("_"))]
    return tuple(min((row for row in fit if row.peer == peer), key=lambda row: row.median_ns, default=None)
                 for peer in (False, True))
