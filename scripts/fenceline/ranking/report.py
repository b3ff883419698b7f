"""The report of one run: DIR/report.html, one page that needs nothing else, and the shorter DIR/report.md. Of many runs, a
collected file or a folder of a fleet, it is the page that ranks them, as fenceline fleet --html makes it.

The answer first: what the machine is and its figures; then a chapter for each suite; then how far to trust it, what is not
there, and how each number was made. The same chapters go into both pages.
"""

import gc
import pathlib

from fenceline.ranking import fleet, page
from fenceline.report import report, sanity
from fenceline.results import collected, schema
from fenceline.sharing import collect


def of_one(name, out):
    """Draws all plots of a run and writes both of its pages."""
    run = schema.load(name)
    run.dir = pathlib.Path(out or run.dir)
    gc.freeze()  # rows are no garbage while plots are drawn, either (schema.py)
    for path in report.write(run):
        print(path)
    for line in sanity.cache_lines(run):
        print(line)


def of_many(name, runs, out):
    """Writes their page, in the folder that was named or beside the file."""
    file = collected.split(name)[0]
    folder = pathlib.Path(out or (file if file.is_dir() else file.with_name(f"{file.stem}-runs")))
    ranked = fleet.of(fleet.load(runs))
    folder.mkdir(parents=True, exist_ok=True)
    page.write(folder / "report.html", ranked)
    print(folder / "report.html")


def main(parser, arguments):
    parser.add_argument("dir", metavar="DIR", help="the folder of one run, as bench prints it, a packed one; many: a collected file or a "
                        "folder that holds such")
    parser.add_argument("-o", "--out", metavar="DIR", help="the folder to write [the run's own; of a file beside it]")
    options = parser.parse_args(arguments)
    runs = collect.found_in([options.dir])
    if len(runs) > 1:
        of_many(options.dir, runs, options.out)
    else:
        of_one(options.dir, options.out)
