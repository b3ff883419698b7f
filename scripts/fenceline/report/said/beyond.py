"""Of what lies beyond loads and stores: fences that the kernel puts into others, code that changes, timers, sleep in user mode."""

from fenceline.report.said.words import cost, duration, listed, long, rows
from fenceline.results import schema, tell

FEW = 0.05  # ns: what costs less is taken for nothing


def _one(run, **wanted):
    """The row that is told first; None where there is none."""
    return next(iter(rows(run, **wanted)), None)


def asymmetric(run):
    """From how many passes of the fast side for one of the slow side on it is worth while."""
    light = _one(run, suite="asymmetric", group="fast_side", variant="compiler_barrier")
    full = _one(run, suite="asymmetric", group="fast_side", variant="builtin_fence_seq_cst")
    calls = [row for row in rows(run, suite="asymmetric", group="slow_side", variant="private_expedited") if not row.oversubscribed]
    if not light or not full or not calls or full.median_ns - light.median_ns < FEW:
        return
    call = max(calls, key=lambda row: row.threads)
    saved = full.median_ns - light.median_ns
    yield (f"A full fence costs the fast side of a pair {tell.nanoseconds(saved)} ns, which membarrier(2) takes from it; a call "
           f"takes {duration(call.median_ns)} with {tell.threads(call.threads)} that run, and is worth while from "
           f"{call.median_ns / saved:.0f} fast passes for each call on.")


def code(run):
    data, changes = None, []
    for row in rows(run, suite="code", group="modify", threads=1):
        if row.variant == "data":
            data = data or row
        else:
            changes.append(row)
    told = []
    if data and changes:
        least = min(changes, key=lambda row: row.median_ns)
        told.append(f"{duration(least.median_ns)} by the thread that changes it ({least.variant}; a store to data and the call "
                    f"take {duration(data.median_ns)})")
    across = [row for row in rows(run, suite="code", group="across", threads=2) if row.variant != "data"]
    if across:
        least = min(across, key=lambda row: row.median_ns)
        told.append(f"{duration(least.median_ns)} by another one, there and back ({least.variant})")
    if told:
        yield f"Code that was changed is executed after {listed(told)}."


def per_cpu(run):
    """A restartable sequence beside the atomic that it stands for."""
    told = []
    for group, what in (("increment", "an increment"), ("compare_and_store", "a compare-and-store"), ("list", "a list's pop and push")):
        by_variant = {row.variant: row for row in rows(run, suite="per_cpu", group=group, how="alone", threads=1)}
        ours, atomic = by_variant.get("rseq"), by_variant.get("atomic_own_line")
        if ours and atomic:
            told.append(f"{what} {cost(ours)}, an atomic {long(atomic.median_ns / ours.median_ns)}")
    if told:
        yield f"By restartable sequence, on what belongs to a CPU: {'; '.join(told)}."


def timers(run):
    """Readings that are made while the work is still under way."""
    found = [row for row in rows(run, suite="timers", group="span", threads=1)
             if schema.parse_args(row.args) == {"work": 512}]  # the usual: of another length nothing is known here
    fenced = [row for row in found if row.order != "none"]
    bare = [row for row in found if row.order == "none"]
    if fenced and bare:
        least, most = min(bare, key=lambda r: r.median_ns), min(fenced, key=lambda r: r.median_ns)
        part = least.median_ns / most.median_ns
        if part < 0.9:
            yield (f"A timer that waits for nothing ({least.variant}) tells {part:.0%} of a piece of work of which {most.variant} "
                   f"tells {duration(most.median_ns)}.")
