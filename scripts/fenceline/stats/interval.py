"""The median of a trial's repetitions with the interval in which other runs find it: what harness/run/stats.cc makes of them
while they are measured, made again from records.

Repetitions that follow each other are alike, as the machine's state outlasts them. So they are cut into parts (at most 8, of
as many each) that know little of each other, and how far the parts' shares below the median differ tells how surely the
median's own share, one half, is met (batch means: Schmeiser, Batch size effects in the analysis of simulation output,
Operations Research 30, 1982). Nothing is assumed of how times are distributed. Eight parts may look more alike by chance than
even repetitions that know nothing of each other would be; measuring ends where an interval is narrow, so that such a chance would
be met too often: no interval is narrower than that of independent repetitions.
"""

import collections
import math
import statistics

MOST_PARTS, LEAST_PARTS = 8, 6  # of fewer it is not told how far they differ, more are too short to differ as long ones do
# Student's t beyond which 2.5 % lie, by the number of parts.
STUDENT = {6: 2.571, 7: 2.447, 8: 2.365}
NORMAL = 1.959964  # the same of what is known exactly

# `bounded`: whether there are enough repetitions for an interval; `student`: of how many standard errors it is to each side.
Median = collections.namedtuple("Median", "value low high bounded student")


def of(values):
    """The Median of repetitions in the order of measuring, by what these alone tell."""
    ordered = sorted(values)
    middle, parts = statistics.median(ordered), min(len(ordered), MOST_PARTS)
    if parts < LEAST_PARTS:
        return Median(middle, ordered[0], ordered[-1], False, math.nan)
    reach = max(STUDENT[parts] * error_of_share(values, middle), NORMAL * 0.5 / math.sqrt(len(values)))
    return Median(middle, _quantile(ordered, 0.5 - reach), _quantile(ordered, 0.5 + reach), True, STUDENT[parts])


def error_of_share(values, middle):
    """The standard error of the share of repetitions below the median."""
    count, parts = len(values), min(len(values), MOST_PARTS)
    shares = []
    for part in range(parts):
        same = values[part * count // parts:(part + 1) * count // parts]
        shares.append(sum((value > middle) - (value < middle) for value in same) / 2 / len(same))
    return math.sqrt(statistics.variance(shares) / parts)


def widened(median, reach):
    """The same where the median itself moves by up to `reach` (in the values' unit) from run to run."""
    return median._replace(low=median.value - math.hypot(median.value - median.low, reach),
                           high=median.value + math.hypot(median.high - median.value, reach))


def error(median):
    """The standard error that the interval stands for."""
    return (median.high - median.low) / 2 / median.student


def _quantile(ordered, share):
    """Where a share of the values lies below; between two of them in proportion."""
    at = min(max(share * len(ordered) - 0.5, 0), len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
