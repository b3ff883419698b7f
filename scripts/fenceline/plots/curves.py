"""Small multiples of curves over threads: a column for each placement, a row for each figure, a line for each variant."""

import collections

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, LINES, MARKERS


COLUMNS = 4  # placements side by side; more go to further pages
FEW = 2  # up to so many thread counts there is no curve to draw

# `low`, `high`: the ends of its interval, or None; `sign`: tell.marks(); faint: not of the commonest mode.
Point = collections.namedtuple("Point", "threads value low high sign faint", defaults=(None, None, "", False))
# `lines`: {(placement, variant): [Point]}
Panel = collections.namedtuple("Panel", "name lines log bottom top", defaults=(False, None, None))


def many_counts(rows):
    """Whether there are enough thread counts for curves."""
    return len({row.threads for row in rows}) > FEW


def page(run, file, title, shown, panels, places, remark="", marked=True):
    """Draws one page; `shown` are the rows that it is made of."""
    fig, axes = plotting.canvas(run, title, shown, 1.6 + 2.7 * len(panels), remark, marked, nrows=len(panels),
                                ncols=len(places), sharex=True, sharey="row", squeeze=False)
    counts = sorted({point.threads for panel in panels for points in panel.lines.values() for point in points})
    for panel, line in zip(panels, axes):
        variants = list(dict.fromkeys(variant for _, variant in panel.lines))
        for place, axis in zip(places, line):
            for variant in variants:
                _curve(axis, panel.lines.get((place, variant), []), _style(variants.index(variant)))
            if panel.log:
                axis.set_yscale("log")
                plotting.plain_log(axis.yaxis)
            _threads_axis(axis, counts)
        if panel.top is not None:
            line[0].set_ylim(panel.bottom, panel.top)
        line[0].set_ylabel(panel.name)
        handles = [plotting.plt.Line2D([], [], **_style(i)) for i in range(len(variants))]
        if panel is panels[0] or variants != list(dict.fromkeys(v for _, v in panels[0].lines)):
            line[-1].legend(handles, variants, loc="upper left", bbox_to_anchor=(1.01, 1.02), fontsize=8)
    for place, axis in zip(places, axes[0]):
        axis.set_title(place, fontsize=9.5, weight="bold", loc="left", pad=6)
    for axis in axes[-1]:
        axis.set_xlabel("threads")
    return plotting.save(fig, run, file)


def chunks(items, size):
    return [items[i:i + size] for i in range(0, len(items), size)]


def _style(index):
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index // len(COLOURS) % len(LINES)],
            "marker": MARKERS[index % len(MARKERS)], "markersize": 4, "linewidth": 1.3}


def _curve(axis, points, style):
    main = sorted((p for p in points if not p.faint), key=lambda p: p.threads)
    if main:
        axis.plot([p.threads for p in main], [p.value for p in main], **style)
    for point in points:
        if point.faint:
            axis.plot(point.threads, point.value, alpha=0.35, **style)
        if point.low is not None:
            axis.plot([point.threads] * 2, [point.low, point.high], color=style["color"], linewidth=0.9, alpha=0.6)
        if point.sign:
            axis.annotate(point.sign, (point.threads, point.value), fontsize=7.5, xytext=(3, 2),
                          textcoords="offset points", color=style["color"])


def _threads_axis(axis, counts):
    axis.set_xscale("log", base=2)
    axis.set_xlim(counts[0] * 0.85, counts[-1] * 1.18)
    keep = [n for n in counts if n & (n - 1) == 0 or n == counts[-1]]
    keep = keep[-1::-max(1, -(-len(keep) // 6))]  # so many labels fit where four columns stand
    axis.set_xticks(keep, [str(n) for n in keep])
    axis.set_xticks([], minor=True)
