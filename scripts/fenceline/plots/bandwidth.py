"""Memory bandwidth by threads: bytes that all threads together read and write, a panel for each placement.

Bytes are those that the program moves: the line that a cache reads before it is written is not counted.
"""

import statistics

from fenceline.plots import curves, plotting
from fenceline.plots.plotting import COLOURS
from fenceline.results import select, tell
from fenceline.results.select import Nothing


def draw(run):
    select.summaries(run)  # an emulated run has none
    rows = [row for row in run["records.csv"] if row.metric == "bandwidth" and row.bytes_per_s and not row.disturbed
            and not row.wrong]
    if not rows:
        raise Nothing("no undisturbed bandwidth was measured")
    lines = {}
    for (place, label, threads), same in select.grouped(
            rows, lambda r: (tell.place(r), tell.label(r), r.threads)).items():
        rates = sorted(row.bytes_per_s / 1e9 for row in same)
        point = curves.Point(threads, statistics.median(rates), rates[0], rates[-1])
        lines.setdefault((place, label), []).append(point)
    if not curves.many_counts(rows):
        return [_bars(run, rows, lines)]
    chunks = curves.chunks(list(dict.fromkeys(place for place, _ in lines)), curves.COLUMNS)
    panel = curves.Panel("GB/s, all threads", lines)
    return [curves.page(run, file, "Memory bandwidth" + plotting.part_of(i, chunks), rows, [panel], places,
                        "strokes: least and most of the repetitions", marked=False)
            for i, (file, places) in enumerate(zip(plotting.pages("bandwidth", len(chunks)), chunks))]


def _bars(run, rows, lines):
    """Few thread counts: a bar for each."""
    entries = [(place, f"{label} ×{point.threads}", (label, point))
               for (place, label), points in lines.items() for point in points]
    page = plotting.listing(entries, a_page=len(entries))[0]
    kinds = list(dict.fromkeys(label for _, label in lines))
    fig, axes = plotting.canvas(run, "Memory bandwidth", rows, plotting.lines_height(page),
                                "strokes: least and most of the repetitions", marked=False, squeeze=False)
    axis = axes[0][0]
    for y, _, _, (label, point) in page:
        axis.barh(y, point.value, height=0.72, color=COLOURS[kinds.index(label) % len(COLOURS)])
        axis.plot([point.low, point.high], [y, y], color="#20242b", linewidth=1)
        plotting.beside(axis, max(point.value, point.high), y, f"{point.value:.3g} GB/s")
    axis.set_xlim(0, max(point.high for *_, (_, point) in page) * 1.15)
    plotting.label_lines([axis], page)
    axis.set_xlabel("GB/s, all threads together (1 GB: 10⁹ bytes)")
    return plotting.save(fig, run, "bandwidth")
