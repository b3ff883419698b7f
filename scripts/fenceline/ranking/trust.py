"""Which runs of a fleet cannot be trusted, and why: what is no figure of its machine is left out of the ranking, what may be
off is ranked and marked."""

import collections
import re

from fenceline.keys import evaluate

MOST_DISTURBED = 0.25  # of a run's repetitions
STEADY = 1.05  # the core's clock, from nine tenths of the one-thread trials
KINDS = 5  # reasons told of a run's disturbances
# What disturbed a repetition and is of the host's whole setting: (a word of the reason, what it is called).
SETTING = (("throttled", "throttled by a CPU quota"), ("cpuset", "the cpuset moved"), ("migrated", "found elsewhere than pinned"),
           ("went backwards", "the wall clock went backwards"))
DEBUG = "Debug"  # build_type


def left_out(run):
    """Why its figures are none of its machine; empty where they are."""
    if evaluate.refused(run):
        return evaluate.refused(run)
    if run.fact("build_type") == DEBUG:
        return "the bench was built without optimisation (build_type Debug)"
    if not any(row.median_ns is not None for row in run["summary.csv"]):
        return "it has no figure: " + (run.ended if run.ended not in ("complete", None) else "no median in summary.csv")
    return ""


def doubts(run):
    """What may make its figures other than its machine's, a line each."""
    return [*_ended(run), *_wrong(run), *_disturbed(run), *_clock(run), *_doctor(run)]


def _ended(run):
    if run.ended not in ("complete", None):
        yield f"did not come to its end: {run.ended}"


def _wrong(run):
    wrong = {row.trial: row.wrong for row in run["records.csv"] if row.wrong}
    if wrong:
        yield f"work was wrong in {len(wrong)} trials: {next(iter(wrong.values()))}"
    yield from (f"{row.test}: {row.finding}" for row in run["litmus.csv"] if row.finding)


def _disturbed(run):
    """How much of it, and of what disturbs by the host's setting every one, however few."""
    rows = run["records.csv"]
    disturbed = [row.disturbed for row in rows if row.disturbed]
    if len(disturbed) > MOST_DISTURBED * len(rows):
        reasons = collections.Counter(re.sub(r" from .* to .*", "", reason) for text in disturbed for reason in text.split("; "))
        yield (f"{len(disturbed) / len(rows):.0%} of the repetitions were disturbed: "
               + ", ".join(reason for reason, _ in reasons.most_common(KINDS)))
    for word, told in SETTING:
        met = sum(word in text for text in disturbed)
        if met:
            yield f"{told} in {met} of {len(rows)} repetitions"


def _clock(run):
    """From cycles and times of the same trials: what a governor, heat or neighbours did over the run."""
    clocks = sorted(row.median_cycles / row.median_ns for row in run["summary.csv"]
                    if row.threads == 1 and row.median_cycles and (row.median_ns or 0) > 1)
    if clocks:
        low, high = clocks[len(clocks) // 20], clocks[-1 - len(clocks) // 20]
        if high > STEADY * low:
            yield f"the core's clock moved, {low:.2f} to {high:.2f} GHz"


def _doctor(run):
    for row in run["doctor.csv"]:
        if row.judgement == "disturbs":
            yield f"{row.subject}: {row.state}"
    if run.fact("caveat"):
        yield run.fact("caveat")
