"""What each instruction costs, by microarchitecture: as measured by the runs of a gallery, and as published."""

import statistics

from fenceline.report import reference
from fenceline.results import select, tell

SUITES = ("atomics", "fences", "timers")  # their kernels of one thread are an instruction, or a short sequence


def measured(runs):
    """{ISA: (designs, rows)}: rows of texts: group, instruction, how it is measured, and a cost for each design."""
    out = {}
    for isa, same in select.grouped((run for run in runs if run.native), lambda run: run.fact("isa")).items():
        designs = select.grouped(same, design)
        costs = {}
        for name, of_design in designs.items():
            for run in of_design:
                for row in _rows(run):
                    costs.setdefault(_key(row), {}).setdefault(name, []).append(row)
        rows = [(*key, *(_cost(by_design.get(name, ())) for name in designs)) for key, by_design in sorted(costs.items())]
        out[isa] = [name if len(of) == 1 else f"{name}, {len(of)} runs" for name, of in designs.items()], rows
    return out


def published():
    """{ISA: (names of instructions, rows)}: a row of texts for each core, in cycles."""
    out = {}
    for isa, same in select.grouped(reference.instructions(), lambda row: row.isa).items():
        ordered = sorted(same, key=lambda row: (row.group, row.variant))
        columns = list(dict.fromkeys((row.variant, row.measured) for row in ordered))
        cores = select.grouped(same, lambda row: row.core)
        out[isa] = [f"{variant}, {how}" for variant, how in columns], [
            (core, *(_span([row.cycles for row in of if (row.variant, row.measured) == key]) for key in columns))
            for core, of in sorted(cores.items())]
    return out


def design(run):
    return run.fact("cpu_design", run.fact("cpu_model", "unknown CPU"))


def _rows(run):
    rows = [row for row in run["summary.csv"] if row.suite in SUITES and row.threads == 1 and not row.args
            and row.median_ns is not None and row.how != "resolution"]
    return [select.dominant(same) for same in select.grouped(rows, lambda row: (row.kernel, row.placement)).values()]


def _key(row):
    return row.group, tell.label(row), " ".join(filter(None, (row.use, row.how))).replace("_", " ")


def _cost(rows):
    """'20.0 cy', of several runs and placements the median; in ns where cycles are not known."""
    if not rows:
        return ""
    cycles = [row.median_cycles for row in rows if row.median_cycles is not None]
    wide = "" if all(row.closed for row in rows) else "~"
    return (f"{tell.nanoseconds(statistics.median(cycles))} cy" if cycles else
            f"{tell.nanoseconds(statistics.median(row.median_ns for row in rows))} ns") + wide


def _span(values):
    """'18', or '18 … 22' where sources differ."""
    low, high = (f"{end:g}" for end in (min(values, default=0), max(values, default=0)))
    return "" if not values else low if low == high else f"{low} … {high}"
