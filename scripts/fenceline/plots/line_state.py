"""Line states: what an operation costs on a line that another PU left Modified, Exclusive, Shared, Owned or uncached, and
what taking it from all others costs one that shares it itself (upgrade).

A line is an operation at a distance to the PU that owns the cache line; with the fewest threads that make the state. Below, the cost
of one that several PUs share, by their number: what must be invalidated.
"""

from fenceline.plots import cells, plotting
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
    places = {(_where(row), row.mode) for row in rows}
    order = {operation: i for i, operation in enumerate(dict.fromkeys(what(row)[1] for row in rows))}
    rows = sorted(rows, key=lambda row: (order[what(row)[1]], select.nearness(row)))
    states = {state: state.replace("_", "\n") for state in STATES if any(what(row)[0] == state for row in rows)}

    def line(row):
        mode = f"mode {row.mode}" if row.mode else ""
        return ", ".join(filter(None, (what(row)[1], *((_where(row), mode) if len(places) > 1 else ()))))

    fig, axes = plotting.canvas(run, "Line states: ns until an operation has its line", rows, 2.4 + 0.32 * len(set(map(line, rows))),
                                squeeze=False)
    cells.table(axes[0][0], ", ".join(filter(None, next(iter(places)))) if len(places) == 1 else "", rows, line,
                lambda row: what(row)[0], states)
    return plotting.save(fig, run, "line_state")


def _where(row):
    return row.distance or row.relation or row.placement


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
