"""Runs against each other: that intervals hold between runs, what is matched with what, and what a user sees."""

import itertools
import json
import math
import statistics
import types

import browser
import made_up
import numpy
import pytest

from fenceline import cli
from fenceline.compare import between, compare, conditions, judge, like, match, medians, sides, terminal
from fenceline.foreign import compare_check
from fenceline.results import references, schema

SEED = 7


def series(random, count, middle, deviation, likeness):
    """Repetitions as they come: each like the one before, about the run's middle."""
    out, value = [], random.standard_normal()
    for _ in range(count):
        value = likeness * value + math.sqrt(1 - likeness ** 2) * random.standard_normal()
        out.append(middle * (1 + deviation * value))
    return out


def row(name, **more):
    return types.SimpleNamespace(**{**made_up.keys_of(made_up.summary_row("g", name, 64, "latency", "latency", 1.0)), **more})


def side(random, spreads, runs, repetitions=40, slower=None, name="A", deviations=None):
    """A Side of simulated runs: trial i's medians are `spreads[i]` apart from run to run, 1 ns but for `slower`; its repetitions
    deviate by `deviations[i]` [0.01]."""
    found, rows = {}, {}
    for trial, spread in enumerate(spreads):
        key = str(trial), ""
        rows[str(trial)] = row(str(trial))
        found[key] = []
        for number in range(runs):
            middle = (slower or {}).get(trial, 1.0) * math.exp(spread * random.standard_normal())
            value, error, worth = medians.error_of(series(random, repetitions, middle, deviations[trial] if deviations else 0.01, 0.5))
            found[key].append((number, medians.Median(math.log(value), error / value, repetitions, worth, 1.0)))
    run = types.SimpleNamespace(facts={}, fact=lambda key, default="": default)
    return sides.Side(name, [run] * runs, found, rows, {key: 1.0 for key in found}, set(), set())


@pytest.fixture(scope="module")
def world():
    """A machine whose trials move by unlike shares from run to run, and what ten runs of it teach."""
    random = numpy.random.default_rng(SEED)
    spreads = 0.005 * numpy.sqrt(8 / random.chisquare(8, 400))
    return types.SimpleNamespace(random=random, spreads=spreads, priors=between.learn(side(random, spreads, 10), "here"))


def judged(world, a, b, priors=None):
    return judge.judge(a, b, match.match(a, b).pairs, priors or world.priors, priors or world.priors)


@pytest.mark.parametrize("likeness", [0.0, 0.5])
def test_a_medians_error_counts_that_repetitions_are_alike(likeness):
    random = numpy.random.default_rng(SEED)
    errors = [medians.error_of(series(random, 100, 1.0, 0.01, likeness)) for _ in range(400)]
    true = statistics.pstdev(value for value, *_ in errors)
    assert 0.8 * true < statistics.fmean(error for _, error, _ in errors) < 1.25 * true
    worth = statistics.median(worth for *_, worth in errors)
    assert worth > 70 if likeness == 0 else 25 < worth < 60


@pytest.mark.parametrize("runs", [1, 3])
def test_intervals_hold_between_runs(world, runs):
    """Of one run each, by what other runs of the machine have taught; of three, by what these tell themselves."""
    a, b = side(world.random, world.spreads, runs), side(world.random, world.spreads, runs, name="B")
    priors = world.priors if runs == 1 else judge.priors_of(a, {})[0]
    rows = judged(world, a, b, priors)
    assert 0.93 <= sum(r.low <= 1 <= r.high for r in rows) / len(rows) <= 0.97
    assert sum(r.different for r in rows) <= len(rows) / 100


def test_what_was_slowed_down_is_found_and_nothing_else(world):
    found, false = 0, 0
    spreads = [0.002] * 100
    for _ in range(10):
        rows = judged(world, side(world.random, spreads, 1), side(world.random, spreads, 1, slower={17: 1.05}, name="B"))
        found += rows[17].different and rows[17].ratio > 1.02
        false += sum(r.different for r in rows) - rows[17].different
    assert found == 10 and false <= 10


