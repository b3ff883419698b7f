"""What a bench says whose cpuset moves while it runs, as in a pod of Kubernetes without CPUs of its own."""

import csv
import os
import pathlib
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = os.environ.get("BENCH", str(ROOT / "build" / "bench"))
MOUNTS = (pathlib.Path("/sys/fs/cgroup/cpuset"), pathlib.Path("/sys/fs/cgroup"))  # versions 1 and 2
PATIENCE = 60
LONG = ["--suite=atomics", "--window=0.2", "--repetitions=2000", "--budget=0", "--max-time=40"]


@pytest.fixture(name="cpuset")
def fixture_cpuset():
    """A group with all our CPUs, of which some can be taken away; its cpuset.cpus."""
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        pytest.skip("one CPU: none can be taken away")
    group, why = None, "no cpuset controller"
    for mount in MOUNTS:
        try:
            group = mount / f"fenceline_test_{os.getpid()}"
            group.mkdir()
            (group / "cpuset.cpus").write_text(",".join(map(str, cpus)))
            mems = mount / "cpuset.mems"
            (group / "cpuset.mems").write_text((mems if mems.exists() else mount / "cpuset.mems.effective").read_text())
            break
        except OSError as error:
            why = f"{error.strerror}: {error.filename}"
            if group.exists():
                group.rmdir()
            group = None
    if group is None:
        pytest.skip(f"no cpuset can be made here: {why}")
    yield group, cpus
    for _ in range(100):
        try:
            group.rmdir()
            break
        except OSError:
            time.sleep(0.05)


def started(group, out, *more):
    """A bench in the group, once it has measured something."""
    bench = subprocess.Popen([BENCH, *LONG, *more, f"--out={out}"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             preexec_fn=lambda: (group / "cgroup.procs").write_text(str(os.getpid())))
    until = time.monotonic() + PATIENCE
    while rows(out) < 20:
        assert time.monotonic() < until and bench.poll() is None, bench.communicate()
        time.sleep(0.02)
    return bench


def rows(out):
    try:
        return (out / "records.csv").read_bytes().count(b"\n")
    except OSError:
        return 0


def test_a_cpu_that_is_taken_away_ends_the_run_and_says_why(cpuset, tmp_path):
    group, cpus = cpuset
    out = tmp_path / "run"
    bench = started(group, out, f"--pin={cpus[-1]}", "--filter=fetch_add/.*latency.*threads:1$")
    (group / "cpuset.cpus").write_text(str(cpus[0]))
    _, told = bench.communicate(timeout=PATIENCE)
    assert bench.returncode == 3
    assert "took it away since the run began" in told and f"CPU {cpus[-1]}" in told
    assert (out / "summary.csv").exists(), "what was measured is kept"


def test_a_cpuset_that_moves_around_pinned_threads_is_told_and_the_window_does_not_count(cpuset, tmp_path):
    group, cpus = cpuset
    out = tmp_path / "run"
    bench = started(group, out, f"--pin={cpus[0]}", "--filter=fetch_add/.*latency.*threads:1$")
    (group / "cpuset.cpus").write_text(str(cpus[0]))
    before, until = rows(out), time.monotonic() + PATIENCE
    while rows(out) < before + 20 and time.monotonic() < until:
        time.sleep(0.02)
    bench.terminate()
    _, told = bench.communicate(timeout=PATIENCE)
    assert f"the PUs that may be used are {cpus[0]} now" in told
    with open(out / "records.csv", newline="", encoding="utf-8") as file:
        disturbed = [row["disturbed"] for row in csv.DictReader(file)]
    assert sum("the cpuset changed" in text for text in disturbed) == 1
