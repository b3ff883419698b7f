"""The report over several emulated runs: what one operation costs each ISA in instructions and fences.

An emulator's times say nothing of any machine, and there are none here; these counts are the ISA's own.
"""

import collections
import pathlib
import types
import types

import matplotlib.pyplot as plt

from fenceline.plots import plotting
from fenceline.report import drawing, report
from fenceline.report.sections import chapters_of, section
from fenceline.results import schema, tell

Figures = collections.namedtuple("Figures", "row what exact")  # what: {"instructions": mean over threads …}
WIDTHS = (0, 64, 128, None)  # drawn; the narrower ones take the same instructions and stand in the tables
COLUMNS = 4  # models beside each other in a plot
PLAIN, ATOMIC, ORDERED, FENCE = "#c9ced6", "#0072b2", "#56b4e9", "#d55e00"


def figures(run):
    """Every trial of a run with its counts per operation, means over its threads."""
    sums, exact, threads = collections.defaultdict(collections.Counter), {}, collections.defaultdict(set)
    for row in run["emulated_counts.csv"]:
        sums[row.trial][row.what] += row.per_op
        exact[row.trial] = exact.get(row.trial, True) and row.exact
        threads[row.trial].add(row.thread)
    return [Figures(row, {what: n / len(threads[row.trial]) for what, n in sums[row.trial].items()}, exact[row.trial])
            for row in run["emulated.csv"] if row.trial in sums]


def number(value):
    return f"{value:.4g}"


def fences(what):
    """The fences of one operation by kind: "dmb ish", or "2 × hwsync, isync"."""
    kinds = {kind.removeprefix("fence "): n for kind, n in what.items() if kind.startswith("fence ") and n}
    return ", ".join(kind if n == 1 else f"{number(n)} × {kind}" for kind, n in sorted(kinds.items()))


def cell(found):
    """One operation in one cell: instructions, then its fences."""
    text = number(found.what["instructions"]) + (f" ({fences(found.what)})" if fences(found.what) else "")
    return text if found.exact else "≈ " + text


def alone(all_figures):
    """Those on one thread that repeat exactly: {kernel and arguments: figures}, the first placement of each."""
    found = {}
    for one in all_figures:
        if one.row.threads == 1:
            found.setdefault((one.row.suite, one.row.kernel, one.row.args), one)
    return found


def ran_section(runs):
    rows = []
    for (isa, cpu), run in runs.items():
        trials = run["emulated.csv"]
        inexact = sum(not one.exact for one in figures(run))
        rows.append((isa, cpu, len(trials), sum(1 for t in trials if t.wrong), inexact, len(run["skips.csv"])))
    return section("What ran", "Every trial was executed and its work checked. Counts that depend on how threads met "
                          "(retries, waiting) or on the clock are means and marked ≈; all others are exact and the same in every run.",
                          ("ISA", "CPU model", "trials", "wrong", "not exact", "skipped"), rows)


def common_section(by_run):
    """Operations that more than one ISA has under the same name: the compiler's choices, and workloads."""
    isas = collections.defaultdict(set)
    for (isa, _), found in by_run.items():
        for key in found:
            isas[key].add(isa)
    rows = [(" ".join(filter(None, (f"{suite}/{kernel}", args))),
             *(cell(found[suite, kernel, args]) if (suite, kernel, args) in found else "" for found in by_run.values()))
            for (suite, kernel, args), where in isas.items() if len(where) > 1]
    return section("The same operation on several ISAs", "Instructions of one operation, and its fences by kind.",
                          ("operation", *(" ".join(key) for key in by_run)), rows)


def full_sections(runs):
    columns = ("instructions", "loads", "stores", "atomic", "exclusive", "ordered")
    for key, run in runs.items():
        rows = [(f"{one.row.suite}/{one.row.kernel}", one.row.args, one.row.threads, one.row.placement,
                 *(number(one.what.get(name, 0)) for name in columns), fences(one.what), "yes" if one.exact else "≈")
                for one in figures(run)]
        yield section(f"All counts: {' '.join(key)}", "Per operation, the empty loop subtracted.",
                             ("kernel", "parameters", "threads", "placement", *columns, "fences", "exact"), rows, folded=True)


