#!/usr/bin/python3
"""Writes the XML machines of this folder: one of each oddity that the planner has to live with.

Each is a tree in a few lines of Python; cpusets and nodesets follow from it. Run it here after a
change: `python3 make_topologies.py`. The files are committed, so that the tests need no Python.
"""
import itertools
import pathlib
import sys
from xml.sax.saxutils import quoteattr

GIB = 1 << 30


class Obj:
    def __init__(self, type, *children, numa=(), **attributes):
        self.type, self.children, self.numa, self.attributes = type, children, numa, attributes

    def pus(self):
        own = [self.attributes["os_index"]] if self.type == "PU" else []
        return own + [os for child in self.children for os in child.pus()]

    def nodes(self):
        return [n.os for n in self.numa] + [n for child in self.children for n in child.nodes()]


class Node:
    """A NUMA node. `cpus`: None for those of the object that it is attached to."""

    def __init__(self, os, memory=GIB, subtype=None, cpus=None):
        self.os, self.memory, self.subtype, self.cpus = os, memory, subtype, cpus


def pu(os):
    return Obj("PU", os_index=os)


def core(*oses):
    return Obj("Core", *[pu(os) for os in oses], os_index=oses[0])


def cores(first, count, threads=1):
    return [core(*range(first + i * threads, first + (i + 1) * threads)) for i in range(count)]


def cache(level, size, *children):
    return Obj(f"L{level}Cache", *children, cache_size=size, depth=level, cache_linesize=64,
               cache_associativity=8, cache_type=0 if level > 1 else 1)


def package(os, *children, numa=()):
    return Obj("Package", *children, numa=numa, os_index=os)


def group(*children, numa=(), subtype=None):
    attributes = {"kind": 0, "subkind": 0}
    if subtype:
        attributes["subtype"] = subtype
    return Obj("Group", *children, numa=numa, **attributes)


def bits(numbers):
    """hwloc's bitmap: 32-bit words, the highest first."""
    value = sum(1 << n for n in set(numbers))
    words = []
    while value or not words:
        words.append(f"0x{value & 0xffffffff:08x}")
        value >>= 32
    return ",".join(reversed(words))


class Machine:
    def __init__(self, *children, numa=(), offline=(), disallowed=(), forbidden_nodes=(),
                 distances=None, kinds=()):
        self.root = Obj("Machine", *children, numa=numa, os_index=0)
        self.offline, self.disallowed = set(offline), set(disallowed)
        self.forbidden_nodes = set(forbidden_nodes)
        self.distances, self.kinds = distances, kinds
        self.ids = itertools.count(1)

    def xml(self):
        lines = ['<?xml version="1.0" encoding="UTF-8"?>',
                 '<!DOCTYPE topology SYSTEM "hwloc2.dtd">', '<topology version="2.0">']
        self.write(self.root, lines, 1, [])
        if self.distances:
            nodes, matrix = self.distances
            n = len(nodes)
            lines.append(f'  <distances2 type="NUMANode" nbobjs="{n}" kind="5" '
                         'name="NUMALatency" indexing="os">')
            for tag, values in (("indexes", nodes), ("u64values", sum(matrix, []))):
                for at in range(0, len(values), 16):
                    text = "".join(f"{v} " for v in values[at:at + 16])
                    lines.append(f'    <{tag} length="{len(text)}">{text}</{tag}>')
            lines.append("  </distances2>")
        for efficiency, told, cpus in self.kinds:
            lines.append(f'  <cpukind cpuset="{bits(cpus)}" forced_efficiency="{efficiency}">')
            for key, value in ({"CoreType": told} if isinstance(told, str) else told).items():
                lines.append(f"    <info name={quoteattr(key)} value={quoteattr(str(value))}/>")
            lines.append("  </cpukind>")
        return "\n".join(lines + ["</topology>", ""])

    def write(self, obj, lines, depth, around):
        nodes = obj.nodes() or around  # below a node's object, that node is the local one
        attributes = {"type": obj.type, "gp_index": next(self.ids), **obj.attributes}
        cpus = [os for os in obj.pus() if os not in self.offline]
        attributes |= {"cpuset": bits(cpus), "complete_cpuset": bits(obj.pus()),
                       "nodeset": bits(nodes), "complete_nodeset": bits(nodes)}
        if obj.type == "Machine":
            attributes["allowed_cpuset"] = bits(set(cpus) - self.disallowed)
            attributes["allowed_nodeset"] = bits(set(nodes) - self.forbidden_nodes)
        self.open(lines, depth, attributes)
        for node in obj.numa:
            local = cpus if node.cpus is None else node.cpus
            attributes = {"type": "NUMANode", "gp_index": next(self.ids), "os_index": node.os,
                          "cpuset": bits(local), "complete_cpuset": bits(local),
                          "nodeset": bits([node.os]), "complete_nodeset": bits([node.os]),
                          "local_memory": node.memory}
            if node.subtype:
                attributes["subtype"] = node.subtype
            self.open(lines, depth + 1, attributes, empty=True)
        for child in obj.children:
            # What is wholly offline is not in a topology, only in the complete sets.
            if set(child.pus()) - self.offline or not child.pus():
                self.write(child, lines, depth + 1, [n.os for n in obj.numa] or around)
        lines.append("  " * depth + "</object>")

    @staticmethod
    def open(lines, depth, attributes, empty=False):
        text = " ".join(f"{k}={quoteattr(str(v))}" for k, v in attributes.items())
        lines.append("  " * depth + f"<object {text}{'/' if empty else ''}>")


