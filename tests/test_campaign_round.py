"""One short round of a campaign, executed: build-riscv64/bench under QEMU. Where that is not built this fails and says so."""

import pathlib
import subprocess
import time

from fenceline.foreign import campaign, findings, target
from fenceline.results import schema

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = ROOT / "build-riscv64" / "bench"
ASKED = {"tests": "SB+*,MP.parts+*,LLSC", "sample": 2, "per_test": 0.1}


def test_a_round_that_is_killed_is_gone_on_with_and_told(tmp_path):
    assert BENCH.exists(), "make cross ISA=riscv64 STATIC=1"
    folder = tmp_path / "emulated" / "campaign"
    killed = campaign.Job("riscv64", "rv64", 1, folder / "riscv64" / "rv64-0001")

    def kill(job, words, seconds):
        """Ends it when one test is through."""
        with campaign.started(job, words) as process:
            file = job.folder / "emulated_litmus.csv"
            until = time.monotonic() + 120
            while not (file.exists() and file.read_bytes().count(b"\n") > 1):
                assert time.monotonic() < until and process.poll() is None, job.folder.with_suffix(".log").read_text()
                time.sleep(0.01)
            process.kill()
        return ""

    def go(over, runner=campaign.run):
        """Until over() is true."""
        assert not campaign.campaign(folder, {"riscv64": BENCH}, ASKED, 1, clock=lambda: float(over()), runner=runner)

    go((killed.folder / "run.csv").exists, kill)
    before = {row.test: row.outcomes for row in schema.load(killed.folder)["emulated_litmus.csv"]}
    assert before and not campaign.whole(killed)
    go(lambda: campaign.whole(killed))
    run = schema.load(killed.folder)
    after = {row.test: row.outcomes for row in run["emulated_litmus.csv"]}
    # Two of SB, two of MP.parts and LLSC; what QEMU's CPU lacks is a skip.
    assert campaign.whole(killed) and len(after) + len(run["skips.csv"]) == 5 and before.items() <= after.items()
    assert not (folder / "riscv64" / "rv64-0002").exists()
    found = findings.write(folder, campaign.version("riscv64"))
    assert {one.test for one in found} == set(after) and all(one.rounds == 1 for one in found)
    assert (folder / "findings.md").read_text().startswith("# What was seen under QEMU ")


def test_what_the_cpu_does_not_execute_is_named_and_skipped(tmp_path):
    assert BENCH.exists(), "make cross ISA=riscv64 STATIC=1"
    folder = tmp_path / "run"
    subprocess.run([*target.emulator("riscv64", "rv64,Zifencei=off"), BENCH, "--litmus=SB+fence.is,SB", "--litmus-time=0.05s",
                    f"--out={folder}"], check=True, capture_output=True)
    run = schema.load(folder)
    assert [(row.what, row.reason) for row in run["skips.csv"]] == [("SB+fence.is", "this CPU does not execute 'fence.i'")]
    assert [row.test for row in run["emulated_litmus.csv"]] == ["SB"]
