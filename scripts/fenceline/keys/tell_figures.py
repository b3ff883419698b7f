"""How figures with intervals are told, on the terminal, in tables and to other programs."""

import csv
import json
import sys
import textwrap

WIDTH = 80
FORMATS = ("text", "csv", "json")


def number(value):
    """Three significant digits, to the thousandth: '0.153', '6.00', '23,200'."""
    if value is None:
        return "—"
    digits = 0 if abs(value) >= 99.5 else 1 if abs(value) >= 9.95 else 2 if abs(value) >= 0.995 else 3
    return f"{round(value, digits) + 0.0:,.{digits}f}"  # + 0.0: no -0.00


def scaled(value, low, high, unit):
    """The same in the unit that it is told in: 1,340,000 ns are 1.34 ms; other units stay."""
    of = next(((name, size) for name, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)) if abs(value) >= size), None)
    if unit != "ns" or of is None:
        return value, low, high, unit
    return *(None if one is None else one / of[1] for one in (value, low, high)), of[0]


def figure(value, low, high, unit):
    """'6.00 ns [5.98, 6.03]'; a ratio is '1.20 × [1.10, 1.30]', yes or no of what is seen or not."""
    text = f"{number(value)} {unit or '×'}"
    if low is None or high is None:
        return f"{text} [?]"
    return text if low == high == value else f"{text} [{number(low)}, {number(high)}]"


def key(one):
    """A KeyFigure's value and interval, in the unit that they are told in."""
    return figure(*scaled(one.value, one.low, one.high, one.unit))


def wrapped(text, indent):
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2),
                         break_long_words=False, break_on_hyphens=False)


def line(name, told, width=50):
    """A name and, from column `width` on, what is told of it; the name's last line holds it."""
    lines = textwrap.wrap(name, width - 4, break_on_hyphens=False)
    return "\n".join([*(f"  {one}" for one in lines[:-1]), f"  {lines[-1]:<{width - 2}}{told}"])


def records(rows, kind):
    """[{column: value}] as CSV or JSON on standard output."""
    if kind == "json":
        json.dump(rows, sys.stdout, indent=1, ensure_ascii=False)
        print()
        return
    writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
