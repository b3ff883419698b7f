"""What the memory models judge as an ISA's mappings is what arch/<isa>/mappings.h has.

arch/<isa>/mappings.tsv is a copy of the header's lists, as the models are linked with no ISA. To bring the copies
up to date: PYTHONPATH=scripts python3 tests/test_mappings.py
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from fenceline.foreign import target

ROOT = pathlib.Path(__file__).resolve().parent.parent

ISAS = [isa for isa in target.isas() if (ROOT / "arch" / isa / "mappings.h").exists()]


def missing(isa):
    """The packages of the compiler and the emulator of an ISA that are not here."""
    what = target.load(isa)
    return ([] if shutil.which(f"{what['triplet']}-g++") else what["packages"]["cross"]) + (
        [] if isa == target.host_isa() or shutil.which(what["user"]["emulator"]) else what["packages"]["user"])


def mappings(isa):
    """Lines "mapping use order variant", tabs between, from the ISA's own header."""
    what = target.load(isa)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "arch").symlink_to(ROOT / "arch" / isa)
        binary = pathlib.Path(folder) / "mappings"
        subprocess.run([f"{what['triplet']}-g++", "-std=c++20", *target.flags(isa), *target.linking(isa), "-I", folder, "-I", ROOT,
                        ROOT / "arch" / "test" / "mappings_main.cc", "-o", binary], check=True)
        emulator = [] if isa == target.host_isa() else target.emulator(isa)
        return subprocess.run([*emulator, binary], check=True, text=True, stdout=subprocess.PIPE).stdout


def copy(isa):
    return ROOT / "arch" / isa / "mappings.tsv"


@pytest.mark.parametrize("isa", ISAS)
def test_the_judged_mappings_are_those_of_the_header(isa):
    if packages := missing(isa):
        message = f"missing: apt-get install {' '.join(packages)}"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    there = copy(isa).read_text(encoding="utf-8") if copy(isa).exists() else ""
    assert there == mappings(isa), "to mend it: PYTHONPATH=scripts python3 tests/test_mappings.py"


if __name__ == "__main__":
    for name in ISAS:
        copy(name).write_text(mappings(name), encoding="utf-8")
