"""What was not measured or is not known, and why."""

import collections

from fenceline.report.sections import section
from fenceline.results import schema, select


def sections_of(run, without=()):
    """`without`: [(plot, why it has nothing to draw)]."""
    reasons = select.grouped(run["skips.csv"], lambda row: row.reason)
    rows = [(reason, len(skips), ", ".join(s.what for s in skips[:4]) + (", …" if len(skips) > 4 else ""))
            for reason, skips in reasons.items()]
    if rows:
        yield section("Not measured here", "", ("reason", "count", "what"), rows)
    counters = "counters.csv" if run.native else "emulated_counters.csv"
    reasons = collections.Counter((row.event, row.gap) for row in run[counters] if row.gap)
    if reasons:
        yield section("Counters that gave nothing", "", ("event", "reason", "rows"),
                      [(*key, n) for key, n in reasons.items()])
    unknown = [(key, run.gap(key)) for key, value in run.facts.items() if not value]
    missing = [(file, run.gaps[file]) for file in schema.contract()
               if file in run.gaps and file.startswith("emulated") != run.native]
    if unknown or missing:
        yield section("Not known", "", ("what", "why"), [*unknown, *missing], folded=True)
    if without:
        yield section("Plots without data", "", ("plot", "why"), without, folded=True)


def facts_section(run):
    return section("All facts of machine and build", "", ("fact", "value"),
                   [(key, value or f"— ({run.gap(key)})") for key, value in run.facts.items()], folded=True)
