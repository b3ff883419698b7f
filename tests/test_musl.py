"""The static bench over musl runs where there is nothing: an empty root folder with it alone, as a user who is not root.
Needs root, to make one, and build-x86_64-musl/bench; where something of it is missing this fails and says what."""

import os
import pathlib
import shutil
import subprocess

import pytest

from fenceline.foreign import target
from fenceline.results import schema

ROOT = pathlib.Path(__file__).resolve().parent.parent
ISA = target.host_isa()
BENCH = ROOT / f"build-{target.folder(ISA, 'musl')}" / "bench"
NOBODY = 65534


@pytest.fixture(scope="module", name="root")
def fixture_root(tmp_path_factory):
    assert BENCH.exists(), f"no {BENCH}: make cross ISA={ISA} LIBC=musl"
    assert os.geteuid() == 0, "only root can chroot"
    root = tmp_path_factory.mktemp("root")
    root.chmod(0o755)
    shutil.copy(BENCH, root / "bench")
    (root / "results").mkdir()
    os.chown(root / "results", NOBODY, NOBODY)
    return root


def bench(root, *options, code=0):
    done = subprocess.run(["/usr/sbin/chroot", f"--userspec={NOBODY}:{NOBODY}", root, "/bench", *options], capture_output=True, text=True,
                          timeout=600, check=False, env={})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_nothing_is_asked_of_the_system():
    told = subprocess.run(["readelf", "-lW", BENCH], capture_output=True, text=True, check=True).stdout
    assert "INTERP" not in told and "DYNAMIC" not in told
    assert b"GNU C Library" not in BENCH.read_bytes()  # glibc says it of itself


def test_suites_do_their_work(root):
    """Threads, futexes, thread-local storage, the allocator, mapped memory and changed code are in it."""
    told = bench(root, "--suite=atomics,fences,queues,waiting,reclamation,code", "--verify")
    assert ", 0 wrong" in told


def test_the_doctor_says_what_is_not_there(root):
    told = bench(root, "--doctor")
    assert "unknown" in told


def test_what_is_thrown_is_caught(root):
    told = bench(root, "--suite=atomic", code=2)
    assert told.startswith("bench: ") and "nearest: atomics" in told and told.count("\n") == 1


def test_litmus_is_judged_there(root):
    told = bench(root, "--judge", "--litmus=SB,MP")
    assert "Allowed" in told and "Forbidden" in told


def test_a_run_is_one_that_reports_read(root):
    """With /proc, without which nobody knows that it is no emulator's."""
    (root / "proc").mkdir()
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    try:
        bench(root, "--suite=atomics", "--filter=fetch_add/.*chain.*threads:1$", "--window=0.2", "--repetitions=2", "--budget=0", "--out=/results/run")
        bench(root, "--litmus=SB", "--litmus-time=200ms", "--out=/results/SB")
    finally:
        subprocess.run(["umount", root / "proc"], check=True)
    run = schema.load(root / "results" / "run")
    assert run.native and run["summary.csv"] and "does not tell its version" in run.fact("libraries")
    row, = schema.load(root / "results" / "SB")["litmus.csv"]
    assert row.outcomes and not row.finding