def test_what_is_learned_is_what_was_simulated(world):
    prior = between.lookup(world.priors, between.kind(row("0")))
    assert 0.004 < prior.spread < 0.006 and 0.5 <= prior.within < 1.5 and 5 < prior.freedom < 12
    assert between.lookup({}, between.kind(row("0"))) is between.UNKNOWN


def test_what_is_steady_within_a_run_is_told_apart():
    """Of one kind, as walks within the core's own caches and beyond them: neither is taken for as sure, or as unsure, as the other."""
    random = numpy.random.default_rng(SEED)
    spreads, deviations = [0.001] * 30 + [0.05] * 30, [0.002] * 30 + [0.1] * 30
    taught = side(random, spreads, 10, deviations=deviations)
    prior = between.lookup(between.learn(taught, "here"), between.kind(row("0")))
    assert 0.001 < between.reach(prior, 0.002) < 0.005
    assert 0.05 < between.reach(prior, 0.1) < 0.25
    alone = between.lookup(between.learn(side(random, spreads[:30], 10, deviations=deviations), "here"), between.kind(row("0")))
    assert alone.unsteady == alone.steady  # none was met: what all were


def test_false_rates_are_those_of_benjamini_and_hochberg():
    """The example of their paper: four of fifteen at 0.05."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    rates = judge.false_rates(chances)
    assert sum(rate <= 0.05 for rate in rates) == 4 and rates[3] == pytest.approx(0.0095 * 15 / 4)
    assert judge.false_rates(chances[::-1]) == rates[::-1] and judge.false_rates([]) == []


# Runs on disk, as a user has them.

NAMES = ("mov", "xchg", "lock_xadd", "lock_cmpxchg", "mfence", "lfence", "sfence", "pause", "nop")


def write(folder, changes=None, seed=0, modes=None, threads=1, group="g", facts=None):
    """A run of NAMES, 10 ns each but for `changes` {name: factor}; `modes`: {mode: (factor, probe)} of each."""
    random = numpy.random.default_rng(seed)
    out = folder / "results" / "native" / "box" / f"run{seed}"
    made_up.facts(out, **(facts or {}))
    records = []
    for name in NAMES:
        middle = 10 * (changes or {}).get(name, 1) * math.exp(0.001 * random.standard_normal())
        key = made_up.keys_of(made_up.summary_row(group, name, 64, "latency", "latency", 1.0, threads=threads))
        numbers = itertools.count()
        for mode, (factor, probe) in (modes or {"": (1, None)}).items():
            records += [{**key, "repetition": next(numbers), "ns_per_op": f"{value * factor:.6g}", "mode": mode,
                         "probe_before_ns": probe, "cycles_per_op": f"{value * factor * 4:.6g}"}
                        for value in series(random, 20, middle, 0.001, 0.3)]
    made_up.write(out, "records.csv", records)
    return out


def rewrite(run, change):
    """Writes the run's records as `change` makes them of what they are, [{column: value}]."""
    rows = [dict(row._asdict(), peer="no", oversubscribed="no") for row in schema.load(run)["records.csv"]]
    made_up.write(run, "records.csv", change(rows))


def test_a_clock_that_moved_is_told_where_times_are_compared(tmp_path):
    """The records' cycles stand still at 4 an ns; in one run more of them pass."""
    one, other = write(tmp_path, seed=1), write(tmp_path, seed=2)
    assert not like.clock_moved(schema.load_many([one, other]))
    runs = schema.load_many([one, other])
    runs[1].tables["records.csv"] = [row._replace(cycles_per_op=1.1 * row.cycles_per_op) for row in runs[1]["records.csv"]]
    assert like.clock_moved(runs) == "the core's clock moved, 4.00 to 4.40 GHz: --cycles leaves it out"
    runs[1].facts["cpu_model"] = "another"
    assert not like.clock_moved(runs)


def call(*arguments, code=0):
    if code:
        with pytest.raises(SystemExit) as ended:
            cli.run("compare", list(map(str, arguments)), "fenceline compare")
        assert ended.value.code == code
    else:
        cli.run("compare", list(map(str, arguments)), "fenceline compare")


def told(tmp_path, *arguments, code=0):
    call(*arguments, "--json", tmp_path / "told.json", code=code)
    return json.loads((tmp_path / "told.json").read_text())


