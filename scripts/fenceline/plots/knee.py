"""Latency against occupancy: an operation and the additions between its result and the next one's need of it.

Flat: the unit is busy for longer than result and additions take. Beyond the knee each addition costs its own time; carried
back to no additions (dotted) that line ends at the latency.
"""

from fenceline.plots import curves, plotting
from fenceline.plots.plotting import COLOURS, LINES
from fenceline.results import select, tell
from fenceline.results.select import Nothing
from fenceline.stats import knee

A_PANEL = 10  # lines; more are panels of their own
COLUMNS = 2


def draw(run):
    found = [one for one in knee.curves(run) if len(one[1]) > 2]
    if not found:
        raise Nothing("no latency was measured against occupancy")
    panels = [(key, same) for key, of_key in select.grouped(found, lambda one: _panel(one[0][0])).items()
              for same in curves.chunks(of_key, A_PANEL)]
    pages = curves.chunks(panels, 2 * COLUMNS)
    return [_page(run, file, page, plotting.part_of(i, pages))
            for i, (file, page) in enumerate(zip(plotting.pages("knee", len(pages)), pages))]


def _panel(row):
    return f"{row.group} {row.how.replace('_', ' ')}, {tell.place(row)}"


def _page(run, file, panels, part):
    lines = -(-len(panels) // COLUMNS)
    fig, axes = plotting.canvas(run, f"Latency against occupancy{part}", [row for _, same in panels for one in same for row in one[0]],
                                1.2 + 3.6 * lines, "dotted: the latency, without additions", marked=False, nrows=lines,
                                ncols=COLUMNS, sharex=True, squeeze=False)
    for axis, (name, same) in zip(axes.flat, panels):
        for i, (rows, points, cycles) in enumerate(same):
            _line(axis, rows, points, cycles, COLOURS[i % len(COLOURS)], LINES[i // len(COLOURS) % len(LINES)])
        axis.set_title(name, fontsize=9.5, weight="bold", loc="left", pad=6)
        axis.set_xlabel("additions in between")
        axis.set_ylabel("core cycles" if all(one[2] for one in same) else "ns")
        axis.set_ylim(bottom=0)
        axis.legend(fontsize=7.5, loc="upper left")
    for axis in list(axes.flat)[len(panels):]:
        axis.set_visible(False)
    for axis in list(axes.flat)[:len(panels)][-COLUMNS:]:  # the lowest of each column, which others may be hidden below
        axis.tick_params(labelbottom=True)
    return plotting.save(fig, run, file)


def _line(axis, rows, points, cycles, colour, style):
    found, unit = knee.of(points, cycles), "cy" if cycles else "ns"
    told = f": late by {tell.nanoseconds(found.latency)} {unit}" if found.latency is not None else ""
    if found.occupancy is not None:
        told += f", busy for {tell.nanoseconds(found.occupancy)}"
    axis.plot(*zip(*sorted(points.items())), marker="o", markersize=3.5, color=colour, linestyle=style, linewidth=1.3,
              label=tell.label(rows[0]) + told)
    if found.latency is not None:
        end = max(points)
        axis.plot([0, end], [found.latency, points[end]], color=colour, linestyle=":", linewidth=0.8)
