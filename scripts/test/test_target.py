"""Every ISA folder says what the scripts need to know of it, and the set-up names what is missing."""

import re

import pytest

from fenceline.foreign import counts, deps, target


@pytest.mark.parametrize("isa", target.isas())
def test_an_isa_folder_is_complete(isa):
    what = target.load(isa)
    folder = target.ROOT / "arch" / isa
    patterns = (folder / "processors").read_text().split()
    assert any(re.fullmatch(pattern, what["processor"]) for pattern in patterns)
    assert (folder / "toolchain.cmake").exists()
    assert "fence" in {rule.kind for rule in counts.rules(isa)}
    assert what["user"]["cpus"] and set(what["packages"]) >= {"cross", "user"}
    if "system" in what:
        system = what["system"]
        assert system["emulator"].startswith("qemu-system-") and what["packages"]["system"]
        assert len(system["arguments"]) % 2 == 0 and isinstance(system["counters"], list) and system["nodes"] >= 1


def test_what_a_dynamic_program_calls_is_found_before_anything_is_counted():
    assert target.emulator("alpha", "ev4") == ["qemu-alpha", "-cpu", "ev4", "-L", "/usr/alpha-linux-gnu", "-E", "LD_BIND_NOW=1"]
    assert "-E" not in target.emulator("riscv64")


def test_an_unknown_isa_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as refused:
        target.load("z80")
    assert refused.value.code == 2
    assert "aarch64" in capsys.readouterr().err


def test_what_is_missing_is_named_by_package(monkeypatch):
    monkeypatch.setattr(deps.shutil, "which", lambda program: None)
    monkeypatch.setattr(deps.os.path, "isdir", lambda path: False)
    assert deps.missing_packages(["aarch64"], ["user", "system"]) == ["qemu-user", "qemu-system-arm"]
    cross = deps.missing_packages(["aarch64", "s390x"], ["cross"])
    assert {"g++-aarch64-linux-gnu", "g++-s390x-linux-gnu", "cmake", "libcli11-dev"} <= set(cross)
    assert len(cross) == len(set(cross))


def test_without_root_the_packages_are_listed_and_nothing_is_installed(monkeypatch, capsys):
    monkeypatch.setattr(deps, "missing_packages", lambda isas, features: ["qemu-user"])
    monkeypatch.setattr(deps.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(deps.subprocess, "run", lambda *a, **k: pytest.fail("something was run"))
    with pytest.raises(SystemExit) as refused:
        deps.ensure(["aarch64"], ["user"])
    assert refused.value.code == 3 and "qemu-user" in capsys.readouterr().err
