"""Who is compared with whom: runs of one machine as it was make one side, with their trials and modes brought together.

An argument is a run, several runs with commas between, a folder of runs, or those that a collected file holds, and makes a
side of its own; a collected file alone is all of its runs, as if each was given. Of three or more arguments those of one
machine, set up and built alike, are pooled; unless that leaves one side, and unless they are to stay apart.
"""

import collections
import math
import pathlib
import re
import statistics

from fenceline.compare import like, medians
from fenceline.results import collected, references, schema, select

SAME_MODE = 1.2  # distances of hidden placement modes up to so many times apart are one: as the bench takes them
FILES = {"records.csv", "emulated.csv", "emulated_counts.csv"}

# `name`: its letter; `found`: {(trial, mode): [(run's number, Median)]}; `rows`: {trial: a row of records.csv};
# `shares`: {(trial, mode): share of the trial's repetitions}; `nothing`, `rare`: trials that medians left out.
Side = collections.namedtuple("Side", "name runs found rows shares nothing rare")


def load(arguments, pool=True, column="ns_per_op", keep=lambda row: True):
    """[Side], named A, B, … in the order of the arguments; all native or none."""
    folders = [runs_of(argument) for argument in arguments]
    if len(folders) == 1 and collected.is_one(arguments[0]):
        folders = [[one] for one in folders[0]]
    runs = iter(schema.load_many([folder for same in folders for folder in same], only=FILES))
    groups = [[next(runs) for _ in same] for same in folders]
    if pool and len(groups) > 2:
        pooled = [_once([run for group in same for run in group], lambda run: run.source)
                  for same in select.grouped(groups, lambda group: like.setting(group[0])).values()]
        groups = pooled if len(pooled) > 1 else groups
    if len(groups) < 2:
        raise schema.SchemaError(f"{arguments[0]}: one side alone; give another run, or another folder of runs")
    return [of(_letter(number), same, column, keep) for number, same in enumerate(groups)]


def _letter(number):
    return chr(ord("A") + number) if number < 26 else f"{_letter(number // 26 - 1)}{_letter(number % 26)}"


def runs_of(argument):
    """Paths of the runs that an argument names, each once."""
    folders = []
    for part in argument.split(","):
        if collected.is_one(part):
            folders += map(pathlib.Path, schema.expanded([part]))
            continue
        folder = references.found(part)
        inside = sorted({path.parent.resolve() for path in folder.glob("*/run.csv*")})
        folders += inside if inside and not list(folder.glob("run.csv*")) else [folder]
    return _once(folders, lambda folder: folder)


def _once(runs, path):
    """A run that is named twice tells no more than one."""
    return list({path(run).resolve(): run for run in runs}.values())


def of(name, runs, column="ns_per_op", keep=lambda row: True):
    """The Side that these runs make."""
    return join(name, runs, [medians.of(run, column, keep) for run in runs] if runs[0].native else [])


def join(name, runs, each):
    """The same of runs whose Medians are known."""
    found, rows, weights = collections.defaultdict(list), {}, collections.defaultdict(list)
    modes = _modes(each)
    for number, of_run in enumerate(each):
        rows = {**of_run.rows, **rows}
        # Two modes of one run that are one for the side: the one that was met more.
        for (trial, mode), median in sorted(of_run.by_trial.items(), key=lambda item: -item[1].share):
            key = trial, modes[number, mode]
            if all(other != number for other, _ in found[key]):
                found[key].append((number, median))
                weights[key].append(median.share)
    shares = {key: statistics.fmean(of_key) for key, of_key in weights.items()}
    nothing = set().union(*(one.nothing for one in each)) if each else set()
    rare = set().union(*(one.rare for one in each)) if each else set()
    known = {trial for trial, _ in found}
    return Side(name, runs, dict(found), rows, shares, nothing - known, rare - known)


def _modes(each):
    """{(run's number, mode): the side's name for it}: runs name one mode by unlike distances; its name is the middle's."""
    centres = {(number, mode): distance(mode) and (centre or distance(mode))
               for number, of_run in enumerate(each) for mode, centre in of_run.centres.items()}
    out, group = {}, []
    for key, centre in sorted(centres.items(), key=lambda item: (item[1] or 0, item[0])):
        if not centre:
            out[key] = key[1]
            continue
        if group and centre > SAME_MODE * group[0][1]:
            _name(group, out)
            group = []
        group.append((key, centre))
    _name(group, out)
    return out


def _name(group, out):
    middle = statistics.median(centre for _, centre in group) if group else 0
    for key, _ in group:
        out[key] = f"{middle:.0f}ns"


def distance(mode):
    """The distance in ns that names a hidden placement mode; None where it is no such name."""
    number = re.fullmatch(r"(\d+(?:\.\d+)?)ns", mode)
    return float(number[1]) if number and float(number[1]) > 0 else None


def same_mode(a, b):
    if distance(a) and distance(b):
        return abs(math.log(distance(a) / distance(b))) <= math.log(SAME_MODE)
    return a == b
