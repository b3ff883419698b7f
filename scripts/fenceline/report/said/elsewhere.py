"""Against what is known from elsewhere: the memory model, other libraries, published figures."""

from fenceline.report import reference
from fenceline.report.said.words import listed, long
from fenceline.results import select, tell
from fenceline.stats import throughput

CLOSE = 1.1  # within this factor of the quickest


def litmus(run):
    rows = run["litmus.csv"]
    if not rows:
        return
    tests = select.grouped(rows, lambda r: r.test)
    found = [test for test, same in tests.items() if any(row.finding for row in same)]
    seen = [test for test, same in tests.items() if any(row.verdict == "Allowed" and row.matching for row in same)]
    allowed = [test for test, same in tests.items() if any(row.verdict == "Allowed" for row in same)]
    outcomes = sum(row.outcomes or 0 for row in rows)
    text = f"Of {len(tests)} litmus tests in {outcomes:.2g} outcomes "
    text += f"{len(found)} showed what the model forbids: {listed(found[:4])}" if found else "none showed what the model forbids"
    if allowed:
        text += f"; of {len(allowed)} whose weak outcome is allowed it was seen in {len(seen)}"
        text += f" ({listed(seen[:4])}{', …' if len(seen) > 4 else ''})" if seen else ""
    yield text + "."


def structures(run):
    """How often one of ours is the quickest of those that do the same."""
    first = close = 0
    behind = []
    groups = throughput.compared(run)
    for (suite, how, *_), rows in groups.items():
        mine, other = throughput.rivals(rows)
        if not mine or not other:
            continue
        factor = mine.median_ns / other.median_ns
        first += factor < 1
        close += 1 <= factor <= CLOSE
        behind.append((factor, suite, how, mine, other))
    if not behind:
        return
    factor, suite, how, mine, other = max(behind, key=lambda item: item[0])
    text = (f"In {first} of {len(behind)} comparisons with other libraries one of our structures is the quickest, in {close} more "
            f"within {CLOSE - 1:.0%}")
    if factor > CLOSE:
        text += (f"; farthest behind: {suite}, {how}, {tell.arguments(mine) or 'no parameters'}: {mine.variant} takes "
                 f"{long(factor)} as {other.variant}")
    yield text + "."


def published(run):
    core, judged = reference.judge(run)
    if not judged:
        return
    sane = sum(one.verdict == "sane" for one in judged)
    odd = listed(f"{tell.label(one.row)} {tell.nanoseconds(one.row.median_cycles)} cycles, published {one.published:.3g}"
                 for one in judged if one.verdict != "sane")
    doubt = "" if core.trusted else f"; whether it is that core is in doubt: {core.remark}"
    yield (f"Against published figures for {core.name} {sane} of {len(judged)} are within ×{reference.SANE[0]:g} to "
           f"×{reference.SANE[1]:g}{': not ' + odd if odd else ''}{doubt}.")
