"""What of a run's tables is worth sending: all that its comparison and report read, figures no finer than noise.

Tables that are not named here stay whole. Of a counter that gave nothing the reason
stays, once; of histograms and series what is made of them.
"""

import collections
import math

from fenceline.results import select
from fenceline.stats import series

# Significant digits of a column of records.csv: enough where a median is made of it, few where it explains a disturbance.
FINE, COARSE, ROUGH = 5, 3, 2
DIGITS = {"window_ns": FINE, "ns_per_op": FINE, "cycles_per_op": FINE, "bytes_per_s": FINE, "core_ghz": 4, "core_width": 2, "ops": 4,
          "empty_ns_per_op": COARSE, "overlap": COARSE, "jain": COARSE, "min_share": COARSE, "landed_share": COARSE,
          "probe_before_ns": COARSE, "probe_after_ns": COARSE, "run_delay_ns": ROUGH, "frequency_change": ROUGH}
# For a collection: without what no report and no comparison reads.
SMALL_DIGITS = {"ns_per_op": 4, "bytes_per_s": 4, "window_ns": 4}
LEFT_OUT = ("ops", "empty_ns_per_op", "cycles_per_op", "cycles_source", "core_ghz", "core_width", "overlap", "landed_share",
            "involuntary_switches", "run_delay_ns", "frequency_change")


def thinned(run, small=False):
    """{file: rows} of the run, and what was left out in words: ([…])."""
    tables = {file: list(rows) for file, rows in run.tables.items() if rows}
    told = []
    for file, thin in (("records.csv", _small_records if small else _records), ("threads.csv", _threads),
                       ("counters.csv", _counters), ("histograms.csv", _histograms), ("series.csv", _series)):
        if tables.get(file):
            before = len(tables[file])
            tables[file], what = thin(run, tables[file])
            if what and (len(tables[file]) != before or file == "records.csv"):
                told.append(f"{file}: {what}")
    return tables, told


def _records(run, rows):
    return _in_order(run, [_rounded(row, DIGITS) for row in rows]), f"figures of {FINE} digits, fewer where they explain"


def _small_records(run, rows):
    digits, gone = DIGITS | SMALL_DIGITS, dict.fromkeys(LEFT_OUT)
    texts = {"cycles_source": ""}
    # How long a window was is asked for where threads are counted apart.
    small = [_rounded(row, digits)._replace(**gone | texts, window_ns=_round(row.window_ns, 4) if row.threads > 1 else None)
             for row in rows]
    return _in_order(run, small), (f"figures of {SMALL_DIGITS['ns_per_op']} digits, without {', '.join(LEFT_OUT)}, and "
                                   "window_ns of one thread")


def _threads(run, rows):
    several = {row.trial for row in run["records.csv"] if row.threads is None or row.threads > 1}
    return _in_order(run, [row for row in rows if row.trial in several]), "only of trials of several threads"


def _counters(run, rows):
    """A counter that gave nothing once for each reason; of others the repetition in the middle."""
    gaps = {(row.event, row.gap): row for row in reversed(rows) if row.gap}
    counted = select.grouped((row for row in rows if row.value is not None), lambda row: (row.trial, row.thread, row.event))
    middle = [sorted(same, key=lambda row: (row.value, row.repetition))[(len(same) - 1) // 2] for same in counted.values()]
    kept = _in_order(run, [*middle, *reversed(gaps.values())])
    return kept, "of each trial, thread and event the repetition in the middle; each gap once"


def _counting(run):
    """{(trial, repetition): mode} of the repetitions that count."""
    return {(row.trial, row.repetition): row.mode for row in run["records.csv"] if not row.disturbed and not row.wrong}


def _histograms(run, rows):
    """Those of all repetitions of a mode that count, together, as the first of them."""
    modes = _counting(run)
    together = collections.defaultdict(list)
    for row in rows:
        if (row.trial, row.repetition) in modes:
            mode = modes[row.trial, row.repetition]
            together[row.trial, mode, row.role, row.what, row.unit, row.low, row.high].append(row)
    first = {}
    for (trial, mode, *_), same in together.items():
        first[trial, mode] = min(first.get((trial, mode), math.inf), *(row.repetition or 0 for row in same))
    kept = [same[0]._replace(repetition=first[key[:2]], count=sum(row.count for row in same))
            for key, same in together.items()]
    kept.sort(key=lambda row: (row.trial, row.repetition, row.role, row.what, row.unit, row.low))
    return _in_order(run, kept), "those of all repetitions of a trial and mode that count, together"


def _series(run, rows):
    modes = _counting(run)
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in rows:
        if (row.trial, row.repetition) in modes:
            found[row.trial, modes[row.trial, row.repetition], row.what, row.unit][row.repetition].append(row)
    kept = {(trial, series.middle({n: [(p.at_ns, p.value) for p in points] for n, points in by_repetition.items()})[0],
             what, unit) for (trial, _, what, unit), by_repetition in found.items()}
    return [row for row in rows if (row.trial, row.repetition, row.what, row.unit) in kept], (
        "of each trial and mode the repetition in the middle")


def _in_order(run, rows):
    """By trial, as summary.csv has them: what does not change within a trial then takes no room."""
    rank = {}
    for row in (*run["summary.csv"], *rows):
        rank.setdefault(row.trial, len(rank))
    return sorted(rows, key=lambda row: (rank[row.trial], row.repetition or 0))


def _rounded(row, digits):
    return row._replace(**{name: _round(getattr(row, name), count) for name, count in digits.items()})


def _round(value, digits):
    return value if value is None else type(value)(float(f"{value:.{digits}g}"))
