"""What ThreadSanitizer costs: how many times as long the same workloads take in a bench that was built with it, and how
many times the memory.

Each round runs every workload once in either bench, one after the other, so that whatever disturbs the machine meets
both. A factor is the median of the rounds' own ratios; its interval goes from the least to the greatest of them, which
holds the true median in all but 2 of 2^ROUNDS cases. Memory is the greatest resident set of the process, which is the
bench's own as well.

    make bench; cmake --preset tsan; cmake --build --preset tsan --target bench
    scripts/sanitizer_cost.py
"""

import collections
import os
import pathlib
import statistics
import subprocess
import tempfile

from fenceline.project import ROOT, fail
from fenceline.results import schema

# Suite, and trials of one workload.
WORKLOADS = (
    ("counters", "counter/atomic/alone"),
    ("counters", "counter/atomic/contended"),
    ("locks", "lock/futex_mutex/contended.*critical=128 parallel=512"),
    ("locks", "lock/mcs/contended.*critical=128 parallel=512"),
    ("queues", "queue/spsc_cached/stream"),
    ("queues", "queue/vyukov_mpmc/stream"),
    ("queues", "queue/mutex_deque/stream"),
    ("stacks", "stack/treiber/pairs.*held=1024"),
    ("publication", "record/published_leak/mixed.*read_share=9900"),
    ("publication", "record/seqlock/mixed.*read_share=9900"),
    ("two_words", "record/packed/mixed.*read_share=9900"),
)
ROUNDS = 6

# `ns`: {trial: median}, in the trial's commonest mode; `bytes`: the greatest resident set.
Measured = collections.namedtuple("Measured", "ns bytes")
Factor = collections.namedtuple("Factor", "median low high")


def main(parser, arguments):
    parser.add_argument("--native", type=pathlib.Path, default=ROOT / "build" / "bench", help="[build/bench]")
    parser.add_argument("--sanitized", type=pathlib.Path, default=ROOT / "build-tsan" / "bench",
                        help="[build-tsan/bench]")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"[{ROUNDS}]")
    parser.add_argument("--workload", nargs=2, action="append", metavar=("SUITE", "FILTER"),
                        help="instead of the usual ones; again for more")
    options = parser.parse_args(arguments)
    if options.rounds < 2:
        parser.error("an interval takes two rounds at least")
    for bench, preset in ((options.native, "release"), (options.sanitized, "tsan")):
        if not os.access(bench, os.X_OK):
            fail(3, f"no {bench}: cmake --preset {preset} && cmake --build --preset {preset} --target bench")
    workloads = options.workload or WORKLOADS
    rounds = [{tuple(workload): (_run(options.native, "", *workload), _run(options.sanitized, "thread", *workload))
               for workload in workloads} for _ in range(options.rounds)]
    print(f"{'time':>22}  {'memory':>22}  rounds  workload")
    for workload in workloads:
        time, memory, count = factors([measured[tuple(workload)] for measured in rounds])
        print(f"{_told(time):>22}  {_told(memory):>22}  {count:>6}  {workload[0]}/{workload[1]}")


def factors(pairs):
    """(Factor of time, Factor of memory, rounds) of one workload's rounds, each (Measured natively, Measured sanitized).

    The time of several trials is the geometric mean of their ratios: those that both have. A round without any, since all
    repetitions of a bench were disturbed, does not count.
    """
    times, memory = [], []
    for native, sanitized in pairs:
        both = [sanitized.ns[trial] / ns for trial, ns in native.ns.items() if trial in sanitized.ns]
        if both:
            times.append(statistics.geometric_mean(both))
            memory.append(sanitized.bytes / native.bytes)
    if len(times) < 2:
        fail(3, "a workload has fewer than two rounds in which both benches measured the same trial: the machine is too busy "
             "(bench --doctor), or --workload SUITE FILTER names others")
    return _factor(times), _factor(memory), len(times)


def _factor(ratios):
    return Factor(statistics.median(ratios), min(ratios), max(ratios))


def _told(factor):
    return f"{factor.median:.1f} ({factor.low:.1f} to {factor.high:.1f})"


def _run(bench, sanitizers, suite, trials):
    """One run of a bench, whose sanitizers must be those."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        command = [bench, f"--suite={suite}", f"--filter={trials}", "--budget=0", "--repetitions=6", "--counters=none",
                   f"--out={out}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            said = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            fail(3, f"{bench} --suite={suite} --filter={trials}: {said.strip().splitlines()[-1:] or 'it failed'}")
        run = schema.load(out)
        if run.fact("sanitizers") != sanitizers:
            fail(2, f"{bench} was built with sanitizers '{run.fact('sanitizers')}', and is to have '{sanitizers}'")
        ns = {}
        for row in sorted(run["summary.csv"], key=lambda row: row.mode_share or 0):
            if row.median_ns is not None:
                ns[row.trial] = row.median_ns
        return Measured(ns, usage.ru_maxrss * 1024)
