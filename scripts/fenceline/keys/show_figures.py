"""Key figures of a run, and one figure a suite against a reference machine, with their formulas and parts.

Key figures are defined in results/key_figures.csv (docs/report.md).
"""

from fenceline.keys import composites, key_figures, tell_figures, together
from fenceline.results import tell


def main(parser, arguments):
    parser.add_argument("runs", metavar="DIR", nargs="+", help="a run, and others of the machine with what that one lacks")
    parser.add_argument("--reference", metavar="MACHINE", default=composites.REFERENCE,
                        help=f"machine of results/reference/, or a run, that suites are held against [{composites.REFERENCE}]")
    parser.add_argument("--format", choices=tell_figures.FORMATS, default="text", help="[text]")
    options = parser.parse_args(arguments)
    run = together.load(options.runs)
    found = key_figures.of(run)
    name, reference = composites.reference(options.reference)
    against = composites.of(run, reference, name)
    if options.format != "text":
        tell_figures.records([*map(_record, found), *(r for one in against for r in _composite_records(one))], options.format)
        return
    print(tell_figures.wrapped(tell.machine(run), 0))
    for one in found:
        _print(one)
    for one in against:
        _print_composite(one)
    if against:
        print(tell_figures.wrapped(f"formula: {against[0].formula}", 0))


def _print(one):
    if one.value is None:
        print(tell_figures.line(one.title, "—"))
    else:
        print(tell_figures.line(one.title, told(one)))
    if one.note:
        print(tell_figures.wrapped(one.note, 6))


def told(one):
    """A key figure's value in words."""
    if one.value is None:
        return "—"
    if one.formula.startswith("seen"):
        return "seen" if one.value else "not seen"
    return tell_figures.key(one)


def _print_composite(one):
    value = "—" if one.value is None else tell_figures.figure(one.value, one.low, one.high, "")
    print(tell_figures.line(f"{one.suite}: times as quick as {one.reference}", value))
    for part in one.parts:
        print(tell_figures.line(f"    {part.group}, {_kernels(part)}",
                                tell_figures.figure(part.value, part.low, part.high, "")))
    if one.note:
        print(tell_figures.wrapped(one.note, 6))


def _kernels(part):
    return "1 kernel" if part.kernels == 1 else f"{part.kernels} kernels"


def _record(one):
    return {"what": one.name, "title": one.title, "value": one.value, "low": one.low, "high": one.high, "unit": one.unit,
            "better": one.better, "formula": one.formula, "note": one.note}


def _composite_records(one):
    shared = {"unit": "", "better": "higher", "formula": one.formula}
    yield {"what": f"composite.{one.suite}", "title": f"times as quick as {one.reference}", "value": one.value,
           "low": one.low, "high": one.high, **shared, "note": one.note}
    for part in one.parts:
        yield {"what": f"composite.{one.suite}.{part.group}", "title": f"its part, {_kernels(part)}",
               "value": part.value, "low": part.low, "high": part.high, **shared,
               "note": f"kernels from {part.least:.3g} to {part.most:.3g}"}
