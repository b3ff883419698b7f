"""A neighbour's work: what an operation on a thread's own line costs while the others are busy with theirs.

On SMT siblings they share a core's ports and its store buffer, elsewhere caches and clock at most. The dotted line is
the operation with nobody beside it.
"""

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS
from fenceline.results import select, tell
from fenceline.results.select import Nothing


def draw(run):
    rows = [row for row in select.summaries(run) if row.group == "neighbour"]
    if not rows:
        raise Nothing("no operation was measured beside a busy neighbour")
    alone = [row.median_ns for row in select.summaries(run) if row.metric in select.CHAINS and row.threads == 1 and not row.args
             and (row.variant, row.width) == (rows[0].variant, rows[0].width)]
    works = list(dict.fromkeys(tell.manner(row) for row in rows))
    entries = [(f"{tell.place(row)}, {tell.threads(row.threads)}", tell.manner(row) + tell.mode(row), row)
               for same in select.grouped(rows, lambda r: (tell.place(r), r.threads, r.kernel)).values()
               for row in sorted(same, key=select.nearness)]
    pages = plotting.listing(entries)
    return [_page(run, name, page, works, alone, plotting.part_of(i, pages))
            for i, (name, page) in enumerate(zip(plotting.pages("neighbour", len(pages)), pages))]


def _page(run, name, page, works, alone, part):
    rows = [row for *_, row in page]
    fig, axes = plotting.canvas(run, f"{tell.label(rows[0])} beside a busy neighbour{part}", rows,
                                plotting.lines_height(page), squeeze=False)
    axis = axes[0][0]
    for y, _, _, row in page:
        axis.barh(y, row.median_ns, height=0.72, color=COLOURS[works.index(tell.manner(row)) % len(COLOURS)],
                  hatch="" if row.closed else "////", edgecolor="white", linewidth=0)
        axis.errorbar(row.median_ns, y, xerr=plotting.interval([row]), color="#20242b", elinewidth=1, capsize=2)
        factor = f" ({row.median_ns / alone[0]:.2g} × alone)" if alone and alone[0] > 0 else ""
        plotting.beside(axis, max(row.median_ns, row.high_ns or 0), y,
                        f"{tell.nanoseconds(row.median_ns)} ns{tell.marks(row)}{factor}")
    if alone:
        axis.axvline(alone[0], color="#20242b", linestyle=":", linewidth=1)
    axis.set_xlim(0, max(max(row.median_ns, row.high_ns or 0) for row in rows) * 1.2)
    plotting.label_lines([axis], page)
    axis.set_xlabel("ns per operation of thread 0")
    return plotting.save(fig, run, name)
