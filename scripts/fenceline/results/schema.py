"""Reads a run's results, and nothing that results/schema.csv does not name.

    run = schema.load("results/native/host/run")
    run.facts["cpu_model"]; run["summary.csv"]; run.gap("counters.csv")

Every cell is checked against the contract (tables.py). Native and emulated results are never mixed: where the files lie,
what run.csv says and which files there are must agree. A run may be packed into one file (fenceline pack), or stand with
others in a collected one (fenceline collect): it is read as its folder would be (sources.py).
"""

import contextlib
import gc
import pathlib

from fenceline.results import collected, references, sources
from fenceline.results.tables import ADDED, CONTRACT, Column, SchemaError, Table, contract, of_run, read

__all__ = ["ADDED", "CONTRACT", "Column", "Run", "SchemaError", "Table", "contract", "expanded", "load", "load_many", "of_run",
           "parse_args", "read"]
# A column in one of these units holds a time or what was derived from one.
TIME_UNITS = {"ns", "s", "1/s", "cycle", "GHz", "B/s"}


class Run:
    """One run: `facts` (run.csv), tables by file name, `gaps`: why something is not there, `topology`: bytes of
    topology.xml, or None. `dir`: where to write what is made of it; of a packed run a folder beside it, yet to be made,
    and of a reference machine one where the user stands.
    `source`: what was read. `entry`: of a run in a collected file, where that had it from (collected.Entry); else None."""

    def __init__(self, directory, source=None):
        self.dir = pathlib.Path(directory)
        self.source = pathlib.Path(source or directory)
        self.entry = None
        self.topology = None
        self.facts = {}
        self.gaps = {}
        self.remarks = []
        self.tables = {}

    @property
    def name(self):
        """What to call it by, where a path is too long."""
        return self.entry.name if self.entry else references.name_of(self.source)

    @property
    def execution(self):
        return self.facts["execution"]

    @property
    def native(self):
        return self.execution == "native"

    @property
    def ended(self):
        """"complete", or in words how the run ended before its time; None: it is of a version that did not tell."""
        return self.facts["ended"] or self.gap("ended") if "ended" in self.facts else None

    def __getitem__(self, file):
        """The rows of a file of the contract; none where the run has no such file (see gap())."""
        return self.tables[file]

    def gap(self, name):
        """Why a file, or a fact, is not there; empty where it is."""
        if name in self.facts and self.facts[name] or self.tables.get(name):
            return ""
        return self.gaps.get(name, "not recorded")

    def fact(self, key, default=""):
        return self.facts.get(key) or default


@contextlib.contextmanager
def _uncollected():
    """Reading makes a million small things that all stay: the collector would look them through again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load(directory, files=None, only=None):
    """The run in a folder or a packed file, one of a collected file, or of a reference machine by its name. `files`: a contract other than
    results/schema.csv, for tests. `only`: the files whose rows are wanted beside run.csv; of the others it is only seen
    whether they are there."""
    with _uncollected():
        return _load(references.found(directory), files or contract(), only)


def _load(directory, written, only):
    source = sources.of(directory, written)
    files = of_run(written)
    run = Run(source.dir, directory)
    run.entry = source.entry
    run.topology = source.topology()
    for file, columns in files.items():
        if only is not None and file not in (*only, "run.csv"):
            run.tables[file] = Table(file, columns)
            run.gaps[file] = "not asked for"
        elif source.has(file):
            run.tables[file], remarks = source.read(file, columns)
            run.remarks += remarks
        else:
            run.tables[file] = Table(file, columns)
            run.gaps[file] = "this run wrote no such file"
    for row in run["run.csv"]:
        # A fact may be told several times (each remark, each time that the run was resumed); of its end the last holds.
        known = run.facts.get(row.key)
        last = row.key == "ended" or known in (None, "", row.value)
        run.facts[row.key] = row.value if last else f"{known}; {row.value}"
        if not row.value:
            run.gaps[row.key] = row.gap or "no reason given"
    run.remarks += [f"{name}: not in results/schema.csv, not read" for name in source.others() if name not in written]
    _refuse_mixture(run, [file for file in files if source.has(file)], files)
    return run


def expanded(names):
    """Names of runs, in their order, with the runs of collected files in the place of these."""
    out = []
    for name in names:
        try:
            out += collected.chosen(name) if collected.is_one(name) else [name]
        except collected.Refused as error:
            raise SchemaError(f"{name}: {error}") from None
    return out


def _refuse_mixture(run, there, contracted):
    """Path, run.csv and the files that are there must tell the same kind of execution."""
    if not run.fact("execution"):
        raise SchemaError(f"{run.dir}/run.csv: no 'execution': native cannot be told from emulated")
    tree = next((p for p in reversed(run.dir.resolve().parts) if p in ("native", "emulated")), None)
    if tree and (tree == "native") != run.native:
        raise SchemaError(f"{run.dir}: lies under {tree}/ but run.csv says execution "
                          f"'{run.execution}'; native and emulated results are not mixed")
    for file in there:
        if run.native and file.startswith("emulated"):
            raise SchemaError(f"{run.dir}/{file}: emulated results in a native run")
        if not run.native:
            timed = {c.name for c in contracted[file] if c.unit in TIME_UNITS}
            if timed and not file.startswith("emulated"):
                raise SchemaError(f"{run.dir}/{file}: holds times ({', '.join(sorted(timed))}) in "
                                  f"a run whose execution is '{run.execution}'")


def load_many(directories, only=None):
    """Several runs to be shown side by side, those of collected files one by one: all native or none. `only`: as in load()."""
    runs = [load(d, only=only) for d in expanded(directories)]
    kinds = {run.native: run for run in runs}
    if len(kinds) > 1:
        raise SchemaError(f"{kinds[True].source} is native and {kinds[False].source} is "
                          f"'{kinds[False].execution}': they are not compared with each other")
    return runs


def parse_args(text):
    """A row's `args` ("pending_stores=4 sharers=2") as {name: int, or text where it is none}."""
    out = {}
    for item in text.split():
        name, _, value = item.partition("=")
        out[name] = int(value) if value.lstrip("-").isdigit() else value
    return out
