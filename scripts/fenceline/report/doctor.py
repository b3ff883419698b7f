"""What the doctor found when the run began: what of the machine disturbs its figures, and what would change it."""

from fenceline.report.sections import section

RANK = {"disturbs": 0, "note": 1, "ok": 2}
TONE = {"disturbs": "bad", "note": "warn", "ok": "good"}


def disturbing(run):
    """A sentence for each finding that disturbs figures."""
    return [f"{row.subject}: {row.state}" + (f": {row.disturbs}" if row.disturbs else "")
            for row in run["doctor.csv"] if row.judgement == "disturbs"]


def sections_of(run):
    """What disturbs and what is to be known; what is fine is folded. Nothing of a run that was not examined."""
    rows = sorted(run["doctor.csv"], key=lambda row: RANK.get(row.judgement, len(RANK)))
    told = [row for row in rows if row.judgement != "ok"]
    fine = [row for row in rows if row.judgement == "ok"]
    if told:
        disturbs = len(disturbing(run))
        yield section("What of the machine disturbs figures",
                      f"As it was when the run began: {disturbs} of {len(rows)} findings disturb, {len(told) - disturbs} are to "
                      "be known. ./bench --doctor looks again.",
                      ("", "what", "state", "disturbs", "change by"),
                      [((row.judgement, TONE.get(row.judgement, "warn")), row.subject, row.state, row.disturbs, row.change) for row in told])
    if fine:
        yield section("What of the machine is fine", "", ("what", "state"), [(row.subject, row.state) for row in fine],
                      folded=True)
