"""The published mappings of atomics beside each other, C++'s, Linux', Go's and Java's: a table of every operation and order by mapping.

A cell is the sequence that the mapping has for the operation, and its median. It is the darker the more it costs
than the cheapest of its row. The compiler's own mapping is the marked column.
"""

import textwrap

import matplotlib.patches

from fenceline.plots import plotting
from fenceline.plots.plotting import BUILTIN, HAND
from fenceline.results import select, tell, thresholds
from fenceline.results.select import Nothing

SUITE, OWN = "mappings", "builtin"
METRICS = {"chain": "dependent chains (a plain load's latency), ns per operation", "throughput": "independent operations, ns per operation"}
ROWS = ["store_then_load", "load", "store", "exchange", "fetch_add", "and", "or", "cas", "set_bit", "clear_bit", "test_and_set_bit",
        "test_and_clear_bit", "fence"]
ORDERS = ["plain", "relaxed", "reads", "writes", "acquire", "release", "acq_rel", "seq_cst", "before_update", "after_update"]
FAMILIES = {"linux": "Linux", "go": "Go", "openjdk": "Java"}  # whose a mapping is, by how its name begins; else C++'s
DARKEST, STRONGEST = 8, 0.55  # times the row's cheapest; how much of the colour then lies over the page's own
LINE, MORE = 0.36, 0.115  # inches: a row, and each further line that a name in it takes


def draw(run):
    rows = [row for row in select.summaries(run, suite=SUITE) if row.threads == 1]
    if not rows:
        raise Nothing("no mappings of atomics were measured")
    place = rows[0].placement
    rows = [row for row in rows if row.placement == place]
    by_metric = select.grouped(rows, lambda row: "chain" if row.metric in select.CHAINS else row.metric)
    return [_page(run, metric, by_metric[metric]) for metric in METRICS if metric in by_metric]


def mappings(row):
    """Those that have this sequence."""
    return row.use.split("+")


def family(mapping):
    return FAMILIES.get(mapping.partition("_")[0], "C++")


def operation(row):
    """('store', 'seq_cst') of a row of the group store_seq_cst."""
    return row.group.removesuffix("_" + row.order), row.order


def _rank(op):
    name, order = op
    return ROWS.index(name) if name in ROWS else len(ROWS), ORDERS.index(order) if order in ORDERS else len(ORDERS)


def _page(run, metric, rows):
    cells = {(operation(row), mapping): row for row in rows for mapping in mappings(row)}
    operations = sorted({op for op, _ in cells}, key=_rank)
    columns = list(dict.fromkeys(mapping for row in rows for mapping in mappings(row)))
    columns.sort(key=lambda c: (["C++", *FAMILIES.values()].index(family(c)), c == OWN))  # the compiler's last of C++'s
    line = LINE + MORE * (max(len(_name(row, len(columns))) for row in rows) - 1)
    fig, axes = plotting.canvas(run, f"Mappings of atomics: {METRICS[metric]}", rows,
                                1.5 + line * len(operations),
                                f"pale: the cheapest of its row; strongest: {DARKEST} times that or more",
                                squeeze=False)
    axis = axes[0][0]
    axis.set(xlim=(0, len(columns)), ylim=(len(operations), 0))
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    axis.tick_params(length=0, top=True, labeltop=True, labelbottom=False)
    axis.set_xticks([x + 0.5 for x in range(len(columns))],
                    [f"{c}\n(this compiler)" if c == OWN else c for c in columns], fontsize=9)
    axis.set_yticks([y + 0.5 for y in range(len(operations))],
                    [f"{name.replace('_then_', ' + ')} {order}" for name, order in operations])
    # What is no instruction must not make others look dear.
    nothing = thresholds.of(run).next_to_nothing_ns
    for y, op in enumerate(operations):
        cheapest = max(nothing, min(cells[op, c].median_ns for c in columns if (op, c) in cells))
        for x, column in enumerate(columns):
            if (op, column) in cells:
                _cell(axis, x, y, cells[op, column], cheapest, len(columns))
        if y and operations[y - 1][0] != op[0]:
            axis.axhline(y, color="#20242b", linewidth=1)
    for x, column in enumerate(columns[1:], 1):
        if family(columns[x - 1]) != family(column):
            axis.axvline(x, color="#20242b", linewidth=1)
    if OWN in columns:
        axis.add_patch(matplotlib.patches.Rectangle((columns.index(OWN), 0), 1, len(operations), fill=False,
                                                    edgecolor=BUILTIN, linewidth=3, clip_on=False, zorder=4))
    return plotting.save(fig, run, SUITE if metric == "chain" else f"{SUITE}_{metric}")


def _cell(axis, x, y, row, cheapest, columns):
    dark = min(1.0, (max(1, row.median_ns / cheapest) - 1) / (DARKEST - 1))
    axis.add_patch(matplotlib.patches.Rectangle((x, y), 1, 1, color=HAND, alpha=dark * STRONGEST, linewidth=0))
    axis.add_patch(matplotlib.patches.Rectangle((x, y), 1, 1, fill=False, edgecolor="#c6cad1", linewidth=0.6))
    cycles = f" · {tell.nanoseconds(row.median_cycles)} cy" if row.median_cycles is not None else ""
    cost = f"{tell.nanoseconds(row.median_ns)} ns{cycles}{tell.marks(row)}"
    if tell.is_builtin(row):  # which instructions it has chosen, --explain shows
        axis.text(x + 0.5, y + 0.5, cost, ha="center", va="center", fontsize=8.5)
        return
    name = _name(row, columns)
    for text, size, up in ((cost, 8.5, 1 + 4 * len(name)), ("\n".join(name), 7, len(name) - 7)):
        axis.annotate(text, (x + 0.5, y + 0.5), (0, up), textcoords="offset points", ha="center", va="center",
                      fontsize=size, linespacing=1.05)


def _name(row, columns):
    """The sequence's name on as many lines as the width of one of so many columns makes it take; nothing is cut."""
    return textwrap.wrap(row.variant.replace(";", "; "), int(160 / columns))
