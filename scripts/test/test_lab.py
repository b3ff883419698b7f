"""The lab's pure parts: the archive that the kernel unpacks, what init says, and what is called wrong."""

import base64
import shutil
import subprocess
import types

import pytest

from fenceline.foreign import counts, lab


def test_the_archive_is_what_cpio_reads(tmp_path):
    assert shutil.which("cpio"), "install cpio"
    archive = lab.cpio({"init": (0o755, b"#!x\n"), "a/b/c": (0o644, b"")})
    subprocess.run(["cpio", "-idm", "--quiet"], input=archive, cwd=tmp_path, check=True)
    assert (tmp_path / "init").read_bytes() == b"#!x\n"
    assert (tmp_path / "init").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "a/b/c").read_bytes() == b""


def console(*lines):
    said = lab.Console()
    for line in lines:
        said.feed(line + "\r\n")
    return said


def sent(path, content, fnv=None):
    encoded = base64.encodebytes(content).decode().split()
    return [f"@file {path} {len(content)} {counts.fnv1a(content) if fnv is None else fnv}", *encoded, "", "@end"]


def test_files_exits_and_log_are_told_apart():
    content = bytes(range(256)) * 3
    said = console("SLOF", "@exit 0 /bench --list", *sent("/results/x.bin", content), "@exit 139 /bench", "@done")
    assert said.files == {"/results/x.bin": content}
    assert said.exits == [(0, "/bench --list"), (139, "/bench")]
    assert said.log == ["SLOF"] and said.done and not said.broken


def test_a_damaged_file_is_not_taken():
    said = console(*sent("/results/x", b"abc", fnv=1), "@file /results/y 3 4", "kernel: [ 1.2] oops", "@end")
    assert said.files == {} and said.broken == ["/results/x", "/results/y"] and not said.done


FAR = 60  # seconds: never reached


@pytest.mark.parametrize("script, limits, done, log", [
    ("echo BIOS; echo @up; echo @done; exec sleep 600", (FAR, FAR), True, ["BIOS"]),
    ("echo panic", (FAR, FAR), False, ["panic"]),
    ("exec sleep 600", (0.2, FAR), False, ["lab: init did not run within 0.2 s"]),
    ("echo @up; exec sleep 600", (FAR, 0.2), False, ["lab: not done after 0.2 s"]),
])
def test_a_machine_that_hangs_is_ended(script, limits, done, log):
    said = lab.watch(["sh", "-c", script], *limits)
    assert said.done == done and said.log == log


def test_further_words_reach_the_kernel(monkeypatch, tmp_path):
    (tmp_path / "vmlinuz").touch()
    monkeypatch.setattr(lab, "Apt", lambda *_: types.SimpleNamespace(dependency=lambda *_: "linux", unpacked=lambda *_: tmp_path))
    monkeypatch.setattr(lab, "initramfs", lambda *_: "initramfs.gz")
    monkeypatch.setattr(lab, "watch", lambda command, *_: command)
    words = lab.boot("x86_64", {}, [], "maxcpus=5")
    assert words[words.index("-append") + 1].split()[-1] == "maxcpus=5"


TRIAL = {"trial": "t", "wrong": "", "pinned_as_asked": True, "memory_node": 1, "memory_landed": 1}
COUNT = {"event": "cycles", "value": 7.0, "gap": ""}


def wrong(trial=None, counter=None, system=None, lines=("@exit 0 /bench",)):
    elsewhere = types.SimpleNamespace(**{**TRIAL, "trial": "u", "memory_node": 0, "memory_landed": 0})
    run = {"emulated.csv": [elsewhere, types.SimpleNamespace(**{**TRIAL, **(trial or {})})],
           "emulated_counters.csv": [types.SimpleNamespace(**{**COUNT, **(counter or {})})]}
    return lab.check(console(*lines), run, {"counters": ["cycles"], "nodes": 2, **(system or {})})


def test_a_good_run_has_nothing_wrong():
    assert wrong() == []


@pytest.mark.parametrize("change, says", [
    ({"trial": {"wrong": "lost an update"}}, "lost an update"),
    ({"trial": {"pinned_as_asked": False}}, "pinned"),
    ({"trial": {"memory_landed": 0}}, "landed on 0"),
    ({"trial": {"memory_landed": None}}, "landed on None"),
    ({"counter": {"value": None, "gap": "no PMU"}}, "counted no cycles: no PMU"),
    ({"counter": {"value": 0.0}}, "counted no cycles"),
    ({"system": {"counters": ["instructions"]}}, "it was not asked"),
    ({"system": {"nodes": 3}}, "no trial asked for memory on node 2"),
    ({"lines": ("@exit 3 /bench --x",)}, "exit 3: /bench --x"),
])
def test_what_is_wrong_is_said(change, says):
    found = wrong(**change)
    assert len(found) == 1 and says in found[0]


def test_a_machine_of_one_node_need_not_tell_where_memory_is():
    assert wrong(trial={"memory_landed": None}, system={"nodes": 1}) == []


def test_no_results_are_wrong():
    run = {"emulated.csv": [], "emulated_counters.csv": []}
    assert lab.check(console("@exit 0 /bench"), run, {"counters": [], "nodes": 0}) == ["no trial ran: emulated.csv is missing or empty"]
