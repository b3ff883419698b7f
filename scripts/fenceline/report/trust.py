"""What to trust of a run: what was wrong, missing, disturbed, or did not close. It decides what the rest is worth.

What makes figures unusable is a flag: it stands at the top of the page, one line each. The rest stands behind the figures.
"""

import collections
import re

from fenceline.report import doctor
from fenceline.report.sections import section
from fenceline.results import select, thresholds

MOST_WRONG, FLAGS = 10, 3  # of one table, told one by one; at the top of the page


def flags(run):
    """Lines in capitals of what must be known before any figure is read."""
    return [*_sanitized(run), *_ended(run), *_missing(run), *_some(list(_wrong(run)))]


def sections_of(run, drawings=()):
    """`drawings`: of the hidden placement modes."""
    lines = [*_sanitized(run), *_ended(run), *_missing(run), *_wrong(run)]
    if run.native and run["records.csv"]:
        lines += [*_disturbed(run["records.csv"]), *_memory(run["records.csv"]), *_intervals(run)]
    elif not run.native:
        lines.append(f"execution '{run.execution}': no times; what ran, and whether it was right")
    lines += [f"the machine: {sentence}" for sentence in doctor.disturbing(run)]
    if run.fact("caveat"):  # of runs before the doctor
        lines.append("the machine: " + run.fact("caveat"))
    lines += run.remarks
    yield section("", "\n".join(f"- {line}" for line in lines) or "Nothing was found wrong.")
    modes = "\n".join(f"- {line}" for line in (_modes(run) if run.native else ()))
    if modes or drawings:
        yield section("Hidden placement", modes, drawings=drawings)


def _some(wrong):
    """Of many that are wrong the first few, and how many there are."""
    return wrong if len(wrong) <= FLAGS else [*wrong[:FLAGS], f"WRONG: {len(wrong) - FLAGS} more lines under 'How far to trust it'"]


def _sanitized(run):
    if run.fact("sanitizers"):
        yield (f"BUILT WITH SANITIZERS: {run.fact('sanitizers')}: every figure is what the program costs with them, and none "
               "is this machine's")


def _ended(run):
    if run.ended not in ("complete", None):
        yield f"NOT COMPLETE: {run.ended}; what is here is what had been measured until then"


def _missing(run):
    """Tables without which nothing can be said of how good the figures are."""
    if not run.native:
        wanted = [] if run["emulated_litmus.csv"] else ["emulated.csv"]
    else:
        wanted = [] if run["litmus.csv"] else ["records.csv", "summary.csv"]
    for file in wanted:
        if not run[file]:
            yield f"MISSING: {file}: {run.gaps.get(file, 'it has no rows')}: what it would tell is not known"
    told = {row.trial for row in run["records.csv"]}
    untold = {row.trial for row in run["summary.csv"] if row.repetitions} - told
    if told and untold:
        yield f"MISSING: records.csv has no repetition of {len(untold)} trials that summary.csv tells of"


def _wrong(run):
    for table in ("records.csv", "emulated.csv"):
        wrong = [row for row in run[table] if row.wrong]
        yield from (f"WRONG: {row.trial}: {row.wrong}" for row in wrong[:MOST_WRONG])
        if len(wrong) > MOST_WRONG:
            yield f"WRONG: {len(wrong) - MOST_WRONG} more in {table}"
    for row in (*run["litmus.csv"], *run["emulated_litmus.csv"]):
        if row.finding:
            yield f"FINDING: {row.test}: {row.finding}" + (f" ({row.label})" if row.label else "")


def _disturbed(records):
    # Reasons that tell figures ("moved from 59ns to 251ns") are counted as one.
    reasons = collections.Counter(re.sub(r" from .* to .*", "", reason) for row in records if row.disturbed
                                  for reason in row.disturbed.split("; "))
    disturbed = sum(1 for row in records if row.disturbed)
    yield (f"{disturbed} of {len(records)} repetitions were disturbed and do not count"
           + "".join(f"; {n} × {reason}" for reason, n in reasons.most_common(5)))


def _memory(records):
    """What of it was not as the placement or the variant says: not shown where it lies, on small pages."""
    for what, n in collections.Counter(row.memory for row in records if row.memory).most_common():
        yield f"memory of {n} of {len(records)} repetitions: {what}"


def _intervals(run):
    """Each trial once, by the mode that it was in most: as the terminal counts them (docs/report.md)."""
    trials = [max(rows, key=lambda row: row.mode_share or 0)
              for rows in select.grouped(run["summary.csv"], lambda row: row.trial).values()]
    nothing = sum(row.median_ns is None for row in trials)
    wide = sum(row.median_ns is not None and not row.closed for row in trials)
    if nothing:
        yield f"{nothing} of {len(trials)} trials have no figure: not measured, or disturbed every time"
    yield (f"{wide} of {len(trials)} trials have a 95 % interval wider than {thresholds.percent(run)} of the median "
           "(marked ~)")


def _modes(run):
    summary = run["summary.csv"]
    modes = collections.Counter(row.mode for row in run["records.csv"] if row.mode)
    for mode, n in modes.most_common(6):
        yield (f"hidden placement mode {mode}, {n / modes.total():.0%} of the repetitions of several threads: "
               + _looks(summary, mode))
    if len(modes) > 1:
        yield "medians are per mode"


def _looks(summary, mode):
    """What the mode looks like, and what most of the trials that contradict it say."""
    words = collections.Counter(row.mode_looks_like for row in summary if row.mode == mode and row.mode_looks_like)
    contradicted = {text: n for text, n in words.items() if ";" in text}
    return "looks like " + max(contradicted or words, key=words.get, default="nothing known")
