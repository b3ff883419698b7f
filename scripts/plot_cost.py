#!/usr/bin/python3
"""Cost of each instruction variant on one thread: latency on a chain, and throughput.

64-bit variants (and those without a width) come first; the other widths are pages of their own.
"""

import numpy as np

import plotting
from plotting import BUILTIN, HAND, Nothing

ROWS_A_PAGE = 44
PANELS = {"latency": "latency: dependent chain, ns per operation",
          "throughput": "throughput: independent lines, ns per operation"}


def draw(run):
    rows = [row for metric in PANELS for row in plotting.summaries(run, metric)
            if row.threads == 1 and not row.args]
    if not rows:
        raise Nothing("no uncontended latency or throughput was measured")
    # Where several placements of one thread were measured the first one stands for the machine.
    place = rows[0].placement
    others = sorted({row.placement for row in rows if row.placement != place})
    rows = [row for row in rows if row.placement == place]
    remark = f"{', '.join(others)}: see the table" if others else ""
    written = []
    for name, what, chosen in (
            ("cost", "Cost of instruction variants", [r for r in rows if r.width in (0, 64, None)]),
            ("cost_widths", "Cost at other widths", [r for r in rows if r.width not in (0, 64, None)])):
        split = _split(chosen)
        for page, (file, bars) in enumerate(zip(plotting.pages(name, len(split)), split)):
            part = f" ({page + 1} of {len(split)})" if len(split) > 1 else ""
            written.append(_page(run, file, what + ", uncontended" + part, bars, remark))
    return written


def _key(row):
    """What one line of the plot is: a kernel without its last part where that only says the metric."""
    return row.group, plotting.label(row), plotting.manner(row)


def _split(rows):
    """Pages of [(group, [(label, {metric: row})])], groups kept whole where a page can hold them."""
    groups = {}
    for (group, label, manner), same in plotting.grouped(rows, _key).items():
        text = f"{label} ({manner})" if manner else label
        by_metric = {row.metric: row for row in same}
        groups.setdefault(group, []).append((text, by_metric))
    result, room = [], 0
    for group, bars in groups.items():
        bars.sort(key=lambda bar: min(row.median_ns for row in bar[1].values()))
        for start in range(0, len(bars), ROWS_A_PAGE):
            part = bars[start:start + ROWS_A_PAGE]
            if len(part) > room:
                result.append([])
                room = ROWS_A_PAGE
            result[-1].append((group, part))
            room -= len(part)
    return result


def _page(run, file, title, groups, remark):
    lines, labels, separators, y = [], [], [], 0.0
    for group, bars in groups:
        separators.append((y - 1.0, group))
        for text, by_metric in bars:
            lines.append((y, by_metric))
            labels.append((y, text))
            y += 1
        y += 1.3
    shown = [row for _, by_metric in lines for row in by_metric.values()]
    panels = [m for m in PANELS if any(row.metric == m for row in shown)]
    fig, axes = plotting.canvas(run, title, shown, 1.9 + 0.2 * y, remark, ncols=len(panels),
                                sharey=True, squeeze=False)
    for axis, metric in zip(axes[0], panels):
        _panel(axis, metric, [(at, rows[metric]) for at, rows in lines if metric in rows])
        for at, _ in separators[1:]:
            axis.axhline(at - 0.65, color="#c6cad1", linewidth=0.8)
    left = axes[0][0]
    left.set_ylim(y - 1.6, -1.8)
    left.set_yticks([at for at, _ in labels], [text for _, text in labels], fontsize=8.5)
    for at, group in separators:
        left.text(-0.012, at, group, transform=left.get_yaxis_transform(), fontsize=8.5,
                  weight="bold", ha="right", va="center")
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
    colours = [BUILTIN if plotting.is_builtin(row) else HAND for row in rows]
    patches = axis.barh(ys, drawn, height=0.72, color=colours)
    for patch, row in zip(patches, rows):
        if not row.closed:
            patch.set(hatch="////", edgecolor="white", linewidth=0)
    axis.errorbar(medians, ys, xerr=plotting.interval(rows), fmt="none", ecolor="#20242b",
                  elinewidth=1, capsize=2)
    # One slow instruction must not flatten the rest: beyond 20 times the median the axis is cut.
    limit = max(drawn.max(), 1e-3)
    middle = np.median(drawn[drawn > 0]) if (drawn > 0).any() else limit
    limit = min(limit, max(20 * middle, np.sort(drawn)[-2] if len(drawn) > 1 else limit))
    axis.set_xlim(0, limit * 1.32)
    for y, row, value in zip(ys, rows, drawn):
        text = f"{plotting.nanoseconds(row.median_ns)} ns"
        if row.median_cycles is not None:
            text += f" · {plotting.nanoseconds(row.median_cycles)} cy"
        cut = " ▸" if value > limit else ""
        end = max(value, row.high_ns or 0)
        axis.text(min(end, limit) + limit * 0.015, y, text + plotting.marks(row) + cut,
                  va="center", fontsize=7.5, color="#3c4048",
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.75})
    axis.grid(axis="y", visible=False)
    axis.set_xlabel(PANELS[metric] + "  (cy: core cycles)")


if __name__ == "__main__":
    plotting.main(draw)
