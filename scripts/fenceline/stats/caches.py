"""Caches inferred from a curve of latency by working set, and held against those that the topology tells of.

The inference, in steps that need no model of replacement:
1. Monotone regression of the logarithm of the latency (Ayer et al., Annals of Mathematical Statistics 26, 1955, "pool
   adjacent violators"): a larger working set is no faster, so what goes down is noise.
2. A level is a flat part: latencies within FLAT of its first point, over at least an octave of sizes. Where a cache
   gives way to the next the curve rises by more than that in an octave, whatever the replacement.
3. Flat parts without a knee between them (the next begins within SAME of where the one ends) are one level: what rises
   so slowly is misses of a TLB, or a neighbour's load.
4. A level ends between the last point that is on it (within FLAT of its median) and the next one. The last level is
   memory, or what the curve did not reach the end of.
A cache's size agrees with the topology's if it lies between the two points where a level ends, or half a step of the
curve (ROOM) beside: a walk that fills a cache to the brim shares it with its own page tables and stack.
"""

import collections
import functools
import math
import statistics

from fenceline.results import schema, select, tell, topology

FLAT, SAME, OCTAVE, ROOM = 1.25, 1.4, 2.0, 1.25

# `ns`: the median of its points; the level ends between the sizes `last` and `beyond`; None: the curve ends on it.
# Load-to-use latencies that caches of a level have, in cycles of the core: from 3 (L1 of small cores) to 30 (an L2 that
# four small cores share) and above.
CYCLES = {1: (0, 9), 2: (8, 30), 3: (25, math.inf)}
MOST = 4  # octaves: a share of a cache may be any small part of it

Level = collections.namedtuple("Level", "ns last beyond")
# `cache`: a topology.Cache, None for a level that the topology does not tell of; `level`: None where none was found.
Judgement = collections.namedtuple("Judgement", "cache level agrees text")


def monotone(values):
    """The nearest non-decreasing values, by least squares."""
    blocks = []  # (mean, weight)
    for value in values:
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, m), (b, n) = blocks[-2:]
            blocks[-2:] = [((a * m + b * n) / (m + n), m + n)]
    return [mean for mean, weight in blocks for _ in range(weight)]


def levels(curve):
    """[Level] of a curve [(bytes, ns)], from the fastest on; the last is memory's if its `beyond` is None."""
    curve = sorted(curve)
    sizes = [size for size, _ in curve]
    smooth = [math.exp(y) for y in monotone([math.log(ns) for _, ns in curve])]
    parts, i = [], 0
    while i < len(sizes):
        j = i
        while j + 1 < len(sizes) and smooth[j + 1] <= smooth[i] * FLAT:
            j += 1
        if sizes[j] < sizes[i] * OCTAVE:
            i += 1
            continue
        if parts and smooth[i] < smooth[parts[-1][1]] * SAME:
            i = parts.pop()[0]
        parts.append((i, j))
        i = j + 1
    found = []
    for i, j in parts:
        ns = statistics.median(smooth[i:j + 1])
        on = max(j, max(k for k, y in enumerate(smooth) if y <= ns * FLAT))
        found.append(Level(ns, sizes[on], sizes[on + 1] if on + 1 < len(sizes) else None))
    return found


SIZES = ("working_set", "bytes", "size")  # what kernels call the axis, in bytes


def size(row):
    """The row's working set in bytes; None where it has none."""
    args = schema.parse_args(row.args)
    return next((args[name] for name in SIZES if isinstance(args.get(name), int)), None)


def rows(run):
    """Latency by working set: the summary rows that have one."""
    return [row for row in select.summaries(run, "latency") if row.suite == "memory" and size(row)]


@functools.lru_cache(maxsize=2)  # a page asks for each of its parts
def of(run):
    """[(PUs that walked, [Judgement])] of a run: of each PU the first placement, with huge pages where there are some."""
    machine = topology.of(run)
    out = []
    if machine is None or not run.native or run.gap("summary.csv"):
        return out
    huge = run.fact("transparent_huge_pages") not in ("", "never")
    for cpus, same in select.grouped((row for row in rows(run) if row.cpus), lambda r: r.cpus).items():
        first = int(cpus.split()[0])
        best = [row for row in same if row.how == "huge_pages"] or same
        best = [row for row in best if (row.kernel, row.placement) == (best[0].kernel, best[0].placement)]
        curve = [(bytes_, select.dominant(found).median_ns) for bytes_, found in select.grouped(best, size).items()]
        told = sorted(cache for cache in machine.caches if first in cache.pus)
        virtual = bool(tell.hypervisor(run))
        ghz = [row.median_cycles / row.median_ns for row in best if row.median_cycles and row.median_ns]
        if len(curve) > 2 and told:
            out.append((cpus, judge(curve, told, virtual, huge, statistics.median(ghz) if ghz else None)))
    return out


