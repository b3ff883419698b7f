"""Packs a run into one small file to send: all that comparison and report need, without what tells whose it is.

What was removed and what was kept is told. Where a run is read, a packed one may stand for its folder.
"""

import pathlib
import re

from fenceline.keys import together
from fenceline.results import packed, schema
from fenceline.sharing import cells, private, thin

FACT = "packed"  # in run.csv: what was thinned; the gap of a value that was removed tells that


def pack(run, path, small=False, keep=False):
    """Writes the run to `path`; returns (what was thinned, {what was removed: [where]})."""
    tables, thinned = thin.thinned(run, small)
    xml, removed = run.topology, {}
    if not keep:
        tables, xml, removed = private.scrub(tables, xml)
    if FACT not in run.facts:
        tables["run.csv"].append(run["run.csv"][0]._replace(key=FACT, value="; ".join(thinned) or "whole", gap=""))
    members = {packed.member(file): packed.turned(cells.columns(run[file].columns, rows)) for file, rows in tables.items()}
    if xml is not None:
        members[packed.TOPOLOGY] = xml
    packed.write(path, members)
    return thinned, removed


def joined(runs):
    """The first run, with the tables that it has not from the others, which must be of the same machine."""
    together.refuse_unlike(runs)
    first, *others = runs
    for other in others:
        for file, table in other.tables.items():
            if table and not first[file]:
                first.tables[file] = table
                first.gaps.pop(file, None)
        first["run.csv"].append(first["run.csv"][0]._replace(key="packed_with", value=other.fact("arguments"), gap=""))
    return first


def name_of(run):
    """fenceline-zen-5-20261128T161908Z.tar.xz"""
    machine = re.sub(r"[^a-z0-9]+", "-", run.fact("cpu_design", run.fact("cpu_model", "unknown")).lower()).strip("-")
    return f"fenceline-{machine}-{re.sub(r'[^0-9TZ]', '', run.fact('started')) or 'undated'}{packed.SUFFIX}"


def main(parser, arguments):
    parser.add_argument("runs", metavar="RUN", nargs="+", help="the folder of one run, as bench prints it, or a packed one; and "
                        "others of the machine for tables that it has not: of its litmus tests")
    parser.add_argument("-o", "--out", metavar="FILE", help="what to write [fenceline-<core>-<time>.tar.xz, here]")
    parser.add_argument("--keep", action="store_true", help="do not remove what identifies a person or a host")
    parser.add_argument("--small", action="store_true", help="for a collection: fewer digits, no columns that explain")
    options = parser.parse_args(arguments)
    run = joined(schema.load_many(options.runs))
    path = pathlib.Path(options.out or name_of(run))
    thinned, removed = pack(run, path, options.small, options.keep)
    print(f"{path}  {path.stat().st_size / 1000:.0f} kB")
    for line in thinned:
        print(f"  thinned   {line}")
    for what, places in sorted(removed.items()):
        print(f"  removed   {what}: {', '.join(places[:4])}{', …' if len(places) > 4 else ''}")
    if options.keep:
        print("  removed   nothing: --keep")
    for line in private.kept(schema.load(path, only=())["run.csv"]):
        print(f"  kept      {line}")
