"""What a run measures and leaves on disk, where it is denied things and where it is not."""

import json
import os
import re
import resource
import shlex
import shutil
import subprocess

import pytest
from outside import BENCH, QUICK, ROOT, bench, ended, one_line
from written import rows

from fenceline.foreign import target
from fenceline.results import schema
from fenceline.stats import interval


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
