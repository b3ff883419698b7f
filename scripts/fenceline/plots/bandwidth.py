"""Memory bandwidth by threads: bytes that all threads together read and write, a panel for each placement.

Bytes are those that the program moves: the line that a cache reads before it is written is not counted.
"""

from fenceline.plots import curves, plotting
from fenceline.plots.plotting import COLOURS
from fenceline.results import select, tell
from fenceline.results.select import Nothing
from fenceline.stats import rates


def draw(run):
    found = rates.of(run)
    rows = [row for row in select.summaries(run, rates.METRIC) if (row.trial, row.mode) in found]
    if not rows:
        raise Nothing("no undisturbed bandwidth was measured")
    # Of several hidden placement modes the commonest.
    trials = select.grouped(rows, lambda r: (tell.place(r), tell.label(r), r.threads))
    points = {key: _point(row, found) for key, row in ((key, select.dominant(same)) for key, same in trials.items())}
    if not curves.many_counts(rows):
        return [_bars(run, rows, points)]
    lines = {}
    for (place, label, _), point in points.items():
        lines.setdefault((place, label), []).append(point)
    chunks = curves.chunks(list(dict.fromkeys(place for place, _ in lines)), curves.COLUMNS)
    panel = curves.Panel("GB/s, all threads", lines)
    return [curves.page(run, file, "Memory bandwidth" + plotting.part_of(i, chunks), rows, [panel], places)
            for i, (file, places) in enumerate(zip(plotting.pages("bandwidth", len(chunks)), chunks))]


def _point(row, found):
    rate = found[row.trial, row.mode]
    ends = [end / 1e9 if end is not None else None for end in rate[1:]]
    return curves.Point(row.threads, rate.median / 1e9, *ends, tell.marks(row))


def _bars(run, rows, points):
    """Few thread counts: a bar for each, in the order of registration: reading is no cheaper way to write."""
    entries = [(place, f"{label}, {tell.threads(count)}", (label, point)) for (place, label, count), point in points.items()]
    page = plotting.listing(entries, a_page=len(entries))[0]
    kinds = list(dict.fromkeys(label for _, label, _ in points))
    fig, axes = plotting.canvas(run, "Memory bandwidth", rows, plotting.lines_height(page), squeeze=False)
    axis = axes[0][0]
    for y, _, _, (label, point) in page:
        low, high = point.low or point.value, point.high or point.value
        axis.barh(y, point.value, height=0.72, color=COLOURS[kinds.index(label) % len(COLOURS)])
        axis.plot([low, high], [y, y], color="#20242b", linewidth=1)
        plotting.beside(axis, high, y, f"{point.value:.3g} GB/s{point.sign}")
    axis.set_xlim(0, max(point.high or point.value for *_, (_, point) in page) * 1.15)
    plotting.label_lines([axis], page)
    axis.set_xlabel("GB/s, all threads together (1 GB: 10⁹ bytes)")
    return plotting.save(fig, run, "bandwidth")
