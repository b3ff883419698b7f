"""A comparison on a terminal of 80 columns: the answer in words, then by suite what differs, the most first."""

import collections
import textwrap

from fenceline.compare import order, tables, words
from fenceline.results import select, tell

WIDTH, NAME = 80, 38
MOST_ROWS = 10  # of a suite, unless all are asked for


def show(comparison, everything=False):
    def say(text="", indent=""):
        lines = textwrap.wrap(tell.printable(text), WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]
        print(*lines, sep="\n")

    for side, machine in comparison.legend:
        say(f"{side.name}  {machine}" + (" (baseline)" if side is comparison.baseline else ""), "   ")
    say()
    for line in comparison.summary:
        say(line)
    for remark in comparison.remarks:
        say(f"- {remark}", "  ")
    for against in comparison.against:
        if against.counts:
            _counts(against, comparison, everything, say)
            continue
        for suite in order.suites(against):
            say()
            say(f"{words.suite(suite.mean.name)}: {order.told(against.side.name, suite.mean)}", "  ")
            _rows(suite.rows, comparison, against.side.name, everything)
        _not_compared(against, comparison.baseline, say)


def _rows(rows, comparison, name, everything):
    base = comparison.baseline.name
    called = dict(zip(map(id, rows), words.rows(rows)))
    shown = rows if everything else [row for row in rows if row.different][:MOST_ROWS]
    common = shown[0].pair.note if len({row.pair.note for row in shown}) == 1 else ""
    if common:
        print(f"  {_clip(common, WIDTH - 2)}")
    if shown:
        print(f"  {'':{NAME}} {base + ', ' + comparison.unit:>8} {name:>8} {name + '/' + base:>7}  interval")
    for row in shown:
        a, b = tables.medians(row)
        mark = "" if row.different else "="
        print(f"  {_clip(called[id(row)], NAME):{NAME}} {_clip(tell.nanoseconds(a), 8):>8} "
              f"{_clip(tell.nanoseconds(b), 8):>8} "
              f"{_ratio(row.ratio) + mark:>7}  {_ratio(row.low)}–{_ratio(row.high)}")
        spread = ", ".join(f"{side} {100 * figure.spread:.2g} %" for side, figure in ((base, row.a), (name, row.b))
                           if figure.spread is not None)
        notes = "; ".join(filter(None, ("" if common else row.pair.note, spread and f"spread over runs: {spread}")))
        if notes:
            print(f"    {_clip(notes, WIDTH - 4)}")
    different = sum(row.different for row in rows)
    rest = different - len(shown)
    if not everything and rest > 0:
        print(f"  {rest} more differ: --all shows them")
    if len(rows) > different:
        print(f"  no difference shown: {len(rows) - different} of {len(rows)}" + (" (=)" if everything else ""))


def _not_compared(against, baseline, say):
    left_out = against.matched.left_out
    if left_out:
        say()
        say(f"not compared: {len(left_out)} trials (by name: --html, --json)")
    for why, trials in select.grouped(left_out, left_out.get).items():
        suites = collections.Counter((baseline.rows.get(trial) or against.side.rows[trial]).suite for trial in trials)
        say(f"  {why}: " + ", ".join(f"{count} of {suite}" for suite, count in suites.items()), "    ")


def _counts(against, comparison, everything, say):
    found, names = against.counts, (comparison.baseline.name, against.side.name)
    for title, rows in (("exact counts that differ", found.different), ("means that differ", found.means)):
        if rows:
            say()
            say(f"{title}, an operation of {names[0]} and of {names[1]}")
        shown = rows if everything else rows[:MOST_ROWS]
        for trial, thread, what, a, b in shown:
            say(f"  {trial}, thread {thread}, {what}: {a:g} {b:g}", "    ")
        if len(rows) > len(shown):
            say(f"  {len(rows) - len(shown)} more: --all shows them")
    for trial, a, b in found.wrong:
        say(f"  {trial}: {names[0]} {a or 'right'}; {names[1]} {b or 'right'}", "    ")
    if found.only_a or found.only_b:
        say(f"not compared: {found.only_a} counts only in {names[0]}, {found.only_b} only in {names[1]}")


def _clip(text, width):
    text = tell.printable(text)
    return text if len(text) <= width else text[:width - 1] + "…"


def _ratio(value):
    return f"{value:.3f}" if value < 9.9995 else f"{value:.1f}" if value < 999.95 else f"{value:.0e}"
