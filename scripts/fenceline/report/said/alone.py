"""Of one thread: what locked instructions, fences and orders cost, against each other."""

import statistics

from fenceline.report.said.words import cost, listed, long, rows, times, value
from fenceline.results import select, tell, thresholds

ALIKE = 1.15  # what lies within this factor of the median is told as one
DEAR = 8  # times a read-modify-write: what is told by name
NO_UPDATES = ("load", "store", "store_load", "pause")


def _updates(run):
    """Atomic read-modify-writes by hand, of all widths, each waiting for the one before."""
    return [row for row in rows(run, suite="atomics", threads=1) if row.how in select.CHAINS and not row.args
            and row.group not in NO_UPDATES and not tell.is_builtin(row) and not row.variant.startswith("cas_loop")]


def _typical(run):
    """The update in the middle; None where none was measured."""
    found = sorted(_updates(run), key=value)
    return found[(len(found) - 1) // 2] if found else None


def locked(run):
    found, middle = _updates(run), _typical(run)
    if len(found) < 3:
        return
    far = sorted((row for row in found if not 1 / ALIKE <= value(row) / value(middle) <= ALIKE), key=value)
    widths = sorted({row.width for row in found if row.width})
    what = (f"atomic read-modify-write ({len(found)} of them, {widths[0]} to {widths[-1]} bits)" if len(widths) > 1 else
            "atomic read-modify-write")
    if not far:
        yield f"Every {what} costs {cost(middle)} alone, whatever its width and kind."
    elif len(far) <= len(found) / 4:
        named = listed(f"{tell.label(row)} takes {times(value(row) / value(middle))} that" for row in far[-3:])
        yield f"Nearly every {what} costs {cost(middle)} alone; {named}."
    else:
        least, most = min(found, key=value), max(found, key=value)
        yield (f"An {what} costs from {cost(least)} ({tell.label(least)}) to {cost(most)} ({tell.label(most)}) alone; "
               f"the median is {cost(middle)}.")


def fences(run):
    full = sorted((row for row in rows(run, suite="fences", group="fence", threads=1, how="alone") if not row.args
                   and row.order in ("rw,rw", "seq_cst") and row.median_ns > thresholds.of(run).next_to_nothing_ns), key=value)
    by_hand = [row for row in full if not tell.is_builtin(row)]
    if not by_hand:
        return
    least, most, middle = by_hand[0], by_hand[-1], _typical(run)
    text = f"The cheapest full fence is {least.variant}, {cost(least)}"
    if middle:
        text += f", {times(value(least) / value(middle))} an atomic read-modify-write"
    if most is not least and value(most) > ALIKE * value(least):
        text += f"; {most.variant} takes {long(value(most) / value(least))}"
    own = next((row for row in full if tell.is_builtin(row)), None)
    if own:
        text += f"; the compiler's own (std::atomic_thread_fence) takes {cost(own)}"
    yield text + "."


def orders(run):
    """What seq_cst adds to loads and stores as the compiler makes them."""
    told, limit = [], thresholds.of(run).next_to_nothing_ns
    for group, metrics in (("load", select.CHAINS), ("store", ("throughput",))):
        by_order = {row.variant.removeprefix(f"builtin_{group}_"): row for row in
                    rows(run, suite="atomics", group=group, threads=1, width=64)
                    if row.metric in metrics and tell.is_builtin(row)}
        plain, strong = by_order.get("relaxed"), by_order.get("seq_cst")
        if not plain or not strong:
            continue
        factor = strong.median_ns / max(plain.median_ns, limit)
        told.append(f"a sequentially consistent {group} costs {tell.nanoseconds(strong.median_ns)} ns" + (
            ", no more than a relaxed one" if factor <= ALIKE else f", {times(factor)} a relaxed one"))
    if told:
        text = "; ".join(told)
        yield text[0].upper() + text[1:] + "."


def dear(run):
    """Instructions that stand out."""
    middle = _typical(run)
    if not middle:
        return
    found = [row for suite in ("atomics", "fences") for row in rows(run, suite=suite, threads=1) if not row.args
             and row.metric in (*select.CHAINS, "throughput") and value(row) > DEAR * value(middle)]
    dearest = [max(same, key=value) for same in select.grouped(found, lambda r: r.variant).values()]
    if dearest:
        dearest.sort(key=value, reverse=True)
        named = listed(f"{tell.label(row)} ({row.metric} {cost(row)}, {times(value(row) / value(middle))})" for row in dearest[:4])
        yield f"Far dearer than a read-modify-write: {named}."


def typical_ns(run):
    """Nanoseconds of the update in the middle; None where none was measured."""
    found = _updates(run)
    return statistics.median(row.median_ns for row in found) if found else None
