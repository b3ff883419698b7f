"""A figure with its interval, and arithmetic that carries intervals along.

The ends of a result are the least and the greatest that the operands' ends allow. That is wider than independent errors
would make it, and holds where errors are not independent: figures of one run share its clock and its neighbours.
"""

import collections
import math

from fenceline.results import select

LEAST = 6  # values: of fewer, not even the least and the greatest hold the median between them in 95 % of all cases
# low, high: None where the interval is not known; value None: there is no such figure.
Figure = collections.namedtuple("Figure", "value low high")

NONE = Figure(None, None, None)


def of_row(row):
    """Of a row of summary.csv; of too few repetitions an interval is not known, nor where it does not hold the median."""
    known = (row.repetitions or 0) >= LEAST and None not in (row.low_ns, row.high_ns) and row.low_ns <= row.median_ns <= row.high_ns
    return Figure(row.median_ns, *((row.low_ns, row.high_ns) if known else (None, None)))


def exact(value):
    return Figure(value, value, value)


def add(a, b):
    return _each(a, b, lambda x, y: x + y)


def subtract(a, b):
    return _each(a, b, lambda x, y: x - y)


def multiply(a, b):
    return _each(a, b, lambda x, y: x * y)


def divide(a, b):
    """Where the divisor's interval has a zero in it there is no figure."""
    if b.value == 0 or _known(b) and b.low <= 0 <= b.high:
        raise select.Nothing("a divisor is not told from nothing")
    return _each(a, b, lambda x, y: x / y)


def together(figures, reduce):
    """What `reduce` makes of values, of lower and of upper ends; right for what grows with each of its values."""
    known = all(map(_known, figures))
    return Figure(reduce([f.value for f in figures]), *([reduce([getattr(f, end) for f in figures]) if known else None
                                                         for end in ("low", "high")]))


def geometric_mean(values):
    if min(values) <= 0:
        return 0.0
    return math.exp(math.fsum(map(math.log, values)) / len(values))


def _known(figure):
    return figure.low is not None and figure.high is not None


def _each(a, b, operation):
    value = operation(a.value, b.value)
    if not (_known(a) and _known(b)):
        return Figure(value, None, None)
    ends = [operation(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Figure(value, min(ends), max(ends))
