"""What counters told of a suite's trials: figures that two of them make, then the counts themselves."""

import statistics

from fenceline.report.sections import section
from fenceline.results import select

# What the kernel counts by itself stands beside the disturbances that it explains.
KERNEL = {"task-clock", "context-switches", "cpu-migrations", "page-faults", "minor-faults", "major-faults"}
MADE_OF_TWO = " / "
MOST_ROWS = 100  # of a suite


def section_of(run, suite):
    found = sorted(of(run, suite).items(), key=lambda one: MADE_OF_TWO not in one[0][2])
    rows = [(trial, event, counted, *(f"{f(values):.6g}" for f in (statistics.median, min, max)))
            for (trial, event, counted), values in found]
    if not rows:
        return None
    more = f" The first {MOST_ROWS} of {len(rows)}; all are in counters.csv." if len(rows) > MOST_ROWS else ""
    return section("Counted", "Of each thread and each repetition that counts." + more,
                   ("trial", "event", "what was counted", "median", "least", "most"), rows[:MOST_ROWS], folded=True)


def of(run, suite):
    """{(trial, event, what was counted): [value of each thread and repetition that counts]}. A row of counters.csv holds until the
    next one of its trial, thread and event."""
    counting = select.grouped((row for row in run["records.csv"] if row.trial.partition("/")[0] == suite and not row.disturbed
                               and not row.wrong), lambda row: row.trial)
    told = select.grouped((row for row in run["counters.csv"] if row.trial in counting and row.event not in KERNEL),
                          lambda row: (row.trial, row.thread, row.event))
    out = {}
    for (trial, _, event), rows in told.items():
        rows = sorted(rows, key=lambda row: row.repetition or 0)
        for repetition in sorted(record.repetition or 0 for record in counting[trial]):
            while len(rows) > 1 and (rows[1].repetition or 0) <= repetition:
                del rows[0]
            if (rows[0].repetition or 0) <= repetition and rows[0].value is not None:
                out.setdefault((trial, event, rows[0].counted), []).append(rows[0].value)
    return out
