"""Hidden topology: which PUs are near each other by their line transfers, beside what the topology says.

PUs are joined by average linkage (Sokal and Michener, 1958): a branch ends at the mean time of a line's trip
between the two groups that it joins. Columns on the right are hwloc's: PUs of one colour share the object. Where
branches and colours disagree the machine is not what it tells its guest.
"""

import numpy as np

from fenceline.plots import matrix, plotting
from fenceline.plots.plotting import COLOURS, MUTED
from fenceline.results import select, topology
from fenceline.results.select import Nothing

MOST = 256  # PUs: beyond that leaves are thinner than a pixel


def draw(run):
    rows = [row for row in select.summaries(run, "transfer", suite="coherence") if len(row.cpus.split()) == 2]
    kinds = select.grouped(rows, lambda r: f"{r.kernel} {r.args}".strip())
    reasons = []
    for kind, same in kinds.items():
        pus = sorted({int(cpu) for row in same for cpu in row.cpus.split()})
        # A guest's PUs are moved about: the least that was seen of a pair is its distance on that matrix.
        values = matrix.matrix(same, pus, min)
        values = np.fmin(values, values.T)
        if len(pus) < 3:
            reasons.append("two PUs have nothing to be grouped by")
        elif len(pus) > MOST:
            reasons.append(f"{len(pus)} PUs are more than can be drawn")
        elif np.isnan(values[~np.eye(len(pus), dtype=bool)]).any():
            reasons.append("only a sample of the pairs was measured")
        else:
            return [_page(run, kind, same, pus, values)]
    raise Nothing(reasons[0] if reasons else "no line transfers between two PUs were measured")


def joins(distances):
    """Average linkage: [(group, group, mean distance)] from nearest to farthest; a group is a tuple of indices."""
    groups = [(i,) for i in range(len(distances))]
    means = distances.astype(float).copy()
    np.fill_diagonal(means, np.inf)
    out = []
    while len(groups) > 1:
        a, b = sorted(np.unravel_index(np.argmin(means), means.shape))
        out.append((groups[a], groups[b], means[a, b]))
        size_a, size_b = len(groups[a]), len(groups[b])
        merged = (means[a] * size_a + means[b] * size_b) / (size_a + size_b)
        means[a], means[:, a] = merged, merged
        means[a, a] = np.inf
        means = np.delete(np.delete(means, b, 0), b, 1)
        groups[a] = groups[a] + groups[b]
        del groups[b]
    return out


def _page(run, kind, rows, pus, values):
    tree = joins(values)
    order = tree[-1][0] + tree[-1][1]
    height = {leaf: float(y) for y, leaf in enumerate(order)}
    fig, axes = plotting.canvas(run, "Hidden topology: " + kind, rows,
                                2.2 + max(2.2, min(0.24 * len(pus), 14)), marked=False, ncols=2, sharey=True,
                                gridspec_kw={"width_ratios": [5, 1]})
    left, right = axes
    at = {(leaf,): (0.0, y) for leaf, y in height.items()}  # group: where its branch starts
    for one, two, mean in tree:
        (x1, y1), (x2, y2) = at[one], at[two]
        left.plot([x1, mean, mean, x2], [y1, y1, y2, y2], color=plotting.HAND, linewidth=1.3)
        at[one + two] = mean, (y1 + y2) / 2
    left.set_xlim(0, tree[-1][2] * 1.06)
    left.set_ylim(len(pus) - 0.5, -0.5)
    step = max(1, len(pus) // 64)
    left.set_yticks(range(0, len(pus), step), [f"PU {pus[leaf]}" for leaf in order[::step]], fontsize=8)
    left.grid(axis="y", visible=False)
    left.set_xlabel("ns, one way: mean of a line's trips between the groups that are joined")
    _objects(right, run, [pus[leaf] for leaf in order])
    return plotting.save(fig, run, "hidden")


def _objects(axis, run, order):
    """What hwloc says of each PU, as coloured cells."""
    machine = topology.of(run)
    known = {pu.os: pu for pu in machine.pus} if machine else {}
    names = ["package", "node", "l3", "core"]
    for column, name in enumerate(names):
        values = [getattr(known[os], name) if os in known else None for os in order]
        distinct = list(dict.fromkeys(values))
        for y, value in enumerate(values):
            axis.barh(y, 0.9, left=column, height=0.9,
                      color=MUTED if value is None else COLOURS[distinct.index(value) % len(COLOURS)],
                      alpha=0.25 if value is None else 0.75)
    axis.set_xticks([i + 0.45 for i in range(len(names))], names, fontsize=8)
    axis.set_xlim(0, len(names))
    axis.grid(False)
    axis.set_xlabel("by hwloc" if known else "no topology.xml")
