"""Litmus tests: what was seen, and what the model says of it."""

from fenceline.plots import litmus
from fenceline.report.sections import section
from fenceline.report.tables import MOST_ROWS
from fenceline.results import tell


def section_of(run):
    rows = [*run["litmus.csv"], *run["emulated_litmus.csv"]]
    if not rows:
        return None
    return section("Tests and verdicts", "An outcome that was not seen proves nothing.",
                   ("test", "model", "placement", "outcomes", "weak", "pairs", "states", "of the condition", "settings",
                    "trouble"),
                   [(r.test, r.model, tell.place(r), r.outcomes, r.weak, r.pairs,
                     f"{r.states_reached} of {r.states_allowed}", _verdict(r), r.settings,
                     "; ".join(filter(None, (r.label, r.trouble)))) for r in rows[:MOST_ROWS]])


def _verdict(row):
    text = litmus.verdict(row)[0]
    return (text, "bad") if row.finding else text
