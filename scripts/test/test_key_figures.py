"""Key figures and composites of made-up runs."""

import json

import made_up
import pytest

from fenceline import cli
from fenceline.keys import composites, evaluate, formula, key_figures, tell_figures, together
from fenceline.report import key_figures as sections
from fenceline.results import references, schema


def add(how, ns, threads=1, **more):
    return made_up.summary_row("add", "builtin_add_seq_cst", 64, how, how, ns, threads=threads, **more)


def by_name(found):
    return {one.name: one for one in found}


def test_a_figure_with_what_it_is_made_of(tmp_path):
    found = by_name(key_figures.of(schema.load(made_up.run(tmp_path, rows=[add("latency", 5.0)]))))["add_alone"]
    assert (found.value, found.low, found.high) == pytest.approx((5, 4.95, 5.05)) and found.unit == "ns"
    assert found.parts[0].text == found.formula and not found.note and found.better == "lower"


def test_a_figure_for_each_distance(tmp_path):
    rows = [add("contended", ns, 2, placement=where, distance=where) for ns, where in ((30.0, "l3"), (99.0, "numa"))]
    found = by_name(key_figures.of(schema.load(made_up.run(tmp_path, rows=rows))))
    assert found["add_contended.l3"].value == 30 and found["add_contended.numa"].title.endswith(", numa")


def test_what_is_not_there_says_why(tmp_path):
    found = by_name(key_figures.of(schema.load(made_up.run(tmp_path, rows=[add("latency", 5.0)]))))
    assert found["mutex_alone"].value is None and found["mutex_alone"].note == "this run has no suite locks"
    assert "--litmus=SB" in found["store_buffering_seen"].note


def test_litmus_outcomes(tmp_path):
    folder = made_up.run(tmp_path)
    made_up.write(folder, "litmus.csv", [made_up.litmus_row("SB", matching=3, verdict="Allowed"), made_up.litmus_row("MP")])
    found = by_name(key_figures.of(schema.load(folder)))
    assert found["store_buffering_seen"].value == 1 and found["message_passing_seen"].value == 0
    assert "not seen in 2,000,000 outcomes, which proves nothing" in found["message_passing_seen"].note


def test_an_emulated_run_has_none(tmp_path):
    folder = tmp_path / "results" / "emulated" / "box" / "run"
    made_up.facts(folder, execution="emulated")
    run = schema.load(folder)
    assert all(one.value is None and "emulator" in one.note for one in key_figures.of(run)) and not composites.of(run, run)


def pair(tmp_path, rows, reference):
    return [schema.load(made_up.run(tmp_path / name, rows=of)) for name, of in (("here", rows), ("there", reference))]


def test_a_composite_is_the_geometric_mean_of_its_groups(tmp_path):
    def rows(add_ns, cas_ns):
        return [add("latency", add_ns), add("throughput", add_ns),
                made_up.summary_row("cas", "lock_cmpxchg", 64, "latency", "latency", cas_ns)]

    found, = composites.of(*pair(tmp_path, rows(5.0, 10.0), rows(10.0, 80.0)), "box")
    assert found.value == pytest.approx((2 * 8) ** 0.5) and found.reference == "box"
    assert found.low == pytest.approx(found.value * 0.99 / 1.01) and found.high == pytest.approx(found.value * 1.01 / 0.99)
    assert [(part.group, part.kernels) for part in found.parts] == [("add", 2), ("cas", 1)]
    assert [part.value for part in found.parts] == pytest.approx([2, 8])
    assert not found.note


def test_what_one_machine_lacks_is_counted(tmp_path):
    here, there = pair(tmp_path, [add("latency", 5.0)], [add("latency", 5.0), add("throughput", 5.0), add("x", 0.05)])
    found, = composites.of(here, there)
    assert found.value == 1 and found.note == "kernels with an interval on one machine only: 1"


def test_a_suite_without_kernels_in_common_says_so(tmp_path):
    found, = composites.of(*pair(tmp_path, [add("latency", 5.0)], [add("throughput", 5.0)]))
    assert found.value is None and "no kernel" in found.note


