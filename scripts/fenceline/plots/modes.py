"""Hidden placement: what the probe beside each multi-threaded sample saw.

In a virtual machine the host moves vCPUs between siblings, cores and dies. Above, the half round trip of each
probe in the order of measuring; below, how often each was met. Colours are the modes that samples were
clustered into.
"""

import collections

import numpy as np
from matplotlib.ticker import MaxNLocator

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, MUTED
from fenceline.results import select
from fenceline.results.select import Nothing


def draw(run):
    select.summaries(run)  # an emulated run has none
    probes = [(i, row, value) for i, row in enumerate(run["records.csv"])
              for value in (row.probe_before_ns, row.probe_after_ns) if value is not None]
    if not probes:
        raise Nothing("no placement probes: they stand beside samples of several threads")
    pairs = select.grouped(probes, lambda p: " ".join(p[1].cpus.split()[:2]))
    shown = sorted(pairs, key=lambda pair: -len(pairs[pair]))[:4]
    counts = collections.Counter(row.mode for _, row, _ in probes)
    colours = {mode: COLOURS[i % len(COLOURS)] if mode else MUTED
               for i, (mode, _) in enumerate(counts.most_common())}
    rest = len(pairs) - len(shown)
    fig, axes = plotting.canvas(run, "Hidden placement modes", [row for _, row, _ in probes], 6.6,
                                f"{rest} more pairs of PUs are not shown" if rest else "",
                                marked=False, nrows=2, ncols=len(shown), squeeze=False, sharey="row")
    tops = [_pair(axes[:, column], pair, pairs[pair], colours) for column, pair in enumerate(shown)]
    axes[0][0].set_ylim(0, max(tops) * 1.02)  # they share it
    axes[0][0].set_ylabel("probe: half round trip, ns")
    axes[1][0].set_ylabel("probes")
    handles = [plotting.plt.Line2D([], [], marker="o", linestyle="", color=colours[m]) for m in colours]
    total = sum(counts.values())
    fig.legend(handles, [f"{m or 'no mode'} ({_share(counts[m], total)})" for m in colours], loc="upper right",
               ncols=min(4, len(colours)), fontsize=8.5)
    return [plotting.save(fig, run, "modes")]


def _share(part, whole):
    return "<1%" if part < 0.005 * whole else f"{part / whole:.0%}"


def _pair(axes, pair, probes, colours):
    """Draws one pair's column; returns the greatest distance that it shows."""
    top, bottom = axes
    values = np.array([value for _, _, value in probes])
    # A probe that met a descheduled thread is off by orders of magnitude: the axis keeps to the rest.
    limit = np.quantile(values, 0.99) * 1.25
    bins = np.linspace(0, limit, 61)
    below = np.zeros(len(bins) - 1)
    for mode, same in select.grouped(probes, lambda p: p[1].mode).items():
        seen = np.minimum([value for _, _, value in same], limit)
        top.plot([i for i, _, _ in same], seen, ".", color=colours[mode], markersize=4, rasterized=len(probes) > 2000)
        counts, _ = np.histogram(seen, bins)
        bottom.bar(bins[:-1], counts, np.diff(bins), bottom=below, align="edge", color=colours[mode])
        below += counts
    top.set_title(f"PUs {pair}", fontsize=9, loc="left")
    top.set_xlabel("record, in the order of measuring")
    top.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    bottom.set_xlabel("probe: half round trip, ns")
    bottom.set_xlim(0, limit)
    return limit
