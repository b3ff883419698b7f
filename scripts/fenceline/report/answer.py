"""The answer that stands first: key figures as cards, each beside the reference machines of the same class."""

import collections
import math

from fenceline.keys import composites, key_figures, tell_figures
from fenceline.report import key_figures as tables, machine
from fenceline.report.sections import chapter, section
from fenceline.results import references, schema, tell, topology

MOST = 4  # machines beside this one
TABLES = ("summary.csv", "litmus.csv", "figures.csv", "percentiles.csv")  # that key figures are made of

# A machine that the project has met: `title` is its CPU's name.
Reference = collections.namedtuple("Reference", "name title run figures")


def reference_machines(run):
    """[Reference] of the same ISA, virtual if this one is, those with as many CPUs first; runs of this very machine left out."""
    if not run.native:
        return []
    found = []
    for name, path in references.machines().items():
        other = schema.load(path, only=TABLES)
        if other.native and _kind(other) == _kind(run) and other.fact("started") != run.fact("started"):
            found.append(Reference(name, machine.title(other), other, None))
    found.sort(key=lambda one: (_same(one.run, run), abs(math.log2(_cpus(one.run) / _cpus(run)))))
    return [one._replace(figures={figure.name: figure for figure in key_figures.of(one.run)}) for one in found[:MOST]]


def _kind(run):
    return run.fact("isa"), bool(tell.hypervisor(run))


def _same(other, run):
    """Whether it is a machine of the same CPU: it tells less than an unlike one."""
    return machine.title(other) == machine.title(run)


def _cpus(run):
    told = topology.of(run)
    return max(1, len(told.pus)) if told else 1


def cards(run, others):
    """[{name, value, unit, more}] of the key figures that were measured."""
    out = []
    for one in key_figures.of(run) if run.native else ():
        if one.value is None:
            continue
        if one.formula.startswith("seen"):
            out.append({"name": one.title, "value": "seen" if one.value else "not seen", "unit": "", "more": ""})
            continue
        beside = [f"{other.title}: {_against(one, theirs)}" for other in others[:2]
                  if (theirs := _same_figure(one, other)) is not None]
        value, low, high, unit = tell_figures.scaled(one.value, one.low, one.high, one.unit)
        wide = f"[{tell_figures.number(low)}, {tell_figures.number(high)}]" if low is not None else "interval not known"
        out.append({"name": one.title, "value": tell_figures.number(value), "unit": unit,
                    "more": "\n".join(filter(None, (wide, *beside, one.note)))})
    return out


def _same_figure(one, other):
    """Its figure at the same distance, or the only one at another: (figure, at which distance)."""
    exact = other.figures.get(one.name)
    if exact is not None and exact.value is not None:
        return exact, ""
    stem, _, distance = one.name.partition(".")
    rest = [(figure, name.partition(".")[2]) for name, figure in other.figures.items()
            if distance and name.partition(".")[0] == stem and figure.value is not None]
    return rest[0] if len(rest) == 1 else None


def _against(one, theirs):
    figure, where = theirs
    value, _, _, unit = tell_figures.scaled(figure.value, None, None, figure.unit)
    told = f"{tell_figures.number(value)} {unit}" + (f" ({where})" if where else "")
    if not one.value or not figure.value:
        return told
    ratio = one.value / figure.value
    return f"{told}, here {'the same' if 0.98 < ratio < 1.02 else f'×{ratio:.2g}'}"


def key_chapter(run, others):
    """Key figures beside other machines, suites against the reference machine, and how each figure is made."""
    if not run.native:
        return None
    sections = [_beside(run, others)] if others else []
    there = composites.REFERENCE in references.machines()
    name, reference = composites.reference() if there else ("", None)
    made, *against = tables.sections_of(run, reference, name)
    sections += [one._replace(folded=True) for one in (*against, made._replace(title="How key figures are made"))]
    return chapter("Key figures beside other machines" if others else "Key figures", sections)


def _beside(run, others):
    rows = []
    for one in key_figures.of(run):
        cells = [_told(theirs) for other in others for theirs in [_same_figure(one, other)]]
        if one.value is not None or any(cells):
            rows.append((one.title, tell_figures.key(one) if one.value is not None else "—", *cells))
    names = [other.title if not _same(other.run, run) else f"{other.title}, {other.run.fact('started')}" for other in others]
    return section("", "Reference machines of the same kind, from results/reference; median [95 % interval].",
                   ("figure", "this machine", *names), rows)


def _told(theirs):
    if theirs is None:
        return ""
    figure, where = theirs
    return tell_figures.key(figure) + (f", {where}" if where else "")
