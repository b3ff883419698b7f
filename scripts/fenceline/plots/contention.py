"""What an operation costs when all threads do it to one word, lock or structure: against threads and placement.

Time of an operation, operations per second of all threads together, and fairness (Jain's index: 1 is fair,
1/threads is one thread that has everything). Machines with few thread counts are drawn as lines from one thread
alone to all, others as curves.
"""

import collections
import math
import statistics

from fenceline.plots import curves, plotting, prices
from fenceline.results import schema, select, tell
from fenceline.results.select import Nothing
from fenceline.stats import order

NAMES = ["ns per operation of a thread", "all threads, million operations/s", "fairness (Jain's index)"]


def draw(run):
    rows = [row for row in select.summaries(run, "contended") if row.width in (0, 64, None)
            and "spacing" not in schema.parse_args(row.args)  # false sharing has a plot of its own
            and row.suite != prices.SUITE]  # and so has the price list
    if not any(row.threads > 1 for row in rows):
        raise Nothing("no contended operations on one word were measured")
    fairness = _fairness(run)
    alone = {_who(row): row for row in select.summaries(run)
             if row.threads == 1 and not row.args and not tell.manner(row)
             # Each operation on one word waits for the one before, except stores: these have no result.
             and row.metric in (("throughput",) if row.group == "store" else select.CHAINS)}
    alone.update({_who(row): row for row in rows if row.threads == 1})
    rows = [row for row in rows if row.threads > 1]
    if curves.many_counts(rows):
        return _curves(run, rows, fairness, alone)
    pages = []
    for suite, same in select.grouped(rows, lambda r: r.suite).items():
        of_suite = plotting.listing(_entries(run, same), a_page=36)
        pages += [(suite + plotting.part_of(i, of_suite), page) for i, page in enumerate(of_suite)]
    return [_bars(run, file, page, fairness, alone, what)
            for file, (what, page) in zip(plotting.pages("contention", len(pages)), pages)]


def _who(row):
    """What one thread alone and several in contention have in common."""
    return row.group, _label(row), row.width


def _label(row):
    return ", ".join(filter(None, (row.variant, tell.arguments(row))))


def _fairness(run):
    """{(trial, mode): median of Jain's index over the repetitions that count}."""
    by_trial = select.grouped((r for r in run["records.csv"] if r.jain is not None and not r.disturbed),
                                lambda r: (r.trial, r.mode))
    return {key: statistics.median(r.jain for r in rows) for key, rows in by_trial.items()}


def _values(row, fairness):
    """One row in the units of NAMES; None where it is not known."""
    return (row.median_ns, row.threads / row.median_ns * 1e3 if row.median_ns > 0 else None,
            fairness.get((row.trial, row.mode)))


# ---- few thread counts: a line for each variant -----------------------------------------------------


def _entries(run, rows):
    """(group, label, rows of all modes) for each variant, thread count and placement, the cheaper first."""
    several = len({(tell.place(row), row.threads) for row in rows}) > 1
    out = []
    for (group, label, where, count), same in select.grouped(
            rows, lambda r: (r.group, _label(r), tell.place(r), r.threads)).items():
        out.append((group, f"{label}, {tell.threads(count)}, {where}" if several else label, same))
    return order.by_cost(out, lambda line: select.dominant(line[2]), run)


# A line of a panel: where it stands, its colour, the value of the commonest mode, of one thread alone and of other modes.
Line = collections.namedtuple("Line", "y colour value alone others")


def _bars(run, file, page, fairness, alone, what):
    shown = [row for *_, same in page for row in same]
    columns = 3 if fairness else 2
    counts = sorted({row.threads for row in shown})
    title = f"Contention, {' and '.join(map(str, counts))} threads: {what}"
    fig, axes = plotting.canvas(run, title, shown, plotting.lines_height(page),
                                "hollow: one thread alone   faint: other hidden placement modes",
                                ncols=columns, sharey=True, squeeze=False,
                                gridspec_kw={"width_ratios": [3, 2, 1][:columns]})
    mains = [(y, select.dominant(same), same) for y, _, _, same in page]
    for column, axis in enumerate(axes[0]):
        _panel(axis, [_line(column, y, main, same, alone.get(_who(main)), fairness) for y, main, same in mains])
    axes[0][0].errorbar([main.median_ns for _, main, _ in mains], [y for y, *_ in mains],
                        xerr=plotting.interval([main for _, main, _ in mains]), fmt="none", ecolor="#20242b", elinewidth=1,
                        capsize=2)
    for y, main, _ in mains:
        _told(axes[0], y, main, alone.get(_who(main)), fairness)
    plotting.label_lines(axes[0], page)
    for axis, name in zip(axes[0], NAMES):
        axis.set_xlabel(name)
    for axis, room in zip(axes[0], (0.6, 0.3)):  # a store that is buffered and one that is fenced: factors of hundreds
        axis.set_xscale("log")
        low, high = axis.get_xlim()
        axis.set_xlim(low, high * (high / low) ** room)  # for the words at the end of each line
        plotting.plain_log(axis.xaxis)
    if fairness:
        axes[0][2].set_xlim(0, 1.05)
    return plotting.save(fig, run, file)


