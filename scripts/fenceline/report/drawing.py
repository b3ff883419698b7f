"""All plots of a run, drawn by as many processes as there are CPUs for it, and what each says of itself."""

import collections
import concurrent.futures.process
import multiprocessing
import os
import re
import xml.etree.ElementTree as ElementTree

from fenceline import plots
from fenceline.results.select import Nothing

MOST_PROCESSES = 4  # each holds the run's tables

# One picture. `suites`: that it shows, the one with most rows first. `data`: its CSV, from the run's folder, or "". `about`:
# how it is read, in words.
Drawing = collections.namedtuple("Drawing", "path title suites data about")


def all_of(run):
    """([Drawing] of every plot that the run has data for, [(plot, why it has none)])."""
    names = list(plots.modules())
    processes = min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
    results = _together(run, names, processes) if processes > 1 else None
    if results is None:
        _begin(run)
        results = [_draw(name) for name in names]
    drawn = [one for result in results if isinstance(result, list) for one in result]
    return drawn, [(name, result) for name, result in zip(names, results) if isinstance(result, str)]


def _together(run, names, processes):
    """What _draw() says of each; None where processes cannot be had, or one was killed, as by want of memory."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return None  # the tables would be read by each
    context = multiprocessing.get_context("fork")
    try:
        with concurrent.futures.ProcessPoolExecutor(processes, context, _begin, (run,)) as pool:
            return list(pool.map(_draw, names))
    except concurrent.futures.process.BrokenProcessPool:
        return None


def _begin(run):
    global _run
    _run = run


def _draw(name):
    """[Drawing], or why there is none."""
    plot = plots.modules()[name]
    try:
        return [of(path, plot.__doc__) for path in plot.draw(_run)]
    except Nothing as reason:
        return str(reason)


def of(path, text=""):
    """The Drawing in an SVG file. `text`: of the plot's module; its first paragraph is a title of its own."""
    path = path.with_suffix(".svg")
    told = collections.defaultdict(list)
    for _, element in ElementTree.iterparse(path):
        tag = element.tag.rpartition("}")[2]
        if tag in ("title", "source", "li") and element.text:
            told[tag].append(element.text)
        elif tag == "metadata":
            break
    summary, _, rest = (text or "").strip().partition("\n")
    titles = [title for title in told["title"] if not title.startswith("Matplotlib v")]
    about = " ".join([summary, *rest.split()])
    source = "".join(told["source"][:1])
    data = source if (path.parent.parent / source).is_file() else ""  # a packed run's tables are in the file alone
    return Drawing(path, titles[0] if titles else re.sub("_", " ", path.stem), told["li"], data, about)
