#!/usr/bin/python3
"""False sharing: what words of one line cost threads that never touch each other's word.

The factor is the time with neighbouring words over the time with padded ones, in one run. Its
interval is the widest that the two medians' intervals allow.
"""

import plotting
import schema
from plotting import COLOURS, Nothing

ROWS_A_PAGE = 40


def draw(run):
    rows = [row for row in plotting.summaries(run, "contended") if "spacing" in schema.parse_args(row.args)
            and row.width in (0, 64, None)]
    pairs = _pairs(rows)
    if not pairs:
        raise Nothing("no words of one line were measured against padded ones")
    by_variant = list(plotting.grouped(pairs, lambda p: (p[0].group, p[0].variant)).items())
    chunks, room = [], 0
    for variant, same in by_variant:
        if len(same) > room:
            chunks.append([])
            room = ROWS_A_PAGE
        chunks[-1].append((variant, same))
        room -= len(same)
    return [_page(run, file, chunk, f" ({i + 1} of {len(chunks)})" * (len(chunks) > 1))
            for i, (file, chunk) in enumerate(zip(plotting.pages("false_sharing", len(chunks)), chunks))]


def _pairs(rows):
    """[(near, far)]: each trial with the least spacing, beside the one with the greatest.

    Near and far are compared within a hidden placement mode: the commonest that both have.
    """
    def trial(row):
        return row.kernel, row.policy, row.placement, row.cpus, row.threads

    out = []
    for same in plotting.grouped(rows, trial).values():
        by_spacing = plotting.grouped(same, lambda r: schema.parse_args(r.args)["spacing"])
        if len(by_spacing) < 2:
            continue
        near, far = by_spacing[min(by_spacing)], by_spacing[max(by_spacing)]
        modes = {r.mode for r in near} & {r.mode for r in far}
        if modes:
            near = plotting.dominant([r for r in near if r.mode in modes])
            far = next(r for r in far if r.mode == near.mode)
        else:
            near, far = plotting.dominant(near), plotting.dominant(far)
        if far.median_ns > 0:
            out.append((near, far))
    return out


def ratio(near, far):
    """(factor, lower end, upper end)"""
    low = (near.low_ns or near.median_ns) / (far.high_ns or far.median_ns)
    high = (near.high_ns or near.median_ns) / max(far.low_ns or far.median_ns, 1e-9)
    return near.median_ns / far.median_ns, low, high


def _page(run, file, chunk, part):
    shown = [pair for _, same in chunk for pair in same]
    keys = list(dict.fromkeys((near.threads, f"{near.policy}: {near.placement}") for near, _ in shown))
    colour = {key: COLOURS[i % len(COLOURS)] for i, key in enumerate(sorted(keys))}
    ys, labels, separators, group, y = [], [], [], None, 0.0
    for (new_group, variant), same in chunk:
        if new_group != group:
            y += 1.3 * (group is not None)
            separators.append((y - 1.0, new_group))
            group = new_group
        labels.append((y + (len(same) - 1) / 2, variant))
        for _ in same:
            ys.append(y)
            y += 1
        y += 0.35 * (len(same) > 1)
    fig, axes = plotting.canvas(run, "False sharing: words of one line against padded words" + part,
                                [near for near, _ in shown], 2.1 + 0.2 * y, squeeze=False)
    axis = axes[0][0]
    for at, (near, far) in zip(ys, shown):
        factor, low, high = ratio(near, far)
        axis.barh(at, factor, height=0.72, color=colour[near.threads, f"{near.policy}: {near.placement}"],
                  hatch="" if near.closed and far.closed else "////", edgecolor="white", linewidth=0)
        axis.plot([low, high], [at, at], color="#20242b", linewidth=1)
        sign = "".join(dict.fromkeys(plotting.marks(near) + plotting.marks(far)))
        axis.annotate(f"×{factor:.3g} [{low:.3g}, {high:.3g}]{sign}   "
                      f"{plotting.nanoseconds(near.median_ns)} against "
                      f"{plotting.nanoseconds(far.median_ns)} ns", (max(factor, high), at),
                      xytext=(5, 0), textcoords="offset points", va="center", fontsize=7.5,
                      color="#3c4048")
    top = max(max(ratio(*pair)[0], ratio(*pair)[2]) for pair in shown)
    axis.set_xlim(0, max(top, 1) * 1.4)
    axis.axvline(1, color="#20242b", linewidth=0.8, linestyle=":")
    axis.set_ylim(y - 0.4, -1.8)
    axis.set_yticks([at for at, _ in labels], [text for _, text in labels], fontsize=8.5)
    for at, name in separators:
        axis.text(-0.006, at, name, transform=axis.get_yaxis_transform(), fontsize=8.5, weight="bold",
                  ha="right", va="center")
    axis.grid(axis="y", visible=False)
    axis.set_xlabel("false-sharing factor: time with words of one line / time with padded words "
                    "[interval]")
    axis.legend([plotting.plt.Rectangle((0, 0), 1, 1, color=colour[key]) for key in sorted(keys)],
                [f"{threads} threads, {place}" for threads, place in sorted(keys)], loc="lower right",
                bbox_to_anchor=(1, 1), ncols=min(4, len(keys)), fontsize=8.5)
    return plotting.save(fig, run, file)


if __name__ == "__main__":
    plotting.main(draw)
