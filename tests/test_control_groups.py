"""What a bench says whose control group limits it or moves while it runs, as in a pod of Kubernetes without CPUs of its own."""

import os
import pathlib
import subprocess
import time

import pytest
from outside import BENCH
from written import rows

CGROUPS = pathlib.Path("/sys/fs/cgroup")
PATIENCE = 60
ONE = ["--suite=atomics", "--filter=fetch_add/.*chain.*threads:1$", "--threads=1"]
LONG = [*ONE, "--window=0.2", "--repetitions=2000", "--budget=0", "--max-time=40"]


def made(controller, settings):
    """A group of that controller, version 1 or 2, with {file: text}; skips where none can be made, and says why."""
    why = "no such controller"
    for mount in (CGROUPS / controller, CGROUPS):
        group = mount / f"fenceline_test_{os.getpid()}"
        try:
            group.mkdir()
            for file, text in settings(mount).items():
                (group / file).write_text(text)
            return group
        except OSError as error:
            why = f"{error.strerror}: {error.filename}"
            if group.exists():
                group.rmdir()
    return pytest.skip(f"no control group with a {controller} can be made here: {why}")


def removed(group):
    until = time.monotonic() + PATIENCE
    while group.exists() and time.monotonic() < until:
        try:
            group.rmdir()
        except OSError:  # who ended is still counted
            time.sleep(0.05)


@pytest.fixture(name="cpuset")
def fixture_cpuset():
    """A group with all our CPUs, of which some can be taken away."""
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        pytest.skip("one CPU: none can be taken away")

    def settings(mount):
        mems = mount / "cpuset.mems"
        return {"cpuset.cpus": ",".join(map(str, cpus)),
                "cpuset.mems": (mems if mems.exists() else mount / "cpuset.mems.effective").read_text()}

    group = made("cpuset", settings)
    yield group, cpus
    removed(group)


@pytest.fixture(name="quota")
def fixture_quota():
    """A group that may have a tenth of a CPU: less than it gets on a busy machine."""
    group = made("cpu", lambda mount: {"cpu.max": "5000 50000"} if mount == CGROUPS else
                 {"cpu.cfs_period_us": "50000", "cpu.cfs_quota_us": "5000"})
    yield group
    removed(group)


def started(group, out, *options):
    return subprocess.Popen([BENCH, *options, f"--out={out}"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            preexec_fn=lambda: (group / "cgroup.procs").write_text(str(os.getpid())))


def lines(out):
    try:
        return (out / "records.csv").read_bytes().count(b"\n")
    except OSError:
        return 0


def wait_for_rows(bench, out, many):
    until = time.monotonic() + PATIENCE
    while lines(out) < many:
        assert time.monotonic() < until and bench.poll() is None, bench.communicate()
        time.sleep(0.02)


def test_a_cpu_that_is_taken_away_ends_the_run_and_says_why(cpuset, tmp_path):
    group, cpus = cpuset
    out = tmp_path / "run"
    bench = started(group, out, *LONG, f"--pin={cpus[-1]}")
    wait_for_rows(bench, out, 20)
    (group / "cpuset.cpus").write_text(str(cpus[0]))
    _, told = bench.communicate(timeout=PATIENCE)
    assert bench.returncode == 3
    assert "took it away since the run began" in told and f"CPU {cpus[-1]}" in told
    assert (out / "summary.csv").exists(), "what was measured is kept"


def test_a_cpuset_that_moves_around_pinned_threads_is_told_and_the_window_does_not_count(cpuset, tmp_path):
    group, cpus = cpuset
    out = tmp_path / "run"
    bench = started(group, out, *LONG, f"--pin={cpus[0]}")
    wait_for_rows(bench, out, 20)
    (group / "cpuset.cpus").write_text(str(cpus[0]))
    wait_for_rows(bench, out, lines(out) + 20)
    bench.terminate()
    _, told = bench.communicate(timeout=PATIENCE)
    assert f"the PUs that may be used are {cpus[0]} now" in told
    assert sum("the cpuset changed" in row["disturbed"] for row in rows(out / "records.csv")) == 1


def test_a_quota_is_told_and_windows_in_which_it_was_used_up_do_not_count(quota, tmp_path):
    out = tmp_path / "run"
    bench = started(quota, out, *ONE, "--window=60", "--repetitions=2", "--budget=0", "--max-time=5")
    bench.communicate(timeout=PATIENCE)
    finding, = (row for row in rows(out / "doctor.csv") if row["subject"] == "CPU quota")
    assert finding["judgement"] == "disturbs" and "0.10 CPUs" in finding["state"]
    disturbed = [row["disturbed"] for row in rows(out / "records.csv")]
    assert any("throttled by the control group's CPU quota" in text for text in disturbed), disturbed
