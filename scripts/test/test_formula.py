"""Formulas over a run's rows: what is understood, what is refused, and what a figure and its interval come to."""

import made_up
import pytest

from fenceline.keys import data, evaluate, formula
from fenceline.results import schema

ADD = "suite=atomics group=fetch_add variant=lock_xadd"


def figure(run, text, distance=None):
    return evaluate.of(run, formula.parse(text), distance)


@pytest.fixture(scope="module", name="run")
def made(tmp_path_factory):
    return schema.load(made_up.run(tmp_path_factory.mktemp("formula")))


@pytest.mark.parametrize("text,value", [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1), ("8 - 4 - 2", 2), ("2.5e-1 * 4", 1),
])
def test_signs_bind_as_ever(text, value, run):
    assert figure(run, text).figure == (value, value, value)


@pytest.mark.parametrize("text,wrong", [
    ("", "ends too early"), ("1 +", "ends too early"), ("1 2", "'2' is one too many"), ("(1", "not closed"),
    ("* 2", "'*' stands where a figure should"), ("import os", "'import' is not understood"), ("1 ** 2", "'*' stands"),
    ("mean(suite=a)", "'mean' is none of median"), ("median(group=a)", "names no suite"),
    ("median(suite=a suite=b)", "told twice"), ("median(suite=)", "no key=value"), ("median(ms suite=a)", "none of ns"),
    ("median(ns cycles suite=a)", "several quantities"), ("seen()", "one litmus test"), ("seen(SB suite=a)", "one litmus test"),
    ("median(suite=a) + 1", "unlike units"), ("median(suite=a) - median(cycles suite=a)", "unlike units"),
    ("__import__('os')", "is not understood"),
])
def test_what_is_no_formula_is_told_with_its_place(text, wrong):
    with pytest.raises(schema.SchemaError) as told:
        formula.parse(text, "some.csv:7")
    assert str(told.value).startswith("some.csv:7: ") and wrong in str(told.value) and text in str(told.value)


@pytest.mark.parametrize("text,unit", [
    ("median(suite=a)", "ns"), ("median(cycles suite=a)", "cycle"), ("median(suite=a) / median(suite=b)", ""),
    ("1 / median(suite=a)", "1/ns"), ("2 * median(rate suite=a)", "M/s"), ("median(suite=a) * median(suite=a)", "ns2"),
    ("median(cycles suite=a) / median(suite=a)", "cycle/ns"), ("seen(SB)", ""),
])
def test_units(text, unit):
    assert formula.unit(formula.parse(text)) == unit


def test_a_pick_is_its_row_with_its_interval(run):
    found = figure(run, f"median({ADD} how=latency)")
    assert found.figure == pytest.approx((4.5, 4.455, 4.545)) and found.parts[0].rows == 1
    assert figure(run, f"median(cycles {ADD} how=latency)").figure == pytest.approx((18, 17.82, 18.18))
    assert figure(run, f"median(rate {ADD} how=contended threads=8 placement=compact)").figure.value == pytest.approx(8e3 / 72)


def test_the_ends_of_a_ratio_are_the_widest(run):
    found = figure(run, f"median({ADD} how=contended threads=2 placement=compact) / median({ADD} how=latency)")
    assert found.figure == pytest.approx((4, 4 * 0.99 / 1.01, 4 * 1.01 / 0.99))
    assert len(found.parts) == 2


def test_several_places_are_told_by_their_median(run):
    found = figure(run, f"median({ADD} how=contended threads=2)")
    assert found.figure.value == pytest.approx((18 + 27) / 2) and found.parts[0].rows == 2


def test_several_kernels_are_not_taken_for_one(run):
    pick = "suite=atomics group=fetch_add how=latency variant=lock_xadd|cas_loop_add"
    assert "does not tell" in figure(run, f"median({pick})").note
    assert figure(run, f"least({pick})").figure.value == 4.5 and figure(run, f"most({pick})").figure.value == 6.75
    assert figure(run, f"geomean({pick})").figure.value == pytest.approx((4.5 * 6.75) ** 0.5)


def test_the_most_threads(run):
    assert figure(run, f"median({ADD} how=contended threads=most placement=compact)").figure.value == pytest.approx(72)


def test_parameters_are_named_or_not_there(run):
    assert figure(run, f"median({ADD} how=false_sharing threads=2 placement=compact spacing=128)").figure.value == 4.5
    assert "tell apart more" in figure(run, f"median({ADD} how=false_sharing threads=2)").note


@pytest.mark.parametrize("pick,why", [
    ("suite=queues", "this run has no suite queues"), ("suite=atomics group=fetch_mul", "there is cas, exchange"),
    (f"{ADD} how=latency threads=64", "no row of atomics has threads=64; there is 1"),
    (f"{ADD} how=contended placement=cross-node*", "this machine has one NUMA node"),
])
def test_a_row_that_is_not_there_is_told(pick, why, run):
    found = figure(run, f"median({pick})")
    assert found.figure.value is None and why in found.note


