"""How far the medians of several runs of one machine lie apart: (max - min) / median for each trial.

The figure that tells how much of a difference between two machines is a difference between two runs.
"""

import statistics

from fenceline.project import fail, pattern
from fenceline.results import schema, thresholds


def spreads(runs, column, keep):
    """{trial: (max - min) / median of `column`} of the trials that all runs have and `keep` lets through. What takes
    nothing has no spread of its own size: it is left out."""
    by_trial = {}
    for run in runs:
        for row in run["summary.csv"]:
            value = getattr(row, column)
            if value is not None and keep(row):
                by_trial.setdefault((row.trial, row.mode), []).append(value)
    return {trial: (max(values) - min(values)) / statistics.median(values)
            for (trial, _), values in by_trial.items() if len(values) == len(runs) and statistics.median(values)}


def main(parser, arguments):
    parser.add_argument("--filter", default="", metavar="REGEX", help="trials whose name matches")
    parser.add_argument("--threads", type=int, default=1, help="trials with so many threads [1]")
    parser.add_argument("--column", default="median_cycles", choices=["median_ns", "median_cycles"], help="[median_cycles]")
    parser.add_argument("runs", nargs="+", metavar="RUN", help="folders of runs of one machine, or packed ones")
    options = parser.parse_args(arguments)
    wanted = pattern("--filter", options.filter)
    names = schema.expanded(options.runs)
    if len(names) < 2:
        fail(2, "one run has no spread: give two or more of one machine")
    runs = schema.load_many(names, only={"summary.csv"})
    found = spreads(runs, options.column,
                    lambda row: row.threads == options.threads and wanted.search(row.trial))
    if not found:
        fail(2, f"no trial of {options.threads} threads that matches '{options.filter}' has {options.column} in every run")
    good = max(thresholds.of(run).interval for run in runs)
    worst = sorted(found.items(), key=lambda item: -item[1])
    values = sorted(found.values())
    print(f"{len(found)} trials, {len(runs)} runs, {options.column}: (max - min) / median")
    print(f"  median {statistics.median(values):.2%}, 90 % of them below {values[int(len(values) * 0.9)]:.2%}, "
          f"worst {values[-1]:.2%}; {sum(v <= good for v in values)} within {good:.0%}")
    for trial, value in worst[:10]:
        print(f"  {value:7.2%}  {trial}")