def test_a_difference_is_told_in_words_and_rows(tmp_path, capsys):
    a, b = write(tmp_path, seed=1), write(tmp_path, {"mfence": 1.3}, seed=2)
    found = told(tmp_path, a, b, "--csv", tmp_path / "told.csv", "--html", tmp_path / "told.html")
    different = [r for r in found["rows"] if r["different"]]
    assert [r["trial"] for r in different] == [r["trial"] for r in found["rows"] if "mfence" in r["trial"]]
    assert 1.28 < different[0]["ratio"] < 1.32 and len(found["rows"]) == len(NAMES)
    text = capsys.readouterr().out
    assert "mfence" in text and "no difference shown: 8 of 9" in text and max(map(len, text.splitlines())) <= terminal.WIDTH
    assert (tmp_path / "told.csv").read_text().count(",yes,") == 1
    html = (tmp_path / "told.html").read_text()
    assert "mfence" in html and "slower" in html and "http" not in html.replace("http://www.w3.org", "")


def test_a_condition_that_is_met_is_exit_code_1(tmp_path, capsys):
    a, b = write(tmp_path, seed=1), write(tmp_path, {"mfence": 1.3}, seed=2)
    for text, code in (("*mfence* slower 5%", 1), ("*mfence* slower 40%", 0), ("*mfence* faster", 0), ("*mfence* differs", 1),
                       ("*xchg* differs", 0)):
        call(a, b, "--fail-if", text, code=code)
    call(b, a, "--fail-if", "*xchg* slower", "--fail-if", "atomics/* faster by 5", code=1)
    assert "atomics/* faster by 5': B: 1 rows, the first atomics/g/mfence" in capsys.readouterr().err
    call(a, b, "--fail-if", "nothing/* slower", code=2)  # a pattern that was mistyped would never fail
    assert "no row that is compared has such a name" in capsys.readouterr().err
    for wrong in ("mfence", "mfence slow", "mfence slower much", ""):
        call(a, b, "--fail-if", wrong, code=2)


def test_runs_of_one_machine_are_pooled_and_their_spread_is_told(tmp_path, capsys):
    before = [write(tmp_path / "before", seed=seed) for seed in range(3)]
    after = [write(tmp_path / "after", {"xchg": 1.02}, seed=seed, facts={"kernel": "newer"}) for seed in range(3, 6)]
    for arguments in ([*before, *after], [",".join(map(str, before)), ",".join(map(str, after))],
                      [before[0].parent, after[0].parent]):
        found = told(tmp_path, *arguments)
        assert [len(each["runs"]) for each in found["sides"]] == [3, 3]
        assert [r["kernel"] for r in found["rows"] if r["different"]] == ["g/xchg.64/latency"]
        assert all(0 < r["spread"] < 0.01 and r["runs"] == 3 for r in found["rows"])
    assert "spread over runs: A 0." in capsys.readouterr().out
    assert "unlike: kernel: A not told; B newer" in " ".join(found["remarks"])
    assert len(told(tmp_path, *before, "--apart")["sides"]) == len(told(tmp_path, *before)["sides"]) == 3
    assert told(tmp_path, *before, "--baseline", "C")["baseline"] == "C"
    assert told(tmp_path, before[1], "--baseline", before[0])["sides"][0]["runs"] == [str(before[0])]


def test_modes_are_matched_by_their_distance(tmp_path):
    two = {"205ns": (1, 206.0), "60ns": (0.5, 61.0)}
    a, b = write(tmp_path, seed=1, modes=two, threads=2), write(tmp_path, seed=2, modes={"223ns": (1, 215.0)}, threads=2)
    found = told(tmp_path, a, b)
    assert {(r["mode"], r["other_mode"]) for r in found["rows"]} == {("206ns", "215ns")} and not found["not_compared"]
    near = write(tmp_path, seed=3, modes={"62ns": (0.5, 62.0)}, threads=2)
    call(b, near, code=2)  # one machine, and nothing like with like
    elsewhere = write(tmp_path / "other", seed=4, modes={"62ns": (0.5, 62.0)}, threads=2, facts={"cpu_model": "Another"})
    found = told(tmp_path, b, elsewhere)
    assert all(r["note"] == "mode 215ns against 62ns" for r in found["rows"])
    third = write(tmp_path, seed=5, modes={"61ns": (0.5, 61.0), "420ns": (2, 420.0)}, threads=2)
    assert {(r["other"], r["mode"], r["other_mode"]) for r in told(tmp_path, third, near, b)["rows"]} == {("B", "61ns", "62ns")}


