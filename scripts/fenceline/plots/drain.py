"""Store-buffer drain: what a fence costs with k stores outstanding that miss the cache.

Left, k stores and the fence after them; right, what of it the fence adds to the same stores without one.
"""

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, LINES, MARKERS, MUTED
from fenceline.results import schema, select, tell, thresholds
from fenceline.results.select import Nothing

AXIS = "pending_stores"


def draw(run):
    rows = [row for row in select.summaries(run) if AXIS in schema.parse_args(row.args)]
    if not rows:
        raise Nothing("no fences after outstanding stores were measured")
    places = list(dict.fromkeys(row.placement for row in rows))
    curves = {key: {schema.parse_args(args)[AXIS]: select.dominant(same)
                    for args, same in select.grouped(points, lambda r: r.args).items()}
              for key, points in select.grouped(rows, lambda r: (tell.label(r), r.placement)).items()}
    plain = {place: points for (variant, place), points in curves.items() if variant == "none"}
    fig, axes = plotting.canvas(run, "Store-buffer drain: a fence after k stores that miss", rows, 6.0,
                                f"hollow: interval wider than {thresholds.percent(run)}", marked=False, ncols=2 if plain else 1,
                                squeeze=False)
    ends, colours = [], iter(COLOURS * 9)
    for (variant, place), points in curves.items():
        style = {"color": MUTED if variant == "none" else next(colours), "linewidth": 1.5, "markersize": 4.5,
                 "linestyle": LINES[places.index(place) % len(LINES)],
                 "marker": MARKERS[places.index(place) % len(MARKERS)]}
        ks = sorted(points)
        name = variant if len(places) == 1 else f"{variant}, {place}"
        base = plain.get(place, {})
        total = [points[k].median_ns for k in ks]
        _curve(axes[0][0], ks, total, [points[k] for k in ks], style)
        if not plain:
            ends.append((total[-1], f"{name}: {_span(total)}", style["color"]))
        elif variant != "none":
            added = [(k, points[k].median_ns - base[k].median_ns) for k in ks if k in base]
            if added:
                _curve(axes[0][1], *zip(*added), [points[k] for k, _ in added], style)
                ends.append((added[-1][1], f"{name}: {_span([v for _, v in added])}", style["color"]))
    for axis, what in zip(axes[0], ("ns for k stores and the fence", "ns that the fence adds to the stores")):
        _axis(axis, sorted({k for points in curves.values() for k in points}))
        axis.set_ylabel(what)
    axes[0][0].set_ylim(bottom=0)
    if plain:
        axes[0][0].plot([], [], color=MUTED, marker="o", markersize=4.5, label="none: the stores alone")
        axes[0][0].legend(loc="upper left")
        axes[0][1].axhline(0, color=MUTED, linewidth=1)
    plotting.label_ends(axes[0][-1], ends)
    return [plotting.save(fig, run, "drain")]


def _span(values):
    return f"{tell.nanoseconds(values[0])} → {tell.nanoseconds(values[-1])} ns"


def _curve(axis, ks, values, rows, style):
    axis.plot(ks, values, **style)
    wide = [(k, value) for k, value, row in zip(ks, values, rows) if not row.closed]
    if wide:
        axis.plot(*zip(*wide), linestyle="", marker=style["marker"], markersize=style["markersize"],
                  markerfacecolor="white", color=style["color"])
    low, high = plotting.interval(rows)
    axis.errorbar(ks, values, yerr=[low, high], fmt="none", ecolor=style["color"], elinewidth=0.8, capsize=2,
                  alpha=0.6)


def _axis(axis, ks):
    axis.set_xscale("symlog", base=2, linthresh=1, linscale=0.7)
    axis.set_xticks(ks, [str(k) for k in ks])
    axis.set_xticks([], minor=True)
    axis.set_xlim(-0.15, max(ks[-1], 1) * 1.08)
    axis.set_xlabel("k: stores that miss, outstanding when the fence starts")
