"""Unpacks a run that was packed into one file: into a folder of CSV files, as bench writes them."""

import csv
import pathlib

from fenceline.project import fail
from fenceline.results import packed, references, schema
from fenceline.sharing import cells


def unpack(run, folder):
    """Writes the tables that the run has into `folder`, which must not be there or be empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        fail(2, f"{folder}: is not empty; name another folder with -o")
    for file, table in run.tables.items():
        if file in run.gaps:
            continue
        with open(folder / file, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([column.name for column in table.columns])
            writer.writerows(map(cells.texts, table))
    if run.topology is not None:
        (folder / packed.TOPOLOGY).write_bytes(run.topology)


def main(parser, arguments):
    parser.add_argument("file", metavar="FILE", help="what fenceline pack wrote")
    parser.add_argument("-o", "--out", metavar="DIR", help="the folder to write [beside it, named after it]")
    options = parser.parse_args(arguments)
    if not packed.is_one(references.found(options.file)):
        fail(2, f"{options.file}: is no file; give one that fenceline pack wrote")
    run = schema.load(options.file)
    folder = pathlib.Path(options.out) if options.out else run.dir
    unpack(run, folder)
    print(folder)
