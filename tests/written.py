"""Rows of results files as the bench wrote them, and not as the scripts' loader reads them."""

import csv


def rows(path):
    """[{column: text}]; with a trial's number goes all that trials.csv says of it."""
    with open(path, newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    if path.name != "trials.csv" and found and "trial_id" in found[0]:
        trials = {row["trial_id"]: row for row in rows(path.with_name("trials.csv"))}
        found = [{**trials[row["trial_id"]], **row} for row in found]
    return found
