"""What a user types, and gets: the built bench from the outside. BENCH names another binary."""

import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import time

import pytest
from written import rows

from fenceline.foreign import target
from fenceline.results import schema
from fenceline.stats import interval, sanitizer_cost

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = os.environ.get("BENCH", str(ROOT / "build" / "bench"))

QUICK = ["--suite=atomics", "--filter=lock_xadd|ldadd|fetch_add", "--repetitions=6", "--budget=0", "--window=0.2"]


def bench(*arguments, **more):
    more.setdefault("timeout", 300)
    return subprocess.run([BENCH, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, **more)


def one_line(done):
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("arguments, told", [
    (["--suite=atomcs"], "atomics"),
    (["--pin=nuna", "--dry-run"], "numa"),
    (["--counters=cyles"], "cycles"),
    (["--explain=lock_xad_d"], "lock_xadd"),
    (["--suit=atomics"], "--suite"),
    (["--thread=2"], "--threads"),
    (["stray"], "stray"),
    (["--repetitions=many"], "repetitions"),
    (["--window=-1"], "window"),
    (["--filter=("], "regular expression"),
    (["--filter=nothing-has-this-name"], "nothing to do"),
    (["--topology=/nowhere/at-all.xml", "--dry-run"], "/nowhere/at-all.xml"),
    (["--topology=pack:one", "--dry-run"], "pack:one"),
    (["--topology=pack:2 core:4 pu:2"], "--dry-run"),
    (["--pin=9999", "--dry-run"], "9999"),
    (["--threads=9999", "--dry-run"], "--oversubscribe"),
    (["--resume=/nowhere/at-all"], "/nowhere/at-all"),
    (["--expect-execution=hardware"], "qemu_user"),
    (["--mode=xyz"], "25ns"),
    (["--mode=-5ns"], "25ns"),
    (["--model=aarch64"], "--litmus"),
    (["--judge", "--model=x86tos"], "x86"),
    (["--litmus-time=1"], "--litmus"),
    (["--litmus=SB", "--suite=fences"], "--suite"),
    (["--suite=atomics,litmus"], "litmus"),
    (["--litmus=SB", "--dry-run"], "--dry-run"),
    (["--resume=/nowhere/at-all", "--pin=core"], "--pin"),
    (["--list", "--threads=2"], "--threads"),
    (["--list", "--suite=atomcs"], "atomics"),
    (["--verify", "--format=json"], "--format"),
    (["--verify", "--dry-run"], "--verify"),
    (["--threads=3", "--pin=0,1", "--dry-run"], "--oversubscribe"),
    (["--threads=0"], "threads"),
    (["--suite=queues", "--param=capacty=8"], "capacity"),
    (["--suite=queues", "--param=payload=9"], "8 or 64 B"),
    (["--suite=queues", "--filter=spsc_cached/stream", "--param=producers=2"], "takes 0 to 1"),
    (["--suite=queues", "--filter=scq/stream", "--param=producers=2", "--threads=2"], "does not take 2 threads"),
    (["--pin=0,0", "--dry-run"], "twice"),
    (["--pin=", "--dry-run"], "--pin="),
    (["--topology=/dev/zero", "--dry-run"], "MiB"),
    (["--seed=-1", "--dry-run"], "--seed"),
    (["--budget=NaN", "--dry-run"], "--budget"),
    (["--budget=inf", "--dry-run"], "--budget"),
    (["--budget=-1s", "--dry-run"], "--budget"),
    (["--window=nan", "--dry-run"], "--window"),
    (["--threads=-1", "--dry-run"], "--threads"),
    (["--repetitions=0x10", "--dry-run"], "--repetitions"),
    (["--max-time=0"], "--max-time"),
    (["--litmus=SB", "--litmus-time=nan"], "--litmus-time"),
    (["--litmus=SB", "--litmus-count=-1"], "--litmus-count"),
    (["--litmus=SB", "--threads=2"], "--threads"),
    (["--counters=cycle", "--dry-run"], "cycles"),
    (["--counters=cycle", "--benchmark_list_tests"], "cycles"),
    (["--filter=(", "--benchmark_list_tests"], "regular expression"),
    (["--out=\udcff"], "UTF-8"),
    (["--verify", "--out=x"], "--verify"),
    (["--benchmark_filtr=x"], "--benchmark_filter"),
    (["--benchmark_format=json"], "--benchmark_out"),
    (["--benchmark_perf_counters=CYCLES"], "--counters"),
    (["--benchmark_out=x", "--benchmark_out_format=csv"], "records.csv"),
    (["--benchmark_out_format=json"], "--benchmark_out="),
    (["--benchmark_repetitions=3", "--repetitions=4"], "another name"),
    (["--benchmark_min_time=0.001", "--window=4"], "another name"),
    (["--benchmark_min_time=100x"], "iterations"),
])
def test_wrong_input_exits_2_with_one_line_that_helps(arguments, told):
    done = bench(*arguments)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert told in one_line(done)


@pytest.mark.parametrize("option", ["", "--", "--suite=", "--pin=", "--pin=0,", "--filter=(", "--threads=", "--mode=",
                                    "--topology=", "--counters=", "--explain=", "--litmus=", "--judge --model=",
                                    "--format=", "--seed=", "--budget=", "--resume=", "--out=", "--benchmark_",
                                    "--benchmark_out=", "--expect-execution="])
def test_a_hundred_kilobytes_are_not_told_back(option):
    arguments = option.split(" ")
    arguments[-1] += "xyz\n" * 30_000
    done = bench(*arguments)
    assert done.returncode in (2, 3)
    assert len(one_line(done)) < 1500 and "…" in done.stderr


def test_the_readme_and_the_help_tell_the_same_exit_codes():
    helped = re.findall(r"^  (\d+) +(.+)$", bench("--help").stdout.split("\nExit codes\n")[1], re.M)
    readme = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(helped) > 6 and [(code, text.replace("`", "")) for code, text in readme] == helped


def test_the_version_names_what_was_built_of_what():
    told = bench("--version").stdout
    assert re.match(r"fenceline [0-9a-f]{12}(-dirty)?\n|fenceline unknown\n", told)
    for word in ("compiler", "hwloc ", "Google Benchmark ", "fmt ", os.uname().machine):
        assert word in told
    assert max(map(len, told.splitlines())) <= 80


def test_what_is_named_twice_is_done_once():
    for twice, once in ((["--threads=2,2"], ["--threads=2"]), (["--suite=fences,fences"], ["--suite=fences"])):
        names = [bench("--benchmark_list_tests", *arguments).stdout.split("\n") for arguments in (twice, once)]
        assert names[0] == names[1] and len(names[0]) > 2


def test_a_topology_that_cannot_be_read(tmp_path):
    for path in (tmp_path, tmp_path / "fifo-less"):
        done = bench(f"--topology={path}", "--dry-run")
        assert done.returncode == 2
        assert str(path) in one_line(done)


def test_a_topology_file_that_is_no_xml_is_refused(tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_text("<topology><object type=")
    done = bench(f"--topology={bad}", "--dry-run")
    assert done.returncode == 2
    assert str(bad) in one_line(done)


def test_a_plan_as_json_names_every_cpu_and_what_is_missing():
    done = bench("--topology=pack:2 core:16 pu:2", "--dry-run", "--format=json", "--suite=contention", "--pin=scatter")
    plan = json.loads(done.stdout)
    assert done.returncode == 0 and not plan["live"] and plan["estimated_s"] > 0
    for placement in plan["placements"]:
        cpus = placement["cpus"]
        assert len(set(cpus)) == len(cpus) == placement["threads"] and set(cpus) <= set(range(64)), placement
    assert max(placement["threads"] for placement in plan["placements"]) == 64
    assert {trial["placement"] for trial in plan["trials"]} == set(range(len(plan["placements"])))
    assert all(skip["what"] and skip["reason"] for skip in plan["skips"])


@pytest.mark.parametrize("pin", ["none", "scatter", "numa", "all", "0"])
def test_one_cpu_has_a_plan_for_every_suite(pin):
    done = bench("--topology=pu:1", "--dry-run", "--suite=all", f"--pin={pin}")
    assert done.returncode == 0, done.stderr


def test_an_output_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    done = bench(*QUICK, f"--out={tmp_path}/file/below")
    assert done.returncode == 3
    assert "--out" in one_line(done)


def test_a_folder_that_holds_a_run_is_not_overwritten(tmp_path):
    (tmp_path / "run.csv").write_text("key,value,gap\n")
    done = bench(*QUICK, f"--out={tmp_path}")
    assert done.returncode == 2
    assert "--resume" in one_line(done)


def test_another_execution_than_expected_is_refused(tmp_path):
    done = bench(*QUICK, "--expect-execution=qemu_user", f"--out={tmp_path}/r")
    assert done.returncode == 3
    assert "native" in one_line(done)


@pytest.fixture(scope="module")
def quick_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quick") / "native" / "run"
    done = bench(*QUICK, f"--out={folder}")
    assert done.returncode == 0, done.stderr
    return folder, done


def test_a_run_leaves_what_the_contract_says(quick_run):
    folder, done = quick_run
    assert str(folder) in done.stdout
    run = schema.load(folder)
    records = rows(folder / "records.csv")
    assert records
    trials = {r["trial"] for r in records}
    for trial in trials:
        assert len([r for r in records if r["trial"] == trial]) >= 6
    assert {r["trial"] for r in rows(folder / "summary.csv")} == trials
    assert all(r["wrong"] == "" for r in records)
    assert run is not None


def test_the_summary_is_what_its_records_make_it(quick_run):
    """The intervals of harness/run/stats.cc and of stats/interval.py are one."""
    run = schema.load(quick_run[0])
    least = {unit: float(run.fact(f"threshold.next_to_nothing_{unit}")) for unit in ("ns", "cycles")}
    for row in run["summary.csv"]:
        counted = [r for r in run["records.csv"] if (r.trial, r.mode) == (row.trial, row.mode) and not r.disturbed]
        for unit, column in (("ns", "ns_per_op"), ("cycles", "cycles_per_op")):
            if getattr(row, f"median_{unit}") is None:
                continue
            found = interval.of([getattr(r, column) for r in counted if getattr(r, column) is not None])
            between = row.between if unit == "ns" else row.between_cycles
            found = interval.widened(found, between * max(abs(found.value), least[unit]))
            ends = [getattr(row, f"{end}_{unit}") for end in ("low", "median", "high")]
            if not found.bounded:  # of so few there is no interval
                assert ends[0] is None and ends[2] is None
                ends, found = [ends[1]] * 3, found._replace(low=found.value, high=found.value)
            assert ends == pytest.approx([found.low, found.value, found.high], rel=1e-4, abs=1e-5), (row.trial, unit)


def test_the_summary_fits_80_columns(quick_run):
    _, done = quick_run
    table = done.stdout.split("results:")[0]
    assert max(map(len, table.splitlines())) <= 80


def test_every_missing_counter_says_why(quick_run):
    folder, _ = quick_run
    counters = rows(folder / "counters.csv")
    assert counters
    assert all(r["value"] or r["gap"] for r in counters)


def test_threads_ran_where_they_were_pinned(quick_run):
    folder, _ = quick_run
    for r in rows(folder / "threads.csv"):
        assert r["ran_on_first"] == r["cpu"] == r["ran_on_last"]


def test_help_and_lists_fit_80_columns():
    for arguments in (["--list"], ["--list", "--suite=litmus", "--isa=riscv64"], ["--dry-run", "--suite=all"]):
        done = bench(*arguments)
        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) <= 80, arguments


def test_litmus_shapes_are_listed_and_nothing_is_run():
    for isa, has, lacks in (("x86_64", "mfence", "LLSC"), ("aarch64", "dmb.ld", "bcr.14"), ("s390x", "bcr.14", "parts")):
        text = bench("--list", "--suite=litmus", f"--isa={isa}").stdout
        assert "store buffering" in text and "results:" not in text
        assert has in text and lacks not in text
    shapes = {s["shape"]: s for s in json.loads(bench("--list", "--suite=litmus", "--format=json").stdout)}
    assert (shapes["IRIW"]["threads"], shapes["IRIW"]["edges"]) == (4, 2)


def test_a_verdict_is_drawn(tmp_path):
    for name, begins in (("it's.svg", "<?xml"), ("mp.dot", "digraph")):
        done = bench("--explain=MP+dmb.st+addr", "--model=aarch64", f"--dot={tmp_path / name}")
        drawing = (tmp_path / name).read_text()
        assert done.returncode == 0 and drawing.startswith(begins) and "dmb.st" in drawing
        done = bench("--explain=SB", f"--dot={tmp_path / 'missing' / name}")
        assert done.returncode == 3 and str(tmp_path / "missing") in done.stderr


def test_times_take_units():
    for given, seconds in (("90", 90), ("90s", 90), ("2m", 120)):
        assert f"up to {seconds} s (--budget)" in bench("--dry-run", f"--budget={given}").stdout


def test_explain_shows_the_instruction():
    name, shown = {"x86_64": ("lock_xadd.64/chain", "lock xadd")}.get(os.uname().machine, ("builtin_fetch_add", ""))
    done = bench(f"--explain={name}")
    assert done.returncode == 0
    assert done.stdout.count(shown + " ") >= 32 if shown else done.stdout


def test_interrupted_it_says_how_to_go_on_and_goes_on(tmp_path):
    folder = tmp_path / "native" / "run"
    report = tmp_path / "gb.json"
    command = [BENCH, "--suite=atomics", "--repetitions=40", "--budget=0", f"--out={folder}", f"--benchmark_out={report}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while not (folder / "records.csv").exists() or len(rows(folder / "records.csv")) < 20:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"--resume={folder}" in told and ended(folder)["value"] == "interrupted"
    text = (folder / "records.csv").read_text()
    assert text.endswith("\n")
    before = rows(folder / "records.csv")
    assert len(json.loads(report.read_text())["benchmarks"]) == len(before)

    # The rest would take a while: what goes on is seen after a second interrupt.
    with subprocess.Popen([BENCH, f"--resume={folder}"], cwd=ROOT, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while len(rows(folder / "records.csv")) < len(before) + 20:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    # Modes are named anew at a run's end, by what was met of them all together.
    unnamed = lambda found: [{**row, "mode": ""} for row in found]  # noqa: E731
    assert unnamed(rows(folder / "records.csv")[:len(before)]) == unnamed(before)
    after = rows(folder / "records.csv")
    assert len({(r["trial"], r["repetition"]) for r in after}) == len(after)
    assert len(json.loads(report.read_text())["benchmarks"]) == len(after)


def test_a_hard_limit_ends_every_run_and_says_how_to_go_on(tmp_path):
    """None of these would end by itself within the test's own time."""
    for name, arguments in {
        "kernels": ["--repetitions=100000", "--filter=xadd|fetch_add"],
        "open": ["--repetitions=1", "--filter=builtin_fetch_add.*chain", "--budget=900000"],  # all that was asked for is there
        "litmus": ["--litmus=SB,MP,LB", "--litmus-time=900"],
    }.items():
        folder = tmp_path / "native" / name
        done = bench(*arguments, "--max-time=2", f"--out={folder}")
        assert done.returncode == (0 if name == "open" else 6), (name, done.stderr)
        assert (f"--resume={folder}" in done.stderr) == (name != "open")
        table = rows(folder / ("litmus.csv" if name == "litmus" else "records.csv"))
        assert table
        if name == "kernels":
            assert bench(f"--resume={folder}", "--max-time=0.5").returncode == 6
            assert len(rows(folder / "records.csv")) > len(table)
    done = bench("--verify", "--suite=all", "--max-time=0.1")
    assert done.returncode == 6 and "--resume" not in done.stderr


def test_the_filter_filters_what_is_missing_too():
    one_pu = ["--topology=pu:1", "--dry-run", "--suite=all"]

    def missing(*arguments):
        return " ".join(s["what"] for s in json.loads(bench(*one_pu, "--format=json", *arguments).stdout)["skips"])

    assert "contention/" in missing() and "split_lock" in missing()
    assert "contention/" not in missing("--filter=fence/.*/alone") and "split_lock" not in missing("--filter=fence/.*/alone")
    assert "split_lock" in missing("--filter=split_lock|fence/.*/alone")
    # A filter that finds nothing is not the machine's fault; one that finds what cannot be here is.
    told = one_line(bench(*one_pu, "--filter=nothing-has-this-name"))
    assert "--benchmark_list_tests" in told and "PU" not in told
    told = one_line(bench(*one_pu[:2], "--suite=contention", "--filter=contended"))
    assert "needs 2 PUs" in told


def test_litmus_trials_are_filtered_and_named_once(tmp_path):
    folder = tmp_path / "native" / "run"
    done = bench("--litmus=SB,MP,MP,LB", "--filter=^(SB|MP) on", "--litmus-time=0.02", f"--out={folder}")
    assert done.returncode == 0, done.stderr
    assert [r["test"] for r in rows(folder / "litmus.csv")] == ["SB", "MP"]
    assert "--filter" in one_line(bench("--litmus=SB", "--filter=LB", f"--out={tmp_path}/no"))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        bench("--litmus=SB" if name == "a" else "--litmus=MP", f"--export={tmp_path / name}")
    (tmp_path / "b" / "SB.litmus").write_text(
        (tmp_path / "b" / "MP.litmus").read_text().replace("MP", "SB", 1))
    (tmp_path / "b" / "MP.litmus").unlink()
    folder = tmp_path / "native" / "two"
    done = bench(f"--litmus={tmp_path}/a,{tmp_path}/b", "--litmus-time=0.02", f"--out={folder}")
    assert len(rows(folder / "litmus.csv")) == 1
    assert any("another test of this name" in s["reason"] for s in rows(folder / "skips.csv"))


def ended(folder):
    return [r for r in rows(folder / "run.csv") if r["key"] == "ended"][-1]


def test_the_last_lines_agree_with_the_files(quick_run, tmp_path):
    folder, done = quick_run
    lines = done.stdout.splitlines()
    assert lines[-2:] == [f"results: {folder}", f"report:  ./fenceline report {folder}"]
    assert ended(folder)["value"] == "complete"
    trials = {}
    for row in rows(folder / "summary.csv"):  # each by the mode that it was in most
        best = trials.get(row["trial"])
        if not best or float(row["mode_share"]) > float(best["mode_share"]):
            trials[row["trial"]] = row
    wide = [t for t in trials.values() if t["median_ns"] and t["closed"] == "no"]
    text = " ".join(done.stdout.split())
    assert (f"{len(wide)} of {len(trials)} trials have a 95 % interval wider than ±2 %" if wide else
            "trials have") in text
    records = rows(folder / "records.csv")
    disturbed = [r for r in records if r["disturbed"]]
    if disturbed:
        assert f"{len(disturbed)} of {len(records)} repetitions were disturbed" in text

    folder = tmp_path / "native" / "cut"
    done = bench("--suite=atomics", "--repetitions=1000", "--max-time=1", f"--out={folder}")
    assert "NOT COMPLETE, --max-time was over" in done.stdout
    assert done.stdout.splitlines()[-1] == f"go on:   {BENCH} --resume={folder}"
    assert ended(folder)["value"] == "--max-time was over"


def test_a_quick_look_is_a_whole_run(tmp_path):
    done = bench("--quick", "--filter=builtin_fetch_add.*chain", f"--out={tmp_path}/r")
    assert done.returncode == 0, done.stderr
    assert {int(r["repetition"]) for r in rows(tmp_path / "r" / "records.csv")} >= set(range(6))
    assert "10 repetitions" in bench("--quick", "--repetitions=10", "--dry-run").stdout


def hear_sighup():
    """Whoever runs the tests under nohup hands on that it is ignored, which bench respects."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def begun(folder, *command):
    """A process whose first trial has begun, or is about to."""
    process = subprocess.Popen([*command, f"--out={folder}"], cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, preexec_fn=hear_sighup)
    deadline = time.monotonic() + 60
    while not (folder / "records.csv").exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    return process


LONG = ["--suite=coherence", "--filter=two_lines", "--window=10000"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_trial_that_would_go_on_for_long(number, tmp_path):
    """Threads in lockstep look at nothing but each other: they are got out of it."""
    with begun(tmp_path / "run", BENCH, *LONG) as process:
        time.sleep(0.5)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    # On a busy machine it is taken for a shorter one, and a few are done.
    assert re.search(r"interrupted after \d repetitions", told)


def test_a_second_signal_ends_it_at_once(tmp_path):
    """Both are there when it goes on: on a quiet machine the first alone would have ended it before the second came."""
    with begun(tmp_path / "run", BENCH, *LONG) as process:
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGCONT):
            process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "ended at once" in told


def test_who_ignores_a_lost_terminal_goes_on(tmp_path):
    with begun(tmp_path / "run", "nohup", BENCH, "--suite=atomics", "--filter=/load/", "--repetitions=3",
               "--budget=0") as process:
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=120)
    assert process.returncode == 0


def test_a_litmus_run_that_was_cut_off_is_gone_on_with(tmp_path):
    folder = tmp_path / "native" / "run"
    tests = ["SB", "SB+mfences", "MP"]
    done = bench(f"--litmus={','.join(tests)}", "--litmus-time=0.05", f"--out={folder}")
    assert done.returncode == 0, done.stderr
    assert "3 of 3 run" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines() if not line.startswith("results: ")) <= 80
    assert [r["test"] for r in rows(folder / "litmus.csv")] == tests
    lines = (folder / "litmus.csv").read_text().splitlines(keepends=True)
    (folder / "litmus.csv").write_text("".join(lines[:2]))
    done = resumed(folder)
    assert done.returncode == 0, done.stderr
    assert "1 were run before, 2 are left" in done.stdout
    assert [r["test"] for r in rows(folder / "litmus.csv")] == tests
    assert (folder / "litmus.csv").read_text().startswith("".join(lines[:2]))


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_litmus_run_that_is_interrupted_says_how_to_go_on_and_goes_on(signum, tmp_path):
    folder = tmp_path / "native" / "run"
    tests = ["SB", "SB+mfences", "MP", "R"]
    command = [BENCH, f"--litmus={','.join(tests)}", "--litmus-time=2", f"--out={folder}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          preexec_fn=hear_sighup) as process:
        deadline = time.monotonic() + 60
        while not (folder / "litmus.csv").exists() or len(rows(folder / "litmus.csv")) < 2:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signum)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted after 2 of 4 tests" in told and f"--resume={folder}" in told
    assert [r["test"] for r in rows(folder / "litmus.csv")] == tests[:2], "a test that was cut short is not done"
    run_csv = (folder / "run.csv").read_text()
    (folder / "run.csv").write_text(run_csv.replace("--litmus-time=2", "--litmus-time=0.05"))  # the rest is quicker
    done = resumed(folder)
    assert done.returncode == 0 and "2 were run before, 2 are left" in done.stdout
    assert [r["test"] for r in rows(folder / "litmus.csv")] == tests


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one CPU shows no store buffering")
def test_what_the_model_forbids_is_a_finding_also_of_a_run_gone_on_with(tmp_path):
    folder = tmp_path / "native" / "run"
    done = bench("--litmus=SB", "--model=sc", "--litmus-time=1", f"--out={folder}")
    assert done.returncode == 4
    assert "FINDING SB" in done.stderr
    assert resumed(folder).returncode == 4


def resumed(folder):
    return bench(f"--resume={folder}")


def edited(quick_run, tmp_path, edit):
    """A copy of a run whose run.csv `edit` has changed."""
    copy = tmp_path / "run"
    shutil.copytree(quick_run[0], copy)
    (copy / "run.csv").write_text(edit((copy / "run.csv").read_text()))
    return copy


def test_a_finished_run_has_nothing_to_go_on_with(quick_run, tmp_path):
    folder = edited(quick_run, tmp_path, lambda text: text)
    before = (folder / "records.csv").read_text()
    assert resumed(folder).returncode == 0
    # What was disturbed may be tried once more; what was measured stays.
    assert (folder / "records.csv").read_text().startswith(before)
    assert {r["trial"] for r in rows(folder / "summary.csv")} == {r["trial"] for r in rows(folder / "records.csv")}


@pytest.mark.parametrize("arguments", [["--counters=NO_SUCH"], ["--filter=no-such-name"], ["--seed=-1"],
                                       ["--benchmark_out=/nowhere/at/all.json"], ["--expect-execution=qemu_user"],
                                       ["--litmus=NoSuch"], ["--litmus=SB", "--counters=none"], ["--suite=no"]])
def test_a_failed_start_leaves_nothing(arguments, tmp_path):
    for folder in (tmp_path / "new" / "run", None):
        done = subprocess.run([BENCH, *arguments, *([f"--out={folder}"] if folder else [])], capture_output=True, text=True,
                              cwd=tmp_path, timeout=60)
        assert done.returncode in (2, 3), done.stderr
        assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_from_the_start_leaves_nothing(tmp_path):
    def no_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    for what in (QUICK, ["--litmus=SB"]):
        done = bench(*what, f"--out={tmp_path}/r", preexec_fn=no_files)
        assert done.returncode == 3 and "cannot write" in one_line(done)
        assert list(tmp_path.iterdir()) == []


def test_files_of_somebody_else_are_not_mixed_with_a_run(tmp_path):
    (tmp_path / "thesis.tex").write_text("text")
    for what in (QUICK, ["--litmus=SB"]):
        done = bench(*what, f"--out={tmp_path}")
        assert done.returncode == 2 and "thesis.tex" in one_line(done)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("arguments, table", [(["--repetitions=10000"], "records.csv"),
                                              (["--litmus=SB,MP,LB,R,S", "--litmus-time=3"], "litmus.csv")])
def test_a_run_that_is_being_written_is_not_gone_on_with(arguments, table, tmp_path):
    folder = tmp_path / "native" / "run"
    with subprocess.Popen([BENCH, *arguments, f"--out={folder}"], cwd=ROOT, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not (folder / table).exists():
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.02)
        done = resumed(folder)
        assert done.returncode == 3 and f"process {process.pid} on " in one_line(done)
        assert ended(folder)["value"] == ""
        assert bench(*arguments, f"--out={folder}").returncode == 2
        process.kill()
    done = bench(f"--resume={folder}", "--max-time=0.5")
    assert done.returncode == 6, done.stderr
    assert not (folder / ".lock").exists()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one CPU has no other affinity")
def test_a_run_is_not_gone_on_with_on_other_cpus(quick_run, tmp_path):
    folder = edited(quick_run, tmp_path, lambda text: text)
    one = {min(os.sched_getaffinity(0))}
    done = bench(f"--resume={folder}", preexec_fn=lambda: os.sched_setaffinity(0, one))
    assert done.returncode == 2 and "usable_pus" in one_line(done)


@pytest.mark.parametrize("edit, told", [
    (lambda text: re.sub("^binary,.*$", "binary,another,", text, flags=re.M), "binary"),
    (lambda text: re.sub("^cpu_model,.*$", "cpu_model,Another,", text, flags=re.M), "cpu_model"),
    (lambda text: re.sub("^revision,.*$", "revision,0000000,", text, flags=re.M), "revision"),
    (lambda text: text.replace("execution,native", "execution,qemu_user"), "execution"),
    (lambda text: re.sub("^arguments,.*$", "arguments,nonsense,", text, flags=re.M), "damaged"),
    (lambda text: text[:len(text) // 20], "damaged"),
    (lambda text: "", "damaged"),
])
def test_a_run_of_another_machine_or_build_or_damaged_is_not_resumed(quick_run, tmp_path, edit, told):
    folder = edited(quick_run, tmp_path, edit)
    before = (folder / "records.csv").read_text()
    done = resumed(folder)
    assert done.returncode == 2
    assert told in one_line(done)
    assert (folder / "records.csv").read_text() == before


def test_what_an_emulator_left_is_not_resumed(tmp_path):
    (tmp_path / "emulated_records.csv").write_text("")
    (tmp_path / "run.csv").write_text("key,value,gap\nexecution,qemu_user,\n")
    assert resumed(tmp_path).returncode == 2


def test_nobody_reads_what_is_printed(tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run([BENCH, *QUICK, f"--out={tmp_path}/full"], stdout=full, stderr=subprocess.PIPE, text=True,
                              cwd=ROOT, timeout=300)
    assert done.returncode == 3
    assert "standard output" in done.stderr or "space" in done.stderr
    assert rows(tmp_path / "full" / "summary.csv")
    # Closed: no file of the results may get the stream's number, and the text with it.
    done = subprocess.run(f"{BENCH} {shlex.join(QUICK)} --out={tmp_path}/closed >&- 2>&-", shell=True, cwd=ROOT,
                          timeout=300)
    assert done.returncode == 3
    clean = sorted(path.name for path in (tmp_path / "full").iterdir())
    assert sorted(path.name for path in (tmp_path / "closed").iterdir()) == clean
    for path in (tmp_path / "closed").glob("*.csv"):
        assert path.read_text().splitlines()[0] == (tmp_path / "full" / path.name).read_text().splitlines()[0]
        assert "Medians" not in path.read_text()
    done = subprocess.run(f"{BENCH} --list | head -1", shell=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout and not done.stderr


def test_a_full_disk_half_way_keeps_the_rows_before(tmp_path):
    folder = tmp_path / "native" / "run"

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    done = bench("--suite=atomics", "--repetitions=40", "--budget=0", f"--out={folder}", preexec_fn=small_files)
    assert done.returncode == 3
    told = done.stderr.strip().splitlines()[-1]
    assert "cannot write" in told and "--resume" in told
    for path in folder.glob("*.csv"):
        assert path.stat().st_size <= 40_000
        assert path.read_text().endswith("\n")
    records = rows(folder / "records.csv")
    assert records and all(r["wrong"] is not None for r in records)


def test_restricted_to_one_cpu_it_measures_what_one_cpu_can(tmp_path):
    cpu = min(os.sched_getaffinity(0))
    folder = tmp_path / "native" / "run"
    done = bench(*QUICK, f"--out={folder}", preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
    assert done.returncode == 0, done.stderr
    assert {r["cpus"] for r in rows(folder / "records.csv")} == {str(cpu)}
    skips = rows(folder / "skips.csv")
    assert any("contended" in s["what"] and "PU" in s["reason"] for s in skips)


def test_unpinned_it_measures_too(tmp_path):
    folder = tmp_path / "native" / "run"
    done = bench(*QUICK, "--pin=none", f"--out={folder}")
    assert done.returncode == 0, done.stderr
    assert {r["threads"] for r in rows(folder / "records.csv")} >= {"1"}
    assert all(r["cpus"] == "" and int(r["ops"]) > 0 for r in rows(folder / "records.csv"))


def test_google_benchmarks_own_flags(tmp_path):
    done = bench("--benchmark_list_tests", "--suite=fences", "--benchmark_filter=fence/.*/alone")
    assert done.returncode == 0
    assert all("fence/" in line for line in done.stdout.split())
    others = bench("--benchmark_list_tests", "--suite=fences", "--benchmark_filter=-fence/.*/alone").stdout.split()
    assert others and not set(others) & set(done.stdout.split())
    out = tmp_path / "gb.json"
    flags = ["--suite=timers", "--threads=1", "--budget=0", "--benchmark_repetitions=3", "--benchmark_min_time=0.0002s",
             f"--benchmark_out={out}", "--benchmark_context=who=me", "--benchmark_time_unit=us"]
    # What the environment tells Google Benchmark is not for the trials.
    noise = {**os.environ, "BENCHMARK_REPETITIONS": "5", "BENCHMARK_LIST_TESTS": "1", "BENCHMARK_OUT": str(tmp_path / "no")}
    done = bench(*flags, f"--out={tmp_path}/r", env=noise)
    assert done.returncode == 0, done.stderr
    told = json.loads(out.read_text())
    assert told["context"]["executable"] == "bench" and told["context"]["who"] == "me"
    assert len(told["benchmarks"]) == len(rows(tmp_path / "r" / "records.csv"))
    assert all(b["iterations"] == 1 and b["time_unit"] == "us" for b in told["benchmarks"])
    assert not (tmp_path / "no").exists()
    bench("--suite=timers", "--threads=1", "--budget=0", "--repetitions=1", f"--out={tmp_path}/c", f"--benchmark_out={out}",
          "--benchmark_out_format=console")
    assert re.search(r"^timers/\S+ +[\d.]+ ns", out.read_text(), re.M)


def test_google_benchmarks_report_to_where_nothing_can_be_written(tmp_path):
    done = bench(*QUICK, f"--out={tmp_path}/r", f"--benchmark_out={tmp_path}/missing/gb.json")
    assert done.returncode == 3 and "--benchmark_out" in one_line(done)
    assert list(tmp_path.iterdir()) == []
    done = bench("--suite=timers", "--threads=1", "--repetitions=1", "--budget=0", f"--out={tmp_path}/r",
                 "--benchmark_out=/dev/full")
    assert done.returncode == 3 and "/dev/full" in one_line(done)
    assert rows(tmp_path / "r" / "summary.csv")


def test_split_locks_run_only_when_asked_for():
    quiet = bench("--benchmark_list_tests")
    assert "split_lock" not in quiet.stdout
    if os.uname().machine == "x86_64":
        assert "split_lock" in bench("--benchmark_list_tests", "--allow-split-locks").stdout


@pytest.mark.parametrize("name, execution", [("qemu-copy", "qemu_user"), ("bench", "unknown"), ("hardware", "unknown")])
def test_an_emulator_of_any_name_writes_no_times(name, execution, tmp_path):
    """Of this very ISA, so that neither the instruction set nor /proc/cpuinfo tells."""
    emulator = shutil.which(target.load(target.host_isa())["user"]["emulator"])
    if not emulator:
        pytest.skip("no user emulator of this ISA: apt-get install qemu-user")
    shutil.copy(emulator, tmp_path / name)
    done = subprocess.run([tmp_path / name, "-0", BENCH, BENCH, "--suite=timers", "--threads=1", "--repetitions=1",
                           "--budget=0", f"--out={tmp_path}/r"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    run = schema.load(tmp_path / "r")  # refuses a time in it
    assert run.execution == execution and not run.native
    assert not (tmp_path / "r" / "records.csv").exists()


@pytest.mark.parametrize("suite, trials", sanitizer_cost.WORKLOADS)
def test_what_a_sanitizer_is_to_slow_down_is_there(suite, trials):
    done = bench("--dry-run", f"--suite={suite}", f"--filter={trials}")
    assert done.returncode == 0 and re.match("[1-9]", done.stdout), done.stderr
