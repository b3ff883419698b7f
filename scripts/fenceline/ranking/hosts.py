"""What a fleet is made of: runs, the hosts that they are of, and the instance types that these are of.

Hosts are what is sampled of a type: several runs of one are taken together before anything else, by the median, and tell
nothing of how far hosts are apart.
"""

import collections
import dataclasses
import math
import pathlib
import statistics

from fenceline.keys import composites, key_figures
from fenceline.ranking import trust
from fenceline.results import schema, select, topology
from fenceline.sharing import collect

TABLES = ("records.csv", "doctor.csv", "skips.csv", *collect.MEASURED)

# One run, as far as a ranking looks at it. `type`: instance type, or CPU and their number where that is not `told`; `host`: its
# name, empty where it is not known; `times`: {key of composites.times(): logarithm of ns}; `distances`: between two PUs;
# `figures`: {name: KeyFigure} that it has; `left_out`: why it is not ranked; `doubts`: what may be off.
Seen = collections.namedtuple("Seen", "name source type told host isa cpu cpus provider region image started left_out doubts "
                              "times distances figures identity")


@dataclasses.dataclass(eq=False)  # one is not another that measured the same
class Host:
    """One host of a type: its runs' times together. `cpus`: how many, None where it is not known."""

    name: str
    type: str
    isa: str
    cpu: str
    cpus: int
    region: str
    runs: list
    times: dict


def read(name):
    """Seen of a run; of one that is not right what is wrong with it is why it is left out."""
    try:
        run = schema.load(name, only=TABLES)
    except (schema.SchemaError, OSError) as error:
        return Seen(collect.name_of(pathlib.Path(name)), str(name), "unknown", False, "", "", "", None, "", "", "", "",
                    str(error).removeprefix(f"{name}: "), [], {}, set(), {}, "")
    out = trust.left_out(run)
    times = {} if out else {key: math.log(figure.value) for key, figure in composites.times(run, False).items()}
    cpu, cpus, told = run.fact("cpu_design", run.fact("cpu_model", "unknown CPU")), _cpus(run), run.fact("instance_type")
    return Seen(run.name if run.entry else collect.name_of(run.source), str(run.source), told or f"{cpu}, {cpus or 'unknown number of'} CPUs", bool(told),
                run.entry.host if run.entry else collect.host_of(run.source), run.fact("isa"), cpu, cpus,
                run.fact("provider", run.fact("instance_vendor")), run.fact("region"), run.fact("image"), run.fact("started"),
                out, [] if out else trust.doubts(run), times, composites.distances_of(run),
                {} if out else {one.name: one for one in key_figures.of(run) if one.value is not None},
                run.entry.identity if run.entry else collect.identity_of(run))


def _cpus(run):
    machine = topology.of(run)
    if machine:
        return len(machine.pus)
    return len(_numbers(run.fact("usable_pus"))) or None


def _numbers(text):
    """'0-2,5' -> {0, 1, 2, 5}"""
    out = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            return set()
        out.update(range(int(first), int(last or first) + 1))
    return out


def of(seen):
    """[Host] of the runs that are ranked, by type and name. A run of no known host is taken for a host of its own."""
    ranked = [one for one in seen if not one.left_out]
    alike = all(len(one.distances) <= 1 for one in ranked)
    alone = {one.identity: one for one in reversed(ranked)}  # a run that is given twice tells no more than one
    ranked = [one for one in ranked if alone[one.identity] is one]
    groups = select.grouped(ranked, lambda one: (one.type, one.host or one.name, one.region))
    return sorted((_host(name, runs, alike) for (_, name, _), runs in groups.items()), key=lambda host: (host.type, host.name))


def _host(name, runs, alike):
    found = collections.defaultdict(list)
    for one in runs:
        for key, log in one.times.items():
            # Machines that have but one distance between two of their PUs are compared at it, whatever it is called.
            found[(*key[:-1], "") if alike and key[4] > 1 else key].append(log)
    first = runs[0]
    return Host(name, first.type, first.isa, first.cpu, first.cpus, first.region, runs,
                {key: statistics.median(logs) for key, logs in found.items()})
