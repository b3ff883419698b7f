"""Bandwidth in bytes a second: of kernels that move bytes a time of an operation tells nobody anything."""

import collections
import functools
import statistics

from fenceline.results import select

METRIC = "bandwidth"
# Bytes a second of all threads: the median, and the ends of its 95 % interval.
Rate = collections.namedtuple("Rate", "median low high")


@functools.lru_cache(maxsize=2)  # a page asks for each of its parts
def of(run):
    """{(trial, mode): Rate} of the trials that move bytes; those without a repetition that tells how many are left out."""
    moved = select.grouped((row for row in run["records.csv"] if row.bytes_per_s and row.ns_per_op),
                           lambda row: row.trial)
    out = {}
    for row in run["summary.csv"]:
        if row.metric != METRIC or row.median_ns is None or row.trial not in moved:
            continue
        # What an operation moves is the same in all repetitions: the interval of its time is that of the rate.
        each = statistics.median(one.bytes_per_s * one.ns_per_op for one in moved[row.trial])
        ends = [each / ns if ns else None for ns in (row.high_ns, row.low_ns)]
        out[row.trial, row.mode] = Rate(each / row.median_ns, *ends)
    return out


def gigabytes(value):
    """'30.1 GB/s': three significant digits, of 10⁹ bytes."""
    return f"{value / 1e9:.3g} GB/s" if value < 999.5e9 else f"{value / 1e9:.0f} GB/s"
