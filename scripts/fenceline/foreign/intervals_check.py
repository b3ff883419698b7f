"""How well intervals hold from run to run: runs of one bench, one after the other, and of each trial and mode the pairs of runs
whose intervals have nothing in common.

Honest intervals of 95 % are apart in under 1 % of pairs. Told by suite, and apart for one thread and for several, in ns and in
cycles; with them how many medians have an interval that is good (threshold.interval of run.csv). Twenty runs of one suite take
half an hour on a machine that does nothing else.
"""

import collections
import itertools
import pathlib
import subprocess
import tempfile

from fenceline.compare import sides
from fenceline.project import ROOT, fail
from fenceline.results import schema

UNITS = {"ns": ("low_ns", "high_ns"), "cycles": ("low_cycles", "high_cycles")}
FILES = {"summary.csv"}
MOST_SHOWN = 10

# `pairs`, `apart`: by unit; `good`, `medians`: summary rows that are closed, and all.
Count = collections.namedtuple("Count", "pairs apart good medians")


def main(parser, arguments):
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build" / "bench", metavar="FILE", help="[build/bench]")
    parser.add_argument("--runs", type=int, default=20, help="[20]")
    parser.add_argument("--suite", default="atomics,fences,memory,contention", help="suites, each in runs of its own "
                        "[atomics,fences,memory,contention]")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where the runs are kept, or lie already: DIR/SUITE-0 …")
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
            runs = [schema.load(folder / f"{suite}-{number}", only=FILES) for number in range(options.runs)]
            tell(suite, runs)


def _run(out, suite, options):
    if (out / "summary.csv").is_file():
        return  # of an earlier call that was broken off
    done = subprocess.run([options.bench, f"--suite={suite}", f"--out={out}", *options.more], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        fail(1, f"a run failed: {(done.stderr.strip().splitlines() or [done.returncode])[-1]}")


def tell(suite, runs):
    counts, worst = count(runs)
    for threads, found in sorted(counts.items()):
        apart = ", ".join(f"{found.apart[unit]} of {found.pairs[unit]} in {unit} ({found.apart[unit] / found.pairs[unit]:.2%})"
                          for unit in UNITS if found.pairs[unit])
        print(f"{suite}, {threads}: pairs of {len(runs)} runs with disjoint intervals: {apart or 'no pairs'}; "
              f"good intervals: {found.good} of {found.medians} ({found.good / found.medians:.1%})", flush=True)
    for (trial, unit), times in worst.most_common(MOST_SHOWN):
        print(f"  {times:3d} pairs in {unit:6} {trial}", flush=True)


def count(runs):
    """({"one thread" or "several threads": Count}, {(trial, unit): pairs that are apart}) of runs of one plan."""
    counts = collections.defaultdict(lambda: [collections.Counter(), collections.Counter(), 0, 0])
    worst = collections.Counter()
    for row in itertools.chain.from_iterable(run["summary.csv"] for run in runs):
        if row.median_ns is not None:
            counts[_threads(row)][2] += row.closed
            counts[_threads(row)][3] += 1
    for a, b in itertools.combinations(runs, 2):
        for one, other in _pairs(a, b):
            pairs, apart, *_ = counts[_threads(one)]
            for unit, (low, high) in UNITS.items():
                ends = [getattr(row, end) for row in (one, other) for end in (low, high)]
                if None in ends:
                    continue
                pairs[unit] += 1
                if ends[1] < ends[2] or ends[3] < ends[0]:
                    apart[unit] += 1
                    worst[one.trial, unit] += 1
    return {threads: Count(*found) for threads, found in counts.items()}, worst


def _threads(row):
    return "one thread" if row.threads == 1 else "several threads"


def _pairs(a, b):
    """Rows of one trial and mode in both runs, with an interval in each."""
    by_trial = collections.defaultdict(list)
    for row in b["summary.csv"]:
        by_trial[row.trial].append(row)
    for row in a["summary.csv"]:
        same = [other for other in by_trial[row.trial] if sides.same_mode(row.mode, other.mode)]
        if row.median_ns is not None and same and same[0].median_ns is not None:
            yield row, same[0]
