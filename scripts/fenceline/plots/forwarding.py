"""Store forwarding: a store and a load of bytes in common, by the widths of both and by where the load begins.

Pale: as quick as the quickest; the stronger, the longer: there the load waits until the store is in the cache. Left of the
line: both by one address register, which many cores take for one place before they know the address.
"""

import re

import matplotlib.patches

from fenceline.plots import plotting
from fenceline.plots.plotting import HAND
from fenceline.results import schema, select, tell
from fenceline.results.select import Nothing

SUITE = "forwarding"
STRONGEST = 0.6  # how much of the colour lies over the slowest cell
NAME = re.compile(r"store_(\d+)_load_(\d+)")


def draw(run):
    rows = [row for row in select.summaries(run, suite=SUITE) if row.threads == 1 and NAME.match(row.variant)]
    if not rows:
        raise Nothing("no store forwarding was measured")
    place = rows[0].placement
    rows = [row for row in rows if row.placement == place]
    pairs = sorted({_widths(row) for row in rows})
    offsets = sorted({_offset(row) for row in rows if row.how == "forwarded"})
    fig, axes = plotting.canvas(run, "Store forwarding", rows, 1.5 + 0.34 * len(pairs), f"{_unit(rows)}, both together",
                                marked=False, squeeze=False)
    axis = axes[0][0]
    axis.set(xlim=(-1, len(offsets)), ylim=(len(pairs), 0))
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    axis.tick_params(length=0, top=True, labeltop=True, labelbottom=False)
    axis.set_xticks([x + 0.5 for x in range(-1, len(offsets))], ["renamed", *(f"{offset:+d}" if offset else "0" for offset in offsets)],
                    fontsize=9)
    axis.xaxis.set_label_position("top")
    axis.set_xlabel("bytes from the store's first to the load's first")
    axis.set_yticks([y + 0.5 for y in range(len(pairs))], [f"{stored} stored, {loaded} loaded" for stored, loaded in pairs])
    least, most = (end(_value(row, rows) for row in rows if row.how == "forwarded") for end in (min, max))
    for row in rows:
        x = offsets.index(_offset(row)) if row.how == "forwarded" else -1
        share = max(0, _value(row, rows) - least) / (most - least) if most > least else 0
        _cell(axis, x, pairs.index(_widths(row)), tell.nanoseconds(_value(row, rows)) + tell.marks(row), share)
    axis.axvline(0, color="#20242b", linewidth=1)
    return [plotting.save(fig, run, SUITE)]


def _cell(axis, x, y, text, share):
    axis.add_patch(matplotlib.patches.Rectangle((x, y), 1, 1, color=HAND, alpha=share * STRONGEST, linewidth=0))
    axis.add_patch(matplotlib.patches.Rectangle((x, y), 1, 1, fill=False, edgecolor="#c6cad1", linewidth=0.6))
    axis.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=8)


def _widths(row):
    return tuple(map(int, NAME.match(row.variant).groups()))


def _offset(row):
    return schema.parse_args(row.args).get("offset", 0)


def _unit(rows):
    return "core cycles" if all(row.median_cycles is not None for row in rows) else "ns"


def _value(row, rows):
    return row.median_cycles if _unit(rows) == "core cycles" else row.median_ns
