#!/usr/bin/python3
"""What an operation costs when all threads do it to one word: against threads and placement.

Time of an operation, operations per second of all threads together, and fairness (Jain's index: 1 is fair,
1/threads is one thread that has everything). Machines with few thread counts are drawn as lines from one thread
alone to all, others as curves.
"""

import statistics

import plotting
from plotting import COLOURS, LINES, MARKERS, Nothing

GROUPS_A_PAGE = 3
FEW = 2  # up to so many thread counts there is no curve to draw
NAMES = ["ns per operation of a thread", "all threads, million operations/s", "fairness (Jain's index)"]


def draw(run):
    rows = [row for row in plotting.summaries(run, "contended") if not row.args
            and row.width in (0, 64, None)]
    if not rows:
        raise Nothing("no contended operations on one word were measured")
    fairness = _fairness(run)
    alone = {(row.group, row.variant, row.width): row for row in plotting.summaries(run)
             if row.threads == 1 and not row.args and not plotting.manner(row)
             # Each operation on one word waits for the one before, except stores: these have no result.
             and row.metric == ("throughput" if row.group == "store" else "latency")}
    if len({row.threads for row in rows}) <= FEW:
        pages = plotting.listing(_entries(rows), a_page=36)
        page_of = _bars
    else:
        groups = list(plotting.grouped(rows, lambda row: row.group).items())
        pages = [groups[i:i + GROUPS_A_PAGE] for i in range(0, len(groups), GROUPS_A_PAGE)]
        page_of = _curves
    return [page_of(run, file, page, fairness, alone, plotting.part_of(i, pages))
            for i, (file, page) in enumerate(zip(plotting.pages("contention", len(pages)), pages))]


def _fairness(run):
    """{(trial, mode): median of Jain's index over the repetitions that count}."""
    by_trial = plotting.grouped((r for r in run["records.csv"] if r.jain is not None and not r.disturbed),
                                lambda r: (r.trial, r.mode))
    return {key: statistics.median(r.jain for r in rows) for key, rows in by_trial.items()}


def _values(row, fairness):
    """One row in the units of NAMES; None where it is not known."""
    return (row.median_ns, row.threads / row.median_ns * 1e3 if row.median_ns > 0 else None,
            fairness.get((row.trial, row.mode)))


# ---- few thread counts: a line for each variant -----------------------------------------------------


def _entries(rows):
    """(group, label, rows of all modes) for each variant, thread count and placement."""
    several = len({(plotting.place(row), row.threads) for row in rows}) > 1
    out = []
    for (group, label, where, threads), same in plotting.grouped(
            rows, lambda r: (r.group, plotting.label(r), plotting.place(r), r.threads)).items():
        out.append((group, f"{label} ×{threads} {where}" if several else label, same))
    return out


def _bars(run, file, page, fairness, alone, part):
    shown = [row for *_, same in page for row in same]
    columns = 3 if fairness else 2
    counts = sorted({row.threads for row in shown})
    title = f"One word, {' and '.join(map(str, counts))} threads{part}"
    fig, axes = plotting.canvas(run, title, shown, plotting.lines_height(page),
                                "hollow: one thread alone   faint: other hidden placement modes",
                                ncols=columns, sharey=True, squeeze=False,
                                gridspec_kw={"width_ratios": [2, 2, 1][:columns]})
    for y, _, _, same in page:
        main = plotting.dominant(same)
        one = alone.get((main.group, main.variant, main.width))
        _bar(axes[0], y, main, [row for row in same if row is not main], one, fairness)
    plotting.label_lines(axes[0], page)
    for axis, name in zip(axes[0], NAMES):
        axis.set_xlabel(name)
    for axis in axes[0][:2]:  # a store that is buffered and one that is fenced: factors of hundreds
        axis.set_xscale("log")
        low, high = axis.get_xlim()
        axis.set_xlim(low, high * (high / low) ** 0.3)
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    if fairness:
        axes[0][2].set_xlim(0, 1.05)
    return plotting.save(fig, run, file)


