"""Load-to-use latency by working set, with the caches that the topology tells of.

Each load's address is the value of the one before. Dashed: where the topology says that a cache ends; shaded: between
which two working sets the curve leaves a level. Where that is early, part of the cache is somebody else's, or pages
miss the TLB first; where it is late, the topology tells too little.
"""

import statistics

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, LINES
from fenceline.results import schema, select, tell, thresholds, topology
from fenceline.results.select import Nothing
from fenceline.stats import caches

MOST_NAMED = 8  # curves that are named one by one; of more the NUMA matrices tell each

def draw(run):
    rows = caches.rows(run)
    curves = {key: points for key, points in select.grouped(rows, _curve).items()
              if len({caches.size(row) for row in points}) > 2}
    if not curves:
        raise Nothing("no latency by working set was measured")
    shown = [row for points in curves.values() for row in points]
    fig, axes = plotting.canvas(run, "Memory: load-to-use latency by working set", shown, 6.6,
                                f"hollow: interval wider than {thresholds.percent(run)}", marked=False, squeeze=False)
    axis = axes[0][0]
    _caches(axis, run, shown)
    ends = []
    kinds = list(dict.fromkeys(key[:-1] for key in curves))
    for key, points in curves.items():
        line = [select.dominant(same) for _, same in sorted(select.grouped(points, caches.size).items())]
        colour = COLOURS[kinds.index(key[:-1]) % len(COLOURS)]
        style = LINES[[k for k in curves if k[:-1] == key[:-1]].index(key) % len(LINES)]
        xs, ys = [caches.size(row) for row in line], [row.median_ns for row in line]
        axis.plot(xs, ys, color=colour, linestyle=style, linewidth=1.5)
        axis.errorbar(xs, ys, yerr=plotting.interval(line), fmt="none", ecolor=colour, capsize=2, elinewidth=0.8,
                      alpha=0.5)
        for filled in (True, False):
            some = [(x, y) for x, y, row in zip(xs, ys, line) if row.closed == filled]
            if some:
                axis.plot(*zip(*some), "o", color=colour, markersize=4,
                          **({} if filled else {"markerfacecolor": "white"}))
        ends.append((key, ys[-1], colour))
    axis.set_xscale("log", base=2)
    axis.set_yscale("log")
    sizes = [caches.size(row) for row in shown]
    axis.set_xticks([4 ** k for k in range(32) if min(sizes) <= 4 ** k <= max(sizes)])
    axis.xaxis.set_major_formatter(lambda value, _: tell.bytes_text(value))
    plotting.plain_log(axis.yaxis)
    axis.set_xlabel("working set")
    axis.set_ylabel("ns from load to use")
    plotting.label_ends(axis, _names(ends))
    return [plotting.save(fig, run, "memory")]


def _names(ends):
    """What stands at the ends [(curve, ns, colour)] of the curves: for label_ends()."""
    if len(ends) <= MOST_NAMED:
        several = len({key[-1] for key, *_ in ends}) > 1
        return [(ns, f"{' '.join(filter(None, key if several else key[:-1]))}: {tell.nanoseconds(ns)} ns", colour)
                for key, ns, colour in ends]
    named = []
    for (kind, colour), same in select.grouped(ends, lambda end: (end[0][:-1], end[2])).items():
        times = sorted(ns for _, ns, _ in same)
        named.append((statistics.median_high(times), f"{' '.join(filter(None, kind))}, {len(same)} placements:\n"
                      f"{tell.nanoseconds(times[0])} … {tell.nanoseconds(times[-1])} ns", colour))
    return named


def _curve(row):
    """What one line of the plot is; the placement last."""
    other = " ".join(f"{name}={value}" for name, value in schema.parse_args(row.args).items() if name not in caches.SIZES)
    return tell.label(row), tell.manner(row), other, row.placement


def _caches(axis, run, rows):
    machine = topology.of(run)
    if machine is None:
        return
    for judgement in next((found for cpus, found in caches.of(run) if cpus == rows[0].cpus), []):
        if judgement.level:
            axis.axvspan(judgement.level.last, judgement.level.beyond, color="#e4e6ea", zorder=0)
    first = int(rows[0].cpus.split()[0]) if rows[0].cpus else 0
    for cache in sorted(machine.caches):
        if first in cache.pus:
            axis.axvline(cache.bytes, color="#3c4048", linestyle="--", linewidth=0.9)
            shared = f", {len(cache.pus)} PUs" if len(cache.pus) > 1 else ""
            axis.annotate(f"L{cache.level} {tell.bytes_text(cache.bytes)}{shared}", (cache.bytes, 1),
                          xycoords=("data", "axes fraction"), xytext=(-4, -4), textcoords="offset points",
                          rotation=90, ha="right", va="top", fontsize=8, color="#3c4048",
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6}, zorder=5)
