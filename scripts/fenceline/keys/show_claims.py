"""What people repeat of atomics, fences, locks and queues, judged by a run: holds, does not hold, cannot be told here.

Claims, sources and formulas are in results/claims.csv; docs/claims.md tells how one is judged.
"""

import collections

from fenceline.keys import claims, tell_figures, together
from fenceline.results import tell


def main(parser, arguments):
    parser.add_argument("runs", metavar="DIR", nargs="+", help="a run, and others of the machine with what that one lacks")
    parser.add_argument("--format", choices=tell_figures.FORMATS, default="text", help="[text]")
    parser.add_argument("--told", action="store_true", help="only claims that can be told here")
    parser.add_argument("--full", action="store_true", help="with sources, formulas and how a claim was read")
    options = parser.parse_args(arguments)
    run = together.load(options.runs)
    found = [j for j in claims.judge(run) if not options.told or j.verdict != claims.UNKNOWN]
    if options.format != "text":
        tell_figures.records([record(one) for one in found], options.format)
        return
    print(tell_figures.wrapped(tell.machine(run), 0))
    counts = collections.Counter(one.verdict for one in found)
    for verdict in claims.VERDICTS:
        same = [one for one in found if one.verdict == verdict]
        if same:
            print(f"\n{verdict}: {counts[verdict]}")
        for one in same:
            print(tell_figures.wrapped(one.claim, 2))
            print(tell_figures.wrapped("; ".join(filter(None, (measured(one), one.note))), 6))
            for told in (one.row.reading, one.row.formula, one.source) if options.full else ():
                if told and told != one.note:
                    print(tell_figures.wrapped(told, 6))


def claimed(one):
    """The claimed range in words: '5 … 10 ×', '≥ 2 ×', '≤ 40 cycle'."""
    unit = one.row.unit or "×"
    if one.low is None:
        return f"≤ {one.high:,.9g} {unit}"
    return f"≥ {one.low:,.9g} {unit}" if one.high is None else f"{one.low:,.9g} … {one.high:,.9g} {unit}"


def measured(one):
    """'12.3 × [11, 13], claimed 5 … 10 ×'; nothing where there is no figure."""
    if one.value is None:
        return ""
    figure = tell_figures.figure(one.value, one.value_low, one.value_high, one.row.unit)
    return f"{figure}, claimed {claimed(one)}"


def record(one):
    return {"name": one.row.name, "about": one.row.about, "claim": one.claim, "source": one.source, "isa": one.row.isa,
            "low": one.low, "high": one.high, "unit": one.row.unit, "verdict": one.verdict, "value": one.value,
            "value_low": one.value_low, "value_high": one.value_high, "note": one.note, "formula": one.row.formula,
            "reading": one.row.reading}
