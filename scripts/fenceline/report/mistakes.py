"""Known mistakes beside their cure: how many times as long the same takes."""

from fenceline.keys import interval
from fenceline.report import tables
from fenceline.report.sections import section
from fenceline.results import select, tell

PAIR = ("mistake", "cure")


def sections_of(run, suite):
    lines = []
    for mistake, cure in _pairs(run, suite):
        lines.append((mistake.group.replace("_", " "), tell.arguments(mistake), mistake.threads, tell.place(mistake),
                      tables.cost(mistake), tables.cost(cure), _ratio(mistake, cure)))
    if lines:
        yield section("Known mistakes beside their cure", "The same work done in both ways; the ratio's interval goes as far as "
                      "those of the two let it.",
                      ("mistake", "parameters", "threads", "placement", "as it is done wrong", "cured", "times as long"), lines)


def _pairs(run, suite):
    """Rows of groups whose variants are PAIR, with the same parameters at the same place."""
    rows = [row for row in run["summary.csv"] if row.suite == suite and row.variant in PAIR and row.median_ns is not None]
    for same in select.grouped(rows, lambda r: (r.group, r.how, r.args, r.threads, r.policy, r.placement)).values():
        by_variant = {variant: select.dominant(of) for variant, of in select.grouped(same, lambda r: r.variant).items()}
        if len(by_variant) == len(PAIR):
            yield tuple(by_variant[variant] for variant in PAIR)


def _ratio(mistake, cure):
    """'3.20 [3.10, 3.31]', good or bad to look at where the interval leaves one out."""
    try:
        ratio = interval.divide(interval.of_row(mistake), interval.of_row(cure))
    except select.Nothing:
        return ""
    if ratio.low is None:
        return f"{ratio.value:.2f}"
    told = f"{ratio.value:.2f} [{ratio.low:.2f}, {ratio.high:.2f}]"
    return (told, "bad") if ratio.low > 1 else (told, "good") if ratio.high < 1 else told
