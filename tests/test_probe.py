"""The independent probes of each ISA: they build without the project, and stand beside kernels that there are."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

from fenceline.foreign import beside, beside_lines, target

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROBES = sorted(ROOT.glob("arch/*/*_probe.cc"))
NAMES = re.compile(r'"((?:atomics|fences|latency|memory)/[\w./]+)"')


def listed():
    done = subprocess.run([ROOT / "bench", "--list", "--format=json"], check=True, stdout=subprocess.PIPE)
    return {f"{k['suite']}/{k['kernel']}" for k in json.loads(done.stdout)}


def test_all_kinds_are_there_for_this_isa():
    here = ROOT / "arch" / target.host_isa()
    assert {kind.probe for kind in beside.KINDS.values()} == {path.stem for path in PROBES if path.parent == here}


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize("source", PROBES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_builds_without_the_project(source, compiler, tmp_path):
    what = target.load(source.parent.name)
    cross = [f"{what['triplet']}-g++"] if compiler == "g++" else [compiler, f"--target={what['triplet']}"]
    if not shutil.which(cross[0]):
        pytest.skip(f"{cross[0]} is missing")
    subprocess.run([*cross, "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-I", ROOT, "-c", source, "-o",
                    tmp_path / "probe.o"], check=True)
    depends = subprocess.run([*cross, "-std=c++20", "-MM", "-I", ROOT, source], check=True, text=True, stdout=subprocess.PIPE)
    own = {path for path in depends.stdout.replace("\\\n", " ").split() if str(ROOT) in path}
    assert {pathlib.Path(path).name for path in own} - {"pair.h"} == {source.name, f"{source.stem}.h"}


def test_what_it_measures_bench_measures_too():
    names = set(NAMES.findall((ROOT / "arch" / target.host_isa() / "instruction_probe.cc").read_text()))
    assert names, "nothing was found in the probe"
    assert names <= listed()


def test_the_lines_that_it_measures_are_trials_of_the_bench(tmp_path):
    probe = beside.build(beside.KINDS["lines"], "c++")
    names = subprocess.run([probe, "--list"], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    assert len(names) > 10 and {name.partition(" ")[0] for name in names} <= listed()
    trials = subprocess.run([ROOT / "bench", *beside_lines.arguments(names), "--benchmark_list_tests", "--topology=core:2 pu:1",
                             f"--out={tmp_path}"], check=True, stdout=subprocess.PIPE, text=True).stdout
    for name in names:
        assert f"{name.partition('#')[0].replace(' ', '/')}/" in trials, name
