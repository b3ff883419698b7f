"""Cost of each instruction variant on one thread: on a dependent chain, and throughput.

64-bit variants (and those without a width) come first; the other widths are pages of their own.
"""

import numpy as np

from fenceline.plots import plotting
from fenceline.plots.plotting import BUILTIN, HAND
from fenceline.results import select, tell
from fenceline.results.select import Nothing
from fenceline.stats import order

PANELS = {"chain": "dependent chain, ns per operation (a plain load's latency)",
          "throughput": "throughput: independent operations, ns each"}
# Suites of which these words would be wrong.
OTHER_PANELS = {"timers": {"throughput": "ns per reading"}}

SUITES = ("atomics", "fences")  # told together; a variant of another suite is compared within its suite


def draw(run):
    rows = [row for row in select.summaries(run) if _panel_of(row) in PANELS
            and row.threads == 1 and not row.args and row.suite != "mappings"]  # a table of its own: plot_mappings
    if not rows:
        raise Nothing("no uncontended chain or throughput was measured")
    # Where several placements of one thread were measured the first one stands for the machine.
    place = rows[0].placement
    others = sorted({row.placement for row in rows if row.placement != place})
    remark = f"{', '.join(others)}: see the table" if others else ""
    written = []
    for suite, of_suite in select.grouped((row for row in rows if row.placement == place),
                                            lambda r: "" if r.suite in SUITES else r.suite).items():
        stem, what = (f"cost_{suite}", f"Cost of {suite}") if suite else ("cost", "Cost of instruction variants")
        usual = [row for row in of_suite if row.width in (0, 64, None)]
        other = [row for row in of_suite if row.width not in (0, 64, None)]
        for name, title, chosen in ((stem, what, usual), (f"{stem}_widths", what + " at other widths", other)):
            pages = plotting.listing(_entries(run, chosen))
            for i, (file, page) in enumerate(zip(plotting.pages(name, len(pages)), pages)):
                title_of = f"{title}, uncontended{plotting.part_of(i, pages)}"
                written.append(_page(run, file, title_of, page, remark))
    return written


def _panel_of(row):
    return "chain" if row.metric in select.CHAINS else row.metric


def _entries(run, rows):
    """(group, label, {metric: row}), the cheaper first: a line is a kernel whatever its metric."""
    lines = []
    for (group, label, manner), same in select.grouped(
            rows, lambda r: (r.group, tell.label(r), tell.manner(r))).items():
        lines.append((group, f"{label} ({manner})" if manner else label, {_panel_of(row): row for row in same}))
    return order.by_cost(lines, lambda line: next(line[2][m] for m in PANELS if m in line[2]), run)


def _page(run, file, title, page, remark):
    shown = [row for *_, by_metric in page for row in by_metric.values()]
    panels = [m for m in PANELS if any(_panel_of(row) == m for row in shown)]
    fig, axes = plotting.canvas(run, title, shown, plotting.lines_height(page), remark, ncols=len(panels),
                                sharey=True, squeeze=False)
    for axis, metric in zip(axes[0], panels):
        _panel(axis, metric, [(y, rows[metric]) for y, _, _, rows in page if metric in rows])
    plotting.label_lines(axes[0], page)
    handles = [plotting.plt.Rectangle((0, 0), 1, 1, color=HAND),
               plotting.plt.Rectangle((0, 0), 1, 1, color=BUILTIN)]
    axes[0][-1].legend(handles, ["written by hand", "builtin_*: what the compiler emits"],
                       loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=8.5)
    return plotting.save(fig, run, file)


def _panel(axis, metric, bars):
    ys = np.array([y for y, _ in bars])
    rows = [row for _, row in bars]
    medians = np.array([row.median_ns for row in rows])
    drawn = np.maximum(medians, 0)
    patches = axis.barh(ys, drawn, height=0.72,
                        color=[BUILTIN if tell.is_builtin(row) else HAND for row in rows])
    for patch, row in zip(patches, rows):
        if not row.closed:
            patch.set(hatch="////", edgecolor="white", linewidth=0)
    axis.errorbar(medians, ys, xerr=plotting.interval(rows), fmt="none", ecolor="#20242b",
                  elinewidth=1, capsize=2)
    # One slow instruction must not flatten the rest: far beyond the median a bar is cut off.
    limit = max([v for v in drawn if v <= 8 * np.median(drawn)] or [drawn.max(), 1e-3])
    axis.set_xlim(0, limit * 1.32)
    for y, row, value in zip(ys, rows, drawn):
        text = f"{tell.nanoseconds(row.median_ns)} ns"
        if row.median_cycles is not None:
            text += f" · {tell.nanoseconds(row.median_cycles)} cy"
        cut = " ▸" if value > limit else ""
        end = max(value, row.high_ns or 0)
        plotting.beside(axis, end if end <= limit else min(value, limit), y, text + tell.marks(row) + cut)
    axis.set_xlabel({**PANELS, **OTHER_PANELS.get(rows[0].suite, {})}[metric] + "  (cy: core cycles)")
