"""A page of machines side by side, DIR/index.html: those that the project has met, and the runs that are given.

Core-to-core maps, key figures, what each instruction costs by microarchitecture, and each machine's report where there is
one: in DIR/<machine>/, or beside a run's files. --reports writes those that are missing.
"""

import collections
import os
import pathlib
import re

from fenceline.keys import key_figures, show_figures
from fenceline.report import heat_map, instructions, machine, page, report, trust
from fenceline.results import references, schema, tell

# What the page is made of; records only tell what is wrong with a run, and are let go of then: they are large.
TABLES = ("summary.csv", "litmus.csv", "figures.csv", "percentiles.csv", "records.csv")

# `name`: a heading; `folder`: what its report's folder is called within the gallery; `flags`: why not to trust it.
Machine = collections.namedtuple("Machine", "name folder path run flags")

ABOUT = {
    "figures": "A figure is a median with its 95 % interval, in the commonest hidden placement mode; the quickest of a line is "
               "green where its interval ends before the others' begin.",
    "maps": "How long a line takes from one CPU (row) to another (column), by compare-and-swap, one way. The same colour is the "
            "same time on all maps.",
    "instructions": "One thread, its line in L1, in core cycles (cy; in ns where they are not known): a dependent chain is a "
                    "latency, independent ones a throughput, a fence by itself alone. ~ marks a wide interval. The published "
                    "figures, in cycles, and where each was read stand in results/reference/instructions.csv.",
}


def machines_of(paths):
    """[Machine] of the reference runs and the given ones, all with a name of their own."""
    found, taken = [], set()
    for name, path in [*references.machines().items(), *(("", path) for path in schema.expanded(paths))]:
        run = schema.load(path, only=TABLES)
        if not run.native:
            raise schema.SchemaError(f"{path}: its execution is '{run.execution}', and the gallery shows times: there are none")
        folder = name or _slug(f"{instructions.design(run)}-{run.fact('started')}")
        folder = next(one for i in range(len(taken) + 1) if (one := f"{folder}-{i + 1}" if i else folder) not in taken)
        taken.add(folder)
        found.append(Machine(machine.title(run), folder, path, run, trust.flags(run)))
        run["records.csv"].clear()
    same = collections.Counter(one.name for one in found)
    return [one._replace(name=f"{one.name}, {_started(one.run) or one.folder}") if same[one.name] > 1 else one for one in found]


def _started(run):
    return run.fact("started").replace("T", " ").removesuffix("Z")


def _slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def write(machines, folder):
    """The page; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    maps, scale, without = _maps(machines)
    text = page.html("gallery.html", machines=[_told(one, folder) for one in machines], figures=_figures(machines), maps=maps,
                     scale=scale, without=without, kernel=heat_map.KERNEL, about=ABOUT,
                     measured=instructions.measured([one.run for one in machines]), published=instructions.published(),
                     contents=[{"anchor": "machines", "title": "Machines"}, {"anchor": "key-figures", "title": "Key figures"},
                               {"anchor": "maps", "title": "Core to core"},
                               {"anchor": "instructions", "title": "What instructions cost"}])
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder / "index.html"


def _told(one, folder):
    beside = [folder / one.folder / "report.html", one.run.dir / "report.html"]
    found = next((path for path in beside if path.is_file()), None)
    run, facts = one.run, machine.facts(one.run)
    return {"name": one.name, "anchor": one.folder, "isa": run.fact("isa"), "cpus": dict(facts)["CPUs"], "facts": facts,
            "virtual": dict(facts)["Runs on"], "started": _started(run) or "date unknown", "flags": one.flags,
            "report": found and pathlib.Path(os.path.relpath(found, folder)).as_posix()}


def _figures(machines):
    """A line for each figure, a column for each machine."""
    titles, by_machine = {}, []
    for one in machines:
        figures = key_figures.of(one.run)
        titles.update((figure.name, figure.title) for figure in figures)
        by_machine.append({figure.name: figure for figure in figures})
    had = {name for figures in by_machine for name, figure in figures.items() if figure.value is not None}
    # Those of one definition together, whatever distances a machine has.
    first = {}
    for name in titles:
        first.setdefault(name.partition(".")[0], len(first))
    rows = [(titles[name], *_cells([figures.get(name) for figures in by_machine]))
            for name in sorted(had, key=lambda name: (first[name.partition(".")[0]], list(titles).index(name)))]
    return {"header": ["figure", *(one.name for one in machines)], "rows": rows}


def _cells(figures):
    """Texts, the best one as good where its interval tells it from all others."""
    texts = ["—" if one is None or one.value is None else show_figures.told(one) for one in figures]
    known = [one for one in figures if one and one.value is not None and one.better == "lower"]
    if len(known) > 1:
        best = min(known, key=lambda one: one.value)
        if best.high is not None and all(one.low is not None and one.low > best.high for one in known if one is not best):
            texts[figures.index(best)] = (texts[figures.index(best)], "good")
    return texts


def _maps(machines):
    """([map], the scale's steps, names of the machines without)."""
    found = [(one, *heat_map.rows_of(one.run)) for one in machines]
    scale = heat_map.Scale([row.median_ns for _, _, rows in found for row in rows])
    maps = []
    for one, kernel, rows in found:
        if rows:
            order = heat_map.order_of(one.run, rows)
            maps.append({"name": one.name, "kernel": kernel, "words": heat_map.words(order, rows),
                         "svg": heat_map.svg(one.name, order, rows, scale)})
    steps = [(tell.nanoseconds(ns), colour) for ns, colour in scale.steps()]
    return maps, steps, [one.name for one, _, rows in found if not rows]


def main(parser, arguments):
    parser.add_argument("runs", nargs="*", metavar="RUN", help="folders of runs, or packed ones, to show beside the references")
    parser.add_argument("-o", "--out", default="gallery", metavar="DIR", help="folder to write [gallery]")
    parser.add_argument("--reports", action="store_true", help="write each machine's report too, where there is none")
    options = parser.parse_args(arguments)
    folder = pathlib.Path(options.out)
    machines = machines_of(options.runs)
    for one in machines if options.reports else ():
        target = folder / one.folder
        if not (target / "report.html").is_file() and not (one.run.dir / "report.html").is_file():
            run = schema.load(one.path)
            run.dir = target
            print(report.write(run)[0])
    print(write(machines, folder))
