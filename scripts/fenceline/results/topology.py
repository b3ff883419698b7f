"""The machine of a run as its topology.xml (hwloc) tells it: PUs in topology order and what holds them."""

import collections
import xml.etree.ElementTree as ElementTree

from fenceline.results import schema

# l3, package, node: a number unique machine-wide, None where the machine has no such object.
Pu = collections.namedtuple("Pu", "os package node l3 core")
Cache = collections.namedtuple("Cache", "level bytes pus")


def bits(text):
    """The members of an hwloc bitmap: "0x00000003", "0x1,0x0" (32-bit words, the highest first)."""
    words = text.split(",")
    if "..." in words[0]:
        words = words[1:]  # all bits above: more than any machine has
    value = 0
    for word in words:
        value = value << 32 | int(word or "0", 16)
    return {n for n in range(value.bit_length()) if value >> n & 1}


def parsed(held, path):
    """The root element. A run may come from anybody: what would grow when it is read is refused."""
    if b"<!ENTITY" in held:
        raise schema.SchemaError(f"{path}: declares entities, which no topology does")
    try:
        return ElementTree.fromstring(held)
    except (ElementTree.ParseError, ValueError) as error:
        raise schema.SchemaError(f"{path}: no topology: {error}") from None


class Topology:
    """`pus` in topology order, `nodes` with memory by OS number, `caches` (data and unified)."""

    def __init__(self, held, path):
        root = parsed(held, path)
        self.pus, self.nodes, self.caches = [], {}, []
        try:
            self._read(root)
        except (TypeError, ValueError, RecursionError):
            raise schema.SchemaError(f"{path}: no topology: an object lacks a number, or has none that is one") from None

    def _read(self, root):
        allowed = next((bits(o.get("allowed_cpuset")) for o in root.iter("object") if o.get("allowed_cpuset")),
                       None)
        self._walk(root, {}, allowed)
        # A PU may have several nodes (its DRAM, its HBM, a CXL node for all): the narrowest, then the first.
        by_os = {}
        for node, pus in sorted(self.nodes.items(), key=lambda item: (len(item[1]), item[0])):
            for pu in pus:
                by_os.setdefault(pu, node)
        self.pus = [pu._replace(node=by_os.get(pu.os)) for pu in self.pus]

    def _walk(self, element, inside, allowed):
        for item in element.findall("object"):
            kind = item.get("type", "")
            here = {**inside, kind: item.get("gp_index") or item.get("os_index")}
            if kind == "PU":
                os = int(item.get("os_index"))
                if allowed is None or os in allowed:
                    self.pus.append(Pu(os, here.get("Package"), None, here.get("L3Cache"), here.get("Core")))
            elif kind == "NUMANode":
                self.nodes[int(item.get("os_index"))] = bits(item.get("cpuset") or "0x0")
            elif kind.startswith("L") and kind.endswith("Cache") and item.get("cache_type") != "2":
                self.caches.append(Cache(int(item.get("depth")), int(item.get("cache_size")),
                                         bits(item.get("cpuset"))))
            self._walk(item, here, allowed)


def of(run):
    """The run's Topology; None where the run has no topology.xml."""
    return None if run.topology is None else Topology(run.topology, run.dir / "topology.xml")
