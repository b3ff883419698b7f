"""NUMA: latency and bandwidth from each node's PUs to each node's memory.

Memory counts for the node on which it was found, not for the one that was asked for. Latency is that of the
largest working set; bandwidth that of the thread count that moved most.
"""

import statistics

import numpy as np

from fenceline.plots import plotting
from fenceline.results import select, tell, topology
from fenceline.results.select import Nothing
from fenceline.stats import caches


def draw(run):
    select.summaries(run)  # an emulated run has none
    machine = topology.of(run)
    if machine is None:
        raise Nothing("no topology.xml: which node a PU belongs to is not known")
    if len(machine.nodes) < 2:
        raise Nothing("this machine has one NUMA node")
    rows = [row for row in run["records.csv"] if row.suite == "memory" and not row.disturbed and not row.wrong
            and row.memory_landed is not None and row.cpus and row.metric in ("latency", "bandwidth")]
    panels = matrices(rows, {pu.os: pu.node for pu in machine.pus})
    if not panels:
        raise Nothing("no memory figures with a known node")
    nodes = sorted(machine.nodes)
    columns = min(3, len(panels))
    lines = -(-len(panels) // columns)
    fig, axes = plotting.canvas(run, "NUMA: from a node's PUs to a node's memory", rows, 1.6 + 3.9 * lines,
                                marked=False, nrows=lines, ncols=columns, squeeze=False)
    for axis in axes.flat[len(panels):]:
        axis.axis("off")
    for axis, ((name, unit), values) in zip(axes.flat, panels.items()):
        _panel(axis, name, unit, np.array([[values.get((a, b), np.nan) for b in nodes] for a in nodes]), nodes)
    return [plotting.save(fig, run, "numa")]


def matrices(rows, node_of):
    """{(what, unit): {(node of the PUs, node of the memory): value}}"""
    out = {}
    for (metric, label, manner), same in select.grouped(
            rows, lambda r: (r.metric, tell.label(r), tell.manner(r))).items():
        name = " ".join(filter(None, (label, manner)))
        for nodes, there in select.grouped(
                same, lambda r: (frozenset(node_of.get(int(cpu)) for cpu in r.cpus.split()), r.memory_landed)).items():
            if len(nodes[0]) != 1 or None in nodes[0]:
                continue  # threads of several nodes: no pair
            pair = next(iter(nodes[0])), nodes[1]
            if metric == "latency":
                largest = max(caches.size(row) or 0 for row in there)
                times = [row.ns_per_op for row in there
                         if (caches.size(row) or 0) == largest and row.ns_per_op is not None]
                if times:
                    out.setdefault((name, "ns"), {})[pair] = statistics.median(times)
            else:
                rates = [statistics.median(row.bytes_per_s for row in trial)
                         for trial in select.grouped((row for row in there if row.bytes_per_s), lambda r: r.trial)
                         .values()]
                if rates:
                    out.setdefault((name, "GB/s"), {})[pair] = max(rates) / 1e9
    return out


def _panel(axis, name, unit, values, nodes):
    known = values[~np.isnan(values)]
    shown = axis.imshow(values, cmap="YlGnBu" if unit == "ns" else "YlOrBr", vmin=0, vmax=known.max(),
                        interpolation="none")
    axis.set_facecolor("#f1f2f4")
    axis.grid(False)
    axis.set_title(f"{name}, {unit}", fontsize=10, loc="left")
    axis.set_xticks(range(len(nodes)), nodes)
    axis.set_yticks(range(len(nodes)), nodes)
    axis.set_xlabel("memory of node")
    axis.set_ylabel("PUs of node")
    if len(nodes) <= 12:
        for (i, j), value in np.ndenumerate(values):
            if not np.isnan(value):
                axis.text(j, i, tell.nanoseconds(value), ha="center", va="center", fontsize=8,
                          color=plotting.on(shown.cmap(shown.norm(value))))
