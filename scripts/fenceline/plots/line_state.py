"""Line states: what an operation costs on a line that another PU left Modified, Exclusive, Shared, Owned or uncached, and
what taking it from all others costs one that shares it itself (upgrade).

A panel is an operation, a row a distance to the PU that owns the line; with the fewest threads that make the state. Below,
the cost of a line that several PUs share, by their number: what must be invalidated.
"""

import numpy as np

from fenceline.plots import plotting
from fenceline.plots.plotting import COLOURS, MARKERS
from fenceline.results import select, tell
from fenceline.results.select import Nothing

STATES = ["modified", "exclusive", "shared", "owned", "uncached", "upgrade_shared", "upgrade_forward", "upgrade_owned"]
MOST_PANELS = 4
OURS = "line_state"  # a group of its own, and the use of sequences of the user's own


def draw(run):
    rows = [row for row in select.summaries(run) if OURS in (row.group, row.use)]
    if not rows:
        raise Nothing("no line states were measured")
    fewest = {state: min(row.threads for row in same) for state, same in select.grouped(rows, lambda r: what(r)[0]).items()}
    written = [_states(run, [row for row in rows if row.threads == fewest[what(row)[0]]])]
    shared = [row for same in select.grouped(rows, lambda r: what(r)[0]).values() if len({r.threads for r in same}) > 2
              for row in same]
    if shared:
        written.append(_sharers(run, shared))
    return written


def what(row):
    """(state, operation)"""
    return row.how, row.variant if row.use == OURS else row.use


def _states(run, rows):
    operations = list(dict.fromkeys(what(row)[1] for row in rows))
    states = [s for s in STATES if any(what(row)[0] == s for row in rows)]
    # Rows by distance; modes are distances too, those that the topology does not tell.
    places = select.grouped(sorted(rows, key=select.nearness), lambda r: (r.distance or r.relation or r.placement, r.mode))
    fig, axes = plotting.canvas(run, "Line states: ns until an operation has its line", rows,
                                1.9 + max(1.1, 0.42 * len(places)), ncols=len(operations), sharey=True, squeeze=False)
    most = max(row.median_ns for row in rows)
    for axis, operation in zip(axes[0], operations):
        found = {(place, what(row)[0]): row for place, same in places.items() for row in same
                 if what(row)[1] == operation}
        values = np.array([[found[p, s].median_ns if (p, s) in found else np.nan for s in states] for p in places])
        shown = axis.imshow(values, cmap="YlGnBu", vmin=0, vmax=most, aspect="auto", interpolation="none")
        axis.set_facecolor("#f1f2f4")
        axis.grid(False)
        axis.set_title(operation, fontsize=10, weight="bold", loc="left")
        axis.set_xticks(range(len(states)), states, fontsize=8, rotation=20)
        for (i, j), value in np.ndenumerate(values):
            if not np.isnan(value):
                text = tell.nanoseconds(value) + tell.marks(found[list(places)[i], states[j]])
                axis.text(j, i, text, ha="center", va="center", fontsize=8,
                          color=plotting.on(shown.cmap(shown.norm(value))))
    axes[0][0].set_yticks(range(len(places)), [f"{where}, mode {mode}" if mode else where for where, mode in places],
                          fontsize=8.5)
    fig.colorbar(shown, ax=axes, label="ns", shrink=0.9)
    return plotting.save(fig, run, "line_state")


def _sharers(run, rows):
    panels = select.grouped(rows, lambda r: (what(r)[0], tell.place(r)))
    operations = list(dict.fromkeys(what(row)[1] for row in rows))
    rest = len(panels) - MOST_PANELS
    fig, axes = plotting.canvas(run, "Shared lines: ns by the number of PUs that have the line", rows, 4.8,
                                f"{rest} more states and placements are not shown" if rest > 0 else "",
                                ncols=min(MOST_PANELS, len(panels)), sharey=True, squeeze=False)
    for axis, ((state, place), same) in zip(axes[0], panels.items()):
        for i, operation in enumerate(operations):
            by_threads = select.grouped((r for r in same if what(r)[1] == operation), lambda r: r.threads)
            line = [select.dominant(by_threads[n]) for n in sorted(by_threads)]
            if line:
                axis.errorbar([row.threads - 1 for row in line], [row.median_ns for row in line],
                              yerr=plotting.interval(line), color=COLOURS[i], marker=MARKERS[i], markersize=4,
                              capsize=2, elinewidth=0.8, label=operation)
        axis.set_title(f"{state}, {place}", fontsize=9.5, weight="bold", loc="left")
        axis.set_xscale("log", base=2)
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_xlabel("sharers")
    axes[0][0].set_ylim(bottom=0)  # once all is drawn: it ends the scaling of all, which share it
    axes[0][0].set_ylabel("ns of an operation")
    axes[0][-1].legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), fontsize=8.5)
    return plotting.save(fig, run, "line_state_sharers")
