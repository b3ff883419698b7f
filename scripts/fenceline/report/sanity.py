"""Figures held against what is known of the machine from elsewhere: published costs, the topology's caches."""

from fenceline.report import limits, reference
from fenceline.report.sections import section
from fenceline.results import tell
from fenceline.stats import caches


def published_section(run):
    if not run.native:
        return None
    core, judgements = reference.judge(run)
    if not judgements:
        return section("Is it sane?", f"No figure to hold against: {core.remark or 'none measured'}.")
    text = f"Published figures for {core.name}, in core cycles."
    if not core.trusted:
        text += f" The CPU's model is not to be trusted, nor is this comparison: {core.remark}."
    rows = [(tell.label(j.row), j.row.width or "", j.row.metric, tell.nanoseconds(j.row.median_cycles),
             f"{j.published:g}", (j.verdict, "good" if j.verdict == "sane" else "warn"), j.source) for j in judgements]
    return section("Is it sane?", text, ("variant", "bits", "metric", "measured", "published", "verdict", "source"), rows)


def limits_section(run):
    found = limits.below(run)
    if not found:
        return None
    rows = [(tell.label(one.row), one.row.width or "", one.row.how, tell.nanoseconds(one.row.median_cycles),
             tell.nanoseconds(one.limit), one.source) for one in found]
    return section("Below what the core can do", "These figures are wrong: the clock was slower than it was taken for, or too "
                   "much was subtracted.", ("variant", "bits", "measured as", "cycles", "least possible", "source"), rows)


def cache_lines(run):
    """'CPU 0: L1 32 KiB: agrees: …': where the latency curve's levels end, against what the topology says."""
    return [f"CPU {cpus}: {judgement.text}" for cpus, found in caches.of(run) for judgement in found]


def caches_section(run):
    lines = cache_lines(run)
    if not lines:
        return None
    return section("Are the caches as large as they are said to be?", "\n".join(f"- {line}" for line in lines))
