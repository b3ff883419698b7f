"""Learns from several runs of one machine how far medians move from run to run, by kind of trial: results/between_runs.csv.

What fenceline compare takes for the spread of machines of which there are fewer than three runs. Ten runs or more, one
after the other, with nothing changed between them and nothing else at work:

    for i in $(seq 10); do ./bench --suite=atomics,fences --out=run$i; done; fenceline between_runs run?* --out=FILE
"""

import contextlib
import csv
import sys

from fenceline.compare import between, like, medians, sides
from fenceline.project import fail
from fenceline.results import schema


def main(parser, arguments):
    parser.add_argument("-o", "--out", metavar="FILE", help="the file to write [the terminal]")
    parser.add_argument("runs", nargs="+", metavar="RUN", help="folders of runs of one machine, or packed ones")
    options = parser.parse_args(arguments)
    names = schema.expanded(options.runs)
    if len(names) < between.FEWEST_RUNS:
        fail(2, f"{len(names)} runs do not tell how far runs are apart; give {between.FEWEST_RUNS} or more")
    runs = schema.load_many(names, only={"records.csv"})
    if not runs[0].native:
        fail(2, f"execution is '{runs[0].execution}': emulated runs have exact counts and no spread")
    if len({like.setting(run) for run in runs}) > 1:
        fail(2, "the runs are not of one machine as it was: " + "; ".join(like.unlike(runs)))
    if not write(options.out, runs):
        fail(2, f"no kind has {between.FEWEST_TRIALS} trials that {between.FEWEST_RUNS} of the runs share")


def write(path, runs):
    """To a file, or where that is None to the terminal. Returns whether the runs taught anything."""
    priors = {unit: between.learn(sides.of("", runs, column), between.source_of(runs))
              for unit, column in medians.COLUMNS.items()}
    with open(path, "w", newline="", encoding="utf-8") if path else contextlib.nullcontext(sys.stdout) as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([column.name for column in between.COLUMNS])
        for unit, found in priors.items():
            between.write(out, unit, found)
    return any(priors.values())
