"""What a user types: every command from the tree, as a script and as `fenceline COMMAND`, and what is refused how."""

import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import made_up
import pytest

from fenceline import cli

ROOT = pathlib.Path(__file__).resolve().parents[2]


def call(*command, **more):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=more.pop("cwd", "/"),
                          env={**environment, "PYTHON": sys.executable}, **more)


def one_line(done, code):
    lines = done.stderr.splitlines()
    assert done.returncode == code and len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_a_script_and_tells_how_it_is_called(name):
    script = call(sys.executable, ROOT / "scripts" / f"{name}.py", "--help")
    command = call(ROOT / "fenceline", name, "--help")
    assert script.stdout.startswith(f"usage: {name}.py ") and not script.stderr
    assert command.stdout.startswith(f"usage: fenceline {name} ") and not command.stderr


def test_commands_are_listed():
    told = call(ROOT / "fenceline", "--help").stdout
    assert all(f"  {name} " in told for name in cli.COMMANDS)


@pytest.mark.parametrize("arguments,said", [
    ([], "required: COMMAND"), (["reprot"], "invalid choice: 'reprot'"), (["report"], "required: DIR"),
    (["report", "/nowhere"], "fenceline report: /nowhere: no run.csv"), (["pack", "/nowhere"], "/nowhere: no run.csv"),
    (["pack", "/etc/hostname"], "/etc/hostname: is no packed run"), (["unpack", "/"], "/: is no file"),
    (["spread", "/"], "give two or more"), (["compare", "--false-rate=2", "/", "/"], "invalid share value"),
    (["keys", "zen5-kvm-2vcpu", "no-such"], "no-such: no run.csv"), (["plot", "cots", "/"], "invalid choice: 'cots'"),
    (["sweep", "--suite=atmics"], "unknown suite 'atmics': nearest: atomics"),
    (["lab", "--suite=fences,zzz"], "unknown suite 'zzz': there are"),
    (["sweep", "--isa=z80"], "unknown ISA 'z80'"),
])
def test_a_wrong_request_is_one_line_before_anything_is_done(arguments, said):
    told = one_line(call(ROOT / "fenceline", *arguments), 2)
    assert said in told and told.startswith("fenceline"), "whose message it is"


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path):
    """fenceline claims DIR | head: nothing on stderr, and no exit code that means something else."""
    folder = made_up.run(tmp_path)
    for arguments in (["claims", "--full", folder], ["keys", "--help"], ["--help"]):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer) as gone:
            done = subprocess.run([ROOT / "fenceline", *arguments], stdout=gone, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, done.stderr) == (cli.READER_GONE, ""), arguments


def test_what_cannot_be_written_is_one_line(tmp_path):
    folder = made_up.run(tmp_path)
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([ROOT / "fenceline", "keys", folder], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert "No space left" in one_line(done, 3)
    told = call("/usr/bin/env", "PYTHONIOENCODING=ascii", ROOT / "fenceline", "keys", folder)
    assert told.returncode == 0 and not told.stderr


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_help_fits_a_terminal(name):
    told = call(ROOT / "fenceline", name, "--help").stdout.splitlines()
    assert [line for line in told if len(line) > cli.WIDEST and not line.startswith("    for ")] == []


def test_a_report_goes_where_it_is_told_to(tmp_path):
    folder = made_up.run(tmp_path / "a run")
    before = sorted(folder.iterdir())
    done = call(ROOT / "fenceline", "report", folder, "-o", tmp_path / "told here")
    assert done.stdout.startswith(f"{tmp_path}/told here/report.html\n") and not done.stderr
    assert (tmp_path / "told here" / "plots").is_dir() and sorted(folder.iterdir()) == before
    (tmp_path / "file").touch()
    assert f"{tmp_path}/file" in one_line(call(ROOT / "fenceline", "report", folder, "-o", tmp_path / "file"), 3)


def test_one_plot(tmp_path):
    folder = made_up.run(tmp_path)
    done = call(ROOT / "fenceline", "plot", "drain", folder)
    assert done.stdout == f"{folder}/plots/drain.png\n" and (folder / "plots" / "drain.svg").is_file()
    assert "fenceline plot: " in one_line(call(ROOT / "fenceline", "plot", "numa", folder), 2)


@pytest.mark.parametrize("name", ["report", "plot"])
def test_an_interpreter_without_the_libraries_names_one_that_has_them(name, tmp_path):
    # -S leaves out the folders where Debian puts libraries.
    told = one_line(call(sys.executable, "-S", ROOT / "scripts" / f"{name}.py", "drain", tmp_path), 3)
    assert f"{sys.executable} has no " in told and cli.DEBIAN in told


def test_what_needs_no_library_needs_none():
    assert call(sys.executable, "-S", ROOT / "scripts" / "spread.py", "--help").returncode == 0


def test_installed_it_has_its_data_and_no_tree(tmp_path):
    """What pip would unpack reads runs anywhere; what builds the bench says that it needs the tree."""
    for part in ("pyproject.toml", "scripts/fenceline", "results/schema.csv", "results/reference", "results/key_figures.csv",
                 "results/claims.csv"):
        (tmp_path / "source" / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / "source" / part, **({"symlinks": True} if copy is shutil.copytree else {}))
    built = call(sys.executable, "-c", "from setuptools import build_meta; build_meta.build_wheel('..')",
                 cwd=tmp_path / "source")
    assert built.returncode == 0, built.stderr
    installed = tmp_path / "installed"
    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(installed)
    assert "fenceline = fenceline.cli:main" in next(installed.glob("*/entry_points.txt")).read_text()
    run = [sys.executable, "-m", "fenceline"]  # finds what lies where it is called
    folder = made_up.run(tmp_path)
    assert "report.html" in call(*run, "report", folder, cwd=installed).stdout
    assert "an add of two threads" in call(*run, "keys", folder, cwd=installed).stdout
    assert "MFENCE" in call(*run, "claims", folder, cwd=installed).stdout
    assert "source tree" in one_line(call(*run, "sweep", cwd=installed), 3)
    told = call(sys.executable, "-c", "from fenceline.results import references; print(*references.machines())", cwd=installed)
    assert "zen5-kvm-2vcpu" in told.stdout