def bars(axis, found, room):
    """Stacked bars of one ISA, `room` places high: fences, atomics, ordered accesses, everything else."""
    for y, one in enumerate(found):
        what, left = one.what, 0.0
        parts = [(what.get("fences", 0), FENCE), (what.get("atomic", 0) + what.get("exclusive", 0), ATOMIC),
                 (what.get("ordered", 0), ORDERED)]
        parts.append((what["instructions"] - sum(n for n, _ in parts), PLAIN))
        for n, colour in parts:
            axis.barh(y, n, left=left, color=colour, height=0.75)
            left += n
        axis.annotate(number(what["instructions"]), (left, y), xytext=(3, 0), textcoords="offset points", va="center",
                      fontsize=7.5)
    axis.set_yticks(range(len(found)), [tell.label(one.row) for one in found], fontsize=7.5)
    axis.set_ylim(room - 0.4, -0.6)


def draw_group(by_run, suite, group, metric, folder):
    """One plot: the variants of a group on each ISA side by side."""
    shown = {}
    for key, found in by_run.items():
        rows = [one for one in found.values() if (one.row.suite, one.row.group, one.row.metric) == (suite, group, metric)
                and not one.row.args and one.row.width in WIDTHS]
        if rows:
            shown[key] = sorted(rows, key=lambda one: (one.what["instructions"], one.row.kernel))
    if not shown:
        return None
    rows = [list(shown.items())[i:i + COLUMNS] for i in range(0, len(shown), COLUMNS)]
    rooms = [max(len(found) for _, found in row) for row in rows]
    heights = [0.6 + 0.19 * room for room in rooms]
    height, columns = 0.9 + sum(heights), len(rows[0])
    fig, axes = plt.subplots(figsize=(max(plotting.WIDTH, 3.2 * columns), height), nrows=len(rows), ncols=columns,
                             sharex=True, squeeze=False, height_ratios=heights)
    fig.set_layout_engine("constrained", rect=(0, 0, 1, 1 - 0.6 / height))
    for axis in axes.flat[len(shown):]:
        axis.set_visible(False)
    for row, room, places in zip(rows, rooms, axes):
        for axis, (key, found) in zip(places, row):
            bars(axis, found, room)
            axis.set_title(" ".join(key), fontsize=9, loc="left")
            axis.tick_params(labelbottom=True)
    fig.supxlabel("instructions per operation", fontsize=8)
    fig.text(0.008, 1 - 0.08 / height, f"{suite}: {group} ({metric})", fontsize=12, weight="bold", va="top")
    fig.text(0.008, 1 - 0.32 / height, "emulated by QEMU: what is executed, counted; no times", fontsize=8, va="top")
    handles = [plt.Rectangle((0, 0), 1, 1, color=c) for c in (FENCE, ATOMIC, ORDERED, PLAIN)]
    fig.legend(handles, ["fences", "atomics and exclusives", "acquire/release accesses", "other"], ncols=4, loc="upper right",
               fontsize=8)
    name = f"isa_{suite}_{group}_{metric}".replace("/", "_")
    return plotting.save(fig, types.SimpleNamespace(dir=folder), name)


def plot_sections(by_run, folder):
    groups = dict.fromkeys((one.row.suite, one.row.group, one.row.metric) for found in by_run.values() for one in found.values()
                           if not one.row.args and one.row.width in WIDTHS)
    seen = set()
    for suite, group, metric in groups:
        if (suite, group) in seen:
            continue  # latency and throughput execute the same instructions
        seen.add((suite, group))
        image = draw_group(by_run, suite, group, metric, folder)
        if image:
            yield section(f"{suite}: {group}", drawings=[drawing.of(image)])


def write(runs, folder):
    """runs: {(isa, cpu): run}. Writes report.html, report.md and plots/ into `folder`; returns the reports."""
    for key, run in runs.items():
        if run.native:
            raise schema.SchemaError(f"{' '.join(key)}: {run.dir} is native, counts are of emulated runs")
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    by_run = {key: alone(figures(run)) for key, run in runs.items()}
    sections = [ran_section(runs), common_section(by_run), *plot_sections(by_run, folder), *full_sections(runs)]
    kinds = ", ".join(sorted({run.execution for run in runs.values()}))
    return report.render(folder, "the ISAs compared by exact counts", chapters_of(sections), subtitle=f"{kinds}: no times")
