"""What all plots have in common: how they are opened, labelled, marked and written.

A plot is a file plot_<name>.py with draw(run), which returns the files that it wrote or raises
Nothing with the reason why this run has nothing to draw.
"""

import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402 (the backend must be chosen first)

import schema  # noqa: E402

WIDTH = 12.0  # inches; at DPI that is 1200 pixels
DPI = 100
HEADER, FOOTER = 0.78, 0.52  # inches kept free for title and footer

HAND, BUILTIN, MUTED = "#3a6ea5", "#d98324", "#8a8f98"
# Okabe and Ito's palette: told apart by colour-blind readers too.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"]
MARKERS = "osD^vP*X<>"
LINES = ["-", "--", ":", "-."]

plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True, "grid.color": "#e4e6ea",
    "grid.linewidth": 0.7, "axes.edgecolor": "#8a8f98", "xtick.color": "#3c4048",
    "ytick.color": "#3c4048", "hatch.linewidth": 0.6, "legend.frameon": False,
    "figure.facecolor": "white", "savefig.facecolor": "white",
})


class Nothing(Exception):
    """Why this run has nothing to draw."""


def summaries(run, metric=None, **wanted):
    """Summary rows that have a median and the given metric and columns; Nothing where none has."""
    if not run.native:
        raise Nothing(f"execution is '{run.execution}': there are no times to draw")
    gap = run.gap("summary.csv")
    if gap:
        raise Nothing(f"no summary.csv: {gap}")
    return [row for row in run["summary.csv"] if row.median_ns is not None
            and (metric is None or row.metric == metric)
            and all(getattr(row, k) == v for k, v in wanted.items())]


def machine(run):
    """One line: CPU, instance, virtualisation."""
    model = run.fact("cpu_model", "unknown CPU")
    parts = [model]
    instance = " ".join(filter(None, (run.fact("instance_vendor"), run.fact("instance_type"))))
    parts.append(instance or "instance type unknown")
    hypervisor = run.fact("hypervisor")
    parts.append(f"virtual machine ({hypervisor})" if hypervisor not in ("", "none") else
                 "no hypervisor seen")
    return " · ".join(parts)


def placements(rows):
    """The placements of these rows, in order of appearance: 'node-local n0 (CPUs 0 1)'."""
    seen = dict.fromkeys(f"{row.policy}: {row.placement} (PU {row.cpus})" if row.cpus else
                         f"{row.policy}: {row.placement}" for row in rows)
    names = list(seen)
    return "; ".join(names[:3]) + (f"; {len(names) - 3} more" if len(names) > 3 else "")


def marks(row):
    """Signs after a value: ~ its interval did not close, † something disturbed it."""
    return ("" if row.closed else "~") + ("†" if row.disturbed or row.note else "")


MARKS_TOLD = "~ 95 % interval wider than ±2 %   † repetitions disturbed, or see the table's note"


def label(row):
    """The variant as it is named in tables: with its width where that is not 64 bits."""
    return row.variant if row.width in (0, 64, None) else f"{row.variant}.{row.width}"


def manner(row):
    """The last part of the kernel's name where it tells more than the metric: 'failure'."""
    last = row.kernel.rsplit("/", 1)[-1]
    return "" if last in (row.metric, "alone") else last.replace(row.metric, "").strip("_")


def interval(rows):
    """95 % intervals of the medians, as errorbar() wants them."""
    return [[max(0, r.median_ns - (r.low_ns if r.low_ns is not None else r.median_ns)) for r in rows],
            [max(0, (r.high_ns if r.high_ns is not None else r.median_ns) - r.median_ns) for r in rows]]


def is_builtin(row):
    return row.variant.startswith("builtin_")


def nanoseconds(value):
    """Three significant digits."""
    return f"{value:.0f}" if abs(value) >= 99.5 else f"{value:.1f}" if abs(value) >= 9.95 else f"{value:.2f}"


def dominant(rows):
    """Of rows that differ in their hidden placement mode: the one that was met most."""
    return max(rows, key=lambda row: (row.mode_share or 0, row.repetitions or 0))


def grouped(rows, key):
    """{key(row): [rows]} in order of first appearance."""
    out = {}
    for row in rows:
        out.setdefault(key(row), []).append(row)
    return out


def canvas(run, title, rows, height, remark="", **subplots):
    """A figure with title, machine, placement and date. Returns (figure, axes)."""
    fig, axes = plt.subplots(figsize=(WIDTH, height), **subplots)
    fig.set_layout_engine("constrained", rect=(0, FOOTER / height, 1,
                                               1 - (HEADER + FOOTER) / height),
                          w_pad=0.08, h_pad=0.06)
    fig.text(0.008, 1 - 0.12 / height, title, fontsize=13, weight="bold", va="top")
    fig.text(0.008, 1 - 0.42 / height, machine(run), fontsize=9, color="#3c4048", va="top")
    fig.text(0.008, 0.30 / height, f"placement: {placements(rows)}", fontsize=8, color="#3c4048")
    fig.text(0.008, 0.12 / height, "  ·  ".join(filter(None, (remark, MARKS_TOLD))), fontsize=8,
             color="#3c4048")
    fig.text(0.992, 0.30 / height, run.fact("date", run.fact("started", "date unknown")), fontsize=8,
             color="#3c4048", ha="right")
    return fig, axes


def label_ends(axis, ends):
    """Names curves right of the axes, at their ends but apart. ends: [(y, text, colour)]."""
    low, high = axis.get_ylim()
    step = (high - low) * 0.045
    at = float("inf")
    for y, text, colour in sorted(ends, key=lambda end: -end[0]):
        at = min(y, at - step)
        axis.annotate(text, (1, at), xycoords=("axes fraction", "data"), xytext=(8, 0),
                      textcoords="offset points", va="center", fontsize=8.5, color=colour,
                      annotation_clip=False)


def save(fig, run, name):
    """Writes plots/<name>.png and .svg beside the results; returns the PNG's path."""
    folder = run.dir / "plots"
    folder.mkdir(exist_ok=True)
    with plt.rc_context({"svg.hashsalt": name}):
        fig.savefig(folder / f"{name}.svg", metadata={"Date": None})
    fig.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})
    plt.close(fig)
    return folder / f"{name}.png"


def pages(name, count):
    """Names of `count` pages: cost, cost_2, cost_3 …"""
    return [name if i == 0 else f"{name}_{i + 1}" for i in range(count)]


def main(draw):
    """The command line of a plot script: DIR; prints what it wrote."""
    script = pathlib.Path(sys.argv[0]).name
    if len(sys.argv) != 2:
        sys.exit(f"usage: {script} DIR    DIR: the folder of one run, as bench prints it")
    try:
        for path in draw(schema.load(sys.argv[1])):
            print(path)
    except (Nothing, schema.SchemaError) as error:
        print(f"{script}: {error}", file=sys.stderr)
        sys.exit(2)