def _bar(axes, y, main, others, one, fairness):
    colour = plotting.BUILTIN if plotting.is_builtin(main) else plotting.HAND
    alone = (one.median_ns, 1e3 / one.median_ns) if one and one.median_ns > 0 else (None, None)
    for axis, value, single in zip(axes, _values(main, fairness), (*alone, None)):
        if value is None:
            continue
        axis.plot(value, y, "o", color=colour, markersize=6, zorder=4)
        for row in others:
            other = _values(row, fairness)[list(axes).index(axis)]
            if other is not None:
                axis.plot(other, y, "o", color=colour, markersize=5, alpha=0.3)
        if single is not None:
            axis.plot([single, value], [y, y], color=colour, linewidth=1.6, alpha=0.5)
            axis.plot(single, y, "o", color=colour, markerfacecolor="white", markersize=6, zorder=3)
    axes[0].errorbar(main.median_ns, y, xerr=plotting.interval([main]), color="#20242b", elinewidth=1, capsize=2)
    factor = f" ×{main.median_ns / one.median_ns:.2g}" if alone[0] else ""
    text = f"{plotting.nanoseconds(main.median_ns)} ns{factor}{plotting.marks(main)}"
    plotting.beside(axes[0], max(main.median_ns, main.high_ns or 0, alone[0] or 0), y, text)
    rate = _values(main, fairness)[1]
    if rate is not None:
        plotting.beside(axes[1], max(rate, alone[1] or 0), y, f"{rate:.0f} M/s")


# ---- many thread counts: curves ---------------------------------------------------------------------


def _curves(run, file, groups, fairness, alone, part):
    shown = [row for _, rows in groups for row in rows]
    places = list(dict.fromkeys(plotting.place(row) for row in shown))
    counts = sorted({row.threads for row in shown})
    rows_of = 3 if fairness else 2
    entries = max(len({(r.variant, plotting.place(r)) for r in rows}) for _, rows in groups)
    fig, axes = plotting.canvas(run, "One word, all threads" + part, shown, 2.0 + 2.5 * rows_of + 0.16 * entries,
                                "hollow: one thread alone   faint: other hidden placement modes",
                                nrows=rows_of, ncols=len(groups), sharex=True, squeeze=False)
    for column, (group, rows) in enumerate(groups):
        _column(axes[:, column], rows, places, fairness, alone)
        axes[0][column].set_title(group, fontsize=10, weight="bold", loc="left", pad=6)
        for axis in axes[:, column]:
            _threads_axis(axis, [1, *counts])
        axes[-1][column].set_xlabel("threads")
        axes[-1][column].legend(*axes[0][column].get_legend_handles_labels(), loc="upper left",
                                bbox_to_anchor=(0, -0.2), fontsize=8, ncols=1)
    for axis, name in zip(axes[:, 0], NAMES):
        axis.set_ylabel(name)
    if fairness:
        for axis in axes[2]:
            axis.set_ylim(0, 1.05)
    return plotting.save(fig, run, file)


def _threads_axis(axis, counts):
    axis.set_xscale("log", base=2)
    axis.set_xlim(0.85, counts[-1] * 1.18)
    keep = [n for n in counts if n & (n - 1) == 0 or n == counts[-1]]
    axis.set_xticks(keep, [str(n) for n in keep])
    axis.set_xticks([], minor=True)
    axis.set_ylim(bottom=0)


def _column(axes, rows, places, fairness, alone):
    for colour, (variant, same) in zip(COLOURS * 9, plotting.grouped(rows, lambda r: r.variant).items()):
        for line, (place, there) in enumerate(plotting.grouped(same, plotting.place).items()):
            style = {"color": colour, "linestyle": LINES[places.index(place) % len(LINES)],
                     "marker": MARKERS[places.index(place) % len(MARKERS)], "markersize": 4,
                     "linewidth": 1.4}
            trials = plotting.grouped(there, lambda r: r.threads)
            main = [plotting.dominant(trials[n]) for n in sorted(trials)]
            _curve(axes, main, fairness, style, variant if len(places) == 1 else f"{variant}, {place}")
            for row in (row for row in there if row not in main):
                for axis, value in zip(axes, _values(row, fairness)):
                    if value is not None:
                        axis.plot(row.threads, value, alpha=0.35, **style)
            one = alone.get((same[0].group, variant, same[0].width))
            if one and line == 0 and one.median_ns > 0 and 1 not in trials:
                for axis, value in zip(axes, (one.median_ns, 1e3 / one.median_ns)):
                    axis.plot(1, value, color=colour, marker="o", markersize=4, markerfacecolor="white")


def _curve(axes, main, fairness, style, name):
    axes[0].errorbar([row.threads for row in main], [row.median_ns for row in main],
                     yerr=plotting.interval(main), capsize=2, elinewidth=1, label=name, **style)
    for row in main:
        if plotting.marks(row):
            axes[0].annotate(plotting.marks(row), (row.threads, row.median_ns), fontsize=8,
                             xytext=(4, 2), textcoords="offset points", color=style["color"])
    for axis, values in list(zip(axes, zip(*(_values(row, fairness) for row in main))))[1:]:
        known = [(row.threads, value) for row, value in zip(main, values) if value is not None]
        if known:
            axis.plot(*zip(*known), **style)


if __name__ == "__main__":
    plotting.main(draw)
