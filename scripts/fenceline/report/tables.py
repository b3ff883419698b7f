"""The tables of figures: variants side by side, curves as one table each, everything else as it was measured."""

from fenceline.report.sections import section
from fenceline.results import schema, select, tell
from fenceline.stats import rates

MOST_ROWS = 400  # of one table: a matrix of 256 PUs has 65,280
MOST_COLUMNS, MOST_VALUES = 9, 64  # of a table of curves
FOLDED = 24  # rows: longer tables are shown when asked for
FEW = 2  # up to so many values of a parameter there is no curve


def sections_of(run, suite):
    rates_of = rates.of(run)

    def told(row):
        return cost(row, rates_of.get((row.trial, row.mode)))

    rows = [row for row in run["summary.csv"] if row.median_ns is not None and row.suite == suite]
    plain = [row for row in rows if row.threads == 1 and not row.args]
    if plain:
        yield _uncontended(plain, told)
    rest = [row for row in rows if row.threads != 1 or row.args]
    for group, same in select.grouped(rest, lambda r: r.group).items():
        curves = _curves(same, told)
        if curves:
            yield section(f"{group}: curves", *curves, folded=True)
        else:
            yield _listed(f"{group}: threads and parameters", same, told)


def cost(row, rate=None):
    """'4.50 ns [4.46, 4.55] · 18.0 cy~', or '30.1 GB/s [29.9, 30.2]' of what moves bytes."""
    if row.metric == rates.METRIC:
        if rate is None:
            return "bytes not told"
        ends = f" [{rate.low / 1e9:.3g}, {rate.high / 1e9:.3g}]" if rate.low and rate.high else ""
        return rates.gigabytes(rate.median) + ends + tell.marks(row)
    text = f"{tell.nanoseconds(row.median_ns)} ns"
    if row.low_ns is not None and row.high_ns is not None:
        text += f" [{tell.nanoseconds(row.low_ns)}, {tell.nanoseconds(row.high_ns)}]"
    if row.median_cycles is not None:
        text += f" · {tell.nanoseconds(row.median_cycles)} cy"
    return text + tell.marks(row)


def _uncontended(rows, told):
    """A line for each variant, a column for each metric and placement."""
    places = list(dict.fromkeys(row.placement for row in rows))
    columns = list(dict.fromkeys((row.metric, row.placement) for row in rows))
    table = []
    for key, same in select.grouped(rows, lambda r: (r.group, tell.label(r), tell.manner(r), r.order)).items():
        by_column = {(row.metric, row.placement): told(row) for row in same}
        notes = "; ".join(dict.fromkeys(row.note for row in same if row.note))
        table.append([*key, *(by_column.get(c, "") for c in columns), notes])
    names = [metric if len(places) == 1 else f"{metric}, {place}" for metric, place in columns]
    return section("Uncontended, by variant", f"One thread, {', '.join(places)}: median [95 % interval] · core cycles.",
                   ("group", "variant", "", "order", *names, "note"), table, folded=len(table) > FOLDED)


def _curves(rows, told):
    """(text, header, lines) of figures by one parameter, a line for each of its values; None where they are no curves."""
    parameters = [schema.parse_args(row.args) for row in rows]
    names = {tuple(found) for found in parameters}
    if len(names) != 1 or len(min(names)) != 1:
        return None
    name, = min(names)
    columns = select.grouped(rows, lambda r: (tell.label(r), tell.manner(r), tell.threads(r.threads), r.placement, r.mode))
    values = sorted({found[name] for found in parameters})
    if not FEW < len(values) <= MOST_VALUES or len(columns) > MOST_COLUMNS:
        return None
    # What all columns have in common stands above them.
    common = [parts[0] for parts in zip(*columns) if len(set(parts)) == 1 and parts[0]]
    differ = [i for i, parts in enumerate(zip(*columns)) if len(set(parts)) > 1]
    cells = {(key, schema.parse_args(row.args)[name]): row for key, same in columns.items() for row in same}
    lines = [(tell.arguments(next(row for row in rows if schema.parse_args(row.args)[name] == value)),
              *(told(cells[key, value]) if (key, value) in cells else "" for key in columns)) for value in values]
    return ", ".join(common), ("", *(", ".join(filter(None, (key[i] for i in differ))) or "figure" for key in columns)), lines


def _listed(title, rows, told):
    """A line for each trial, in the hidden placement mode that it was in most, with what it cost in the others."""
    trials = list(select.grouped(rows, lambda r: r.trial).values())
    rest = len(trials) - MOST_ROWS
    lines = []
    for same in trials[:MOST_ROWS]:
        main = select.dominant(same)
        lines.append((tell.label(main), tell.manner(main), tell.arguments(main), main.threads, tell.place(main),
                      _mode(main), told(main), "; ".join(f"{_mode(r)}: {tell.nanoseconds(r.median_ns)} ns{tell.marks(r)}"
                                                         for r in sorted(same, key=select.nearness) if r is not main), main.note))
    return section(title, f"The first {MOST_ROWS} of {len(trials)}; all are in summary.csv." if rest > 0 else "",
                   ("variant", "", "parameters", "threads", "placement", "mode", "figure", "other modes", "note"), lines,
                   folded=True)


def _mode(row):
    """'25ns, 81%': a hidden placement mode and how often it was met."""
    if not row.mode:
        return ""
    return row.mode if row.mode_share is None else f"{row.mode}, {row.mode_share:.0%}"


def ran(run, suite):
    """What an emulator executed: no times."""
    rows = [row for row in run["emulated.csv"] if row.suite == suite]
    if not rows:
        return None
    return section("What ran", "", ("kernel", "parameters", "threads", "placement", "operations", "wrong"),
                   [(r.kernel, r.args, r.threads, r.placement, r.ops, (r.wrong, "bad")) for r in rows], folded=True)
