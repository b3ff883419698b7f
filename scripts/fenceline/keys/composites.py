"""One figure a suite: how many times as quick as a reference machine, and the parts that it is made of.

A kernel's ratio is the reference's time over this machine's, of the same kernel, parameters, threads and distance. A
group's is the geometric mean of its kernels' ratios and the suite's that of its groups', so that a group of many widths
counts no more than one of few. Ends of intervals are taken together (interval.py), and so are ends of means.
"""

import collections
import statistics

from fenceline.keys import interval, pick
from fenceline.results import references, schema, select, thresholds

REFERENCE = "zen5-kvm-2vcpu"  # of results/reference/, unless another is named
FORMULA = "geometric mean over groups of (geometric mean over kernels of (time of the reference / time of this machine))"

# `parts`: [Part]. value None: it cannot be had, and `note` says why. `reference`: the name of the machine.
Composite = collections.namedtuple("Composite", "suite value low high reference formula parts note")
# Of one group: its ratio, of how many kernels, and the least and the greatest of theirs.
Part = collections.namedtuple("Part", "group value low high kernels least most")


def reference(name=REFERENCE):
    """(the reference machine's name, its run): one of results/reference/, or a run's folder or file; SchemaError."""
    run = schema.load(name, only=pick.FILES)
    return name if name in references.machines() else run.fact("cpu_design", run.fact("cpu_model", name)), run


def of(run, reference_run, name=""):
    """[Composite] of every suite that both runs have; none of emulated ones. `name`: of the reference machine; its CPU's
    unless told."""
    name = name or reference_run.fact("cpu_design", reference_run.fact("cpu_model", "the reference"))
    if not (run.native and reference_run.native):
        return []
    distances = [distances_of(one) for one in (run, reference_run)]
    alike = all(len(found) == 1 for found in distances) and distances[0] != distances[1]
    here, there = (times(one, alike) for one in (run, reference_run))
    measured = [{row.suite for row in one["summary.csv"]} for one in (run, reference_run)]
    suites = dict.fromkeys(row.suite for row in run["summary.csv"])
    return [_composite(suite, here, there, name) for suite in suites if all(suite in one for one in measured)]


def _composite(suite, here, there, name):
    shared = [key for key in here if key in there and key[0] == suite]
    if not shared:
        return Composite(suite, *interval.NONE, name, FORMULA, [], "no kernel of it has an interval on both machines")
    parts = []
    for group, keys in select.grouped(shared, lambda key: key[1]).items():
        ratios = [interval.divide(there[key], here[key]) for key in keys]
        values = [ratio.value for ratio in ratios]
        parts.append(Part(group, *interval.together(ratios, interval.geometric_mean), len(keys), min(values), max(values)))
    figure = interval.together([interval.Figure(*part[1:4]) for part in parts], interval.geometric_mean)
    only = sum(key[0] == suite for key in (*here, *there)) - 2 * len(shared)
    return Composite(suite, *figure, name, FORMULA, parts, f"kernels with an interval on one machine only: {only}" if only else "")


def distances_of(run):
    return {row.distance or row.relation for row in run["summary.csv"] if row.threads == 2}


def times(run, alike):
    """{(suite, group, kernel, parameters, threads, place): Figure} of what has an interval and is told from nothing.

    A place is a distance; of one thread it is the beginning of the placement's name, which tells whose memory it is.
    `alike`: both machines have one distance only, of different names, which are taken for one.
    """
    least = thresholds.of(run).next_to_nothing_ns
    out = {}
    rows = [row for row in run["summary.csv"] if not row.oversubscribed]
    for key, same in select.grouped(rows, lambda r: (r.suite, r.group, r.kernel, r.args, r.threads,
                                                     _place(r, alike))).items():
        met = [select.dominant(trial) for trial in select.grouped(same, lambda r: r.trial).values()]
        figures = [figure for r in met if r.median_ns is not None and (figure := interval.of_row(r)).low is not None]
        if figures and min(figure.low for figure in figures) > least:
            out[key] = interval.together(figures, statistics.median)
    return out


def _place(row, alike):
    return row.placement.split(" ")[0] if row.threads == 1 else "" if alike else row.distance or row.relation
