"""Clocks that are dear, coarse, or go backwards: what is told of them, and that no figure follows them."""

import os
import subprocess

import pytest
from outside import BENCH, ROOT
from written import rows

WALK = ["--suite=memory", "--filter=random_walk/small_pages/working_set=4096/", "--repetitions=6", "--budget=0"]


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    """Runs a command under a clock that is so."""
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, ROOT / "tests" / "fake_clock.c", "-ldl"], check=True)

    def run(how, *arguments):
        environment = dict(os.environ, LD_PRELOAD=str(library), FENCELINE_FAKE_CLOCK=how)
        return subprocess.run([BENCH, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=300,
                              env=environment)
    return run


def least_ns(folder):
    """Disturbed or not: a walk cannot be faster than its cache."""
    return min(float(row["ns_per_op"]) for row in rows(folder / "records.csv"))


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    out = tmp_path_factory.mktemp("right") / "run"
    subprocess.run([BENCH, *WALK, f"--out={out}"], check=True, capture_output=True, cwd=ROOT, timeout=300)
    return least_ns(out)


@pytest.mark.parametrize("how, fact, value", [
    ("slow:3000", "clock_cost_ns", 3000),
    ("slow:10000", "clock_cost_ns", 10_000),
    ("coarse:2000", "clock_step_ns", 2000),
])
def test_windows_are_widened_said_and_right(fake, right, tmp_path, how, fact, value):
    done = fake(how, *WALK, f"--out={tmp_path}/run")
    assert done.returncode == 0, done.stderr
    assert "windows are" in done.stdout and "clocksource" in done.stdout
    facts = {row["key"]: row["value"] for row in rows(tmp_path / "run" / "run.csv")}
    assert value <= float(facts[fact]) < 2 * value
    assert right / 1.2 < least_ns(tmp_path / "run") < right * 1.2


@pytest.mark.parametrize("how, told", [
    ("coarse:1000000", "--window=2500"),
    ("coarse:4000000", "--window=10000"),
    ("back:1000000:1000", "backwards"),
    ("back:300000:7", "backwards"),
])
@pytest.mark.parametrize("arguments", [WALK, ["--litmus=SB", "--litmus-time=0.1"]])
def test_what_cannot_be_timed_is_refused(fake, tmp_path, how, told, arguments):
    done = fake(how, *arguments, f"--out={tmp_path}/run")
    assert done.returncode == 3, (done.stdout, done.stderr)
    if arguments[0].startswith("--litmus"):
        told = told.replace("--window=2500", "--litmus-time=3").replace("--window=10000", "--litmus-time=10")
    line, = done.stderr.strip().splitlines()
    assert told in line
    assert not (tmp_path / "run" / "records.csv").exists()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one CPU")
def test_clocks_of_two_cpus_that_are_apart_are_refused(fake, tmp_path):
    done = fake("skew:50000000", *WALK, f"--out={tmp_path}/run")
    assert done.returncode == 3
    assert "backwards" in done.stderr


@pytest.mark.parametrize("how, priced", [("slow:10000", True), ("coarse:4000000", False)])
def test_prices_of_barriers_are_right_or_not_told(fake, how, priced):
    done = fake(how, "--advise=SB")
    assert done.returncode == 0, done.stderr
    assert ("measured now" in done.stdout) <= priced
