"""What all plots have in common: how they are opened, labelled, marked and written."""

import csv
import io
import math

import matplotlib
import matplotlib.colors
import matplotlib.ticker
import PIL.Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402 (the backend must be chosen first)

from fenceline.results import select, tell  # noqa: E402

FORMATS = {"svg"}  # that save() writes; "png" may be added
WIDTH = 12.0  # inches; at DPI that is 1200 pixels
DPI = 100
HEADER, FOOTER = 0.78, 0.52  # inches kept free for title and footer

# Pages show these in colours of their own, light or dark (report/svg.py); others stay what they are.
INK, HAND, BUILTIN, MUTED = "#20242b", "#3a6ea5", "#d98324", "#8a8f98"
# Okabe and Ito's palette: told apart by colour-blind readers too.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"]
MARKERS = "osD^vP*X<>"
LINES = ["-", "--", ":", "-."]

plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True, "grid.color": "#e4e6ea",
    "grid.linewidth": 0.7, "axes.edgecolor": "#8a8f98", "xtick.color": "#3c4048",
    "ytick.color": "#3c4048", "hatch.linewidth": 0.6, "legend.frameon": False,
    "figure.facecolor": "white", "savefig.facecolor": "white", "svg.fonttype": "none",
})


def interval(rows):
    """95 % intervals of the medians, as errorbar() wants them."""
    return [[max(0, r.median_ns - (r.low_ns if r.low_ns is not None else r.median_ns)) for r in rows],
            [max(0, (r.high_ns if r.high_ns is not None else r.median_ns) - r.median_ns) for r in rows]]


# Groups in the order in which one would tell of them; others follow as they were measured.
GROUPS = ["load", "store", "exchange", "fetch_add", "fetch_and", "fetch_or", "fetch_xor", "fetch_min",
          "fetch_max", "add", "and", "or", "xor", "min", "max", "cas"]


def listing(entries, a_page=44):
    """Pages of labelled lines for horizontal bars: [[(y, group or "", label, entry)]].

    entries: (group, label, entry). Groups come in the order of GROUPS and get a heading; a group goes to the next
    page where it would not fit.
    """
    groups = select.grouped(entries, lambda e: e[0])
    pages, room = [], 0
    for group in sorted(groups, key=lambda g: GROUPS.index(g) if g in GROUPS else len(GROUPS)):
        lines = groups[group]
        for start in range(0, len(lines), a_page):
            part = lines[start:start + a_page]
            if len(part) > room:
                pages.append([])
                room, y = a_page, 1.0
            for i, (_, text, entry) in enumerate(part):
                pages[-1].append((y, group if i == 0 else "", text, entry))
                y += 1
            y += 1.3
            room -= len(part)
    return pages


def label_lines(axes, page):
    """Puts the labels of a page of listing() at the first of some axes that share their y."""
    left = axes[0]
    left.set_ylim(page[-1][0] + 0.8, -0.8)
    left.set_yticks([y for y, *_ in page], [text for _, _, text, _ in page], fontsize=8.5)
    for y, group, *_ in page:
        if group:
            left.text(-0.012, y - 1, group, transform=left.get_yaxis_transform(), fontsize=8.5, weight="bold",
                      ha="right", va="center")
            for axis in axes if y > 1 else ():
                axis.axhline(y - 1.65, color="#c6cad1", linewidth=0.8)
    for axis in axes:
        axis.grid(axis="y", visible=False)


def lines_height(page, more=2.0):
    """Inches that a figure with such a page needs."""
    return more + 0.2 * page[-1][0]


def part_of(index, pages):
    return f" ({index + 1} of {len(pages)})" if len(pages) > 1 else ""


def beside(axis, x, y, text):
    """Words right of a point. They have room within the axes: the layout, which would measure each, is not asked."""
    axis.annotate(text, (x, y), xytext=(5, 0), textcoords="offset points", va="center", fontsize=7.5,
                  color="#3c4048", zorder=5, in_layout=False, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4,
                                                                    "alpha": 0.85})


