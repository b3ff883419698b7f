"""Store-buffer drain: what a fence costs, or an operation that orders, with k stores outstanding that miss or that hit.

A row for each. Left, k stores and the fence after them; right, what of it the fence adds to the same stores without one.
"""

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, LINES, MARKERS, MUTED
from fenceline.results import schema, select, tell, thresholds
from fenceline.results.select import Nothing

AXIS = "pending_stores"
NONE = "none"  # the variant that is no fence


def draw(run):
    rows = [row for row in select.summaries(run) if AXIS in schema.parse_args(row.args)]
    if not rows:
        raise Nothing("no fences after outstanding stores were measured")
    kinds = select.grouped(sorted(rows, key=hits), hits)
    plain = any(row.variant == NONE for row in rows)
    names = max(len({_name(row) for row in same}) for same in kinds.values())
    title = "a fence after k stores that " + " and that ".join(_verb(kind) for kind in kinds)
    fig, axes = plotting.canvas(run, f"Store-buffer drain: {title}", rows, 0.9 + max(5.1, 0.21 * names) * len(kinds),
                                f"hollow: interval wider than {thresholds.percent(run)}", marked=False, nrows=len(kinds),
                                ncols=2 if plain else 1, squeeze=False)
    for line, (kind, same) in zip(axes, kinds.items()):
        _row(line, same, _verb(kind))
    return [plotting.save(fig, run, "drain")]


def hits(row):
    """Whether the stores of a row hit."""
    return row.how == "after_hits"


def _verb(kind):
    return "hit" if kind else "miss"


def _name(row):
    return " ".join(filter(None, (row.use, tell.label(row))))


def _row(axes, rows, verb):
    """Curves of one kind of stores: all of the time at axes[0], what the fence adds at axes[-1]."""
    places = list(dict.fromkeys(row.placement for row in rows))
    curves = {key: {schema.parse_args(args)[AXIS]: select.dominant(same)
                    for args, same in select.grouped(points, lambda r: r.args).items()}
              for key, points in select.grouped(rows, lambda r: (_name(r), r.placement)).items()}
    plain = {place: points for (variant, place), points in curves.items() if variant == NONE}
    ends, styles = [], iter((colour, mark) for mark in MARKERS for colour in COLOURS)
    for (variant, place), points in curves.items():
        colour, mark = (MUTED, MARKERS[0]) if variant == NONE else next(styles)
        style = {"color": colour, "linewidth": 1.5, "markersize": 4.5, "marker": mark,
                 "linestyle": LINES[places.index(place) % len(LINES)]}
        ks = sorted(points)
        name = variant if len(places) == 1 else f"{variant}, {place}"
        base = plain.get(place, {})
        total = [points[k].median_ns for k in ks]
        _curve(axes[0], ks, total, [points[k] for k in ks], style)
        if not plain and len(axes) == 1:
            ends.append((total[-1], f"{name}: {_span(total)}", style["color"]))
        elif variant != NONE:
            added = [(k, points[k].median_ns - base[k].median_ns) for k in ks if k in base]
            if added:
                _curve(axes[1], *zip(*added), [points[k] for k, _ in added], style)
                ends.append((added[-1][1], f"{name}: {_span([v for _, v in added])}", style["color"]))
    for axis, what in zip(axes, (f"ns for k stores that {verb} and the fence", "ns that the fence adds to the stores")):
        _axis(axis, sorted({k for points in curves.values() for k in points}), verb)
        axis.set_ylabel(what)
    axes[0].set_ylim(bottom=0)
    if plain:
        axes[0].plot([], [], color=MUTED, marker=MARKERS[0], markersize=4.5, label="none: the stores alone")
        axes[0].legend(loc="upper left")
        axes[1].axhline(0, color=MUTED, linewidth=1)
    plotting.label_ends(axes[-1], ends)


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


def _axis(axis, ks, verb):
    axis.set_xscale("symlog", base=2, linthresh=1, linscale=0.7)
    axis.set_xticks(ks, [str(k) for k in ks])
    axis.set_xticks([], minor=True)
    axis.set_xlim(-0.15, max(ks[-1], 1) * 1.08)
    axis.set_xlabel(f"k: stores that {verb}, outstanding when the fence starts")
