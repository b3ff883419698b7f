"""Instance types against each other: hosts are the unit, ranks and intervals hold, what is odd or not to be trusted is said."""

import json
import math
import re
import types

import browser
import made_up
import numpy
import pytest

from fenceline import cli
from fenceline.compare import between
from fenceline.keys import composites
from fenceline.ranking import fleet, forest, hosts, prices, ranks, scores, terminal, trust, words
from fenceline.results import references, schema

# What runs of one machine differ by: less than the made-up hosts do, and whatever the shipped table tells.
SHIPPED = {between.mean_of("*", threads): between.Prior(0.0013, 0.0, 5.0, 0.003, 0.003, 100, 6, "made up") for threads in ("one", "several")}


def host(folder, kind, name, factor=1.0, keep=lambda row: True, run="20260102T030405Z", records=(), **facts):
    """A run of a host whose times are `factor` times those of made_up."""
    rows = [row for row in made_up.uncontended() + made_up.contended(thread_counts=(2,), places=("compact",)) if keep(row)]
    for row in rows:
        row.update({column: row[column] * factor for column in ("median_ns", "low_ns", "high_ns", "median_cycles")})
    out = made_up.run(folder / "new", rows=rows, records=records, **{"instance_type": kind, "usable_pus": "0,1", "ended": "complete", **facts})
    to = folder / "native" / name / run
    to.parent.mkdir(parents=True, exist_ok=True)
    return out.rename(to)


def told(capsys, *arguments):
    cli.run("fleet", list(map(str, arguments)))
    return capsys.readouterr().out


def part_of(groups, name=("atomics", "one")):
    """A Part of hosts with these scores: {type: [score]}, or {(type, region): [score]}."""
    found = {}
    for kind, logs in groups.items():
        kind, region = kind if isinstance(kind, tuple) else (kind, "")
        for log in logs:
            found[hosts.Host(f"{kind}{region}{len(found)}", kind, "x86_64", "cpu", 2, region, [], {})] = log
    return scores.Part(name, found, 10, 2, 10, {})


def ranked(groups, **more):
    return ranks.rank(part_of(groups, **more), SHIPPED)


# Statistics

