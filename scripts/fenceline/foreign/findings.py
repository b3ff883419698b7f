"""What the rounds of a campaign (campaign.py) saw together: findings.csv has a row a test, findings.md what is worth reading."""

import collections
import csv
import shlex

from fenceline.foreign import target
from fenceline.results import schema

# A test on a CPU model over all rounds that had it. `forbidden`: how often its outcome was seen, or another state, that the model
# forbids, with `finding` in words; `command`: what shows it again.
Found = collections.namedtuple("Found", "isa cpu test verdict rounds outcomes matching forbidden finding trouble command")
UNSEEN = 12  # names of what was never seen, of each ISA, on the page


def runs_of(folder):
    """(ISA, CPU model, run) of every round, whole or not."""
    for isa in target.isas():
        for path in sorted((folder / isa).glob("*/run.csv")):
            yield isa, path.parent.name.rpartition("-")[0], schema.load(path.parent, only=("emulated_litmus.csv", "skips.csv"))


def of(folder):
    """([Found], by ISA and test; {ISA: {CPU model: {test that was not run: the reason}}})"""
    rows, skipped = collections.defaultdict(list), collections.defaultdict(lambda: collections.defaultdict(dict))
    for isa, cpu, run in runs_of(folder):
        for row in run["emulated_litmus.csv"]:
            rows[isa, cpu, row.test].append(row)
        skipped[isa][cpu].update((row.what, row.reason) for row in run["skips.csv"])
    return [_found(*key, same) for key, same in sorted(rows.items())], skipped


def _found(isa, cpu, test, rows):
    bad = [row for row in rows if row.finding]
    row = (bad or rows)[0]
    words = [*target.emulator(isa, cpu), f"build-{isa}/bench", f"--litmus={test}", "--litmus-time=10s"]
    return Found(isa, cpu, test, row.verdict, len(rows), sum(one.outcomes for one in rows), sum(one.matching for one in rows),
                 len(bad), row.finding, next((one.trouble for one in rows if one.trouble), ""), shlex.join(words))


def told(folder):
    """One round in a line."""
    run = schema.load(folder, only=("emulated_litmus.csv",))
    rows = run["emulated_litmus.csv"]
    bad = sorted(row.test for row in rows if row.finding)
    end = "" if run.fact("ended") == "complete" else ", to be gone on with"
    return f"{len(rows)} tests{end}" + (f"; FORBIDDEN outcomes of {', '.join(bad)}" if bad else "")


def summary(found):
    """Lines for the terminal."""
    for isa, same in _by_isa(found).items():
        bad = [one for one in same if one.forbidden]
        yield f"{isa}: {len(same)} tests, {len(bad)} with forbidden outcomes, {len(_unseen(same))} allowed ones never seen"
        for one in bad:
            yield f"  {one.test}: {one.finding}: {one.command}"


def write(folder, emulator):
    """Writes findings.csv and findings.md; returns the [Found]. `emulator`: its name and version."""
    found, skipped = of(folder)
    with open(folder / "findings.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(Found._fields)
        writer.writerows(found)
    (folder / "findings.md").write_text("\n".join(_page(found, skipped, emulator)) + "\n", encoding="utf-8")
    return found


def _page(found, skipped, emulator):
    yield f"# What was seen under {emulator}"
    for isa, same in _by_isa(found).items():
        bad, unseen = [one for one in same if one.forbidden], _unseen(same)
        allowed = sum(one.verdict == "Allowed" for one in same)
        yield from ("", f"## {isa}", "", f"{len(same)} tests, {sum(one.outcomes for one in same):,} outcomes.", "")
        if bad:
            yield from ("| forbidden, and seen | CPU | rounds | what | again |", "|---|---|---|---|---|")
            yield from (f"| {one.test} | {one.cpu} | {one.forbidden} of {one.rounds} | {one.finding.replace('|', chr(92) + '|')} | `{one.command}` |"
                        for one in bad)
        else:
            yield "Nothing was seen that the model forbids."
        cut = collections.defaultdict(list)
        for one in same:
            if one.trouble:
                cut[one.trouble].append(f"{one.test} ({one.cpu})")
        for trouble, names in cut.items():
            yield from ("", f"{len(names)} were cut off, {trouble}: {_some(names)}.")
        for cpu, reasons in skipped[isa].items():
            if reasons:
                test, reason = next(iter(reasons.items()))
                yield from ("", f"{len(reasons)} were not run on {cpu}, as {test}: {reason}.")
        yield from ("", f"Of {allowed} that the model allows {len(unseen)} were never seen"
                    + (f": {_some([one.test for one in unseen])}" if unseen else "") + ".")


def _some(names):
    return ", ".join(names[:UNSEEN]) + (" …" if len(names) > UNSEEN else "")


def _by_isa(found):
    out = collections.defaultdict(list)
    for one in found:
        out[one.isa].append(one)
    return out


def _unseen(same):
    return [one for one in same if one.verdict == "Allowed" and not one.matching]
