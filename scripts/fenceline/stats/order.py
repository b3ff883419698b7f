"""In which order variants are told: by cost where it differs, and as they were registered where it does not."""

import itertools

from fenceline.results import select, thresholds


def by_cost(lines, row_of, run):
    """`lines` (in the order of registration) by group, the cheapest first; row_of(line) is the summary row that it costs.

    What differs from the cheapest of the rest by no more than noise is not told from it: the order of such lines would
    change from run to run, so they keep the one that they came in. What has parameters is in their order.
    """
    groups = select.grouped(lines, lambda line: (row_of(line).suite, row_of(line).group)).values()
    return [line for same in groups for line in _by_cost(same, row_of, thresholds.of(run))]


def _by_cost(lines, row_of, judged_by):
    rows = [row_of(line) for line in lines]
    if any(row.args for row in rows):
        return lines
    rest = sorted(range(len(lines)), key=lambda i: rows[i].median_ns)
    out = []
    while rest:
        alike = list(itertools.takewhile(lambda i: _alike(rows[rest[0]], rows[i], judged_by), rest))
        out += [lines[i] for i in sorted(alike)]
        rest = rest[len(alike):]
    return out


def _alike(a, b, judged_by):
    """Whether two medians are apart by no more than both may be wrong by; in cycles where they are known."""
    if a.median_cycles and b.median_cycles and abs(a.median_cycles - b.median_cycles) <= (
            judged_by.interval * a.median_cycles):
        return True
    room = 2 * judged_by.interval * max(abs(a.median_ns), judged_by.next_to_nothing_ns)
    touch = a.high_ns is None or b.low_ns is None or b.low_ns <= a.high_ns  # without an interval they are not told apart
    return touch or abs(b.median_ns - a.median_ns) <= room