def ring(n, near, step):
    """Distances on a ring of n nodes."""
    return [[10 if i == j else near + step * (min((i - j) % n, (j - i) % n) - 1)
             for j in range(n)] for i in range(n)]


MACHINES = {
    "one-pu": Machine(package(0, core(0), numa=[Node(0)])),
    "no-cores-no-packages": Machine(*[pu(i) for i in range(4)], numa=[Node(0)]),
    "l1-without-cores": Machine(cache(1, 32768, pu(0), pu(1)), cache(1, 32768, pu(2), pu(3)),
                                numa=[Node(0)]),
    "no-memory-sizes": Machine(package(0, *cores(0, 2), numa=[Node(0, 0)]),
                               package(1, *cores(2, 2), numa=[Node(1, 0)])),
    "cxl-without-cpus": Machine(
        package(0, cache(3, 32 << 20, *cores(0, 2, 2)), numa=[Node(0)]),
        package(1, cache(3, 32 << 20, *cores(4, 2, 2)), numa=[Node(1)]),
        numa=[Node(2, 4 * GIB, "CXL-DRAM", cpus=[])],
        distances=([0, 1, 2], [[10, 21, 24], [21, 10, 34], [24, 34, 10]])),
    "hbm-beside-dram": Machine(
        *[package(p, *[group(*[cache(2, 2 << 20, core(8 * p + 4 * g + 2 * c, 8 * p + 4 * g + 2 * c + 1))
                               for c in range(2)],
                             numa=[Node(2 * p + g, 64 * GIB, "DRAM"),
                                   Node(4 + 2 * p + g, 16 * GIB, "HBM")])
                       for g in range(2)]) for p in range(2)],
        distances=(list(range(8)),
                   [[10 if i == j else (13 if abs(i - j) == 4 else 12 if i // 2 % 2 == j // 2 % 2 else 21)
                     for j in range(8)] for i in range(8)])),
    "memoryless-node": Machine(
        package(0, *cores(0, 2), numa=[Node(0, 0)]), package(1, *cores(2, 2), numa=[Node(1)]),
        package(2, *cores(4, 2), numa=[Node(2)]),
        distances=([0, 1, 2], [[10, 32, 16], [32, 10, 16], [16, 16, 10]])),
    "pus-outside-nodes": Machine(
        package(0, group(*cores(0, 2), numa=[Node(0)]), group(*cores(2, 2))),
        package(1, *cores(4, 2))),
    "cpu0-offline": Machine(
        package(0, cache(3, 16 << 20, *cores(0, 2, 2)), numa=[Node(0)]),
        package(1, cache(3, 16 << 20, *cores(4, 2, 2)), numa=[Node(1)]),
        offline=[0, 5], distances=([0, 1], [[10, 20], [20, 10]])),
    "package-offline": Machine(
        package(0, *cores(0, 2), numa=[Node(0)]), package(1, *cores(2, 2)), offline=[2, 3]),
    "cpuset": Machine(
        package(0, cache(3, 16 << 20, *cores(0, 4)), numa=[Node(0)]),
        package(1, cache(3, 16 << 20, *cores(4, 4)), numa=[Node(1)]),
        disallowed=[0, 1, 4, 5, 6], forbidden_nodes=[1],
        distances=([0, 1], [[10, 21], [21, 10]])),
    "one-pu-allowed": Machine(
        package(0, *cores(0, 2, 2), numa=[Node(0)]), package(1, *cores(4, 2, 2), numa=[Node(1)]),
        disallowed=[0, 1, 2, 3, 4, 5, 7]),
    "smt-three-levels": Machine(
        package(0, cache(3, 8 << 20, *[
            Obj("Core", *[group(*[group(pu(8 * c + 4 * h + 2 * q), pu(8 * c + 4 * h + 2 * q + 1))
                                  for q in range(2)]) for h in range(2)], os_index=c)
            for c in range(2)]), numa=[Node(0)])),
    "smt8-two-l2-a-core": Machine(
        *[package(p, *[Obj("Core", *[cache(2, 1 << 20, *[pu(16 * p + 8 * c + 2 * t + h) for t in range(4)])
                                     for h in range(2)], os_index=8 * c) for c in range(2)],
                  numa=[Node(8 * p)]) for p in range(2)],
        distances=([0, 8], [[10, 40], [40, 10]])),
    "hybrid": Machine(
        package(0, cache(3, 24 << 20, *[cache(2, 2 << 20, c) for c in cores(0, 2, 2)],
                         cache(2, 4 << 20, *cores(4, 4)), cache(2, 4 << 20, *cores(8, 4))),
                cache(2, 2 << 20, *cores(12, 2)), numa=[Node(0)]),
        kinds=[(0, "IntelLowPowerAtom", [12, 13]), (1, "IntelAtom", range(4, 12)),
               (2, "IntelCore", range(4))]),
    "big-little": Machine(
        package(0, *cores(0, 4), numa=[Node(0)]), package(1, *cores(4, 2)),
        kinds=[(0, "LITTLE", range(4)), (1, "big", [4, 5])]),
    # Kinds that only rank alike cores, as AMD's preferred cores do; that differ little in capacity, as on Arm servers;
    # a hybrid with two favoured cores; and one that tells of some of its PUs.
    "preferred-cores": Machine(
        package(0, cache(3, 32 << 20, *[core(c, c + 8) for c in range(8)]), numa=[Node(0)]),
        kinds=[(rank, {"FrequencyMaxMHz": 5000 + 60 * rank}, [c, c + 8])
               for rank, c in enumerate([5, 2, 7, 0, 3, 6, 1, 4])]),
    "ranked-by-capacity": Machine(
        package(0, cache(3, 114 << 20, *cores(0, 8)), numa=[Node(0)]),
        kinds=[(rank, {"LinuxCapacity": 980 + 11 * rank}, [2 * rank, 2 * rank + 1]) for rank in range(4)]),
    "hybrid-with-favoured-cores": Machine(
        package(0, cache(3, 36 << 20, *[cache(2, 2 << 20, c) for c in cores(0, 4, 2)],
                         cache(2, 4 << 20, *cores(8, 4))), numa=[Node(0)]),
        kinds=[(0, {"CoreType": "IntelAtom", "FrequencyMaxMHz": 4300}, range(8, 12)),
               (1, {"CoreType": "IntelCore", "FrequencyMaxMHz": 5500}, [0, 1, 4, 5]),
               (2, {"CoreType": "IntelCore", "FrequencyMaxMHz": 5800}, [2, 3, 6, 7])]),
    "kinds-partly-told": Machine(
        package(0, cache(3, 16 << 20, *cores(0, 8, 2)), numa=[Node(0)]),
        kinds=[(0, "big", [0, 1])]),
    "hybrid-partly-told": Machine(
        package(0, cache(3, 16 << 20, *cores(0, 8)), numa=[Node(0)]),
        kinds=[(0, "LITTLE", [0, 1, 2]), (1, "big", [3, 4, 5])]),
    # Two packages to a node: the second package alone has four cores.
    "packages-of-two-sizes": Machine(
        group(package(0, *cores(0, 2)), package(1, *cores(2, 4)), numa=[Node(0)])),
    "ccx": Machine(
        *[package(p, *[cache(3, 16 << 20, *cores(16 * p + 4 * x, 2, 2)) for x in range(4)],
                  numa=[Node(p)]) for p in range(2)],
        distances=([0, 1], [[10, 32], [32, 10]])),
    "ccx-as-numa": Machine(
        package(0, *[group(cache(3, 16 << 20, *cores(4 * x, 4)), numa=[Node(x)]) for x in range(4)]),
        distances=(list(range(4)), [[10 if i == j else 11 if i // 2 == j // 2 else 12
                                     for j in range(4)] for i in range(4)])),
    "dies": Machine(
        *[package(p, *[Obj("Die", *cores(8 * p + 4 * d, 4), os_index=d) for d in range(2)],
                  numa=[Node(p)]) for p in range(2)]),
    "clusters": Machine(
        *[package(n, cache(3, 32 << 20, *[group(*cores(8 * n + 4 * c, 4), subtype="Cluster")
                                          for c in range(2)]), numa=[Node(n)]) for n in range(2)],
        distances=([0, 1], [[10, 24], [24, 10]])),
    "books-and-drawers": Machine(
        *[group(*[group(*[package(4 * d + 2 * b + s, cache(3, 64 << 20, *cores(8 * d + 4 * b + 2 * s, 2)))
                          for s in range(2)]) for b in range(2)]) for d in range(2)],
        numa=[Node(0)]),
    "irregular": Machine(
        package(0, cache(3, 8 << 20, *cores(0, 3, 2)), *cores(6, 1, 4), numa=[Node(3)]),
        group(package(1, cache(2, 1 << 20, *cores(20, 2)), core(30)),
              package(2, core(25), numa=[Node(7)])),
        core(40), pu(41)),
    "node-over-packages": Machine(
        group(package(0, *cores(0, 2)), package(1, *cores(2, 2)), numa=[Node(0)]),
        group(package(2, *cores(4, 2)), package(3, *cores(6, 2)), numa=[Node(1)]),
        distances=([0, 1], [[10, 15], [15, 10]])),
    "l2-over-packages": Machine(
        cache(2, 4 << 20, package(0, *cores(0, 2, 2), numa=[Node(0)]),
              package(1, *cores(4, 2, 2), numa=[Node(1)]))),
    "asymmetric-distances": Machine(
        *[package(p, *cores(2 * p, 2), numa=[Node(p)]) for p in range(3)],
        distances=([0, 1, 2], [[10, 17, 28], [21, 10, 17], [28, 21, 10]])),
    "numa-64": Machine(
        *[package(p, *[group(*cores(8 * p + 2 * n, 2), numa=[Node(4 * p + n)]) for n in range(4)])
          for p in range(16)],
        distances=(list(range(64)), ring(64, 11, 1))),
}


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    folder = folder if folder.is_dir() else folder.parent
    for name, machine in MACHINES.items():
        (folder / f"{name}.xml").write_text(machine.xml())


if __name__ == "__main__":
    main()
