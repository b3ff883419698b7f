"""Of what goes on in one core beyond plain costs: results against units, forwarding, flushes, mappings, transactions."""

from fenceline.plots import mappings as drawn
from fenceline.report.said.words import cost, duration, listed, long, rows, times, value
from fenceline.results import schema, select, tell
from fenceline.stats import knee

ALIKE = 1.15


def late(run):
    """The operation whose unit is busy for longest after its result is there, and one that is as late as it is busy."""
    found = []
    for of_kernel, points, cycles in () if run.gap("summary.csv") else knee.curves(run):
        if len(points) > 2 and of_kernel[0].group != "load" and not of_kernel[0].variant.startswith("cas_loop"):
            end = knee.of(points, cycles)
            if end.latency and end.occupancy:
                found.append((end.occupancy / max(end.latency, 1), of_kernel[0], end, "cycles" if cycles else "ns"))
    if not found:
        return
    factor, row, end, unit = max(found, key=lambda one: one[0])
    used = {"by_value": "as a value", "by_address": "as an address"}.get(row.how, row.how)
    yield (f"{tell.label(row)} keeps its unit busy for {tell.nanoseconds(end.occupancy)} {unit} and its result can be used, {used}, "
           f"after {tell.nanoseconds(end.latency)}: {end.additions:.0f} additions behind it cost nothing" if factor > ALIKE else
           f"No atomic keeps its unit busy for longer than its result takes ({tell.label(row)}: "
           f"{tell.nanoseconds(end.latency)} {unit})") + "."


def forwarded(run):
    """Where a load finds what was just stored, and what it pays where it does not."""
    same, apart = [], []
    for row in rows(run, suite="forwarding", how="forwarded", threads=1):
        stored, loaded = (int(bits) // 8 for bits in row.variant.removeprefix("store_").split("_load_"))
        offset = schema.parse_args(row.args)["offset"]
        (same if 0 <= offset <= stored - loaded else apart).append(row)
    if not same or not apart:
        return
    least, most = min(same, key=value), max(same, key=value)
    text = f"A load of bytes that were just stored gets them after {cost(least)}"
    if value(most) > ALIKE * value(least):
        text += f" at the best place and {cost(most)} at the worst ({tell.label(most)}, {schema.parse_args(most.args)['offset']} bytes in)"
    worst = max(apart, key=value)
    yield f"{text}; where some of its bytes are older it takes {long(value(worst) / value(least))}: up to {cost(worst)}."


def flushes(run):
    """What writes a line back until that is done; which keeps the line; what makes one durable."""
    lines = rows(run, suite="flush", group="line", how="log", use="fence")
    to_memory = {row.variant.removeprefix("stores_") for row in lines}  # others leave it in a cache
    dirty = sorted((row for row in rows(run, suite="flush", group="flush", how="dirty", use="fence_each")
                    if row.variant in to_memory), key=value)
    if dirty:
        least = dirty[0]
        text = f"A line that was written to is flushed, until that is done, in {duration(least.median_ns)} ({least.variant})"
        together = min((row for row in rows(run, suite="flush", group="flush", how="dirty", use="fence_last")
                        if row.variant in to_memory), key=value, default=None)
        if together and value(together) * ALIKE < value(least):
            text += f"; of 32 behind one fence each takes {duration(together.median_ns)} ({together.variant})"
        yield text + "."
    lasting = sorted((row for row in lines if row.variant != "stores"), key=value)
    if lasting:
        least, most = lasting[0], lasting[-1]
        text = f"A log's line is written and handed to memory in {duration(least.median_ns)} ({least.variant})"
        if value(most) > ALIKE * value(least):
            text += f"; with {most.variant} it takes {long(value(most) / value(least))}"
        yield text + "."


def transactions(run):
    """Against an atomic; what being undone costs, by whom."""
    by_how = {(row.group, row.how): row for row in rows(run, suite="transactions") if not row.args and row.variant != "none"}
    done = by_how.get(("commit", "increment"))
    if not done:
        return
    yield f"A hardware transaction around an increment costs {cost(done)} where nobody else wants the word" + (
        f", one that undoes itself {cost(undone)}" if (undone := by_how.get(("abort", "cancelled"))) else "") + "."
    watched = next((row for row in rows(run, suite="transactions", group="abort", variant="none")), None)
    conflicts = [(what, by_how["abort", how]) for how, what in
                 (("read_set_written", "that writes to what it has read"), ("write_set_written", "that writes to what it has written"),
                  ("write_set_read", "that reads what it has written")) if ("abort", how) in by_how]
    if watched and conflicts:
        told = listed(f"{duration(row.median_ns)} for one {what}" for what, row in conflicts)
        yield (f"Undone by another thread it is noticed and answered after {told}; a thread that watches the word answers after "
               f"{duration(watched.median_ns)}.")


def mappings(run):
    """What the compiler's own mapping costs more than the cheapest published one, operation by operation. Not loads and stores by
    themselves: what a mapping spares of the one it pays of the other."""
    found = [row for row in rows(run, suite=drawn.SUITE, threads=1) if row.metric in drawn.METRICS
             and drawn.operation(row)[0] not in ("load", "store")
             and any(drawn.family(mapping) == "C++" for mapping in drawn.mappings(row))]
    dearer = []
    for (_, operation), same in select.grouped(found, lambda row: (row.metric, drawn.operation(row))).items():
        own = [row for row in same if drawn.OWN in drawn.mappings(row)]
        if own and len(same) > 1:
            least = min(same, key=value)
            dearer.append((value(own[0]) / max(value(least), 1e-3), operation, own[0], least))
    if not dearer:
        return
    factor, (name, order), own, least = max(dearer, key=lambda one: one[0])
    if factor <= ALIKE:
        yield f"No published mapping of C++ atomics is cheaper than the compiler's in any of {len(dearer)} comparisons."
    else:
        more = sum(one[0] > ALIKE for one in dearer)
        yield (f"In {more} of {len(dearer)} comparisons a published mapping of C++ atomics is cheaper than the compiler's; farthest "
               f"behind: {name.replace('_', ' ')}, {order}: {cost(own)}, {times(factor)} "
               f"{', '.join(m for m in drawn.mappings(least) if drawn.family(m) == 'C++')}'s.")


def own(run):
    """Each sequence of the user's own: one behind the other, each waiting, wanted by others."""
    for variant, same in list(select.grouped(rows(run, suite="own"), lambda row: row.variant).items())[:4]:
        told = [f"{cost(row)} {what}" for how, threads, what in (
            ("throughput", 1, "one behind the other"), ("latency", 1, "where each waits for the one before's result"),
            ("contended", 2, "for each of two threads on one line"), ("modified", 2, "on a line that another thread has written to"))
            if (row := next((r for r in same if (r.how, r.threads) == (how, threads)), None))]
        if told:
            yield f"{variant}: {listed(told)}."
