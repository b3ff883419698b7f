"""Key figures and claims name what the bench measures: each formula finds its rows in a plan for a large machine.

A kernel, a parameter or a placement that is renamed is noticed here, and so is a pick that does not tell rows apart.
BENCH names another binary than build/bench.
"""

import json
import re
import subprocess
import types

import pytest
from outside import BENCH, ROOT

from fenceline.foreign import target
from fenceline.keys import claims, data, evaluate, formula, key_figures, pick
from fenceline.results import schema

HOST = target.host_isa()
INSTRUCTIONS = ("atomics", "fences", "coherence", "contention", "mappings", "timers")
LARGE = "pack:2 [numa] core:8 pu:2"


def told(*arguments):
    return json.loads(subprocess.run([BENCH, *arguments, "--format=json"], capture_output=True, check=True).stdout)


@pytest.fixture(scope="module")
def run():
    """A run of everything on a machine that has every distance: as planned, each figure 10 ns."""
    kernels = {(k["suite"], k["kernel"]): k for k in told("--list")}
    plan = told("--suite=all", "--pin=all", "--allow-split-locks", f"--topology={LARGE}", "--dry-run")
    made = schema.Run(".")
    made.facts = {"execution": "native", "isa": HOST}
    made.sanitized = made  # of a bench with ThreadSanitizer it would be the same plan
    made.tables = {"skips.csv": [], "litmus.csv": [], "summary.csv": []}
    for trial in plan["trials"]:
        place = plan["placements"][trial["placement"]]
        suite, *names = trial["id"].split("/")[:-2]
        named = next(n for n in range(len(names), 0, -1) if (suite, "/".join(names[:n])) in kernels)
        kernel = kernels[suite, "/".join(names[:named])]
        made.tables["summary.csv"].append(types.SimpleNamespace(
            **{key: kernel[key] for key in ("suite", "kernel", "group", "variant", "use", "how", "order", "metric", "width")},
            peer=False, trial=trial["id"], args="/".join(names[named:]), placement=place["label"], mode="", mode_share=1.0,
            **{key: place[key] for key in ("threads", "policy", "relation", "distance", "memory_node", "oversubscribed")},
            repetitions=9, median_ns=10.0, low_ns=9.9, high_ns=10.1, median_cycles=30.0, note=""))
    return made


def formulas():
    """(name, ISAs that it is about, tree) of both files."""
    for row, tree in data.rows(key_figures.FILE, key_figures.COLUMNS):
        yield pytest.param([], tree, id=row.name)
    for claim in claims.all_claims():
        yield pytest.param(claim.isa.split("|") if claim.isa else [], claim.tree, id=claim.name)


@pytest.mark.parametrize("isas,tree", formulas())
def test_a_formula_finds_its_rows(isas, tree, run):
    picks = [p for p in formula.picks(tree) if p.name != "seen"]
    if isas and HOST not in isas:
        sources = {isa: "".join(path.read_text() for path in (ROOT / "arch" / isa).glob("*.h")) for isa in isas}
        for one in picks:
            variant = one.wanted["variant"]
            assert all(re.search(rf"\b{variant}\b", source) for source in sources.values()), f"{variant} is not in arch/"
            assert pick.rows(run, one._replace(wanted={**one.wanted, "variant": "*"}))
    elif picks:
        for distance, result in evaluate.each(run, tree):
            assert result.figure.value is not None, f"{distance}: {result.note}"


@pytest.mark.parametrize("isas,tree", formulas())
def test_what_is_about_all_isas_names_no_instruction_of_one(isas, tree):
    """Of the suites whose variants are instructions it takes what every ISA's list has: what the compiler makes."""
    named = {p.wanted["variant"] for p in formula.picks(tree) if p.wanted.get("suite") in INSTRUCTIONS and "variant" in p.wanted}
    for isa in () if isas else target.isas():
        source = "".join(path.read_text() for path in (ROOT / "arch" / isa).glob("ops*.h"))
        for variant in named:
            operation, order = re.fullmatch(r"(builtin_\w+?)_(relaxed|acquire|release|seq_cst)", variant).groups()
            assert re.search(rf"\b{operation}<[^;>]{{0,20}}memory_order_{order}\b", source), f"arch/{isa} has no {variant}"


@pytest.mark.parametrize("isa", target.isas())
def test_litmus_tests_have_their_names(isa):
    names = {p.quantity for isas, tree in (one.values for one in formulas()) if not isas or isa in isas
             for p in formula.picks(tree) if p.name == "seen"}
    done = subprocess.run([BENCH, "--judge", f"--isa={isa}", f"--litmus={','.join(sorted(names))}"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
