"""What lies beyond loads and stores: asymmetric fences and code that changes, by the threads that take part.

From less than a nanosecond to milliseconds, so that the axis is logarithmic.
"""

from fenceline.plots import plotting
from fenceline.results import select, tell
from fenceline.results.select import Nothing

SUITES = {"asymmetric": "Asymmetric fences: the fast side, the slow side, and both", "code": "Code that changes while it runs"}


def draw(run):
    written = []
    for suite, title in SUITES.items():
        rows = [row for row in select.summaries(run) if row.suite == suite and row.median_ns > 0]
        pages = plotting.listing(_entries(rows))
        for i, (file, page) in enumerate(zip(plotting.pages(suite, len(pages)), pages)):
            written.append(_page(run, file, title + plotting.part_of(i, pages), page))
    if not written:
        raise Nothing("neither asymmetric fences nor code that changes were measured")
    return written


def _entries(rows):
    """(heading, label, row), a heading for each number of threads and each place."""
    for (group, threads, place), same in select.grouped(rows, lambda r: (r.group, r.threads, tell.place(r))).items():
        for trial in select.grouped(same, lambda r: r.trial).values():
            row = select.dominant(trial)
            manner = ", ".join(filter(None, (tell.label(row), tell.manner(row), tell.arguments(row))))
            yield f"{group}, {tell.threads(threads)}, {place}", manner, row


def _page(run, file, title, page):
    rows = [row for *_, row in page]
    fig, axes = plotting.canvas(run, title, rows, plotting.lines_height(page), squeeze=False)
    axis = axes[0][0]
    axis.set_xscale("log")
    axis.errorbar([row.median_ns for row in rows], [y for y, *_ in page], xerr=plotting.interval(rows), fmt="o",
                  color=plotting.HAND, ecolor=plotting.INK, elinewidth=1, capsize=2, markersize=5)
    for y, _, _, row in page:
        plotting.beside(axis, max(row.median_ns, row.high_ns or 0), y, f"{tell.nanoseconds(row.median_ns)} ns{tell.marks(row)}")
    low, high = axis.get_xlim()
    axis.set_xlim(low, high * (high / low) ** 0.2)  # for the words at the end of each line
    plotting.plain_log(axis.xaxis)
    plotting.label_lines([axis], page)
    axis.set_xlabel("ns")
    return plotting.save(fig, run, file)
