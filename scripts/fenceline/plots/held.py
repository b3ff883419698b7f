"""Memory held back: nodes that were retired and are still there, while writers replace what a reader reads.

In the grey part the reader stands still inside an operation and holds what it was reading. What goes up there as long as
that lasts has no bound; what stays level holds back no more than it promises. Each curve is one repetition, the middle
one by its greatest value. Left: ours; right: other libraries'. Who holds most stands first.
"""

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, LINES, MARKERS
from fenceline.results import select, tell
from fenceline.results.select import Nothing
from fenceline.stats import series


def draw(run):
    if not run.native:
        raise Nothing(f"execution is '{run.execution}': there are no times to draw")
    found = [curve for curve in series.of(run) if curve.what == "held"]
    if not found:
        raise Nothing("nobody looked at how much memory is held back")
    figures = list(select.grouped(found, lambda c: (c.row.args, c.row.threads, tell.place(c.row))).values())
    return [_page(run, name, curves) for name, curves in zip(plotting.pages("held", len(figures)), figures)]


def _page(run, file, curves):
    sides = {name: sorted((c for c in curves if c.row.peer == peer), key=peak, reverse=True)
             for name, peer in (("ours", False), ("other libraries'", True))}
    sides = {name: side for name, side in sides.items() if side}
    row = curves[0].row
    fig, axes = plotting.canvas(run, f"Memory held back, {tell.threads(row.threads)}, {tell.arguments(row)}",
                                [c.row for c in curves], 5.0 + 0.19 * (max(map(len, sides.values())) + 1), marked=False,
                                ncols=len(sides), sharex=True, sharey=True, squeeze=False)
    for axis, (name, side) in zip(axes[0], sides.items()):
        for index, curve in enumerate(side):
            axis.plot([at * 1e-6 for at, _ in curve.points], [value for _, value in curve.points], **_style(index))
        begin, end = (side[0].figures.get(name) for name in ("stalled_from", "stalled_to"))
        if begin is not None and end is not None:
            axis.axvspan(begin * 1e-6, end * 1e-6, color="#e4e6ea", zorder=0)
        axis.set_title(name, fontsize=9.5, weight="bold", loc="left", pad=6)
        axis.set_yscale("symlog", linthresh=10)
        axis.set_ylim(bottom=0)
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_xlabel("ms")
        handles = [plotting.plt.Line2D([], [], **_style(index)) for index in range(len(side))]
        axis.legend(handles, [_told(curve) for curve in side], loc="upper left", bbox_to_anchor=(0, -0.12), fontsize=8)
    axes[0][0].set_ylabel("nodes held back")
    return plotting.save(fig, run, file)


def peak(curve):
    return max(value for _, value in curve.points)


def _style(index):
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index // len(COLOURS) % len(LINES)],
            "marker": MARKERS[index % len(MARKERS)], "markevery": (index % 7, 12), "markersize": 3.5, "linewidth": 1.3}


def _told(curve):
    growth = curve.figures.get("held_growth")
    return f"{tell.label(curve.row)}  peak {peak(curve):g} nodes" + (
        "" if growth is None else f"; {growth:.2g} kept of each that was retired meanwhile")
