"""In which order a comparison is told: suites and rows by how much they surely differ."""

import collections
import math

from fenceline.compare import between, words

Suite = collections.namedtuple("Suite", "mean rows")


def suites(against):
    """[Suite] of an Against, the surest difference first, rows too."""
    rows = collections.defaultdict(list)
    for row in against.rows:
        which = between.kind(row.pair.row)
        rows[which.suite, which.threads].append(row)
    found = [Suite(mean, sorted(rows[mean.name], key=_weight)) for mean in against.means]
    return sorted(found, key=lambda suite: (-surely(suite.mean.low, suite.mean.high), -suite.mean.different, suite.mean.name))


def _weight(row):
    return not row.different, -surely(row.low, row.high), row.pair.trial


def surely(low, high):
    """By how much (a logarithm) something differs at the least."""
    return max(math.log(low), -math.log(high), 0.0)


def told(name, mean):
    """Of a suite: 'B 1.8× (1.6–2.0) faster on the whole; 34 of 60 rows differ'."""
    return f"{words.whole(name, mean)}; {mean.different} of {mean.rows} rows differ"