def _alone(one):
    """In the units of NAMES; fairness is no matter of one thread."""
    return (one.median_ns, 1e3 / one.median_ns, None) if one and one.median_ns > 0 else (None, None, None)


def _line(column, y, main, same, one, fairness):
    others = [_values(row, fairness)[column] for row in same if row is not main]
    return Line(y, plotting.BUILTIN if tell.is_builtin(main) else plotting.HAND, _values(main, fairness)[column],
                _alone(one)[column], [value for value in others if value is not None])


def _panel(axis, lines):
    """All lines of a colour at once: an artist for each would take most of the time of a report."""
    for colour, same in select.grouped([line for line in lines if line.value is not None], lambda line: line.colour).items():
        joined = [line for line in same if line.alone is not None]
        faint = [(value, line.y) for line in same for value in line.others]
        axis.plot([line.value for line in same], [line.y for line in same], "o", color=colour, markersize=6, zorder=4)
        if faint:
            axis.plot(*zip(*faint), "o", color=colour, markersize=5, alpha=0.3)
        if joined:
            axis.plot([x for line in joined for x in (line.alone, line.value, math.nan)],
                      [y for line in joined for y in (line.y, line.y, math.nan)], color=colour, linewidth=1.6, alpha=0.5)
            axis.plot([line.alone for line in joined], [line.y for line in joined], "o", color=colour, markerfacecolor="white",
                      markersize=6, zorder=3)


def _told(axes, y, main, one, fairness):
    alone, rate_alone, _ = _alone(one)
    factor = f" ({main.median_ns / alone:.2g} × alone)" if alone else ""
    text = f"{tell.nanoseconds(main.median_ns)} ns{tell.marks(main)}{factor}"
    plotting.beside(axes[0], max(main.median_ns, main.high_ns or 0, alone or 0), y, text)
    rate = _values(main, fairness)[1]
    if rate is not None:
        plotting.beside(axes[1], max(rate, rate_alone or 0), y, f"{rate:.0f} M/s")


# ---- many thread counts: a page of curves for each group ---------------------------------------------


def _curves(run, rows, fairness, alone):
    pages = [(group, same, places) for group, same in select.grouped(rows, lambda r: r.group).items()
             for places in curves.chunks(list(dict.fromkeys(map(tell.place, same))), curves.COLUMNS)]
    written = []
    for i, (file, (group, same, places)) in enumerate(zip(plotting.pages("contention", len(pages)), pages)):
        panels = [curves.Panel(name, {}, log=k < 2, bottom=None if k < 2 else 0, top=None if k < 2 else 1.05)
                  for k, name in enumerate(NAMES[:3 if fairness else 2])]
        for (place, variant), there in select.grouped(same, lambda r: (tell.place(r), _label(r))).items():
            for panel, points in zip(panels, _points(there, fairness, alone)):
                panel.lines[place, variant] = points
        title = f"{group}: contention, all threads{plotting.part_of(i, pages)}"
        written.append(curves.page(run, file, title, same, panels, places,
                                   "1 thread: alone   faint: other hidden placement modes"))
    return written


def _points(rows, fairness, alone):
    """The points of one variant at one placement, for each of NAMES."""
    out = [[], [], []]
    trials = select.grouped(rows, lambda r: r.threads)
    one = alone.get(_who(rows[0]))
    if one and one.median_ns > 0:
        out[0].append(curves.Point(1, one.median_ns))
        out[1].append(curves.Point(1, 1e3 / one.median_ns))
    for same in trials.values():
        main = select.dominant(same)
        for row in same:
            time, rate, fair = _values(row, fairness)
            rest = {"faint": row is not main}
            out[0].append(curves.Point(row.threads, time, row.low_ns, row.high_ns, tell.marks(row), **rest))
            if rate is not None:
                out[1].append(curves.Point(row.threads, rate, **rest))
            if fair is not None:
                out[2].append(curves.Point(row.threads, fair, **rest))
    return out
