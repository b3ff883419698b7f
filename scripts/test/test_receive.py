"""What a host of a fleet sends is packed when it is whole and kept when it is not; what was not asked for is not taken."""

import io
import json
import tarfile

import made_up
import pytest

from fenceline import cli
from fenceline.sharing import receive, sent
from fenceline.results import schema


def archive(tmp_path, run, ended="0", log="", more=()):
    """What host.sh gathers of a run; run None: nothing was measured. `more`: members beside."""
    path = tmp_path / "sent.tar.gz"
    with tarfile.open(path, "w:gz") as out:
        if run:
            out.add(run, "run")
        for name, text in (("ended", ended), ("bench.log", log), ("doctor.txt", "ok"), *more):
            if text is not None:
                item = tarfile.TarInfo(name)
                item.size = len(text.encode())
                out.addfile(item, io.BytesIO(text.encode()))
    return path


@pytest.fixture(name="fleet")
def fixture_fleet(tmp_path):
    return receive.Host(tmp_path / "fleet", "box-1")


def begun(tmp_path):
    return made_up.run(tmp_path, ended="")


def test_a_whole_run_is_packed_under_its_host_and_nothing_else_stays(tmp_path, fleet):
    whole, line = fleet.take(archive(tmp_path, made_up.run(tmp_path, ended="complete")))
    assert whole and line == f"whole {fleet.whole()}"
    assert fleet.whole().parent == tmp_path / "fleet" / "native" / "box-1"
    assert schema.load(fleet.whole())["summary.csv"]
    assert sorted(path.name for path in fleet.folder.iterdir()) == ["bench.log", "doctor.txt", "ended"]
    assert not (tmp_path / "sent.tar.gz").exists()


@pytest.mark.parametrize("code, log, told", [
    ("137", "", "was killed (exit 137)"),
    (None, "", "vanished"),
    ("6", "--max-time was over after 9 repetitions; go on with: …\n", "exit 6: --max-time was over"),
    ("3", "x\nbench: cannot pin \x1b[2J\n", "exit 3: bench: cannot pin ?[2J"),
])
def test_what_is_not_whole_is_kept_with_its_reason(tmp_path, fleet, code, log, told):
    whole, line = fleet.take(archive(tmp_path, begun(tmp_path), code, log))
    assert not whole and line.startswith("begun") and told in line
    assert fleet.state() == ("begun", str(fleet.begun)) and fleet.whole() is None


def test_nothing_measured_loses_nothing_that_was_there(tmp_path, fleet):
    fleet.take(archive(tmp_path, begun(tmp_path), "137"))
    held = fleet.begun.read_bytes()
    whole, line = fleet.take(archive(tmp_path, None, "3", "bench: no"))
    assert not whole and "nothing was measured" in line and line.startswith("begun")
    assert fleet.begun.read_bytes() == held


def test_wrong_work_is_whole_and_told(tmp_path, fleet):
    whole, line = fleet.take(archive(tmp_path, made_up.run(tmp_path, ended="complete"), "5"))
    assert whole and "found its work wrong" in line


def test_only_known_files_are_taken(tmp_path, fleet):
    out = tmp_path / "fresh"
    out.mkdir()
    others = [(name, "x") for name in ("../escaped", "run/../../escaped", "run/.bashrc", "/tmp/escaped")]
    sent.unpack(archive(tmp_path, made_up.run(tmp_path, ended="complete"), more=others), out)
    assert not list(tmp_path.rglob("*escaped*")) and not list(out.rglob(".bashrc"))
    with tarfile.open(tmp_path / "link.tar.gz", "w:gz") as links:
        item = tarfile.TarInfo("ended")
        item.type, item.linkname = tarfile.SYMTYPE, "/etc/passwd"
        links.addfile(item)
    (tmp_path / "second").mkdir()
    sent.unpack(tmp_path / "link.tar.gz", tmp_path / "second")
    assert [path.name for path in (tmp_path / "second").iterdir()] == ["run"]


@pytest.mark.parametrize("damage", [b"", b"no gzip", None])
def test_what_was_cut_off_is_refused(tmp_path, fleet, damage, capsys):
    path = archive(tmp_path, made_up.run(tmp_path, ended="complete"))
    path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
    with pytest.raises(SystemExit) as error:
        cli.run("receive", [str(path), f"--into={fleet.fleet}", "--host=box-1"])
    assert error.value.code == 2 and "was cut off" in capsys.readouterr().err


def test_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sent, "MOST_BYTES", 1000)
    with pytest.raises(sent.Refused, match="that is no run"):
        sent.unpack(archive(tmp_path, made_up.run(tmp_path, ended="complete")), tmp_path)


def test_another_request_under_the_same_name_is_refused(tmp_path, fleet, capsys):
    ask = [f"--into={fleet.fleet}", "--host=box-1", "--asked"]
    cli.run("receive", [*ask, "--suite=atomics"])
    cli.run("receive", [*ask, "--suite=fences"])  # nothing was measured yet
    assert json.loads((fleet.folder / "asked.json").read_text()) == ["--suite=fences"]
    fleet.take(archive(tmp_path, made_up.run(tmp_path, ended="complete")))
    cli.run("receive", [*ask, "--suite=fences"])
    assert capsys.readouterr().out.splitlines()[-1] == f"whole {fleet.whole()}"
    with pytest.raises(SystemExit) as error:
        cli.run("receive", [*ask, "--suite=atomics"])
    assert error.value.code == 2 and "choose another name" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "..", "a/b", "-x", ".hidden"])
def test_a_hosts_name_is_no_path(tmp_path, name):
    with pytest.raises(SystemExit) as error:
        cli.run("receive", [f"--into={tmp_path}", f"--host={name}"])
    assert error.value.code == 2
