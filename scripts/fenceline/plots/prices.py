"""The price list: what each thing costs that programs synchronise with, from the cheapest to the dearest when alone.

A line is a primitive, a sign a number of threads at a placement, all of which do it to one object. Where they met at
several hidden distances the commonest is drawn.
"""

import matplotlib.ticker

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, MARKERS
from fenceline.results import select, tell
from fenceline.results.select import Nothing

SUITE = "primitives"


def draw(run):
    columns, lines = table(run)
    if not lines:
        raise Nothing("no price list was measured: ./bench --suite=primitives")
    rows = [row for line in lines.values() for row in line.values()]
    fig, axes = plotting.canvas(run, "Price list: an operation of each thread", rows, 2.2 + 0.27 * len(lines),
                                squeeze=False)
    axis = axes[0][0]
    for y, line in enumerate(lines.values()):
        found = [line[column].median_ns for column in columns if column in line]
        axis.plot([min(found), max(found)], [y, y], color="#c6cad1", linewidth=1.2, zorder=1)
    for i, column in enumerate(columns):
        points = [(y, line[column]) for y, line in enumerate(lines.values()) if column in line]
        axis.errorbar([row.median_ns for _, row in points], [y for y, _ in points],
                      xerr=plotting.interval([row for _, row in points]), linestyle="", color=COLOURS[i % len(COLOURS)],
                      marker=MARKERS[i % len(MARKERS)], markersize=5.5, capsize=2, elinewidth=0.8, zorder=3, label=column)
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(matplotlib.ticker.LogLocator(numticks=20))
    axis.xaxis.set_major_formatter(lambda ns, _: f"{ns:g} ns" if ns < 1e3 else f"{ns / 1e3:g} µs" if ns < 1e6 else f"{ns / 1e6:g} ms")
    low, high = axis.get_xlim()
    axis.set_xlim(low, high * (high / low) ** 0.35)  # room for what is told at the end of each line
    for y, line in enumerate(lines.values()):
        text = "   ".join(told(line[column]) if column in line else "–" for column in columns[:3])
        plotting.beside(axis, max(row.high_ns or row.median_ns for row in line.values()), y, text)
    axis.set_yticks(range(len(lines)), lines, fontsize=8.5)
    axis.set_ylim(len(lines) - 0.4, -0.6)
    axis.grid(axis="y", visible=False)
    axis.set_xlabel("time of an operation (cy: core cycles); beside the signs in the order of the legend")
    axis.legend(loc="upper center", bbox_to_anchor=(0.4, -0.09), ncols=2, fontsize=8.5)
    return [plotting.save(fig, run, "prices")]


def table(run):
    """([column], {primitive: {column: row}}): columns by threads, then as measured; the cheapest first."""
    rows = select.summaries(run, suite=SUITE)
    columns = select.grouped(sorted(rows, key=lambda r: r.threads), column)
    lines = {label: {name: select.dominant(same) for name, same in select.grouped(of_label, column).items()}
             for label, of_label in select.grouped(rows, tell.label).items()}
    return list(columns), dict(sorted(lines.items(), key=lambda item: min(row.median_ns for row in item[1].values())))


def column(row):
    return f"{tell.threads(row.threads)}, {row.distance or row.placement}"


def told(row):
    cycles = f" · {tell.nanoseconds(row.median_cycles)} cy" if row.median_cycles is not None else ""
    return f"{tell.nanoseconds(row.median_ns)} ns{cycles}{tell.marks(row)}"
