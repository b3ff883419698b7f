"""A comparison as one self-contained page: the answer in words, suites as a table, every row by suite, what is in doubt."""

import collections

from fenceline.compare import order, tables, words
from fenceline.report import page
from fenceline.results import tell

Chapter = collections.namedtuple("Chapter", "title anchor text tables")
Table = collections.namedtuple("Table", "title text header rows folded")

MEANING = ("Geometric means over the rows of a suite, of {b} over {a}: more than 1 is slower. Intervals are of 95 % and hold "
           "between runs.")


def write(path, comparison):
    sides = [(side.name, machine + (" (baseline)" if side is comparison.baseline else "")
              + ": " + ", ".join(run.name for run in side.runs)) for side, machine in comparison.legend]
    path.write_text(page.html("compare.html", comparison=comparison, sides=sides, chapters=list(_chapters(comparison))),
                    encoding="utf-8")


def _chapters(comparison):
    for against in comparison.against:
        title = f"{against.side.name} against {comparison.baseline.name}"
        made = _counts if against.counts else _suites
        yield Chapter(title, page.anchor(title), *made(against, comparison))
    if comparison.remarks:
        yield Chapter("To be borne in mind", "remarks", "\n".join(f"- {line}" for line in comparison.remarks), [])


def _suites(against, comparison):
    a, b = comparison.baseline.name, against.side.name
    suites = order.suites(against)
    whole = [(words.suite(mean.name), _ratio(mean.ratio), _interval(mean), mean.rows, mean.different)
             for mean, _ in suites]
    header = ("", f"{a}, {comparison.unit}", b, f"{b}/{a}", "interval", "verdict", "by chance", f"spread over runs of {a}",
              f"of {b}", "note")
    made = [Table("", "", ("suite", f"{b}/{a}", "interval", "rows", "differ"), whole, False)]
    made += [Table(words.suite(mean.name), order.told(b, mean) + ".", header, list(map(_row, words.rows(rows), rows)), True)
             for mean, rows in suites]
    left_out = against.matched.left_out
    if left_out:
        made.append(Table("Not compared", "", ("trial", "why"), list(left_out.items()), True))
    return MEANING.format(a=a, b=b), made


def _row(name, row):
    how = "no difference shown" if not row.different else "slower" if row.ratio > 1 else "faster"
    mark = {"slower": "bad", "faster": "good"}.get(how, "")
    return (name, *map(tell.nanoseconds, tables.medians(row)), _ratio(row.ratio), _interval(row), (how, mark),
            f"{row.rate:.2g}", *("" if figure.spread is None else f"{100 * figure.spread:.2g} %" for figure in (row.a, row.b)),
            row.pair.note)


def _counts(against, comparison):
    a, b = comparison.baseline.name, against.side.name
    header = ("trial", "thread", "of an operation", a, b)
    found = against.counts
    made = [Table(title, "", header, [(trial, thread, what, f"{x:g}", f"{y:g}") for trial, thread, what, x, y in rows], True)
            for title, rows in (("Exact counts that differ", found.different), ("Means that differ", found.means)) if rows]
    if found.wrong:
        made.append(Table("Work that is right in one only", "", ("trial", a, b),
                          [(trial, x or "right", y or "right") for trial, x, y in found.wrong], True))
    return f"{found.same} counts are the same; {found.only_a} only {a} has, {found.only_b} only {b}.", made


def _ratio(value):
    return f"{value:.3f}" if value < 9.9995 else f"{value:.3g}"


def _interval(of):
    return f"{_ratio(of.low)}–{_ratio(of.high)}"
