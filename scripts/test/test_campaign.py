"""A campaign goes on where it stopped and lists what was seen; its runner is made up, but for one real round
(tests/test_campaign_round.py)."""

import json
import types

import made_up
import pytest

from fenceline import cli
from fenceline.foreign import campaign, findings

ASKED = {"tests": "all", "sample": 2, "per_test": 0.1, "emulator": "QEMU 7.2"}
SEEN = {"verdict": "Forbidden", "matching": 3, "finding": "3 observed 0:x0=0, forbidden by aarch64"}


def row(test, **more):
    kept = made_up.litmus_row(test, **more)
    return {name: value for name, value in kept.items() if name != "seconds" and not name.endswith("_per_s")}


def ran(job, rows, ended="complete"):
    """What a round leaves."""
    made_up.facts(job.folder, execution="qemu_user", isa=job.isa, ended=ended)
    made_up.write(job.folder, "emulated_litmus.csv", rows)


@pytest.fixture(name="world")
def fixture_world(tmp_path):
    """A folder, a clock that each round moves by ten seconds, and what was started."""
    world = types.SimpleNamespace(folder=tmp_path / "emulated" / "campaign", now=0.0, started=[], rows=[row("SB", verdict="Allowed")])

    def runner(job, words, seconds):
        world.started.append((job.isa, job.cpu, job.number, words))
        world.now += 10
        ran(job, world.rows)
        return ""
    world.go = lambda isas, seconds, runner=runner: campaign.campaign(
        world.folder, {isa: f"build-{isa}/bench" for isa in isas}, ASKED, seconds, clock=lambda: world.now, runner=runner)
    return world


def test_isas_and_models_take_turns_until_the_time_is_over(world):
    assert not world.go(["aarch64", "riscv64"], 50)
    assert [one[:3] for one in world.started] == [("aarch64", "max", 1), ("aarch64", "cortex-a57", 1), ("riscv64", "rv64", 1),
                                                  ("aarch64", "max", 2), ("aarch64", "cortex-a57", 2)]
    words = world.started[3][3]
    assert words[:3] == ["qemu-aarch64", "-cpu", "max"] and "--seed=2" in words and {"--litmus-sample=2", "--litmus-verdict=forbidden"} <= set(words)


def test_tests_that_are_named_are_run_whatever_their_verdict(world):
    job = campaign.Job("riscv64", "rv64", 2, world.folder)
    assert not any("verdict" in word for word in campaign.command(job, "bench", ASKED | {"tests": "SB+po+*"}))


def test_what_is_whole_is_not_run_again_and_what_was_killed_is_gone_on_with(world):
    world.go(["riscv64"], 20)

    def killed(job, words, seconds):
        world.now += 10
        ran(job, world.rows, ended=None)
        return ""
    world.go(["riscv64"], 10, runner=killed)
    world.started.clear()
    world.go(["riscv64"], 20)
    assert [one[2] for one in world.started] == [3, 4]
    assert world.started[0][3][-1] == f"--resume={world.folder}/riscv64/rv64-0003" and "--seed=4" in world.started[1][3]


def test_a_round_that_left_nothing_is_run_anew(world):
    job = campaign.Job("riscv64", "rv64", 1, world.folder / "riscv64" / "rv64-0001")
    job.folder.mkdir(parents=True)
    assert next(campaign.jobs(world.folder, ["riscv64"])) == job
    assert "--litmus=all" in campaign.command(job, "bench", ASKED)


def test_an_isa_that_fails_is_told_and_the_others_go_on(world, capsys):
    def runner(job, words, seconds):
        world.now += 10
        world.started.append(job.isa)
        if job.isa == "aarch64":
            return "exit 1: no"
        ran(job, world.rows)
        return ""
    wrong = world.go(["aarch64", "riscv64"], 60, runner=runner)
    assert [job.isa for job in wrong] == ["aarch64"] * 2 and world.started.count("riscv64") == 4
    assert "aarch64 max, round 1: exit 1: no" in capsys.readouterr().err


def test_all_rounds_together(world):
    world.folder.mkdir(parents=True)
    rows = [[row("SB", verdict="Allowed"), row("MP+dmb.sys", **SEEN), row("2+2W", verdict="Allowed", matching=2)],
            [row("SB", verdict="Allowed"), row("MP+dmb.sys"), row("LB", verdict="Allowed", trouble="hung")]]
    for n, some in enumerate(rows, 1):
        ran(campaign.Job("aarch64", "max", n, world.folder / "aarch64" / f"max-{n:04}"), some)
    made_up.write(world.folder / "aarch64" / "max-0001", "skips.csv", [{"what": "R+poal", "reason": "no LSE128"}])
    found = {one.test: one for one in findings.write(world.folder, "QEMU 7.2")}
    assert found["MP+dmb.sys"].forbidden == 1 and found["MP+dmb.sys"].rounds == 2 and found["MP+dmb.sys"].matching == 3
    assert found["SB"].outcomes == 4_000_000 and not found["SB"].forbidden
    text = (world.folder / "findings.md").read_text()
    assert "| MP+dmb.sys | max | 1 of 2 | 3 observed 0:x0=0, forbidden by aarch64 | `qemu-aarch64 -cpu max -L /usr/aarch64-linux-gnu build-aarch64/bench " in text
    assert "Of 3 that the model allows 2 were never seen: LB, SB." in text and "1 were cut off, hung: LB (" in text and text.startswith("# What was seen under QEMU 7.2\n")
    assert "1 were not run on max, as R+poal: no LSE128." in text
    assert "aarch64: 4 tests, 1 with forbidden outcomes, 2 allowed ones never seen" in findings.summary(found.values())


def test_another_request_is_another_campaign(world, capsys):
    campaign.remember(world.folder, ASKED)
    campaign.remember(world.folder, ASKED)
    with pytest.raises(SystemExit) as end:
        campaign.remember(world.folder, {**ASKED, "sample": 3})
    assert end.value.code == 2 and "choose another --out" in capsys.readouterr().err
    assert json.loads((world.folder / "asked.json").read_text()) == ASKED


@pytest.mark.parametrize("isa,said", [("arm", "arm has no runner of litmus tests"), ("arme", "unknown ISA 'arme'")])
def test_an_isa_without_tests_is_refused(isa, said, capsys):
    with pytest.raises(SystemExit) as end:
        cli.run("campaign", [f"--isa={isa}"])
    assert end.value.code == 2 and said in capsys.readouterr().err