def judge(curve, caches, virtual, huge_pages, ghz=None):
    """[Judgement] of the levels of a curve and the caches (topology.Cache, of one PU) that should be there.

    virtual: whether the topology is what a hypervisor tells. huge_pages: whether the curve was had with them. ghz: the
    core's clock, None where it is not known.
    """
    found = [level for level in levels(curve) if level.beyond is not None]
    pairs = _paired(found, caches, ghz)
    out = []
    for cache in caches:
        level = pairs.get(cache.level)
        out.append(Judgement(cache, level, *_verdict(cache, level, curve, virtual, huge_pages)))
    matched = set(pairs.values())
    for level in found:
        if level not in matched:
            out.append(Judgement(None, level, False, f"a level of {tell.nanoseconds(level.ns)} ns ends between "
                                 f"{_between(level)}, and the topology tells of no such cache"))
    return out


def _between(level):
    return f"{tell.bytes_text(level.last)} and {tell.bytes_text(level.beyond)}"


def _middle(level):
    return math.sqrt(level.last * level.beyond)


def _apart(level, cache, ghz):
    """How little a level is like a cache: octaves of size, and of a latency that such caches do not have."""
    octaves = min(MOST, abs(math.log2(_middle(level) / cache.bytes)))
    if ghz is None:
        return octaves
    low, high = CYCLES.get(cache.level, (CYCLES[3][0], math.inf))
    cycles = level.ns * ghz
    return octaves + MOST * math.log2(max(1, low / cycles, cycles / high))


def _paired(found, caches, ghz):
    """{cache level: Level}: in order, so that the sum of what they differ by is least."""
    best = (math.inf, {})

    def search(i, j, cost, chosen):
        nonlocal best
        if i == len(caches) or j == len(found):
            cost += 4 * (len(caches) - i + len(found) - j)  # one that is left over counts as four octaves
            if cost < best[0]:
                best = cost, dict(chosen)
            return
        search(i + 1, j + 1, cost + _apart(found[j], caches[i], ghz), {**chosen, caches[i].level: found[j]})
        search(i + 1, j, cost + 4, chosen)
        search(i, j + 1, cost + 4, chosen)

    search(0, 0, 0.0, {})
    return best[1]


def _verdict(cache, level, curve, virtual, huge_pages):
    name = f"L{cache.level} {tell.bytes_text(cache.bytes)}"
    shared = len(cache.pus) > 1
    if level is None:
        if cache.bytes > max(size for size, _ in curve) / 2:
            return False, f"{name}: not judged: the largest working set is not twice as large"
        return False, f"{name}: differs: no level of the curve ends near it" + _why(
            ["the guest's share of it may be no larger than the level before it"] if virtual and shared else [])
    where = f"flat at {tell.nanoseconds(level.ns)} ns up to {tell.bytes_text(level.last)}"
    if level.last <= cache.bytes * ROOM and level.beyond >= cache.bytes / ROOM:
        return True, f"{name}: agrees: {where}, no more at {tell.bytes_text(level.beyond)}"
    why = []
    if level.beyond < cache.bytes:
        if virtual and shared:
            why.append("the cache is the host's, and other guests have their share of it")
        elif shared:
            why.append(f"{len(cache.pus)} PUs share it, and what they hold is not the walk's")
        if virtual or not huge_pages:
            pages = "where the host gives huge pages in small ones" if huge_pages else "without huge pages"
            why.append(f"{pages}, sets are filled unevenly and translations miss as well")
        verdict = f"differs: {where} only"
    else:
        if virtual:
            why.append("the topology is what the hypervisor tells")
        verdict = f"differs: {where}"
    return False, f"{name}: {verdict}, ends before {tell.bytes_text(level.beyond)}" + _why(why)


def _why(reasons):
    return f" ({'; '.join(reasons)})" if reasons else ""
