"""How late an operation's result is, apart from how long its unit is busy: kernels of the suite `latency`.

Between an operation's result and the next one's need of it lie k additions. While the unit is busy for longer than both
take, the time stays; from the knee on it grows by an addition's time for each, and is latency + k additions.
"""

import collections
import statistics

from fenceline.results import schema, select

SUITE = "latency"
ALIKE = 0.05  # two slopes of one line; an addition's cycle

# In the unit of the times. `occupancy`: None where the unit is free before the result is there; `latency`, `additions` (at
# the knee): None where the last times lie on no line yet.
Knee = collections.namedtuple("Knee", "occupancy latency additions")


def of(points, cycles):
    """The knee of {additions: time}; at least three. `cycles`: times are in cycles, of which an addition takes one."""
    least, shortest = min(points.items())
    found = _line(sorted(points.items()), cycles)
    if found is None:
        return Knee(shortest, None, None)
    slope, latency = found
    busy = shortest > (latency + slope * least) * (1 + ALIKE)
    return Knee(shortest if busy else None, latency, (shortest - latency) / slope if busy else None)


def _line(points, cycles):
    """(an addition's time, the latency) by the last points that lie on a line; None where there are none. Farther out the
    additions may fill what a core looks ahead, and cost more."""
    pieces = [((t2 - t1) / (k2 - k1), (k1, t1), (k2, t2)) for (k1, t1), (k2, t2) in zip(points, points[1:])]
    for before, (slope, *ends) in reversed(list(zip([None, *(piece[0] for piece in pieces)], pieces))):
        if cycles and abs(slope - 1) <= ALIKE:
            return 1, statistics.fmean(t - k for k, t in ends)  # what lies in between is known
        if not cycles and before is not None and slope > 0 and abs(before / slope - 1) <= ALIKE:
            return slope, statistics.fmean(t - slope * k for k, t in ends)
    return None


def curves(run):
    """[(rows, {additions: time}, whether in cycles)] of each kernel and placement of a run, rows by additions."""
    found = [row for row in select.summaries(run, suite=SUITE) if "additions" in schema.parse_args(row.args)]
    out = []
    for rows in select.grouped(found, lambda row: (row.kernel, row.placement)).values():
        rows = sorted((select.dominant(same) for same in select.grouped(rows, additions).values()), key=additions)
        cycles = all(row.median_cycles is not None for row in rows)
        out.append((rows, {additions(row): row.median_cycles if cycles else row.median_ns for row in rows}, cycles))
    return out


def additions(row):
    return schema.parse_args(row.args)["additions"]
