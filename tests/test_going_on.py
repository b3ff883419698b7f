"""A run that is interrupted, killed or out of time, and how it is gone on with."""

import json
import os
import re
import shutil
import signal
import subprocess
import time

import pytest
from outside import BENCH, ROOT, bench, ended, one_line
from written import rows


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
