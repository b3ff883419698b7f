"""How well intervals hold from run to run: runs of one bench, one after the other, and of each trial and mode the pairs of runs
whose intervals have nothing in common.

Honest intervals of 95 % are apart in under 1 % of pairs. Told by suite, and apart for one thread, alone on its core or not, and
for several, in ns and in cycles; with them how many medians have an interval that is good (threshold.interval of run.csv). Twenty
runs of one suite take half an hour on a machine that does nothing else.

With --between intervals are those that the bench would have told by another table of what runs differ by: one that some of the
runs taught (fenceline between_runs) is judged by the others.
"""

import collections
import itertools
import pathlib
import subprocess
import tempfile

from fenceline.compare import between, medians, sides
from fenceline.project import ROOT, fail
from fenceline.results import schema, select
from fenceline.stats import interval

UNITS = {"ns": "ns", "cycles": "cycle"}  # as columns end, and as between_runs.csv calls them
MOST_SHOWN = 10

# `pairs`, `apart`: by unit; `good`, `medians`: summary rows that are closed, and all.
Count = collections.namedtuple("Count", "pairs apart good medians")


def main(parser, arguments):
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build" / "bench", metavar="FILE", help="[build/bench]")
    parser.add_argument("--runs", type=int, default=20, help="[20]")
    parser.add_argument("--suite", default="atomics,fences,memory,contention", help="suites, each in runs of its own "
                        "[atomics,fences,memory,contention]")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where the runs are kept, or lie already: DIR/SUITE-0 …")
    parser.add_argument("--between", metavar="FILE", help="judge as if the bench had carried this table [by the intervals that it told]")
    parser.add_argument("more", nargs="*", metavar="OPTION", help="after --: for the bench, such as --budget=20")
    options = parser.parse_args(arguments)
    if options.runs < 2:
        fail(2, "--runs: two at the least, for pairs are told of")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        # Suites take turns, so that each meets what the machine is like all the while.
        for number, suite in itertools.product(range(options.runs), options.suite.split(",")):
            _run(folder / f"{suite}-{number}", suite, options)
        for suite in options.suite.split(","):
            tell(suite, [summaries(folder / f"{suite}-{number}", options.between) for number in range(options.runs)])


def _run(out, suite, options):
    if (out / "summary.csv").is_file():
        return  # of an earlier call that was broken off
    done = subprocess.run([options.bench, f"--suite={suite}", f"--out={out}", *options.more], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        fail(1, f"a run failed: {(done.stderr.strip().splitlines() or [done.returncode])[-1]}")


def summaries(folder, table=None):
    """A run's rows of summary.csv that have a figure, their intervals by the between-runs table in a file where one is named."""
    run = schema.load(folder, only={"summary.csv", *({"records.csv"} if table else ())})
    rows = [row for row in run["summary.csv"] if row.median_ns is not None]
    if not table:
        return rows
    priors = {unit: between.load(name, table) for unit, name in UNITS.items()}
    counted = select.grouped((row for row in run["records.csv"] if not row.disturbed and not row.wrong),
                             lambda row: (row.trial, row.mode))
    return [_judged_anew(row, counted[row.trial, row.mode], priors, run) for row in rows]


def _judged_anew(row, records, priors, run):
    """What harness/run/trial_state.cc makes of a trial's repetitions."""
    ends, widths = {}, []
    for unit, name in UNITS.items():
        values = [value for value in (getattr(record, medians.COLUMNS[name]) for record in records) if value is not None]
        if 2 * len(values) <= len(records):
            ends |= {f"low_{unit}": None, f"high_{unit}": None}
            continue
        found = interval.of(values)
        size = max(abs(found.value), float(run.fact(f"threshold.next_to_nothing_{unit}")))
        reach = between.reach(between.lookup(priors[unit], between.kind(row)), _half(found) / size)
        found = interval.widened(found, max(reach, float(run.fact("threshold.least_between"))) * size)
        ends |= {f"low_{unit}": found.low if found.bounded else None, f"high_{unit}": found.high if found.bounded else None}
        if found.bounded:
            widths.append(_half(found) / size)
    return row._replace(**ends, closed=bool(widths) and min(widths) <= float(run.fact("threshold.interval")))


def _half(median):
    """How far the farther end is from the median."""
    return max(median.high - median.value, median.value - median.low)


def tell(suite, runs):
    counts, worst = count(runs)
    for state, found in sorted(counts.items()):
        apart = ", ".join(f"{found.apart[unit]} of {found.pairs[unit]} in {unit} ({found.apart[unit] / found.pairs[unit]:.2%})"
                          for unit in UNITS if found.pairs[unit])
        print(f"{suite}, {state}: pairs of {len(runs)} runs with disjoint intervals: {apart or 'no pairs'}; "
              f"good intervals: {found.good} of {found.medians} ({found.good / found.medians:.1%})", flush=True)
    for (trial, unit), times in worst.most_common(MOST_SHOWN):
        print(f"  {times:3d} pairs in {unit:6} {trial}", flush=True)


def count(runs):
    """({state: Count}, {(trial, unit): pairs that are apart}) of the summaries of runs of one plan."""
    counts = collections.defaultdict(lambda: [collections.Counter(), collections.Counter(), 0, 0])
    worst = collections.Counter()
    for row in itertools.chain.from_iterable(runs):
        counts[_state(row)][2] += row.closed
        counts[_state(row)][3] += 1
    for a, b in itertools.combinations(runs, 2):
        for one, other in _pairs(a, b):
            pairs, apart, *_ = counts[_state(one)]
            for unit in UNITS:
                ends = [getattr(row, end + unit) for row in (one, other) for end in ("low_", "high_")]
                if None in ends:
                    continue
                pairs[unit] += 1
                if ends[1] < ends[2] or ends[3] < ends[0]:
                    apart[unit] += 1
                    worst[one.trial, unit] += 1
    return {state: Count(*found) for state, found in counts.items()}, worst


def _state(row):
    return "several threads" if row.threads > 1 else "one thread" + (f", {row.mode}" if row.mode else "")


def _pairs(a, b):
    """Rows of one trial and mode in both runs, with an interval in each."""
    by_trial = collections.defaultdict(list)
    for row in b:
        by_trial[row.trial].append(row)
    for row in a:
        same = [other for other in by_trial[row.trial] if sides.same_mode(row.mode, other.mode)]
        if same:
            yield row, same[0]
