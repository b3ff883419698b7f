"""The sections of key figures, and of suites held against a reference machine."""

from fenceline.keys import composites, key_figures, show_figures, tell_figures
from fenceline.report.sections import section


def sections_of(run, reference=None, name=""):
    """Key figures; with a run of a reference machine (`name`: what it is called) also the composites and their parts."""
    found = key_figures.of(run)
    yield section("Key figures", "Median [95 % interval]; how each is made stands beside it.",
                  ("figure", "value", "note", "formula"), [(one.title, show_figures.told(one), one.note, one.formula)
                                                           for one in found])
    if reference is not None:
        yield from _against(run, reference, name)


def _against(run, reference, name):
    rows = []
    found = composites.of(run, reference, name)
    for one in found:
        rows.append((one.suite, "all", "—" if one.value is None else _ratio(one), sum(p.kernels for p in one.parts), "", one.note))
        rows += [("", part.group, _ratio(part), part.kernels, f"{part.least:.3g} … {part.most:.3g}", "") for part in one.parts]
    if rows:
        yield section(f"Suites against {found[0].reference}",
                      f"How many times as quick, [from, to]: {found[0].formula}.",
                      ("suite", "group", "ratio", "kernels", "kernels from … to", "note"), rows)


def _ratio(one):
    return tell_figures.figure(one.value, one.low, one.high, "")