def canvas(run, title, rows, height, remark="", marked=True, **subplots):
    """A figure with title, machine, placement and date, and what marks mean if it is `marked`: (figure, axes).

    `rows`: those that it is made of, of summary.csv or records.csv.
    """
    fig, axes = plt.subplots(figsize=(WIDTH, height), **subplots)
    fig.shows = title, rows
    fig.set_layout_engine("constrained", rect=(0, FOOTER / height, 1,
                                               1 - (HEADER + FOOTER) / height),
                          w_pad=0.08, h_pad=0.06)
    fig.text(0.008, 1 - 0.12 / height, title, fontsize=13, weight="bold", va="top")
    fig.text(0.008, 1 - 0.42 / height, tell.machine(run), fontsize=9, color="#3c4048", va="top")
    fig.text(0.008, 0.30 / height, f"placement: {tell.placements(rows)}", fontsize=8, color="#3c4048")
    fig.text(0.008, 0.12 / height, "  ·  ".join(filter(None, (remark, tell.marks_told(run) if marked else ""))), fontsize=8,
             color="#3c4048")
    fig.text(0.992, 0.30 / height, run.fact("started", "date unknown"), fontsize=8,
             color="#3c4048", ha="right")
    return fig, axes


class Decades(matplotlib.ticker.Locator):
    """Places of labels on a logarithmic axis: as many of each decade as there is room for."""

    WIDE, HIGH = 0.4, 0.22  # inches that a label needs on the x axis and on the y axis
    STEPS = [range(1, 10), (1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)]

    def __call__(self):
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, low, high):
        low, high = sorted((low, high))
        box, dpi = self.axis.axes.bbox, self.axis.axes.figure.dpi
        room = box.width / dpi / self.WIDE if self.axis.axis_name == "x" else box.height / dpi / self.HIGH
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for steps in self.STEPS:
            ticks = [step * 10.0 ** k for k in decades for step in steps if low <= step * 10.0 ** k <= high]
            if len(ticks) <= room:
                break
        return ticks


def plain_log(axis):
    """Plain numbers at a logarithmic axis (axes.xaxis, axes.yaxis)."""
    axis.set_major_locator(Decades())
    axis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_minor_locator(matplotlib.ticker.NullLocator())


def label_ends(axis, ends):
    """Names curves right of the axes, at their ends but apart. ends: [(y, text, colour)]; limits must be set."""
    x = axis.get_xlim()[1]
    heights = [axis.transAxes.inverted().transform(axis.transData.transform((x, y)))[1] for y, *_ in ends]
    at = float("inf")
    for height, (_, text, colour) in sorted(zip(heights, ends), key=lambda end: -end[0]):
        at = min(height, at - 0.045)
        axis.annotate(text, (1, at), xycoords="axes fraction", xytext=(8, 0), textcoords="offset points",
                      va="center", fontsize=8.5, color=colour, annotation_clip=False)


def on(colour):
    """Black or white: what is read best on a colour that stays what it is in the light and in the dark."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                        for c in matplotlib.colors.to_rgb(colour))  # luminance by WCAG 2.1
    return "#000001" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fffffe"


def save(fig, run, name):
    """Writes plots/<name>.svg beside the results, and the rows that it shows to <name>.csv; returns the picture's path.

    The SVG tells its title, the suites that it shows (the one with most rows first) and where its data are.
    """
    folder = run.dir / "plots"
    folder.mkdir(parents=True, exist_ok=True)
    title, rows = getattr(fig, "shows", ("", []))
    suites = sorted(grouped := select.grouped(rows, lambda row: getattr(row, "suite", "litmus")), key=lambda s: -len(grouped[s]))
    about = {"Title": title, "Keywords": suites, "Source": _data(folder, name, rows), "Date": None, "Creator": "Fenceline"}
    path = folder / f"{name}.svg"
    if fig.get_layout_engine():  # savefig() would draw everything once more, for the layout alone
        fig.get_layout_engine().execute(fig)
        fig.set_layout_engine(None)
    with plt.rc_context({"svg.hashsalt": name}):
        fig.savefig(path, metadata={key: value for key, value in about.items() if value or key == "Date"})
    if "png" in FORMATS:
        buffer, path = io.BytesIO(), path.with_suffix(".png")
        fig.savefig(buffer, dpi=DPI)
        # Few colours are in use: with a palette the file is a third as large.
        PIL.Image.open(buffer).convert("RGB").quantize(256).save(path, optimize=True)
    plt.close(fig)
    return path


def _data(folder, name, rows):
    """Where a plot's data are, from the run's folder: a file of its own, or records.csv where it is made of repetitions."""
    if not rows or not hasattr(rows[0], "_fields"):
        return ""
    if "repetition" in rows[0]._fields:
        return "records.csv"
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows[0]._fields)
        writer.writerows(row for row in rows if row._fields == rows[0]._fields)
    return f"plots/{name}.csv"


def pages(name, count):
    """Names of `count` pages: cost, cost_2, cost_3 …"""
    return [name if i == 0 else f"{name}_{i + 1}" for i in range(count)]
