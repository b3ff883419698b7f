"""What the bench tells of the trials that the independent probe of lines and of memory names (arch/test/line_probe.h).

A name is a trial, "suite/kernel name=value"; behind '#' stands a figure beside its time.
"""

import os
import re
import statistics

from fenceline.results import schema, select

OWN = "#lines_hold"  # of the probe alone: how alike lines' trips are in its even rounds and in its odd ones
ADDITIONS = "additions_per_ns"  # of the thread that adds beside the one that is measured


def arguments(names):
    """The bench's, which make it measure these and nothing else."""
    trials = sorted({name.partition("#")[0] for name in names})
    kernels = sorted({re.escape(trial.partition(" ")[0].partition("/")[2]) for trial in trials})
    values = {}
    for trial in trials:
        for name, value in schema.parse_args(trial.partition(" ")[2]).items():
            values.setdefault(name, set()).add(value)
    chosen = [f"{name}={','.join(map(str, sorted(of_it)))}" for name, of_it in values.items()]
    suites = sorted({trial.partition("/")[0] for trial in trials})
    return [f"--suite={','.join(suites)}", f"--filter=({'|'.join(kernels)})(/|$)", "--threads=1,2",
            *([f"--param={','.join(chosen)}"] if chosen else [])]


def figures(run, names):
    """{name: figure} in the commonest hidden mode, on the CPUs that the probe takes too."""
    cpus = {str(cpu) for cpu in sorted(os.sched_getaffinity(0))[:2]}
    found = {}
    for name in names:
        trial, _, figure = name.partition("#")
        rows = [row for row in run["summary.csv"] if told(row) == trial and row.median_ns is not None and set(row.cpus.split()) <= cpus]
        if not rows:
            continue
        row = select.dominant(rows)
        value = row.median_ns if not figure else beside_time(run, row, figure)
        if value is not None:
            found[name] = value
    return found


def told(row):
    return f"{row.suite}/{row.kernel} {row.args}".strip()


def beside_time(run, row, figure):
    """The median of a figure over the repetitions that the row is of; None where it has none."""
    records = {r.repetition: r for r in run["records.csv"] if r.trial == row.trial and not r.disturbed and r.mode == row.mode}
    of_it = lambda table: [one for one in run[table] if one.trial == row.trial and one.repetition in records]  # noqa: E731
    if figure == ADDITIONS:
        values = [one.ops / records[one.repetition].window_ns for one in of_it("threads.csv") if one.thread == 1]
    else:
        values = [one.value for one in of_it("figures.csv") if one.figure == figure]
    return statistics.median(values) if values else None
