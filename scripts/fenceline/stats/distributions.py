"""What a trial's operations took, of all its repetitions that count together: histograms merged, and their percentiles."""

import collections
import functools
import math

from fenceline.results import select

# The percentiles that are told, and by how many values at the least: of fewer, the greatest is no estimate of it.
TOLD = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999, "p99.99": 0.9999}

# `row`: of summary.csv; `buckets`: [(low, high, count)] in order; `greatest`: the greatest value, exact.
Merged = collections.namedtuple("Merged", "row role what unit count buckets greatest")


@functools.lru_cache(maxsize=2)  # a page asks for each of its parts
def of(run):
    """[Merged] of each trial and hidden placement mode, role and kind of value."""
    rows = {(row.trial, row.mode): row for row in run["summary.csv"]}
    mode = {(row.trial, row.repetition): row.mode for row in run["records.csv"] if not row.disturbed and not row.wrong}
    counts = collections.defaultdict(collections.Counter)
    for bucket in run["histograms.csv"]:
        key = bucket.trial, bucket.repetition
        if key in mode and (bucket.trial, mode[key]) in rows:
            whose = bucket.trial, mode[key], bucket.role, bucket.what, bucket.unit
            counts[whose][bucket.low, bucket.high] += bucket.count
    greatest = collections.defaultdict(float)
    for row in run["percentiles.csv"]:
        if (row.trial, row.repetition) in mode and row.max is not None:
            whose = row.trial, mode[row.trial, row.repetition], row.role, row.what, row.unit
            greatest[whose] = max(greatest[whose], row.max)
    out = []
    for (trial, which, role, what, unit), found in counts.items():
        buckets = [(low, high, count) for (low, high), count in sorted(found.items())]
        most = greatest.get((trial, which, role, what, unit), buckets[-1][1])
        out.append(Merged(rows[trial, which], role, what, unit, sum(found.values()), buckets, most))
    return out


def kind(merged):
    """What tells it apart from others of its trial: "read" of read_latency; empty where there is but one."""
    return merged.what.removesuffix("latency").rstrip("_")


def quantile(merged, share):
    """The least value that this share of all does not exceed, up to 1/32 too high; None where there are too few."""
    if merged.count * (1 - share) < 1 - 1e-9:
        return None
    rank, below = math.ceil(share * merged.count - 1e-9), 0
    for _, high, count in merged.buckets:
        below += count
        if below >= rank:
            return min(high, merged.greatest)
    return merged.greatest


def curve(merged):
    """[(share of all values, what they do not exceed)], a point for each bucket but those past the last percentile."""
    points, below = [], 0
    for _, high, count in merged.buckets:
        below += count
        points.append((below / merged.count, min(high, merged.greatest)))
    return [(share, value) for share, value in points if share < 1]


@functools.lru_cache(maxsize=2)  # a page asks for each of its parts
def latencies(run):
    """Those that are times, of the commonest hidden placement mode of each trial."""
    found = [merged for merged in of(run) if merged.unit == "ns"]
    return [next(m for m in same if m.row is select.dominant([one.row for one in same]))
            for same in select.grouped(found, lambda m: (m.row.trial, m.role, m.what)).values()]