def test_one_mode_has_one_name_whatever_runs_call_it(tmp_path):
    runs = [schema.load(write(tmp_path, seed=seed, modes={mode: (1, probe)}, threads=2))
            for seed, (mode, probe) in enumerate((("205ns", 206.0), ("223ns", 215.0), ("243ns", 207.0)))]
    found = sides.of("A", runs)
    assert {mode for _, mode in found.found} == {"207ns"} and all(len(each) == 3 for each in found.found.values())


def test_places_that_versions_name_differently_are_matched(tmp_path):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    path = b / "trials.csv"
    path.write_text(path.read_text().replace("numa,node-local n0", "all,everywhere").replace("/node-local n0/", "/everywhere/"))
    found = told(tmp_path, a, b)
    assert len(found["rows"]) == len(NAMES)
    assert all(r["note"] == "placed 'node-local n0' against 'everywhere'" for r in found["rows"])


def test_what_only_one_run_has_is_told(tmp_path, capsys):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    rewrite(b, lambda rows: [row for row in rows if "pause" not in row["trial"]])
    found = told(tmp_path, a, b)
    left_out, = found["not_compared"]
    assert len(found["rows"]) == len(NAMES) - 1 and "pause" in left_out["trial"] and left_out["why"] == "only in A"
    assert "only in A: 1 of atomics" in capsys.readouterr().out


def test_what_costs_nothing_has_no_ratio(tmp_path):
    a, b = write(tmp_path, seed=1), write(tmp_path, {"nop": -0.1}, seed=2)
    found = told(tmp_path, a, b)
    left_out, = found["not_compared"]
    assert len(found["rows"]) == len(NAMES) - 1 and "nop" in left_out["trial"] and left_out["why"] == "next to nothing in B"


def test_what_was_measured_too_seldom_is_told(tmp_path):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    rewrite(b, lambda rows: [row for row in rows if "g/xchg" not in row["kernel"] or row["repetition"] < 4])
    left_out = told(tmp_path, a, b)["not_compared"]
    assert [each["why"] for each in left_out] == ["fewer than 6 repetitions that count in B"]


def test_disturbed_and_wrong_repetitions_do_not_count(tmp_path):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    rewrite(b, lambda rows: rows + [dict(row, ns_per_op=100.0, repetition=100 + n, disturbed="switched out" if n % 2 else "",
                                         wrong="" if n % 2 else "lost") for n, row in enumerate(rows)])
    assert not any(r["different"] for r in told(tmp_path, a, b)["rows"])


def test_a_run_none_of_whose_repetitions_counts_says_so(tmp_path, capsys):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    rewrite(b, lambda rows: [dict(row, disturbed="switched out") for row in rows])
    call(a, b, code=2)
    said = capsys.readouterr().err
    assert f"nothing to compare with the others: fewer than 6 repetitions that count in B: {len(NAMES)} trials\n" in said


def test_a_run_that_is_named_twice_tells_no_more_than_one(tmp_path):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    found = told(tmp_path, f"{a},{a.parent}/./{a.name}", b, "--baseline", str(a.resolve()))
    assert [len(side["runs"]) for side in found["sides"]] == [1, 1]


def test_a_reference_machine_is_named_wherever_a_run_is(tmp_path, capsys):
    name, path = next(iter(references.machines().items()))
    for text in (name, str(path), str(path.parent)):
        assert schema.load(text, only=()).name == name
    call(name, str(path.parent), "--baseline", name)
    assert "differ\n" in capsys.readouterr().out
    with pytest.raises(schema.SchemaError, match=name):
        schema.load(tmp_path / "no-such")


def test_records_that_are_told_twice_are_refused(tmp_path, capsys):
    a, b = write(tmp_path, seed=1), write(tmp_path, seed=2)
    with open(b / "records.csv", "a", encoding="utf-8") as out:
        out.writelines((a / "records.csv").read_text().splitlines(True)[1:])
    call(a, b, code=2)
    assert f"{b}/records.csv: atomics/g/mov.64" in capsys.readouterr().err


