"""A machine's core-to-core map as a small SVG: how long a line takes from each PU to each other.

Row to column: the line goes from the row's PU to the column's, in topology order. All maps of a page share one scale, by
the logarithm: the same colour is the same time. A pair that was not measured stays blank.
"""

import base64
import html
import math
import re
import statistics
import struct
import zlib

from fenceline.plots.plotting import on
from fenceline.results import select, tell, topology

KERNEL = "ping_pong/builtin_cas_seq_cst.64/one_line"  # what maps show where a run has it: every ISA does
NEAR, FAR = (0xE3, 0xEE, 0xF8), (0x08, 0x30, 0x6B)
SIDE, MARGIN = 320, 26  # of the drawing, and what its labels take
ANNOTATED, DRAWN = 12, 32  # up to so many PUs cells have figures; up to so many they are shapes, then pixels of an image


def rows_of(run):
    """(kernel, its rows of summary.csv, one a pair: that of the commonest hidden placement mode)."""
    kernels = select.grouped((row for row in run["summary.csv"] if row.group == "ping_pong" and row.median_ns is not None
                              and re.fullmatch(r"\d+ \d+", row.cpus)), lambda row: row.kernel)
    if not kernels:
        return "", []
    kernel = KERNEL if KERNEL in kernels else max(kernels, key=lambda name: len(kernels[name]))
    return kernel, [select.dominant(same) for same in select.grouped(kernels[kernel], lambda row: row.cpus).values()]


def order_of(run, rows):
    """PUs in topology order, as far as it is known."""
    used = {int(cpu) for row in rows for cpu in row.cpus.split()}
    machine = topology.of(run)
    known = [pu.os for pu in machine.pus if pu.os in used] if machine else []
    return known + sorted(used - set(known))


class Scale:
    """From the nearest to the farthest pair of all maps."""

    def __init__(self, values):
        values = [value for value in values if value > 0] or [1]
        self.low, self.high = min(values), max(max(values), 2 * min(values))

    def colour(self, ns):
        share = math.log(max(ns, self.low) / self.low) / math.log(self.high / self.low)
        return tuple(round(a + (b - a) * min(1, share)) for a, b in zip(NEAR, FAR))

    def steps(self, count=6):
        """[(ns, colour)] along it, for the legend."""
        return [(ns, hexadecimal(self.colour(ns))) for i in range(count)
                for ns in [self.low * (self.high / self.low) ** (i / (count - 1))]]


def hexadecimal(colour):
    return "#{:02x}{:02x}{:02x}".format(*colour)


def words(order, rows):
    """What the map shows, for who does not see it."""
    values = sorted(row.median_ns for row in rows)
    modes = dict.fromkeys(row.mode for row in sorted(rows, key=select.nearness) if row.mode)
    return (f"{len(order)} CPUs, {len(rows)} directed pairs: {tell.nanoseconds(values[0])} … "
            f"{tell.nanoseconds(statistics.median(values))} … {tell.nanoseconds(values[-1])} ns (least, median, greatest)"
            + (f", in the commonest of hidden placement modes ({', '.join(modes)})" if modes else ""))


def svg(name, order, rows, scale):
    n, index = len(order), {os: i for i, os in enumerate(order)}
    cell = SIDE / n
    values = {tuple(index[int(cpu)] for cpu in row.cpus.split()): row.median_ns for row in rows}
    body = _shapes(values, cell, n, scale) if n <= DRAWN else _image(values, n, scale)
    step = max(1, -(-n // 16))
    labels = "".join(f'<text x="{MARGIN + (i + .5) * cell:.1f}" y="{MARGIN - 8}">{order[i]}</text>'
                     f'<text x="{MARGIN / 2 - 2}" y="{MARGIN + (i + .5) * cell + 4:.1f}">{order[i]}</text>'
                     for i in range(0, n, step))
    label = html.escape(f"{name}: {words(order, rows)}")
    return (f'<svg class="map" viewBox="0 0 {MARGIN + SIDE} {MARGIN + SIDE}" role="img" aria-label="{label}">'
            f'<rect class="blank" x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}"/>{body}<g class="axis">{labels}</g></svg>')


def _shapes(values, cell, n, scale):
    out = []
    for (i, j), ns in values.items():
        colour = hexadecimal(scale.colour(ns))
        x, y = MARGIN + j * cell, MARGIN + i * cell
        out.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{cell:.1f}" height="{cell:.1f}" fill="{colour}"/>')
        if n <= ANNOTATED:
            out.append(f'<text x="{x + cell / 2:.1f}" y="{y + cell / 2 + 4:.1f}" fill="{on(colour)}">{tell.nanoseconds(ns)}</text>')
    return "".join(out)


def _image(values, n, scale):
    """A pixel a pair, as PNG: 256 PUs have 65,280."""
    lines = b"".join(b"\0" + b"".join(bytes((*scale.colour(values[i, j]), 255)) if (i, j) in values else bytes(4)
                                      for j in range(n)) for i in range(n))

    def chunk(kind, held):
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    png = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", n, n, 8, 6, 0, 0, 0))
           + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))
    return (f'<image x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{base64.b64encode(png).decode()}"/>')
