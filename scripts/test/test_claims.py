"""The ledger: what each claim must have, and how one is judged."""

import json

import made_up
import pytest

from fenceline import cli
from fenceline.keys import claims, formula
from fenceline.report import claims as sections
from fenceline.results import schema

HEADER = ",".join(claims.COLUMNS)
SUITES = ("atomics", "fences", "coherence", "memory", "locks", "queues", "waiting")


def judged(tmp_path, low="", high="", isa="", text="median(suite=atomics group=add)", unit="ns", **row):
    path = tmp_path / "claims.csv"
    path.write_text(f"{HEADER}\nc,x,so it is,somebody,{isa},{low},{high},{unit},{text},\n")
    rows = [made_up.summary_row("add", "lock_add", 64, "latency", "latency", 10.0, **row)]  # 9.9 … 10.1
    folder = made_up.run(tmp_path, rows=rows)
    made_up.write(folder, "litmus.csv", [made_up.litmus_row("SB", matching=3), made_up.litmus_row("MP")])
    one, = claims.judge(schema.load(folder), path)
    return one


@pytest.mark.parametrize("low,high,verdict,note", [
    (9, 11, claims.HOLDS, ""), (9.9, "", claims.HOLDS, ""), ("", 10.1, claims.HOLDS, ""),
    (20, 40, claims.FAILS, "2 times below the range"), ("", 5, claims.FAILS, "2 times above the range"),
    (10, 20, claims.UNKNOWN, "reaches over an end"), ("", 10, claims.UNKNOWN, "reaches over an end"),
])
def test_the_whole_interval_is_held_against_the_range(tmp_path, low, high, verdict, note):
    one = judged(tmp_path, low, high)
    assert (one.verdict, one.value) == (verdict, 10) and note in one.note
    assert (one.value_low, one.value_high) == pytest.approx((9.9, 10.1)) and one.source == "somebody"


@pytest.mark.parametrize("more,why", [
    ({"isa": "aarch64|riscv64"}, "it is about aarch64, riscv64, this is x86_64"),
    ({"text": "median(suite=queues)"}, "no suite queues"), ({"repetitions": 3}, "too few repetitions"),
    ({"text": "median(sanitized suite=atomics)"}, "no run of a bench built with ThreadSanitizer"),
    ({"text": "seen(LB)", "unit": ""}, "--litmus=LB"), ({"median_cycles": None, "text": "median(cycles suite=atomics)",
                                                         "unit": "cycle"}, "core cycles are not known"),
])
def test_what_cannot_be_told_says_why(tmp_path, more, why):
    one = judged(tmp_path, 9, 11, **more)
    assert one.verdict == claims.UNKNOWN and why in one.note


@pytest.mark.parametrize("test,low,high,verdict", [
    ("SB", 1, "", claims.HOLDS), ("SB", "", 0, claims.FAILS), ("MP", 1, "", claims.UNKNOWN), ("MP", "", 0, claims.UNKNOWN),
])
def test_what_was_not_seen_proves_nothing(tmp_path, test, low, high, verdict):
    assert judged(tmp_path, low, high, text=f"seen({test})", unit="").verdict == verdict


def test_nothing_is_told_of_an_emulator(tmp_path):
    folder = tmp_path / "results" / "emulated" / "box" / "run"
    made_up.facts(folder, execution="emulated")
    assert {one.verdict for one in claims.judge(schema.load(folder))} == {claims.UNKNOWN}
    with pytest.raises(SystemExit, match="2"):
        cli.run("claims", [str(folder)])


@pytest.mark.parametrize("row,wrong", [
    ("c,x,,somebody,,1,,ns,median(suite=a),", "needs its words and its source"),
    ("c,x,so,,,1,,ns,median(suite=a),", "needs its words and its source"),
    ("c,x,so,somebody,,,,ns,median(suite=a),", "neither low nor high"), ("c,x,so,somebody,,few,,ns,median(suite=a),", "'few' is no number"),
    ("c,x,so,somebody,,1,,,,", "ends too early"),
])
def test_a_claim_that_nothing_could_contradict_is_refused(tmp_path, row, wrong):
    path = tmp_path / "claims.csv"
    path.write_text(f"{HEADER}\n{row}\n")
    with pytest.raises(schema.SchemaError, match="claims.csv:2: ") as told:
        claims.all_claims(path)
    assert wrong in str(told.value)


def test_the_ledger():
    found = claims.all_claims()
    assert len(found) >= 50 and all(claim.source and claim.about for claim in found)
    assert {isa for claim in found for isa in claim.isa.split("|")} >= {"", "x86_64", "aarch64", "ppc64le"}
    assert {p.wanted["suite"] for claim in found for p in formula.picks(claim.tree) if p.wanted} >= set(SUITES)


def test_the_command(tmp_path, capsys):
    folder = made_up.run(tmp_path)
    cli.run("claims", [str(folder), "--full"])
    told = capsys.readouterr().out
    assert "MFENCE is cheaper than a locked no-op" in told and "JSR-133 Cookbook" in told and "is about aarch64" in told
    assert max(len(line) for line in told.splitlines() if "http" not in line) <= 80
    cli.run("claims", [str(folder), "--format=json"])
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(claims.all_claims()) and {row["verdict"] for row in rows} <= set(claims.VERDICTS)
    cli.run("claims", [str(folder), "--told", "--format=csv"])
    assert claims.UNKNOWN not in capsys.readouterr().out


def test_the_section_of_the_report(tmp_path):
    found, = sections.sections_of(schema.load(made_up.run(tmp_path)))
    assert "cannot be told here" in found.text and len(found.rows) == len(claims.all_claims())
    verdicts = {row[0]: row[1] for row in found.rows}
    assert verdicts["MFENCE is cheaper than a locked no-op"] == "cannot be told here"
    assert ("holds", "good") in verdicts.values()