def test_prices(tmp_path, capsys):
    a, b = write(tmp_path, seed=1), write(tmp_path, dict.fromkeys(NAMES, 1.25), seed=2)
    call(a, b, "--cycles", "--price", "A=1", "--price", "B=0.4")
    assert "For the price, B: uncontended atomics 2.00× (" in " ".join(capsys.readouterr().out.split())
    call(a, b, "--price", "A=1", code=2)
    call(a, b, "--price", "A=nothing", code=2)


@pytest.mark.parametrize("arguments,said", [
    (["--filter", "("], "--filter"), (["--filter", "nothing"], "no repetition at all; of those that match 'nothing'"), (["--baseline", "Z"], "--baseline Z"),
    (["--false-rate", "2"], "--false-rate"), (["--between", "/nowhere.csv"], "/nowhere.csv: cannot be read")])
def test_a_wrong_request_is_one_line(tmp_path, capsys, arguments, said):
    call(write(tmp_path, seed=1), write(tmp_path, seed=2), *arguments, code=2)
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_a_run_alone_is_refused(tmp_path, capsys):
    call(write(tmp_path, seed=1), code=2)
    assert "one side alone" in capsys.readouterr().err


def test_in_cycles(tmp_path):
    found = told(tmp_path, write(tmp_path, seed=1), write(tmp_path, seed=2), "--cycles")
    assert found["unit"] == "cycle" and all(39 < r["median"] < 41 for r in found["rows"])


# Emulated runs.

def emulated(folder, counts, wrong="", execution="qemu_user"):
    out = folder / "results" / "emulated" / "aarch64" / "run"
    made_up.facts(out, execution=execution, isa="aarch64")
    made_up.write(out, "emulated.csv", [{"trial": "t", "suite": "atomics", "kernel": "k", "threads": 1, "ops": 10, "wrong": wrong}])
    made_up.write(out, "emulated_counts.csv", [{"trial": "t", "thread": 0, "what": what, "per_op": value, "exact": exact}
                                               for what, (value, exact) in counts.items()])
    return out


def test_emulated_runs_are_compared_by_exact_counts(tmp_path, capsys):
    a = emulated(tmp_path / "a", {"instructions": (4, "yes"), "loads": (1, "yes"), "atomic": (1.5, "no")})
    b = emulated(tmp_path / "b", {"instructions": (5, "yes"), "loads": (1, "yes"), "atomic": (1.7, "no")}, wrong="lost")
    found = told(tmp_path, a, b, "--html", tmp_path / "told.html")
    assert found["counts"][0]["different"] == [["t", 0, "instructions", 4, 5]] and found["counts"][0]["same"] == 1
    assert found["counts"][0]["means"] == [["t", 0, "atomic", 1.5, 1.7]] and found["counts"][0]["wrong"] == [["t", "", "lost"]]
    assert "1 exact counts differ" in capsys.readouterr().out and "instructions" in (tmp_path / "told.html").read_text()


def test_emulated_runs_without_a_trial_in_common_are_refused(tmp_path, capsys):
    a, b = emulated(tmp_path / "a", {"loads": (2, "yes")}), emulated(tmp_path / "b", {"loads": (2, "yes")})
    for file in ("emulated.csv", "emulated_counts.csv"):
        path = b / file
        path.write_text(path.read_text().replace("\nt,", "\nother,"))
    call(a, b, code=2)
    assert "neither counts nor trials in common" in capsys.readouterr().err


def test_conditions_of_emulated_runs_are_about_exact_counts(tmp_path, capsys):
    a, b = (emulated(tmp_path / name, {"instructions": (value, "yes")}) for name, value in (("a", 4), ("b", 5)))
    call(a, b, "--fail-if", "t differs", code=1)
    assert "B: 1 exact counts, the first of t" in capsys.readouterr().err
    call(a, b, "--fail-if", "other differs", code=2)
    call(a, b, "--fail-if", "t slower 5%", code=2)
    call(a, b, "--price", "A=1", "--price", "B=1", code=2)
    call(a, b, "--filter", "other", code=2)


