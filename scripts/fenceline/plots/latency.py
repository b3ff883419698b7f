"""Latency under load: what share of the operations took no longer than so long, from when each was due until it was over.

Waiting in line counts, and so does a thread that was late. The share is drawn by its nines: each step to the right is a
tenth of the operations that were left. Solid: ours; dashed: other libraries'. The quicker of most stand first.
"""

import math

from fenceline.plots import curves, plotting
from fenceline.plots.plotting import COLOURS, MARKERS
from fenceline.results import select, tell
from fenceline.results.select import Nothing
from fenceline.stats import distributions

COLUMNS = 2  # panels side by side: what differs in parameters
TICKS = {"50 %": 0.5, "90 %": 0.9, "99 %": 0.99, "99.9 %": 0.999, "99.99 %": 0.9999}


def draw(run):
    if not run.native:
        raise Nothing(f"execution is '{run.execution}': there are no times to draw")
    found = distributions.latencies(run)
    if not found:
        raise Nothing("no operation's latency was measured by itself")
    figures = [(suite, columns) for (suite, *_), same in select.grouped(
        found, lambda m: (m.row.suite, m.row.how, m.row.threads, tell.place(m.row))).items()
        for columns in curves.chunks(list(select.grouped(same, lambda m: m.row.args).values()), COLUMNS)]
    return [_page(run, name, suite, columns)
            for name, (suite, columns) in zip(plotting.pages("latency", len(figures)), figures)]


def nines(share):
    """0 at none, 1 at 90 %, 2 at 99 %."""
    return -math.log10(1 - share)


def _page(run, file, suite, columns):
    rows = [merged.row for same in columns for merged in same]
    names = sorted({(merged.row.peer, _name(merged)) for same in columns for merged in same})
    style = {name: {"color": COLOURS[i % len(COLOURS)], "linestyle": "--" if name[0] else "-",
                    "marker": MARKERS[i % len(MARKERS)]} for i, name in enumerate(names)}
    most = max(len(same) for same in columns)
    fig, axes = plotting.canvas(run, f"Latency of {suite}, {tell.threads(rows[0].threads)}", rows,
                                5.0 + 0.19 * (most + 1), "solid: ours   dashed: other libraries'", marked=False,
                                ncols=len(columns), sharex=True, sharey=True, squeeze=False)
    for axis, same in zip(axes[0], columns):
        ordered = sorted(same, key=lambda m: distributions.quantile(m, 0.5) or 0)
        for merged in ordered:
            _curve(axis, merged, style[merged.row.peer, _name(merged)])
        axis.set_title(tell.arguments(same[0].row), fontsize=9.5, weight="bold", loc="left", pad=6)
        axis.set_yscale("log")
        plotting.plain_log(axis.yaxis)
        axis.set_xticks([nines(share) for share in TICKS.values()], list(TICKS))
        axis.set_xlabel("share of the operations that took no longer")
        handles = [plotting.plt.Line2D([], [], markersize=4, linewidth=1.4, **style[m.row.peer, _name(m)])
                   for m in ordered]
        axis.legend(handles, [_told(merged) for merged in ordered], loc="upper left", bbox_to_anchor=(0, -0.12),
                    fontsize=8, ncols=1)
    axes[0][0].set_ylabel("ns from due until over")
    return plotting.save(fig, run, file)


def _curve(axis, merged, style):
    points = [(nines(share), value) for share, value in distributions.curve(merged)]
    axis.plot(*zip(*points), color=style["color"], linestyle=style["linestyle"], linewidth=1.4) if points else None
    told = [(nines(share), distributions.quantile(merged, share)) for share in TICKS.values()]
    told = [(x, value) for x, value in told if value is not None]
    axis.plot(*zip(*told), linestyle="", markersize=4, marker=style["marker"], color=style["color"]) if told else None


def _name(merged):
    return " ".join(filter(None, (tell.label(merged.row), distributions.kind(merged))))


def _told(merged):
    """'vyukov_mpmc: 88 ns, 99 %: 210, 99.9 %: 1400': as far as there are values enough."""
    values = {name: distributions.quantile(merged, share) for name, share in list(TICKS.items())[:4]}
    parts = [f"{name}: {tell.nanoseconds(value)}" for name, value in values.items() if value is not None]
    return f"{_name(merged)}  {', '.join(parts)} ns"