def test_the_one_distance_of_small_machines_is_the_same(tmp_path):
    def rows(where):
        return [add("contended", 5.0, 2, distance=where), add("latency", 5.0)]

    found, = composites.of(*pair(tmp_path, rows("l3"), rows("numa")))
    assert found.parts[0].kernels == 2
    both = [*rows("l3"), add("contended", 5.0, 2, distance="smt", placement="smt")]
    found, = composites.of(*pair(tmp_path / "more", both, rows("numa")))
    assert found.parts[0].kernels == 1


def test_runs_of_one_machine_are_taken_together(tmp_path):
    first, second = pair(tmp_path, [add("latency", 5.0)], [add("latency", 9.0), add("contended", 30.0, 2)])
    made_up.write(second.dir, "litmus.csv", [made_up.litmus_row("SB", matching=3)])
    found = by_name(key_figures.of(together.together([first, schema.load(second.dir)])))
    assert found["add_alone"].value == 5 and found["store_buffering_seen"].value == 1
    assert by_name(key_figures.of(first))["add_contended"].value is None
    other = schema.load(made_up.run(tmp_path / "other", rows=[], cpu_model="Another"))
    with pytest.raises(schema.SchemaError, match="cpu_model is 'Another', not 'Made-up 9000'"):
        together.together([first, other])


def test_a_bench_with_a_sanitizer_stands_beside_the_other(tmp_path):
    plain, _ = pair(tmp_path, [add("latency", 5.0)], [])
    slow = schema.load(made_up.run(tmp_path / "tsan", rows=[add("latency", 40.0), add("contended", 99.0, 2)], sanitizers="thread"))
    row = "suite=atomics group=add how=latency"
    cost = formula.parse(f"median(sanitized {row}) / median({row})")
    for runs in ([plain, slow], [slow, plain]):
        both = together.together(runs)
        assert evaluate.of(both, cost).figure.value == 8
        assert by_name(key_figures.of(both))["add_contended"].value is None, "what a sanitizer costs is no figure of a machine"
    assert "-fsanitize=thread" in by_name(key_figures.of(slow))["add_alone"].note
    with pytest.raises(SystemExit, match="2"):
        cli.run("keys", [str(slow.dir)])


def test_the_reference_machine_is_there():
    name, run = composites.reference()
    assert name in references.machines() and run.native
    with pytest.raises(schema.SchemaError, match="reference machine: .*zen5"):
        composites.reference("no-such-machine")


def test_the_command(tmp_path, capsys):
    folder = made_up.run(tmp_path, rows=[add("latency", 5.0), *made_up.uncontended()])
    cli.run("keys", [str(folder)])
    told = capsys.readouterr().out
    assert "5.00 ns [4.95, 5.05]" in told and "formula: geometric mean" in told and "this run has no suite locks" in told
    assert max(map(len, told.splitlines())) <= 80
    cli.run("keys", [str(folder), "--format=json"])
    rows = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["add_alone"]["value"] == 5 and rows["composite.atomics"]["formula"] == composites.FORMULA
    cli.run("keys", [str(folder), "--format=csv"])
    assert capsys.readouterr().out.startswith("what,title,value,low,high,unit,better,formula,note\nadd_alone,")


def test_sections_of_the_report(tmp_path):
    run = schema.load(made_up.run(tmp_path, rows=made_up.uncontended()))
    figures, against = sections.sections_of(run, run, "itself")
    assert ["a full fence by itself", "—", "no row of fences has how=alone; there is throughput"] == (
        figures.rows[1][:3])
    assert against.title == "Suites against itself" and against.rows[0][:2] == ["atomics", "all"]
    assert against.rows[0][2].startswith("1.00 × [0.9") and "geometric mean" in against.text
    assert len(list(sections.sections_of(run))) == 1


def test_times_are_told_in_their_units():
    assert tell_figures.figure(*tell_figures.scaled(1_339_210, 1_300_000, None, "ns")).startswith("1.34 ms")
    assert tell_figures.scaled(1339.0, 1200.0, 1400.0, "ns") == (1.339, 1.2, 1.4, "µs")
    assert tell_figures.scaled(999.0, None, None, "ns") == (999.0, None, None, "ns")
    assert tell_figures.scaled(1e6, None, None, "cycle") == (1e6, None, None, "cycle")
