"""Collects many runs into one SQLite file: folders of runs, packed ones, other collected files, or folders that hold such.

Each run is held against results/schema.csv; one that is not right is named with its reason and left out. What a run measured
is what it is known by: the same run is not taken twice, however it is called or packed. Where each came from, when, and its
packed file's digest stand beside it. FILE is whole at any time: it is replaced when all is read.

Exit codes: 0; 1 a run was left out, and all others are in FILE; 2 a wrong request; 3 FILE cannot be written.
"""

import collections
import datetime
import hashlib
import os
import pathlib
import re
import zlib

from fenceline.project import fail
from fenceline.results import collected, many, packed, references, schema
from fenceline.sharing import cells, database

LEFT_OUT = 1  # exit code
MOST_TOLD = 20  # duplicates, told one by one
# What a run measured: of all tables those that packing leaves whole.
MEASURED = ("summary.csv", "litmus.csv", "emulated.csv", "emulated_litmus.csv", "emulated_counts.csv")
KNOWN_BY = ("execution", "started", "seed", "isa", "cpu_model", "cpu_design", "instance_type")  # facts that packing leaves, too
TREES = ("native", "emulated")  # of folders that are named by hosts

# What a process read of one run: `error`: why there is nothing else.
Read = collections.namedtuple("Read", "origin error entry bodies rows", defaults=("", None, {}, {}))


def found_in(arguments):
    """Names of the runs that arguments mean: what is a run, or a file, is taken as it is; other folders are searched."""
    out = []
    for argument in arguments:
        path = references.found(argument)
        if collected.is_one(argument):
            out += schema.expanded([argument])
        elif path.is_dir() and not _is_run(path):
            inside = list(_inside(path))
            out += inside or [argument]  # whose error says what is not there
        else:
            out.append(argument)
    return list(dict.fromkeys(map(str, out)))


def holds_none(name):
    """Whether that is a folder in which no run is, however deep."""
    folder = pathlib.Path(name)
    return folder.is_dir() and not any(_inside(folder))


def _is_run(folder):
    return any((folder / name).is_file() for name in ("run.csv", "run.csv.gz"))


def _inside(folder):
    """Folders of runs and packed runs in a folder, however deep, by name; links are not followed."""
    for here, folders, files in os.walk(folder):
        folders.sort()
        here = pathlib.Path(here)
        if _is_run(here):
            folders.clear()
            yield here
        yield from (here / name for name in sorted(files) if name.endswith(packed.SUFFIX))


def read(name):
    """All of one run, in the form in which it is kept; checked against the contract."""
    try:
        run = schema.load(name)
    except (schema.SchemaError, OSError) as error:
        return Read(name, str(error).removeprefix(f"{name}: "))
    files = {file: table for file, table in run.tables.items() if file not in run.gaps}
    bodies, rows = {}, {}
    for file, table in files.items():
        if collected.by_rows(table.columns):
            bodies[file], rows[file] = None, list(map(tuple, table))
        else:
            bodies[file] = zlib.compress(packed.turned(cells.columns(table.columns, table)))
    if run.topology is not None:
        bodies[packed.TOPOLOGY] = zlib.compress(run.topology)
    return Read(name, "", _entry(run, name), bodies, rows)


def _entry(run, name):
    before = run.entry
    path = collected.split(name)[0] if before else references.found(name)
    digest = before.digest if before else hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return collected.Entry(
        before.name if before else name_of(path), identity_of(run), before.host if before else host_of(path),
        str(path.resolve()) + (f"{collected.MARK}{before.name}" if before else ""), digest,
        datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), run.fact("revision"), run.fact("started"),
        run.execution, run.fact("isa"), run.fact("cpu_design", run.fact("cpu_model")), run.fact("instance_type"),
        run.fact("region"))