def test_a_row_without_a_figure_tells_its_note(tmp_path):
    row = made_up.summary_row("load", "mov", 64, "latency", "latency", 1.0, median_ns=None, note="every repetition was disturbed")
    found = figure(schema.load(made_up.run(tmp_path, rows=[row])), "median(suite=atomics group=load)")
    assert found.note == "atomics load/mov.64/latency has no figure: every repetition was disturbed"


def test_few_repetitions_have_no_interval(tmp_path):
    row = made_up.summary_row("load", "mov", 64, "latency", "latency", 1.0, repetitions=5)
    assert figure(schema.load(made_up.run(tmp_path, rows=[row])), "median(suite=atomics group=load)").figure == (1, None, None)


def test_an_interval_that_does_not_hold_its_median_is_none(tmp_path):
    row = made_up.summary_row("load", "mov", 64, "latency", "latency", 1.0, low_ns=2.0, high_ns=3.0)
    assert figure(schema.load(made_up.run(tmp_path, rows=[row])), "median(suite=atomics group=load)").figure == (1, None, None)


def test_the_commonest_mode_is_taken_and_named(tmp_path):
    where = {"threads": 2, "placement": "pair"}
    rows = [made_up.summary_row("add", "lock_add", 64, "contended", "contended", ns, mode=mode, mode_share=share, **where)
            for ns, mode, share in ((10.0, "5ns", 0.3), (50.0, "60ns", 0.7))]
    found = figure(schema.load(made_up.run(tmp_path, rows=rows)), "median(suite=atomics group=add)")
    assert found.figure.value == 50 and found.note == "in mode 60ns"


def test_figures_are_taken_in_the_same_mode(tmp_path):
    def met(name, ns, mode, share):
        return made_up.summary_row("add", name, 64, "contended", "contended", ns, threads=2, placement="pair", mode=mode,
                                   mode_share=share)

    rows = [met("lock_add", 10.0, "5ns", 0.4), met("lock_add", 50.0, "60ns", 0.6), met("lock_inc", 20.0, "5ns", 0.7),
            met("lock_inc", 90.0, "60ns", 0.3)]
    ratio = "median(suite=atomics variant=lock_inc) / median(suite=atomics variant=lock_add)"
    found = figure(schema.load(made_up.run(tmp_path, rows=rows)), ratio)
    assert found.figure.value == 2 and found.note == "in mode 5ns"
    found = figure(schema.load(made_up.run(tmp_path / "unlike", rows=rows[1:3])), ratio)
    assert found.figure.value == pytest.approx(0.4) and found.note == "in mode 5ns; in mode 60ns"


def test_what_is_not_told_from_nothing_divides_nothing(tmp_path):
    rows = [made_up.summary_row("fence", name, 0, "alone", "throughput", 0.0, low_ns=-0.1, high_ns=0.1) for name in ("none", "mfence")]
    found = figure(schema.load(made_up.run(tmp_path, rows=rows)),
                   "median(suite=atomics variant=mfence) / median(suite=atomics variant=none)")
    assert found.figure.value is None and "not told from nothing" in found.note


def test_memory_of_another_node_is_taken_only_where_it_is_asked_for(tmp_path):
    rows = [made_up.summary_row("latency", "walk", 64, "latency", "latency", ns, suite="memory", placement=place)
            for ns, place in ((90.0, "node-local n0"), (150.0, "node-remote-memory n0-n1 21"))]
    run = schema.load(made_up.run(tmp_path, rows=rows))
    assert figure(run, "median(suite=memory)").figure.value == 90
    assert figure(run, "median(suite=memory placement=node-remote*)").figure.value == 150


def test_each_distance_has_its_figure(tmp_path):
    rows = [made_up.summary_row("add", "lock_add", 64, "contended", "contended", ns, threads=2, placement=place, distance=place)
            for ns, place in ((20.0, "l3"), (90.0, "cross-package 21"))]
    tree = formula.parse("median(suite=atomics group=add threads=2 distance=each)")
    found = evaluate.each(schema.load(made_up.run(tmp_path, rows=rows)), tree)
    assert [(distance, result.figure.value) for distance, result in found] == [("l3", 20), ("cross-package 21", 90)]


def test_a_definition_that_is_wrong_is_told_with_file_and_line(tmp_path):
    columns, path = ("name", "unit", "formula"), tmp_path / "figures.csv"
    for line, wrong in (("a,cycle,median(suite=b)", "the formula's unit is 'ns', not 'cycle'"), (",ns,1", "no name"),
                        ("a,ns,median(", "is not understood")):
        path.write_text("name,unit,formula\nok,,1\n" + line + "\n")
        with pytest.raises(schema.SchemaError) as told:
            data.rows(path, columns)
        assert f"{path}:3: " in str(told.value) and wrong in str(told.value)
