"""The independent probe of each ISA: it builds without the project, and stands beside kernels that there are."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

from fenceline.foreign import target

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROBES = {path.parent.name: path for path in ROOT.glob("arch/*/instruction_probe.cc")}
NAMES = {isa: re.findall(r'"((?:atomics|fences|latency)/[\w./]+)"', path.read_text()) for isa, path in PROBES.items()}


def listed():
    done = subprocess.run([ROOT / "bench", "--list", "--format=json"], check=True, stdout=subprocess.PIPE)
    return {f"{k['suite']}/{k['kernel']}" for k in json.loads(done.stdout)}


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize("isa", PROBES)
def test_it_builds_and_runs_without_the_project(isa, compiler, tmp_path):
    what = target.load(isa)
    cross = [f"{what['triplet']}-g++"] if compiler == "g++" else [compiler, f"--target={what['triplet']}"]
    if not shutil.which(cross[0]):
        pytest.skip(f"{cross[0]} is missing")
    source = PROBES[isa]
    subprocess.run([*cross, "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-I", ROOT, "-c", source, "-o",
                    tmp_path / "probe.o"], check=True)
    depends = subprocess.run([*cross, "-std=c++20", "-MM", "-I", ROOT, source], check=True, text=True, stdout=subprocess.PIPE)
    own = {path for path in depends.stdout.replace("\\\n", " ").split() if str(ROOT) in path}
    assert {pathlib.Path(path).name for path in own} == {source.name, "instruction_probe.h"}


def test_what_it_measures_bench_measures_too():
    assert NAMES[target.host_isa()], "nothing was found in the probe"
    assert set(NAMES[target.host_isa()]) <= listed()
