"""What a cross build is configured with, without building."""

import argparse
import types

import pytest

from fenceline.foreign import cross


@pytest.fixture(name="configured")
def configurations(monkeypatch, tmp_path):
    """Every command line that would configure; a configured folder has a cache."""
    seen = []

    def run(command, **_):
        if "-S" in command:
            seen.append(command)
            next(tmp_path.glob("build-*")).joinpath("CMakeCache.txt").touch()
        return types.SimpleNamespace(returncode=0)

    monkeypatch.setattr(cross, "ROOT", tmp_path)
    monkeypatch.setattr(cross.subprocess, "run", run)
    return seen


@pytest.mark.parametrize("part", ["litmus", "suites"])
def test_a_part_is_left_out_only_of_what_is_new_and_comes_when_it_is_asked_for(part, configured):
    for wanted in (False, True, False):
        cross.build_bench("riscv64", static=True, **{part: wanted})
    option = f"-DFENCELINE_{part.upper()}="
    assert [[word for word in command if str(word).startswith(option)] for command in configured] == [[option + "OFF"], [option + "ON"], []]


def test_another_c_library_has_a_folder_of_its_own(configured, tmp_path):
    assert cross.build_bench("riscv64", static=True, libc="musl") == tmp_path / "build-riscv64-musl" / "bench"
    assert "-DFENCELINE_LIBC=musl" in configured[0]


def test_only_a_new_folder_is_told_generator_and_toolchain(configured):
    cross.build_bench("riscv64", static=False)
    cross.build_bench("riscv64", static=True)
    first, second = (" ".join(map(str, command)) for command in configured)
    assert "-G Ninja" in first and "arch/riscv64/toolchain.cmake" in first and "FENCELINE_STATIC=OFF" in first
    assert "-G" not in second and "FENCELINE_STATIC=ON" in second


def test_what_cannot_be_static_is_refused_with_the_reason(capsys):
    with pytest.raises(SystemExit) as refused:
        cross.main(argparse.ArgumentParser(), ["riscv64", "alpha", "--static"])
    assert refused.value.code == 2
    assert "alpha: --static is not for it: a static program of Debian 12 ends" in capsys.readouterr().err
