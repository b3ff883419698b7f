"""What compare makes of real runs: pairs of runs of this machine as it is, and slowdowns that are planted for real.

Twenty short runs are made, one after the other, and ten of a counter that does 2 and 5 % more work (tests/plugins/worked.h).
Each pair is compared by the spreads that the other runs teach; then with the counter's rows of the slower ones in the place
of its own. On a quiet machine with two CPUs this takes seven minutes. Told are the rows of equal runs that are called
different, the share of 95 % intervals that hold, and how often the slower counter is found.
"""

import pathlib
import shutil
import subprocess
import tempfile

from fenceline import plugin
from fenceline.compare import between, between_runs, judge, match, medians, sides
from fenceline.project import ROOT, fail
from fenceline.results import schema

SUITES = "atomics,fences,coherence,contention,counters"
AS_IT_IS, SLOWER = 100, {2: 102, 5: 105}  # steps; by percent
COUNTER = "counter/worked/plugin/alone"


def main(parser, arguments):
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build", metavar="DIR",
                        help="the folder that the bench was built in [build]")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--suite", default=SUITES, help=f"what is run [{SUITES}]; counters must be among it")
    parser.add_argument("--repetitions", type=int, default=12, help="of a trial in a run [12]")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where the runs are kept, or lie already")
    parser.add_argument("--learn", metavar="FILE", help="write what all runs teach: results/between_runs.csv")
    options = parser.parse_args(arguments)
    if options.pairs < 2:
        fail(2, "--pairs: two at the least, for the others teach how far runs are apart")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        _measure(folder, options)
        everything = judge_runs(folder, options.pairs)
    if options.learn:
        between_runs.write(options.learn, everything)


def _measure(folder, options):
    """DIR/run0, run1, …, and beside each second DIR/run1-2, run1-5: the counter with so many percent more work."""
    built = {steps: plugin.build(ROOT / "tests" / "plugins" / f"worked_{steps}.cc", options.bench)
             for steps in (AS_IT_IS, *SLOWER.values())}
    for number in range(2 * options.pairs):
        _run(folder / f"run{number}", options, built[AS_IT_IS])
        print(f"run {number + 1} of {2 * options.pairs}", flush=True)
        for percent, steps in SLOWER.items() if number % 2 else ():
            _run(folder / f"run{number}-{percent}", options, built[steps], f"--filter={COUNTER}")


def _run(out, options, shared_object, *more):
    if (out / "run.csv").is_file():
        return  # of an earlier call that was broken off
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run([options.bench / "bench", f"--plugin={shared_object}", f"--suite={options.suite}", f"--out={out}",
                           f"--repetitions={options.repetitions}", "--budget=0", *more], capture_output=True, text=True, check=False)
    if done.returncode:
        fail(1, f"a run failed: {done.stderr.strip().splitlines()[-1:] or done.returncode}")


def judge_runs(folder, pairs):
    """Tells what compare makes of the runs in `folder`; returns the equal ones."""
    for unit, column in medians.COLUMNS.items():
        everything = [_read(folder / f"run{number}", column) for number in range(2 * pairs)]
        rows, different, held, found, planted = 0, 0, 0, dict.fromkeys(SLOWER, 0), dict.fromkeys(SLOWER, "")
        for number in range(0, 2 * pairs, 2):
            a, b = (_side(one) for one in everything[number:number + 2])
            priors = between.learn(_side(*everything[:number], *everything[number + 2:]), "")
            equal = judge.judge(a, b, match.match(a, b).pairs, priors, priors)
            rows += len(equal)
            different += sum(row.different for row in equal)
            held += sum(row.low <= 1 <= row.high for row in equal)
            for percent in SLOWER:
                slower = _side(_read(folder / f"run{number + 1}-{percent}", column))
                changed = b._replace(found={**b.found, **slower.found})
                row, = (row for row in judge.judge(a, changed, match.match(a, changed).pairs, priors, priors)
                        if row.pair.row.kernel == COUNTER)
                found[percent] += row.different and row.ratio > 1
                planted[percent] += f" {row.ratio:.3f} ({row.low:.3f}–{row.high:.3f})"
        print(f"{unit}: {rows} rows of {pairs} pairs of equal runs: {different} called different "
              f"({different / rows:.2%}); {held / rows:.1%} of the 95 % intervals hold")
        for percent in SLOWER:
            print(f"{unit}: a counter with {percent} % more work: found in {found[percent]} of {pairs}:{planted[percent]}")
    return [run for run, _ in everything]


def _read(folder, column):
    run = schema.load(folder, only=sides.FILES)
    return run, medians.of(run, column)


def _side(*read):
    return sides.join("", *map(list, zip(*read)))
