"""False sharing: what words of one line cost threads that never touch each other's word.

The factor is the time with neighbouring words over the time with padded ones, in one run. Its
interval is the widest that the two medians' intervals allow.
"""

from fenceline.plots import curves, plotting
from fenceline.plots.plotting import COLOURS
from fenceline.results import schema, select, tell
from fenceline.results.select import Nothing


def draw(run):
    rows = [row for row in select.summaries(run, "contended") if "spacing" in schema.parse_args(row.args)
            and row.width in (0, 64, None)]
    found = pairs(rows)
    if not found:
        raise Nothing("no words of one line were measured against padded ones")
    if curves.many_counts(near for near, _ in found):
        return _curves(run, found)
    pages = plotting.listing([(near.group, near.variant, (near, far)) for near, far in found])
    return [_page(run, file, page, plotting.part_of(i, pages))
            for i, (file, page) in enumerate(zip(plotting.pages("false_sharing", len(pages)), pages))]


def pairs(rows):
    """[(near, far)]: each trial with the least spacing, beside the one with the greatest.

    Near and far are compared within a hidden placement mode: the commonest that both have.
    """
    def trial(row):
        return row.kernel, row.policy, row.placement, row.cpus, row.threads

    out = []
    for same in select.grouped(rows, trial).values():
        by_spacing = select.grouped(same, lambda r: schema.parse_args(r.args)["spacing"])
        if len(by_spacing) < 2:
            continue
        near, far = by_spacing[min(by_spacing)], by_spacing[max(by_spacing)]
        modes = {r.mode for r in near} & {r.mode for r in far}
        if modes:
            near = select.dominant([r for r in near if r.mode in modes])
            far = next(r for r in far if r.mode == near.mode)
        else:
            near, far = select.dominant(near), select.dominant(far)
        if far.median_ns > 0:
            out.append((near, far))
    return out


GROUPS_A_PAGE = 4


def _curves(run, pairs):
    """The factor against threads: a row for each group, a column for each placement."""
    groups = select.grouped(pairs, lambda pair: pair[0].group)
    all_places = list(dict.fromkeys(tell.place(near) for near, _ in pairs))
    pages = [(some, places) for some in curves.chunks(list(groups), GROUPS_A_PAGE)
             for places in curves.chunks(all_places, curves.COLUMNS)]
    written = []
    for i, (file, (some, places)) in enumerate(zip(plotting.pages("false_sharing", len(pages)), pages)):
        panels = []
        for group in some:
            lines = {}
            for near, far in groups[group]:
                sign = "".join(dict.fromkeys(tell.marks(near) + tell.marks(far)))
                point = curves.Point(near.threads, *ratio(near, far), sign)
                lines.setdefault((tell.place(near), near.variant), []).append(point)
            panels.append(curves.Panel(f"{group}: factor", lines, log=True))
        shown = [near for group in some for near, _ in groups[group]]
        title = "False sharing: ns with words of one line over ns with padded words"
        written.append(curves.page(run, file, title + plotting.part_of(i, pages), shown, panels, places))
    return written


def ratio(near, far):
    """(factor, lower end, upper end)"""
    low = (near.low_ns or near.median_ns) / (far.high_ns or far.median_ns)
    high = (near.high_ns or near.median_ns) / max(far.low_ns or far.median_ns, 1e-9)
    return near.median_ns / far.median_ns, low, high


def _page(run, file, page, part):
    pairs = [pair for *_, pair in page]
    keys = sorted({(near.threads, tell.place(near)) for near, _ in pairs})
    colour = {key: COLOURS[i % len(COLOURS)] for i, key in enumerate(keys)}
    fig, axes = plotting.canvas(run, "False sharing: words of one line against padded words" + part,
                                [near for near, _ in pairs], plotting.lines_height(page), squeeze=False)
    axis = axes[0][0]
    for y, _, _, (near, far) in page:
        factor, low, high = ratio(near, far)
        axis.barh(y, factor, height=0.72, color=colour[near.threads, tell.place(near)],
                  hatch="" if near.closed and far.closed else "////", edgecolor="white", linewidth=0)
        axis.plot([low, high], [y, y], color="#20242b", linewidth=1)
        sign = "".join(dict.fromkeys(tell.marks(near) + tell.marks(far)))
        plotting.beside(axis, max(factor, high), y,
                        f"×{factor:.3g} [{low:.3g}, {high:.3g}]{sign}   {tell.nanoseconds(near.median_ns)} "
                        f"against {tell.nanoseconds(far.median_ns)} ns")
    axis.set_xlim(0, max(1, *(max(ratio(*pair)) for pair in pairs)) * 1.4)
    axis.axvline(1, color="#20242b", linewidth=0.8, linestyle=":")
    # A variant that was measured in several placements is named once.
    named = [(y, group, "" if i and text == page[i - 1][2] else text, pair)
             for i, (y, group, text, pair) in enumerate(page)]
    plotting.label_lines([axis], named)
    axis.set_xlabel("false-sharing factor: time with words of one line / time with padded words "
                    "[interval]")
    axis.legend([plotting.plt.Rectangle((0, 0), 1, 1, color=colour[key]) for key in keys],
                [f"{threads} threads, {place}" for threads, place in keys], loc="lower right",
                bbox_to_anchor=(1, 1), ncols=min(4, len(keys)), fontsize=8.5)
    return plotting.save(fig, run, file)
