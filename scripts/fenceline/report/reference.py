"""Is this number sane? Measured cycles held against published ones for the same core.

Published figures and their sources are in results/reference/. A factor within SANE is called sane:
published tables of one core differ by that much between parts and tools.
"""

import collections

from fenceline.results import references, schema, select

SANE = (0.8, 1.25)

Core = collections.namedtuple("Core", "name trusted remark")
Judgement = collections.namedtuple("Judgement", "row published source factor verdict")

_TEXT = lambda *names: [schema.Column(n, "text", "", "") for n in names]  # noqa: E731


def instructions():
    """Rows of instructions.csv."""
    columns = [*_TEXT("isa", "core", "group", "variant"), schema.Column("width", "integer", "bit", ""),
               *_TEXT("measured"), schema.Column("cycles", "real", "cycle", ""), *_TEXT("source")]
    return schema.read(references.FOLDER / "instructions.csv", columns)[0]


def core(run):
    """The core that the CPU says it is, and whether that can be believed."""
    design = run.fact("cpu_design", run.fact("cpu_model"))
    if not design:
        return Core("", False, f"which CPU this is, is not recorded: {run.gap('cpu_model')}")
    cores = dict(schema.read(references.FOLDER / "cores.csv", _TEXT("design", "core"))[0])
    name = cores.get(design, design)
    if name not in {row.core for row in instructions()}:
        return Core("", False, f"no published figures for {design}")
    masked = run.fact("masked_model")
    return Core(name, not masked, masked)


def judge(run):
    """(Core, [Judgement]): every uncontended figure in cycles that a published one exists for."""
    which = core(run)
    published = collections.defaultdict(list)
    for row in instructions():
        if row.core == which.name:
            published[row.group, row.variant, row.measured].append(row)
    out = []
    for row in run["summary.csv"] if run.native else []:
        if row.threads != 1 or row.args or row.median_cycles is None:
            continue
        hows = (row.how, row.metric, *(select.CHAINS if row.how in select.CHAINS else ()))
        known = next((published[key] for how in hows if (key := (row.group, row.variant, how)) in published), [])
        if known and row.width in (0, None, 64, known[0].width):
            near = min(known, key=lambda k: abs(k.cycles - row.median_cycles))
            factor = row.median_cycles / near.cycles
            out.append(Judgement(row, near.cycles, near.source, factor, _verdict(factor)))
    return which, out


def _verdict(factor):
    if SANE[0] <= factor <= SANE[1]:
        return "sane"
    return f"unusual: ×{factor:.2g} of the published"