def test_emulated_against_native_is_refused(tmp_path, capsys):
    call(write(tmp_path, seed=1), emulated(tmp_path, {}), code=2)
    assert "not compared" in capsys.readouterr().err


# What is learned from repeated runs.

def test_a_file_of_spreads_is_made_and_read(tmp_path, capsys):
    runs = [write(tmp_path, seed=seed) for seed in range(5)]
    cli.run("between_runs", [*map(str, runs), "--out", str(tmp_path / "spreads.csv")], "fenceline between_runs")
    priors = between.load("ns", tmp_path / "spreads.csv")
    prior = priors[between.Kind("atomics", "latency", "*", "one")]
    assert prior.trials == len(NAMES) and prior.runs == 5 and prior.source.startswith("Made-up 9000") and prior.spread < 0.003
    call(runs[0], runs[1], "--between", tmp_path / "spreads.csv")
    assert "another machine" not in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit):
        cli.run("between_runs", [str(runs[0])], "fenceline between_runs")
    with pytest.raises(SystemExit):
        cli.run("between_runs", [*map(str, runs[:3]), str(write(tmp_path, seed=9, facts={"compiler": "another"}))], "")
    assert "compiler" in capsys.readouterr().err


def test_the_shipped_file_tells_of_every_kind_of_trial():
    for unit in medians.COLUMNS:
        priors = between.load(unit)
        for threads in ("one", "several"):
            assert between.lookup(priors, between.Kind("any", "any", "any", threads)) is not between.UNKNOWN
            assert between.lookup(priors, between.mean_of("any", threads)) is not between.UNKNOWN


def test_conditions_are_held_against_estimates():
    met = [types.SimpleNamespace(pair=types.SimpleNamespace(trial="a/b"), ratio=ratio, different=True) for ratio in (0.9, 1.06)]
    assert conditions.met(conditions.parse("a/* slower 5%"), met) == met[1:]
    assert conditions.met(conditions.parse("a/* differs 5%"), met) == met
    assert conditions.met(conditions.parse("a/* differs 8%"), met) == met[:1]
    assert compare.FAILED == 1


def test_the_check_by_real_runs_finds_what_is_slower(tmp_path, capsys):
    """With made-up runs in the place of real ones: twelve that are equal, and the counter's of 2 and 5 % more work."""
    counter = made_up.keys_of(made_up.summary_row("counter", "worked", 0, "alone", "latency", 1.0, suite="counters"))
    counter["kernel"] = compare_check.COUNTER

    def add(name, seed, factor):
        write(tmp_path, seed=seed).rename(tmp_path / name)
        random = numpy.random.default_rng(seed)
        values = series(random, 20, 100 * factor * math.exp(0.001 * random.standard_normal()), 0.001, 0.3)
        rewrite(tmp_path / name, lambda rows: rows + [{**counter, "repetition": n, "ns_per_op": value, "cycles_per_op": 4 * value}
                                                      for n, value in enumerate(values)])

    for number in range(12):
        add(f"run{number}", number, 1)
        for percent in compare_check.SLOWER if number % 2 else ():
            add(f"run{number}-{percent}", 100 * percent + number, 1 + percent / 100)
    compare_check.judge_runs(tmp_path, 6)
    text = capsys.readouterr().out
    assert "ns: 60 rows of 6 pairs of equal runs: 0 called different (0.00%)" in text
    assert "cycle: a counter with 2 % more work: found in 6 of 6" in text and "ns: a counter with 5 % more work: found in 6 of 6" in text


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_in_a_browser(tmp_path, dark):
    if not browser.CHROMIUM:
        pytest.skip(browser.WITHOUT)
    a, b = write(tmp_path, seed=1), write(tmp_path, {"mfence": 1.3, "xchg": 0.8}, seed=2, facts={"kernel": "6.1 " * 20})
    call(a, b, "--html", tmp_path / "told.html", "--fail-if", "* slower", code=1)
    seen = browser.ask(tmp_path / "told.html", tmp_path, dark=dark)
    assert seen["console"] == []
    assert all(frame["overflow"] == [] and frame["contrast"]["poor"] == [] and frame["contrast"]["looked"] > 50
               for frame in seen["frames"])
