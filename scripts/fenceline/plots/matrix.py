"""Core-to-core: a line's trip between each two PUs, in topology order.

Row to column: the line goes from the row's PU to the column's. Heavy borders part packages, thin ones NUMA
nodes, dotted ones L3 caches. A pair of which no trip was measured is left blank (sampled matrices). A pair that was
met in several hidden placement modes has the commonest's colour; with their shares in brackets where there is room.
"""

import numpy as np

from fenceline.plots import plotting
from fenceline.results import select, tell, topology
from fenceline.results.select import Nothing

ANNOTATED = 24  # up to so many PUs each cell has its figure
SMALL, SMALL_TOGETHER = 8, 6  # matrices of so few PUs stand together on a page


def draw(run):
    rows = [row for row in select.summaries(run, "transfer", suite="coherence") if len(row.cpus.split()) == 2]
    if not rows:
        raise Nothing("no line transfers between two PUs were measured")
    machine = topology.of(run)
    order = [pu.os for pu in machine.pus] if machine else []
    used = {int(cpu) for row in rows for cpu in row.cpus.split()}
    order = [os for os in order if os in used] + sorted(used - set(order))
    kinds = select.grouped(rows, lambda r: f"{r.kernel} {r.args}".strip())
    together = SMALL_TOGETHER if len(order) <= SMALL else 1
    pages = [list(kinds.items())[i:i + together] for i in range(0, len(kinds), together)]
    return [_page(run, name, page, order, machine) for name, page in zip(plotting.pages("matrix", len(pages)), pages)]


def matrix(rows, order, of_modes=None):
    """ns by [from][to], NaN where nothing was measured.

    Of several hidden placement modes the commonest counts, or what `of_modes` makes of their medians.
    """
    index = {os: i for i, os in enumerate(order)}
    out = np.full((len(order), len(order)), np.nan)
    for cpus, same in select.grouped(rows, lambda r: r.cpus).items():
        a, b = (index[int(cpu)] for cpu in cpus.split())
        out[a, b] = of_modes(row.median_ns for row in same) if of_modes else select.dominant(same).median_ns
    return out


def _page(run, name, page, order, machine):
    columns = min(3, len(page))
    lines = -(-len(page) // columns)
    side = min(10.4, max(3.6, 0.42 * len(order) + 1.5))
    remark = _spread(matrix(page[0][1], order)) if len(page) == 1 else ""
    title = "Core to core: " + (page[0][0] if len(page) == 1 else "a line's trip by protocol")
    fig, axes = plotting.canvas(run, title, [row for _, rows in page for row in rows], side * lines + 1.3, remark,
                                marked=False, nrows=lines, ncols=columns, squeeze=False)
    fig.get_layout_engine().set(h_pad=0.12)  # a title is not to touch the label above it
    for axis in axes.flat[len(page):]:
        axis.axis("off")
    most = max(np.nanquantile(matrix(rows, order), 0.99) for _, rows in page)
    for axis, (kind, rows) in zip(axes.flat, page):
        shown = _matrix(axis, rows, order, machine, max(most, 1e-9))
        if len(page) > 1:
            axis.set_title(kind, fontsize=9, loc="left")
    fig.colorbar(shown, ax=axes, label="ns, one way (half a round trip)", shrink=0.85, extend="max")
    return plotting.save(fig, run, name)


def _matrix(axis, rows, order, machine, most):
    values = matrix(rows, order)
    by_pair = select.grouped(rows, lambda r: r.cpus)
    n = len(order)
    shown = axis.imshow(values, cmap="YlGnBu", vmin=0, vmax=most, interpolation="none")
    axis.set_facecolor("#f1f2f4")
    axis.grid(False)
    step = max(1, -(-n // 32))
    axis.set_xticks(range(0, n, step), [str(order[i]) for i in range(0, n, step)], fontsize=8,
                    rotation=90 if n > 16 else 0)
    axis.set_yticks(range(0, n, step), [str(order[i]) for i in range(0, n, step)], fontsize=8)
    axis.set_xlabel("to PU (operating system's number, topology order)" if n > SMALL else "to PU")
    axis.set_ylabel("from PU")
    if n <= ANNOTATED:
        for (i, j), value in np.ndenumerate(values):
            if not np.isnan(value):
                text = tell.nanoseconds(value)
                if n <= SMALL:
                    text = _by_mode(by_pair[f"{order[i]} {order[j]}"])
                axis.text(j, i, text, ha="center", va="center", fontsize=8 if n <= 16 else 6.5,
                          color=plotting.on(shown.cmap(shown.norm(value))))
    for at, style in _borders(order, machine):
        for line in (axis.axhline, axis.axvline):
            line(at - 0.5, **style)
    return shown


def _by_mode(rows):
    """What a cell tells: its figure, and where the pair was met in several hidden modes, each with its share."""
    if len(rows) == 1:
        return tell.nanoseconds(rows[0].median_ns)
    return "\n".join(f"{tell.nanoseconds(row.median_ns)} ({row.mode_share:.0%})" for row in
                     sorted(rows, key=lambda row: -row.mode_share))


def _spread(values):
    known = values[~np.isnan(values)]
    if not known.size:
        return ""
    both = ~np.isnan(values) & ~np.isnan(values.T)
    skew = np.abs(values - values.T)[both & ~np.eye(len(values), dtype=bool)]
    text = (f"{known.size} directed pairs: {tell.nanoseconds(known.min())} … "
            f"{tell.nanoseconds(np.median(known))} … {tell.nanoseconds(known.max())} ns (least, "
            "median, greatest)")
    return text + (f"; i→j against j→i differ by up to {tell.nanoseconds(skew.max())} ns" if skew.size else "")


def _borders(order, machine):
    """(position, line style) where neighbours in topology order have different packages, nodes or L3."""
    if machine is None:
        return
    pus = {pu.os: pu for pu in machine.pus}
    for i, (a, b) in enumerate(zip(order, order[1:]), 1):
        one, two = pus.get(a), pus.get(b)
        if one is None or two is None:
            continue
        if one.package != two.package:
            yield i, {"color": "#20242b", "linewidth": 2.4}
        elif one.node != two.node:
            yield i, {"color": "#20242b", "linewidth": 1.1}
        elif one.l3 != two.l3:
            yield i, {"color": "#20242b", "linewidth": 0.9, "linestyle": ":"}
