#!/usr/bin/python3
"""What an operation costs when all threads do it to one word: against threads and placement.

Three panels for each group of variants: time of an operation, operations per second of all threads
together, and fairness (Jain's index: 1 is fair, 1/threads is one thread that has everything).
"""

import statistics

import plotting
from plotting import COLOURS, LINES, MARKERS, Nothing

GROUPS_A_PAGE = 3


def draw(run):
    rows = [row for row in plotting.summaries(run, "contended") if not row.args
            and row.width in (0, 64, None)]
    if not rows:
        raise Nothing("no contended operations on one word were measured")
    fairness = _fairness(run)
    alone = {(row.group, row.variant, row.width): row
             for row in plotting.summaries(run, "latency") if row.threads == 1 and not row.args}
    groups = list(plotting.grouped(rows, lambda row: row.group).items())
    pages = [groups[i:i + GROUPS_A_PAGE] for i in range(0, len(groups), GROUPS_A_PAGE)]
    return [_page(run, file, page, fairness, alone, f" ({i + 1} of {len(pages)})" * (len(pages) > 1))
            for i, (file, page) in enumerate(zip(plotting.pages("contention", len(pages)), pages))]


def _fairness(run):
    """{(trial, mode): median of Jain's index over the repetitions that count}."""
    by_trial = plotting.grouped((r for r in run["records.csv"] if r.jain is not None and not r.disturbed),
                                lambda r: (r.trial, r.mode))
    return {key: statistics.median(r.jain for r in rows) for key, rows in by_trial.items()}


def _page(run, file, groups, fairness, alone, part):
    shown = [row for _, rows in groups for row in rows]
    places = list(dict.fromkeys(_place(row) for row in shown))
    counts = sorted({row.threads for row in shown})
    rows_of = 3 if fairness else 2
    fig, axes = plotting.canvas(run, "One word, all threads" + part, shown, 2.6 + 2.5 * rows_of,
                                "hollow: one thread alone (latency)   faint: other hidden placement "
                                "modes", nrows=rows_of, ncols=len(groups), sharex=True, squeeze=False)
    for column, (group, rows) in enumerate(groups):
        _column(axes[:, column], rows, places, fairness, alone)
        axes[0][column].set_title(group, fontsize=10, weight="bold", loc="left", pad=6)
        for axis in axes[:, column]:
            _threads_axis(axis, [1, *counts])
        axes[-1][column].set_xlabel("threads")
        axes[-1][column].legend(*axes[0][column].get_legend_handles_labels(), loc="upper left",
                                bbox_to_anchor=(0, -0.2), fontsize=8, ncols=1)
    axes[0][0].set_ylabel("ns per operation of a thread")
    axes[1][0].set_ylabel("all threads, million operations/s")
    if rows_of == 3:
        axes[2][0].set_ylabel("fairness (Jain's index)")
    return plotting.save(fig, run, file)


def _place(row):
    return f"{row.policy}: {row.placement}"


def _threads_axis(axis, counts):
    axis.set_xscale("log", base=2)
    axis.set_xlim(0.85, counts[-1] * 1.18)
    keep = [n for n in counts if n & (n - 1) == 0 or n == counts[-1]]
    axis.set_xticks(keep, [str(n) for n in keep])
    axis.set_xticks([], minor=True)
    axis.set_ylim(bottom=0)


def _column(axes, rows, places, fairness, alone):
    for colour, (variant, same) in zip(COLOURS * 9, plotting.grouped(rows, lambda r: r.variant).items()):
        for line, (place, there) in enumerate(plotting.grouped(same, _place).items()):
            style = {"color": colour, "linestyle": LINES[places.index(place) % len(LINES)],
                     "marker": MARKERS[places.index(place) % len(MARKERS)], "markersize": 4,
                     "linewidth": 1.4}
            trials = plotting.grouped(there, lambda r: r.threads)
            main = [plotting.dominant(trials[n]) for n in sorted(trials)]
            name = variant if len(places) == 1 else f"{variant}, {place}"
            _curve(axes, main, fairness, style, name)
            for row in there:
                if row not in main:
                    axes[0].plot(row.threads, row.median_ns, alpha=0.35, **style)
                    axes[1].plot(row.threads, row.threads / row.median_ns * 1e3, alpha=0.35, **style)
            one = alone.get((same[0].group, variant, same[0].width))
            if one and line == 0 and one.median_ns > 0 and 1 not in trials:
                hollow = {"color": colour, "marker": "o", "markersize": 4, "markerfacecolor": "white"}
                axes[0].plot(1, one.median_ns, **hollow)
                axes[1].plot(1, 1e3 / one.median_ns, **hollow)


def _curve(axes, main, fairness, style, name):
    threads = [row.threads for row in main]
    axes[0].errorbar(threads, [row.median_ns for row in main], yerr=plotting.interval(main),
                     capsize=2, elinewidth=1, label=name, **style)
    for row in main:
        if plotting.marks(row):
            axes[0].annotate(plotting.marks(row), (row.threads, row.median_ns), fontsize=8,
                             xytext=(4, 2), textcoords="offset points", color=style["color"])
    axes[1].plot(threads, [row.threads / row.median_ns * 1e3 for row in main], **style)
    fair = [(row.threads, fairness[row.trial, row.mode]) for row in main
            if (row.trial, row.mode) in fairness]
    if fair and len(axes) > 2:
        axes[2].plot(*zip(*fair), **style)


if __name__ == "__main__":
    plotting.main(draw)