def identity_of(run):
    """SHA-256 of what the run measured, the same whether it is a folder or was packed."""
    held = hashlib.sha256("\0".join(run.fact(key) for key in KNOWN_BY).encode())
    for file in MEASURED:
        names = [column.name for column in run[file].columns]
        lines = sorted("\0".join(cells.texts(row)) for row in run[file])
        held.update("\n".join([file, *names, *lines]).encode() if lines else b"")
    return held.hexdigest()


def host_of(path):
    """The host's name where the bench or a fleet put the run: native/HOST/TIME; elsewhere it is not known."""
    *_, tree, host, _ = ("", "", *path.resolve().parts)[-3:]
    return host if tree in TREES else ""


def name_of(path):
    """What to call a run by: its folder with its host's name, or its file."""
    host = host_of(path)
    name = f"{host}-{path.name}" if host else references.name_of(path)
    return re.sub(r"[^\w.+-]+", "-", name) or "run"


def collect(names, file):
    """Adds the runs to the file; returns ([names taken], [(origin, what it is called there)], [(origin, why not)])."""
    taken, doubled, refused = [], [], []
    with database.changed(file) as held:
        called = held.names()
        for one in many.each(read, names):
            if one.error:
                refused.append((one.origin, one.error))
                continue
            same = held.known("identity", one.entry.identity)
            if same:
                doubled.append((one.origin, same[0].name))
                continue
            for before in _grown(held, one.entry):
                held.remove(before.name)
                called.remove(before.name)
            entry = one.entry._replace(name=_free(one.entry.name, called))
            try:
                held.add(entry, one.bodies, one.rows)
            except OverflowError:
                held.remove(entry.name)
                refused.append((one.origin, "holds a number that is larger than 64 bits"))
                continue
            called.add(entry.name)
            taken.append(entry.name)
    return taken, doubled, refused


def _grown(held, entry):
    """[Entry] of this very run as it was when it was collected before: it has been resumed since."""
    return [before for before in held.known("started", entry.started)
            if before.origin == entry.origin or (before.host, before.instance_type) == (entry.host or None, entry.instance_type)]


def _free(name, called):
    """The name, or with a number where another run has it."""
    number = 1
    while (out := f"{name}-{number}" if number > 1 else name) in called:
        number += 1
    return out


def main(parser, arguments):
    parser.add_argument("runs", metavar="RUN", nargs="+", help="the folder of a run, a packed one, a collected file, or a folder "
                        "that holds such, however deep")
    parser.add_argument("-o", "--out", metavar="FILE", default=f"runs{collected.SUFFIX}",
                        help="what to write; what is in it stays [%(default)s]")
    options = parser.parse_args(arguments)
    try:
        taken, doubled, refused = collect(found_in(options.runs), options.out)
    except collected.Refused as error:
        fail(2, f"{options.out}: {error}")
    except database.Busy as error:
        fail(3, str(error))
    for origin, name in doubled[:MOST_TOLD]:
        print(f"  there already   {origin}: is {name}")
    if len(doubled) > MOST_TOLD:
        print(f"  there already   {len(doubled) - MOST_TOLD} more")
    for origin, why in refused:
        print(f"  left out        {origin}: {why}")
    if pathlib.Path(options.out).is_file():
        _tell(options.out, len(taken))
    if refused:
        fail(LEFT_OUT, f"{len(refused)} of {len(taken) + len(doubled) + len(refused)} runs are not right and were left out; the "
             "first: " + ": ".join(refused[0]))


def _tell(path, new):
    found = collected.entries(path)
    types = {one.instance_type or one.cpu for one in found}
    emulated = sum(one.execution != "native" for one in found)
    print(f"{path}  {len(found)} {'run' if len(found) == 1 else 'runs'}, {new} of them new; of {len(types)} "
          f"{'kind' if len(types) == 1 else 'kinds'} of machine" + (f", {emulated} emulated" if emulated else "")
          + f"; {pathlib.Path(path).stat().st_size / 1e6:.1f} MB")
