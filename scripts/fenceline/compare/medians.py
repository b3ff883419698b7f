"""What one run says of a trial: the median of its repetitions, and how far repetitions of the same run can move it: the
error that the interval of stats/interval.py stands for, without what runs differ by, which between.py tells.
"""

import collections
import math
import statistics

from fenceline.results import schema, select, thresholds
from fenceline.stats import interval

COLUMNS = {"ns": "ns_per_op", "cycle": "cycles_per_op"}
FEWEST = interval.LEAST_PARTS  # repetitions; of fewer no error can be told

# Of one run's trial in one mode. `log`: natural logarithm of the median; `error`: standard error of that; `count`:
# repetitions; `worth`: independent ones; `share`: of the trial's repetitions that are in this mode.
Median = collections.namedtuple("Median", "log error count worth share")
# A median of nothing or less (what costs nothing, after the empty loop was subtracted) has no logarithm: it is left out
# and `nothing` has its trial; so is a mode that was met fewer than FEWEST times: `rare`. `centres`: {mode: the middle of
# all placement probes in it, in ns; None where there are none}.
Medians = collections.namedtuple("Medians", "by_trial rows nothing rare centres")


def of(run, column="ns_per_op", keep=lambda row: True):
    """Medians of a native run: by_trial is {(trial, mode): Median}, rows {trial: a row of records.csv}."""
    judged_by = thresholds.of(run)
    least = judged_by.interval * judged_by.next_to_nothing_ns / 2  # ns: what closes an interval of next to nothing
    found, rows, nothing, rare = {}, {}, set(), set()
    for trial, measured in select.grouped(filter(keep, run["records.csv"]), lambda row: row.trial).items():
        same = [row for row in measured if not row.disturbed and not row.wrong and getattr(row, column) is not None]
        rows[trial] = (same or measured)[0]
        if not same:
            rare.add(trial)
        _refuse_doubled(run, trial, [row.repetition for row in same])
        for mode, alike in select.grouped(same, lambda row: row.mode).items():
            if len(alike) < FEWEST:
                rare.add(trial)
                continue
            alike.sort(key=lambda row: row.repetition)
            middle, error, worth = error_of([getattr(row, column) for row in alike])
            if middle <= 0:
                nothing.add(trial)
                continue
            found[trial, mode] = Median(math.log(middle), math.hypot(error, least) / middle, len(alike), worth,
                                        len(alike) / len(same))
    known = {trial for trial, _ in found}
    return Medians(found, rows, nothing - known, rare - known, _centres(run))


def _refuse_doubled(run, trial, repetitions):
    """Of files that were put together: what is told twice would be taken for surer than it is."""
    if None in repetitions or len(set(repetitions)) < len(repetitions):
        raise schema.SchemaError(f"{run.dir}/records.csv: {trial}: a repetition is told twice, or has no number")


def _centres(run):
    """Probes are many and modes few: a mode's middle is better known than the distance that the run named it by."""
    centres = {}
    for mode, rows in select.grouped(run["records.csv"], lambda row: row.mode).items():
        probes = [probe for row in rows for probe in (row.probe_before_ns, row.probe_after_ns) if probe is not None and probe > 0]
        centres[mode] = statistics.median(probes) if probes else None
    return centres


def error_of(values):
    """(median, its standard error, independent repetitions that these are worth). `values` in the order of measuring."""
    median = interval.of(values)
    share = interval.error_of_share(values, median.value)
    return median.value, interval.error(median), min(len(values), 0.25 / share ** 2 if share else math.inf)
