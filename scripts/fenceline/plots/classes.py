"""Line transfers by distance class: what lies between two PUs, and what a line's trip then costs.

A box holds the middle half of all repetitions of all pairs of the class, the whiskers 5 % to 95 %; dots are
the medians of single pairs. Disturbed repetitions are left out.
"""

import statistics

import numpy as np

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS
from fenceline.results import select, tell
from fenceline.results.select import Nothing


MOST_MODES = 12  # so many classes are told apart by hidden placement mode too


def draw(run):
    select.summaries(run)  # an emulated run has none
    rows = [row for row in run["records.csv"] if row.suite == "coherence" and row.metric == "transfer"
            and row.threads == 2 and row.ns_per_op is not None and not row.disturbed and not row.wrong]
    if not rows:
        raise Nothing("no undisturbed line transfers between two PUs were measured")
    if len({(distance(row), row.mode) for row in rows}) <= MOST_MODES:
        rows = [row._replace(distance=f"{distance(row)}, mode {row.mode}" if row.mode else distance(row))
                for row in rows]
    kinds = select.grouped(rows, lambda r: f"{r.kernel} {r.args}".strip())
    pages = [list(kinds.items())[i:i + 8] for i in range(0, len(kinds), 8)]
    return [_page(run, name, page) for name, page in zip(plotting.pages("classes", len(pages)), pages)]


def distance(row):
    return row.distance or row.relation


def _pairs(rows):
    n = len({frozenset(row.cpus.split()) for row in rows})
    return f"{n} pair" + "s" * (n > 1)


def _page(run, name, kinds):
    rows = [row for _, same in kinds for row in same]
    middles = {d: statistics.median(r.ns_per_op for r in same)
               for d, same in select.grouped(rows, distance).items()}
    classes = sorted(middles, key=middles.get)
    slots = len(classes) * (len(kinds) + 1)
    fig, axes = plotting.canvas(run, "Line transfers by distance class", rows,
                                2.4 + 0.24 * slots + 0.2 * len(kinds), marked=False, squeeze=False)
    axis = axes[0][0]
    for k, (kind, same) in enumerate(kinds):
        by_class = select.grouped(same, distance)
        for c, there in ((classes.index(d), there) for d, there in by_class.items()):
            at = c * (len(kinds) + 1) + k
            values = [row.ns_per_op for row in there]
            axis.boxplot([values], positions=[at], widths=0.7, vert=False, whis=(5, 95), showfliers=False,
                         patch_artist=True, medianprops={"color": "#20242b"},
                         boxprops={"facecolor": COLOURS[k], "alpha": 0.55, "linewidth": 0.8})
            pairs = [statistics.median(r.ns_per_op for r in one)
                     for one in select.grouped(there, lambda r: r.cpus).values()]
            axis.plot(pairs, [at] * len(pairs), ".", color=COLOURS[k], markersize=4)
            plotting.beside(axis, np.quantile(values, 0.95), at,
                            f"{tell.nanoseconds(statistics.median(values))} ns")
        axis.plot([], [], "s", color=COLOURS[k], alpha=0.55, label=kind)
    axis.set_ylim(slots - 1.2, -0.8)
    axis.set_yticks([c * (len(kinds) + 1) + (len(kinds) - 1) / 2 for c in range(len(classes))],
                    [f"{d}\n{_pairs(r for r in rows if distance(r) == d)}" for d in classes])
    axis.set_xlim(0, axis.get_xlim()[1] * 1.06)
    axis.set_xlabel("ns, one way (half a round trip)")
    axis.grid(axis="y", visible=False)
    axis.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=min(4, len(kinds)), fontsize=8)
    return plotting.save(fig, run, name)
