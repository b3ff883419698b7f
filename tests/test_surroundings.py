"""What the bench says and does where the kernel denies, limits or names things oddly."""

import ctypes
import json
import os
import pathlib
import resource
import subprocess

import pytest
from outside import BENCH, ROOT
from written import rows

SHORT = ["--repetitions=2", "--budget=0", "--window=0.2"]
ONE = ["--suite=atomics", "--filter=fetch_add/.*chain.*threads:1$", *SHORT]
WALKS = ["--suite=memory", "--filter=random_walk", *SHORT]
PR_SET_THP_DISABLE = 41
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1


def bench(*arguments, before=None, command=(), **more):
    return subprocess.run([*command, BENCH, *arguments], capture_output=True, cwd=ROOT, timeout=300, preexec_fn=before,
                          **more)


@pytest.fixture(scope="module", name="denied")
def fixture_denied(tmp_path_factory):
    """A command that runs another one with system calls denied."""
    denied = tmp_path_factory.mktemp("denied") / "denied"
    subprocess.run(["cc", "-O2", "-o", denied, ROOT / "tests" / "denied.c"], check=True)
    if subprocess.run([denied, "mbind", "/bin/true"], check=False).returncode == 77:
        pytest.skip("no seccomp filters here")
    return denied


@pytest.mark.parametrize("calls, told", [
    ("clone,clone3", "cannot start a thread"),
    ("sched_getaffinity", "cannot learn which CPUs it may use"),
    ("sched_setaffinity", "cannot pin a thread to CPU"),
    ("eventfd2", "cannot watch the threads"),
])
@pytest.mark.parametrize("what", [ONE, ["--litmus=SB", "--litmus-time=0.05"]], ids=["trial", "litmus"])
def test_a_call_without_which_nothing_can_be_measured(what, calls, told, denied, tmp_path):
    if "--litmus=SB" in what:
        told = {"eventfd2": None, "clone,clone3": "cannot start"}.get(calls, told)
    done = bench(*what, f"--out={tmp_path}/run", command=[denied, calls])
    if told is None:
        assert done.returncode == 0, done.stderr
        return
    assert done.returncode == 3
    assert told in done.stderr.decode() and "Operation not permitted" in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1
    assert not (tmp_path / "run").exists(), "nothing was measured"


def test_memory_that_cannot_be_bound_nor_read_back_is_told(denied, tmp_path):
    done = bench(*ONE, f"--out={tmp_path}/run", command=[denied, "mbind,move_pages"])
    assert done.returncode == 0, done.stderr
    assert b"memory that is not as asked" in done.stdout
    for row in rows(tmp_path / "run" / "summary.csv"):
        assert "mbind: " in row["note"] and "move_pages: " in row["note"]
    for row in rows(tmp_path / "run" / "records.csv"):
        assert row["memory_landed"] == "" and "move_pages: " in row["memory"]
        assert not row["placement"].startswith(("node-remote", "cross-node"))


@pytest.mark.parametrize("calls, suite, gone, told", [
    ("membarrier", "asymmetric", "slow_side/private_expedited", "membarrier(2) is not there or is denied: Operation not permitted"),
    ("membarrier", "code", "across/membarrier_sync_core", "membarrier(2) is not there or is denied: Operation not permitted"),
    ("memfd_create", "code", "modify/data/dual_mapping", "memfd_create(2) is denied: Operation not permitted"),
    ("rseq", "per_cpu", "increment/rseq", "rseq(2)"),
])
def test_what_a_sandbox_denies_is_a_gap_with_its_reason(calls, suite, gone, told, denied, tmp_path):
    done = bench(f"--suite={suite}", "--verify", command=[denied, calls])
    assert done.returncode == 0, done.stderr
    plan = json.loads(bench(f"--suite={suite}", "--dry-run", "--format=json", command=[denied, calls]).stdout)
    reasons = [skip["reason"] for skip in plan["skips"] if gone in skip["what"]]
    assert reasons and all(told in reason for reason in reasons), plan["skips"]
    assert plan["trials"], "what does without the call is still measured"


def test_memory_that_may_not_be_written_and_executed_is_a_gap(tmp_path):
    def refused():
        if ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
            os._exit(77)  # a kernel before 6.3 does not know it
    try:
        done = bench("--suite=code", "--dry-run", "--format=json", before=refused)
    except subprocess.SubprocessError:
        pytest.skip("this kernel cannot refuse it")
    if done.returncode == 77:
        pytest.skip("this kernel cannot refuse it")
    plan = json.loads(done.stdout)
    assert any("one_mapping" in s["what"] and "written and executed is denied" in s["reason"] for s in plan["skips"])
    assert any("dual_mapping" in trial["id"] for trial in plan["trials"]), "two addresses are no gain"


def test_huge_pages_that_were_not_had_are_told(tmp_path):
    def no_transparent_ones():
        ctypes.CDLL(None).prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)
    done = bench("--suite=memory", "--filter=huge_pages/working_set=4096/", *SHORT, f"--out={tmp_path}/run",
                 before=no_transparent_ones)
    assert done.returncode == 0, done.stderr
    reserved = int(pathlib.Path("/proc/sys/vm/nr_hugepages").read_text())
    assert (b"on small pages" in done.stdout) == (reserved == 0)
    assert all(("on small pages" in row["note"]) == (reserved == 0) for row in rows(tmp_path / "run" / "summary.csv"))


@pytest.mark.parametrize("limit, told", [(resource.RLIMIT_DATA, "ulimit -d"), (resource.RLIMIT_AS, "ulimit -v")])
def test_sets_that_a_limit_leaves_no_room_for_are_skips(tmp_path, limit, told):
    def limited():
        resource.setrlimit(limit, (300 << 20, 300 << 20))
    done = bench(*WALKS, f"--out={tmp_path}/run", before=limited)
    assert done.returncode == 0, done.stderr
    skips = [row for row in rows(tmp_path / "run" / "skips.csv") if told in row["reason"]]
    assert any("working_set=268435456" in row["what"] for row in skips)
    measured = {row["args"] for row in rows(tmp_path / "run" / "records.csv")}
    assert "working_set=4096" in measured and "working_set=268435456" not in measured
    assert told.encode() in done.stdout


def test_nothing_that_fits_is_a_refusal(tmp_path):
    def limited():
        resource.setrlimit(resource.RLIMIT_DATA, (100 << 20, 100 << 20))
    done = bench("--suite=memory", "--filter=working_set=268435456", *SHORT, f"--out={tmp_path}/run", before=limited)
    assert done.returncode == 3
    assert b"ulimit -d" in done.stderr


def test_wrong_arguments_of_any_bytes():
    for argument in (b"--out=/tmp/\xff", b"--suite=\xff", b"--topology=/nowhere/\xff.xml", b"--resume=/nowhere/\xff", b"--pin=\xff", b"\xff",
                     b"--litmus=\xff", b"--litmus=/nowhere/\xff.litmus", b"--explain=\xff", b"--counters=\xff"):
        done = bench(argument, "--dry-run") if argument.startswith(b"--topology") else bench(argument)
        assert done.returncode == 2, (argument, done.stderr)
        assert b"internal error" not in done.stderr
        assert len(done.stderr.decode().splitlines()) == 1
