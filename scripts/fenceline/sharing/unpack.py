"""Unpacks a run that was packed into one file: into a folder of CSV files, as bench writes them."""

import csv
import pathlib

from fenceline.project import fail
from fenceline.results import packed, references, schema, tables
from fenceline.sharing import cells


def unpack(run, folder):
    """Writes the tables that the run has into `folder`, which must not be there or be empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        fail(2, f"{folder}: is not empty; name another folder with -o")
    for file, (columns, rows) in numbered(run).items():
        with open(folder / file, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([column.name for column in columns])
            writer.writerows(map(cells.texts, rows))
    if run.topology is not None:
        (folder / packed.TOPOLOGY).write_bytes(run.topology)


def numbered(run):
    """{file: (columns, rows)} as they are written: what belongs to a trial stands in trials.csv, with the number by which the
    tables of its repetitions name it."""
    written = schema.contract()
    there = {file: table for file, table in run.tables.items() if file not in run.gaps}
    by_number = [file for file in there if written[file][0].name == tables.NUMBER]
    whose = [column.name for column in written[tables.TRIALS]]
    trials = {}
    for file in sorted(by_number, key=lambda file: file != "records.csv"):  # which alone tells more than the name
        for row in there[file]:
            if row.trial not in trials:
                trials[row.trial] = [len(trials), *(getattr(row, name, None) for name in whose[1:])]
    out = {file: (table.columns, table) for file, table in there.items()}
    for file in by_number:
        own = [at for at, column in enumerate(there[file].columns) if column in written[file]]
        out[file] = written[file], [[trials[row.trial][0], *(row[at] for at in own)] for row in there[file]]
    return {**({tables.TRIALS: (written[tables.TRIALS], trials.values())} if by_number else {}), **out}


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