@pytest.mark.parametrize("sizes", [[2] * 8, [3] * 8, [6] * 8, [2, 2], [2, 1, 1], [3, 1, 1, 1]], ids=str)
def test_intervals_hold_over_hosts_and_ranks_hold_the_true_one(sizes):
    """Of types whose hosts are 2 % apart; of many types in every second fleet half of them thrice that."""
    random = numpy.random.default_rng(5)
    held, right, all_of = 0, 0, 0
    for unlike in (1.0, 3.0 if len(sizes) > 4 else 1.0) * (400 // len(sizes)):
        truth = random.normal(0, 0.15, len(sizes))
        found = ranked({str(n): random.normal(middle, 0.02 * (unlike if n % 2 else 1), count)
                        for n, (middle, count) in enumerate(zip(truth, sizes))})
        order = {str(n): place + 1 for place, n in enumerate(numpy.argsort(truth))}
        for one in found.standings:
            held += one.low <= math.exp(-truth[int(one.type)]) <= one.high
            right += one.first <= order[one.type] <= one.last
            all_of += 1
    assert 0.93 <= held / all_of <= 0.98 and right / all_of > 0.97


def test_types_that_are_alike_are_not_told_apart():
    random = numpy.random.default_rng(6)
    wrong = 0
    for _ in range(100):
        found = ranked({str(n): random.normal(0, 0.02, 3) for n in range(6)})
        wrong += any((one.first, one.last) != (1, 6) for one in found.standings)
    assert wrong <= 12


def test_spread_within_and_between_is_that_of_the_hosts():
    found = ranked({"a": [0.0, 0.02], "b": [0.5, 0.52]})
    assert found.within == pytest.approx(math.expm1(0.02 / math.sqrt(2))) and not found.guessed
    assert found.between == pytest.approx(math.expm1(0.5 / math.sqrt(2)))
    assert found.reach == pytest.approx(math.exp(4.303 * 0.02 / math.sqrt(2)), rel=1e-3), "t of two degrees, two pairs of hosts"
    alone = ranked({"a": [0.0], "b": [0.5]})
    assert alone.guessed and alone.within is None and alone.standings[0].spread is None
    assert alone.standings[0].high / alone.standings[0].index == pytest.approx(math.exp(2.571 * 0.00127), rel=1e-3)  # between_runs.csv


def test_an_odd_host_is_found_and_a_region_or_an_unsteady_type_is_not_one():
    random = numpy.random.default_rng(7)
    groups = {str(n): [*random.normal(n / 10, 0.01, 5)] for n in range(6)}
    assert ranked(groups).odd == []
    groups["3"][2] += 0.3
    odd, = ranked(groups).odd
    assert odd.host.type == "3" and odd.ratio == pytest.approx(1.35, abs=0.04) and not odd.pair and odd.usual < 0.03
    regions = {(kind, where): [*random.normal(0.2 * (where == "far"), 0.01, 3)] for kind in "ab" for where in ("near", "far")}
    assert ranked(regions).odd == [], "another region is not an odd host"
    groups["3"][2] -= 0.3
    groups["burst"] = [*random.normal(0, 0.08, 9)]
    assert [one.host.type for one in ranked(groups).odd] == []
    part = part_of(groups)
    assert [one[0] for one in ranks.unsteady(part, hosts.select.grouped(part.scores, lambda host: host.type))] == ["burst"]


def test_of_two_hosts_it_is_not_told_which_is_odd():
    groups = {str(n): [n / 10, n / 10 + 0.01] for n in range(6)}
    groups["2"][1] += 0.4
    odd, = ranked(groups).odd
    assert odd.pair and odd.host.type == "2" and odd.ratio == pytest.approx(math.exp(0.41))


# What is held against what

def test_hosts_are_the_unit_not_their_runs(tmp_path):
    for n in range(6):
        host(tmp_path, "a.large", "h0", 1 + n / 1000, run=f"2026010{n + 1}T030405Z", started=f"2026-01-0{n + 1}T03:04:05Z")
    host(tmp_path, "a.large", "h1", 1.1)
    host(tmp_path, "b.large", "h2", 2.0)
    found = fleet.of(fleet.load([tmp_path]))
    assert [(one.type, one.name, len(one.runs)) for one in found.hosts] == [("a.large", "h0", 6), ("a.large", "h1", 1), ("b.large", "h2", 1)]
    one = next(ranking for ranking in found.rankings if ranking.part.name == ("atomics", "one"))
    assert [which.hosts for which in one.standings] == [2, 1]
    assert one.standings[0].index / one.standings[1].index == pytest.approx(2 / math.sqrt(1.0025 * 1.1), rel=1e-3)


def test_a_run_that_is_given_twice_is_one(tmp_path, capsys):
    one, other = host(tmp_path, "a", "h0"), host(tmp_path, "b", "h1", 2.0)
    file = tmp_path / "all.sqlite"
    cli.run("collect", [str(tmp_path), "-o", str(file)])
    found = fleet.of(fleet.load([one, other, file, tmp_path]))
    assert [len(which.runs) for which in found.hosts] == [1, 1]
    assert "2 instance types, 2 hosts, 2 runs" in told(capsys, one, other, file)


def test_only_kernels_that_all_have_count_and_who_measured_otherwise_is_named(tmp_path, capsys):
    arm = {"isa": "aarch64", "keep": lambda row: row["variant"].startswith("builtin")}
    for n in range(2):
        host(tmp_path, "x1", f"x1-{n}", 1.0 + n / 100)
        host(tmp_path, "x2", f"x2-{n}", 1.5)
        host(tmp_path, "arm", f"arm-{n}", 0.5, **arm)
    host(tmp_path, "few", "few-0", 1.0, keep=lambda row: row["group"] == "load" and row["variant"] == "mov")
    found = fleet.of(fleet.load([tmp_path]))
    one = next(ranking for ranking in found.rankings if ranking.part.name == ("atomics", "one"))
    assert [which.type for which in one.standings] == ["arm", "x1", "x2"]
    assert one.part.kernels == 6 and one.part.of == 24  # load, exchange, fetch_add by latency and throughput
    assert one.part.without == {"few": "has 0 of the 6 kernels that most have"}
    text = told(capsys, tmp_path)
    assert "not ranked: few: has 0 of the 6 kernels that most have" in text and "arm is the quickest" in text


def test_a_host_that_lacks_kernels_is_left_out_of_the_part(tmp_path):
    for n in range(3):
        host(tmp_path, "a", f"a{n}", 1 + n / 100)
        host(tmp_path, "b", f"b{n}", 2 + n / 100, keep=lambda row, n=n: n != 2 or row["group"] == "load")
    one = next(ranking for ranking in fleet.of(fleet.load([tmp_path])).rankings if ranking.part.name == ("atomics", "one"))
    assert one.part.without == {"b, b2": "has 6 of the 24 kernels"} and [which.hosts for which in one.standings] == [3, 2]


def test_the_baseline_is_a_type(tmp_path, capsys):
    host(tmp_path, "a", "h0")
    host(tmp_path, "b", "h1", 2.0)
    text = told(capsys, tmp_path, "--baseline=b", "--format=csv")
    rows = [line.split(",") for line in text.splitlines()]
    index = rows[0].index("index")
    assert {row[2]: float(row[index]) for row in rows[1:]} == {"a": pytest.approx(2.0), "b": pytest.approx(1.0)}
    with pytest.raises(SystemExit):
        cli.run("fleet", [str(tmp_path), "--baseline=c"])
    assert "--baseline c: there are a, b" in capsys.readouterr().err


def test_real_runs_of_unlike_processors(tmp_path, capsys):
    """Collected, compared and ranked; the index of two types is the composite of one against the other."""
    file = tmp_path / "all.sqlite"
    cli.run("collect", [*references.machines(), "-o", str(file)])
    cli.run("compare", [str(file), "--filter=^fences/fence"])
    assert "B does fences" in capsys.readouterr().out
    found = fleet.of(fleet.load([file]))
    run, other = (schema.load(f"{file}#{name}") for name in ("emerald-rapids-kvm-2vcpu", "zen5-kvm-2vcpu"))
    composite = {one.suite: one.value for one in composites.of(run, other)}
    for suite in ("fences", "mappings"):  # that have kernels of one thread only
        one = next(ranking for ranking in found.rankings if ranking.part.name == (suite, "one"))
        index = {which.type: which.index for which in one.standings}
        assert index["Emerald Rapids, 2 CPUs"] / index["Zen 5, 2 CPUs"] == pytest.approx(composite[suite], rel=0.01)
    text = told(capsys, file)
    assert "There is one host of each type" in text and "Measured by one type alone: locks" in " ".join(text.split())


# Prices

def test_prices_by_region_and_by_cpu(tmp_path, capsys):
    for where, factor in (("near", 1.0), ("far", 1.001)):
        host(tmp_path, "small", f"s-{where}", 2 * factor, region=where)
        host(tmp_path, "big", f"b-{where}", factor, region=where, usable_pus="0-3", cpu_design="Zen 5")
    file = tmp_path / "prices.csv"
    file.write_text("instance_type,price_per_hour,currency,region\nsmall,0.05,EUR,\nbig,0.40,EUR,near\nbig,0.20,EUR,far\nother,1,EUR,\n\n")
    rows = json.loads(told(capsys, tmp_path, "--prices", file, "--format=json", "--baseline=small"))
    cost = {(one["type"], one["region"]): one["value"] for one in rows["costs"] if (one["suite"], one["threads"]) == ("atomics", "one")}
    assert cost == {("small", "near"): pytest.approx(0.025, rel=2e-3), ("small", "far"): pytest.approx(0.025, rel=2e-3),
                    ("big", "near"): pytest.approx(0.05, rel=2e-3), ("big", "far"): pytest.approx(0.025, rel=2e-3)}
    rows = json.loads(told(capsys, tmp_path, "--prices", file, "--format=json", "--baseline=small", "--per=instance"))
    cost = {(one["type"], one["region"]): one["value"] for one in rows["costs"] if (one["suite"], one["threads"]) == ("atomics", "one")}
    assert cost["big", "near"] == pytest.approx(0.20, rel=2e-3) and cost["small", "near"] == pytest.approx(0.05, rel=2e-3)
    file.write_text("instance_type,price_per_hour,currency\nbig,0.40,EUR\n")
    assert "No price is told for small in far and small in near." in " ".join(told(capsys, tmp_path, "--prices", file).split())


@pytest.mark.parametrize("text,said", [
    ("", "1: no column instance_type, price_per_hour, currency"), ("instance_type,price_per_hour\na,1\n", "1: no column currency"),
    ("instance_type,price_per_hour,currency\n", "1: no price follows"),
    ("instance_type,price_per_hour,currency\na,1,USD\nb,free,USD\n", "3: price_per_hour 'free' is no price"),
    ("instance_type,price_per_hour,currency\na,-1,USD\n", "2: price_per_hour '-1'"), ("instance_type,price_per_hour,currency\na,nan,USD\n", "2: "),
    ("instance_type,price_per_hour,currency\na,0,USD\n", "2: price_per_hour '0'"), ("instance_type,price_per_hour,currency\n,1,USD\n", "2: no inst"),
    ("instance_type,price_per_hour,currency\na,1,USD\na,2,USD\n", "3: a has a price in line 2 already"),
    ("instance_type,price_per_hour,currency\na,1,USD\nb,2,EUR\n", "3: prices in USD and EUR"), ("instance_type,price_per_hour,currency\na,1,\n", "2: no curr"),
    ("instance_type,price_per_hour,currency\n\na,1,USD,x\n", "3: 4 cells, expected 3"), ("instance_type,price_per_hour,currency\n\"a,1\n", "is not CSV"),
])
def test_wrong_prices_are_named_by_their_line(text, said, tmp_path):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(schema.SchemaError, match=re.escape(said)):
        prices.load(tmp_path / "p.csv")


# Trust

def record(row, **more):
    return {**made_up.keys_of(row), "ns_per_op": 1.0, **more}


def doubts_of(tmp_path, disturbed=(), **facts):
    row = made_up.uncontended()[0]
    run = host(tmp_path, "a", "h", records=[record(row, repetition=n, disturbed=text) for n, text in enumerate(disturbed)], **facts)
    return hosts.read(run)


@pytest.mark.parametrize("disturbed,facts,said", [
    ([""] * 99 + ["throttled by the control group's CPU quota"], {}, "throttled by a CPU quota in 1 of 100 repetitions"),
    ([""] * 99 + ["migrated"], {}, "found elsewhere than pinned in 1 of 100 repetitions"),
    ([""] * 99 + ["the cpuset changed"], {}, "the cpuset moved in 1 of 100 repetitions"),
    (["switched out"] * 3 + [""], {}, "75% of the repetitions were disturbed: switched out"),
    (["moved from 10ns to 50ns", "moved from 50ns to 10ns", ""], {}, "67% of the repetitions were disturbed: moved"),
    ([], {"ended": "interrupted"}, "did not come to its end: interrupted"), ([], {"caveat": "the host is loaded"}, "the host is loaded"),
])
def test_what_may_be_off_is_ranked_and_said(disturbed, facts, said, tmp_path):
    seen = doubts_of(tmp_path, disturbed, **facts)
    assert said in seen.doubts and not seen.left_out and seen.times


@pytest.mark.parametrize("disturbed", [[], ["switched out", "", "", ""], [""] * 9])
def test_what_is_usual_is_no_doubt(disturbed, tmp_path):
    assert doubts_of(tmp_path, disturbed).doubts == []


def test_a_clock_that_moved_a_doctor_that_warns_and_wrong_work_are_told(tmp_path):
    run = host(tmp_path, "a", "h")
    rows = made_up.uncontended()
    for n, row in enumerate(rows):
        row.update(median_ns=row["median_ns"] * 10, low_ns=row["low_ns"] * 10, high_ns=row["high_ns"] * 10,
                   median_cycles=row["median_ns"] * (30 if n % 2 else 40))
    made_up.write(run, "summary.csv", rows)
    made_up.write(run, "doctor.csv", [{"subject": "background load", "judgement": "disturbs", "state": "1.4 of 2 CPUs"},
                                      {"subject": "swap", "judgement": "ok", "state": "none"}])
    made_up.write(run, "records.csv", [record(rows[0], repetition=0, wrong="lost 3 items")])
    made_up.write(run, "litmus.csv", [made_up.litmus_row("SB", finding="forbidden outcome seen")])
    told_of = "\n".join(hosts.read(run).doubts)
    for said in ("clock moved, 3.00 to 4.00 GHz", "background load: 1.4 of 2 CPUs", "wrong in 1 trials: lost 3 items", "SB: forbidden"):
        assert said in told_of
    assert "swap" not in told_of


@pytest.mark.parametrize("facts,said", [({"sanitizers": "thread"}, "-fsanitize=thread"), ({"build_type": "Debug"}, "without optimisation")])
def test_what_is_no_figure_of_its_machine_is_not_ranked(facts, said, tmp_path, capsys):
    host(tmp_path, "a", "h0")
    host(tmp_path, "b", "h1", 2.0, **facts)
    found = fleet.of(fleet.load([tmp_path]))
    assert [one.type for one in found.hosts] == ["a"] and said in " ".join(told(capsys, tmp_path).split())


def test_a_run_that_is_not_right_is_named_and_the_others_are_ranked(tmp_path, capsys):
    host(tmp_path, "a", "h0")
    bad = host(tmp_path, "b", "h1", 2.0)
    (bad / "summary.csv").write_text("trial\n")
    text = " ".join(told(capsys, tmp_path).split())
    assert "1 instance type, 1 host, 1 run" in text and "Not ranked: h1-20260102T030405Z: " in text and "missing column" in text


def test_emulated_runs_are_kept_apart(tmp_path, capsys):
    host(tmp_path, "a", "h0")
    host(tmp_path, "b", "h1", 2.0)
    made_up.facts(tmp_path / "emulated" / "pretender" / "t", execution="qemu_user", instance_type="a")
    made_up.write(tmp_path / "emulated" / "pretender" / "t", "emulated.csv", [{"trial": "t", "kernel": "k", "threads": 1, "ops": 10}])
    file = tmp_path / "all.sqlite"
    cli.run("collect", [str(tmp_path), "-o", str(file)])
    assert "3 runs, 3 of them new; of 2 kinds of machine, 1 emulated" in capsys.readouterr().out
    text = " ".join(told(capsys, file).split())
    assert "2 instance types, 2 hosts, 2 runs" in text and "pretender-t: execution is 'qemu_user'" in text
    with pytest.raises(SystemExit) as end:
        cli.run("fleet", [f"{file}#pretender-t"])
    assert end.value.code == 2 and "no run can be ranked: pretender-t: execution is" in capsys.readouterr().err


def test_where_no_host_was_measured_it_says_who_knows_why(tmp_path, capsys):
    for there, said in ((False, "yet\n"), (True, f"yet; {tmp_path}/hosts.csv tells what became of each\n")):
        (tmp_path / "hosts" / "m8g-1").mkdir(parents=True, exist_ok=True)
        if there:
            (tmp_path / "hosts.csv").write_text("host,state,told\nm8g-1,unreachable,no route\n", encoding="utf-8")
        with pytest.raises(SystemExit) as end:
            fleet.load([str(tmp_path)])
        assert end.value.code == 2 and capsys.readouterr().err.endswith(f"{tmp_path}: no host has a whole run {said}")


def test_strict_leaves_out_what_may_be_off(tmp_path, capsys):
    host(tmp_path, "a", "h0", ended="interrupted")
    host(tmp_path, "b", "h1", 2.0)
    host(tmp_path, "c", "h2", 3.0)
    assert "a†" in told(capsys, tmp_path)
    text = " ".join(told(capsys, tmp_path, "--strict").split())
    assert "Not ranked: h0-20260102T030405Z: did not come to its end: interrupted" in text and "2 instance types" in text


# What a reader sees

def test_key_figures_are_of_types_over_hosts(tmp_path):
    for n, factor in enumerate((1.0, 1.2, 1.1)):
        rows = [made_up.summary_row("add", "builtin_add_seq_cst", 64, "latency", "latency", 5.0 * factor)]
        to = tmp_path / "native" / f"h{n}" / "t"
        to.parent.mkdir(parents=True)
        made_up.run(tmp_path / "new", rows=rows, instance_type="a").rename(to)
    (title, by_type), = words.figures(fleet.of(fleet.load([tmp_path])))
    assert (title, by_type) == ("a sequentially consistent add by one thread", {"a": "5.50 ns (5.00–6.00)"})


@pytest.fixture(name="twelve")
def _twelve(tmp_path):
    random = numpy.random.default_rng(8)
    for n in range(6):
        for where in ("near", "far"):
            for copy in range(3):
                host(tmp_path, f"type{n}.large", f"type{n}-{where}-{copy}", (1 + n / 5) * random.normal(1, 0.01)
                     * (1.4 if (n, where, copy) == (2, "far", 1) else 1.25 if (n, where) == (4, "far") else 1), region=where,
                     cpu_design="Zen 2" if (n, where, copy) == (5, "near", 0) else f"Core {n}", ended="complete" if n or copy else "interrupted")
    (tmp_path / "prices.csv").write_text("instance_type,price_per_hour,currency,region\n" + "".join(
        f"type{n}.large,{0.1 - n / 50:.3f},USD,{where}\n" for n in range(4) for where in ("near", "far")))
    return tmp_path


def test_the_answer_stands_first_in_eighty_columns(twelve, capsys):
    text = told(capsys, twelve, "--prices", twelve / "prices.csv")
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    for said in ("6 instance types, 36 hosts, 36 runs, 2 regions type0.large is the quickest in ", "type0.large is 2.", "the type tells",
                 "Odd: type2-far-1 (type2.large) is 1.", "Regions differ: type4.large is 1.2", "as quick in near as in far",
                 "type5.large is not one machine: CPUs: Core 5 (5 hosts), Zen 2 (1 host).", "For the price, type3.large in",
                 "No price is told for type4.large in far", "Of 36 runs that are ranked 2 may be off", "did not come to its end: interrupted"):
        assert said in flat, said
    assert "type4-far" not in flat.split("Odd: ")[1].split("Regions differ")[0], "a region that differs is no odd host"


def test_the_page_says_the_same_and_loads_nothing(twelve, tmp_path, capsys):
    host(twelve, '<script>alert(1)</script>"', "evil", 1.0)
    told(capsys, twelve, "--prices", twelve / "prices.csv", "--html", tmp_path / "f.html")
    text = (tmp_path / "f.html").read_text()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text and not re.search(r'(?:src|href)="(?!data:|#)', text)
    assert "type2-far-1" in text and text.count('fill="var(--bad)"') == 3, "the odd host in three parts"
    for title in ("All types", "Uncontended atomics", "Prices", "Is this host odd?", "Regions", "What cannot be trusted", "How it was made"):
        assert f"<h2>{title}</h2>" in text


def test_a_report_of_many_runs_is_that_page(tmp_path, capsys):
    fleet_of = tmp_path / "all"
    for n, kind in enumerate("aab"):
        host(fleet_of, kind, f"host{n}", 1 + n / 3)
    cli.run("collect", [str(fleet_of), "-o", str(tmp_path / "all.sqlite")])
    pages = {str(tmp_path / "all.sqlite"): tmp_path / "all-runs", f"{tmp_path}/all.sqlite#a": tmp_path / "all-runs", str(fleet_of): fleet_of}
    for name, folder in pages.items():
        capsys.readouterr()
        cli.run("report", [name])
        assert capsys.readouterr().out == f"{folder / 'report.html'}\n"
        text = (folder / "report.html").read_text()
        assert "<h2>What cannot be trusted</h2>" in text and ("host2" in text) == ("#a" not in name)
    cli.run("report", [f"{tmp_path}/all.sqlite#b", "-o", str(tmp_path / "one")])
    assert (tmp_path / "one" / "report.md").exists(), "one run has its own report"


def test_a_pictures_scale_is_round():
    found = ranked({"a": [0.0, 0.01], "b": [0.3, 0.31]})
    steps = re.findall(r">([\d.]+)×</text>", forest.svg(found, set(), set(), "told"))
    assert "1" in steps and len(steps) > 3 and all(len(step) <= 4 for step in steps)


def test_as_data(twelve, capsys):
    rows = json.loads(told(capsys, twelve, "--prices", twelve / "prices.csv", "--format=json"))
    first = rows["ranking"][0]
    assert (first["type"], first["first_rank"], first["last_rank"], first["hosts"], first["currency"]) == ("type0.large", 1, 1, 6, "USD")
    assert first["low"] < first["index"] < first["high"] and len(rows["hosts"]) == 36 and rows["odd"][0]["host"] == "type2-far-1"
    lines = told(capsys, twelve, "--format=csv").splitlines()
    assert lines[0].startswith("suite,threads,type,index,low,high,first_rank") and len(lines) == 1 + len(rows["ranking"])


def test_long_names_do_not_break_the_table(tmp_path, capsys):
    host(tmp_path, "a" * 90, "h0")
    host(tmp_path, "b\x1b[31m", "h1", 2.0)
    text = told(capsys, tmp_path)
    assert "\x1b" not in text and "aaa…" in text and terminal.clip("abc", 2) == "a…"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_in_a_browser(twelve, tmp_path, capsys, dark):
    if not browser.CHROMIUM:
        pytest.skip(browser.WITHOUT)
    told(capsys, twelve, "--prices", twelve / "prices.csv", "--html", tmp_path / "f.html")
    found = browser.ask(tmp_path / "f.html", tmp_path, (360, 800, 1400), dark)
    assert found["console"] == []
    for frame in found["frames"]:
        assert frame["dark"] == dark and (frame["overflow"], frame["unnamed"], frame["dead"]) == ([], 0, 0)
        assert frame["contrast"]["poor"] == []


def test_of_a_run_that_tells_no_type_cpu_and_count_stand_for_it(tmp_path):
    seen = hosts.read(host(tmp_path, "", "h0", usable_pus="0-2,7"))
    assert seen.type == "Zen 4, 4 CPUs" and not seen.told
    assert words.title(types.SimpleNamespace(hosts=hosts.of([seen]))) == "1 kind of machine, 1 host, 1 run"
    assert trust.SETTING
