#!/usr/bin/python3
"""Store-buffer drain: what a fence costs with k stores outstanding that miss the cache.

Figures are for k stores and the fence after them; the same stores without a fence, where they were
measured, are the grey line to hold them against.
"""

import plotting
import schema
from plotting import COLOURS, LINES, MARKERS, MUTED, Nothing

AXIS = "pending_stores"


def draw(run):
    rows = [row for row in plotting.summaries(run) if AXIS in schema.parse_args(row.args)]
    if not rows:
        raise Nothing("no fences after outstanding stores were measured")
    places = list(dict.fromkeys(row.placement for row in rows))
    fig, axes = plotting.canvas(run, "Store-buffer drain: a fence after k stores that miss", rows, 6.2,
                                squeeze=False)
    axis = axes[0][0]
    curves = plotting.grouped(rows, lambda r: (r.group, plotting.label(r), r.placement, r.threads))
    ends, colours = [], iter(COLOURS * 9)
    for (group, variant, place, _), same in curves.items():
        points = sorted(((schema.parse_args(n), plotting.dominant(rs)) for n, rs in
                         plotting.grouped(same, lambda r: r.args).items()), key=lambda p: p[0][AXIS])
        plain = variant in ("none", "no_fence")
        colour = MUTED if plain else next(colours)
        style = places.index(place)
        xs = [args[AXIS] for args, _ in points]
        lines = [row for _, row in points]
        ys = [row.median_ns for row in lines]
        axis.errorbar(xs, ys, yerr=plotting.interval(lines), color=colour, capsize=2, elinewidth=1,
                      marker=MARKERS[style % len(MARKERS)], markersize=4,
                      linestyle=LINES[style % len(LINES)], linewidth=1.5)
        for x, row in zip(xs, lines):
            if plotting.marks(row):
                axis.annotate(plotting.marks(row), (x, row.median_ns), xytext=(3, 3), fontsize=8,
                              textcoords="offset points", color=colour)
        name = variant if len(places) == 1 else f"{variant}, {place}"
        ends.append((ys[-1], f"{name}: {plotting.nanoseconds(ys[0])} → {plotting.nanoseconds(ys[-1])} ns",
                     colour))
    ks = sorted({schema.parse_args(row.args)[AXIS] for row in rows})
    axis.set_xscale("symlog", base=2, linthresh=1, linscale=0.7)
    axis.set_xticks(ks, [str(k) for k in ks])
    axis.set_xticks([], minor=True)
    axis.set_xlim(-0.15, ks[-1] * 1.08)
    axis.set_ylim(bottom=0)
    axis.set_xlabel("k: stores that miss, outstanding when the fence starts")
    axis.set_ylabel("ns for k stores and the fence")
    plotting.label_ends(axis, ends)
    return [plotting.save(fig, run, "drain")]


if __name__ == "__main__":
    plotting.main(draw)
