"""Emulated runs have no times; what they executed is counted, exactly, and compared so."""

import collections
import re

from fenceline.results import schema

# `different`: [(trial, thread, what, a, b)] of exact counts; `same`: how many are equal; `means`: [(…)] of counts that
# threads that met made differ; `only_a`, `only_b`: how many the other run has not; `wrong`: [(trial, a, b)] of work;
# `trials`: the names of those that have counts in both.
Counts = collections.namedtuple("Counts", "different same means only_a only_b wrong trials")


def compare(a, b, wanted=""):
    """Counts of two emulated Sides; of several runs of a side the first that has the trial. `wanted`: a regex of trials."""
    mine, other = _counts(a, wanted), _counts(b, wanted)
    common = [key for key in mine if key in other]
    unequal = [(*key, mine[key][0], other[key][0]) for key in common if mine[key][0] != other[key][0]]
    exact = {key for key in common if mine[key][1] and other[key][1]}
    if not common and not set(_work(a, wanted)) & set(_work(b, wanted)):
        raise schema.SchemaError(f"{a.runs[0].source}: neither counts nor trials in common with {b.runs[0].source}"
                                 + (f" that match '{wanted}'" if wanted else "") + ": nothing to compare")
    return Counts([row for row in unequal if row[:3] in exact], sum(mine[key][0] == other[key][0] for key in common),
                  [row for row in unequal if row[:3] not in exact], len(set(mine) - set(other)), len(set(other) - set(mine)),
                  _wrong(a, b, wanted), sorted({trial for trial, _, _ in common}))


def _counts(side, wanted):
    out = {}
    for run in side.runs:
        for row in run["emulated_counts.csv"]:
            if row.per_op is not None and re.search(wanted, row.trial):
                out.setdefault((row.trial, row.thread, row.what), (row.per_op, row.exact))
    return out


def _wrong(a, b, wanted):
    mine, other = _work(a, wanted), _work(b, wanted)
    return [(trial, mine[trial], other[trial]) for trial in mine if trial in other and mine[trial] != other[trial]]


def _work(side, wanted):
    """{trial: what was wrong of its work}"""
    return {row.trial: row.wrong for run in side.runs for row in run["emulated.csv"] if re.search(wanted, row.trial)}
