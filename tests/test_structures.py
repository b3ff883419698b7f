"""Every structure works on every ISA, and the policy that it takes its atomics from costs nothing there.

structures/test/all_main.cc is built for each ISA with each compiler and run, natively or by QEMU's user emulator.
structures/test/by_hand_main.cc has structures beside the same written with std::atomic: the code must be the same.
"""

import re
import subprocess

import pytest
from test_disassembly import BUILDS, HOST, body_at, build, cpus, functions, matters, need, orders, target


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("structures")


def run(isa, binary):
    """The lines that a binary prints, each taken apart at its tabs, and its exit code."""
    emulator = []
    if isa != HOST:
        user = target.load(isa)["user"]
        need(user["emulator"], target.load(isa)["packages"]["user"])
        emulator = target.emulator(isa, cpus(isa)[0])
    done = subprocess.run([*emulator, binary], text=True, stdout=subprocess.PIPE, timeout=300)
    return [line.split("\t") for line in done.stdout.splitlines()], done.returncode


@pytest.mark.parametrize("isa, compiler", BUILDS)
def test_every_structure_works_on_every_isa(isa, compiler, folder):
    lines, code = run(isa, build(isa, compiler, folder, "structures/test/all_main.cc"))
    wrong = [f"{name}: {result}" for name, result in lines if result != "ok" and not result.startswith("skipped: ")]
    assert not wrong and code == 0
    assert len(lines) >= 30


def allowed(instructions):
    """Compilers schedule and allocate anew each time, and an addition may be folded or not: once in each turn of a loop
    that they have written out several times."""
    return instructions + 2 + instructions // 32


FOLDED = re.compile(r"(add|sub|and|or|xor) [^,]*\([^)]*\),%")  # x86: a load, and what is done with what it found


def instructions(isa, body):
    """All but padding and what is saved on the stack: a function gives it back once, or before each of its returns."""
    saved = re.compile(target.load(isa)["disassembly"]["stack"])
    return [text for text in body if not re.match(r"(u?nop|ori r2,r2,0|\.long|udf)\b", text) and not saved.search(text)]


def accesses(isa, body):
    """The mnemonics, without Thumb's widths, of what accesses memory, orders accesses or calls."""
    relevant = matters(isa)
    words = ["mov" if FOLDED.match(text) else re.match(r"(?:lock )?\S+", text)[0]
             for text in body if relevant(text) or re.match("(bl|call) ", text)]
    return [re.sub(r"\.[wn]$", "", word) for word in words]


@pytest.mark.parametrize("isa, compiler", BUILDS)
def test_a_structure_is_compiled_as_if_written_with_std_atomic(isa, compiler, folder):
    binary = build(isa, compiler, folder, "structures/test/by_hand_main.cc")
    lines, exit_code = run(isa, binary)
    assert lines and exit_code == 0
    code, ordering = functions(isa, binary), orders(isa)
    for name, *addresses in lines:
        ours, hand = (body_at(code, int(address, 16)) for address in addresses)
        shown = "\n".join([name, "ours:", *ours, "by hand:", *hand])
        assert len(accesses(isa, ours)) > 1, shown
        # Two loads with nothing between them come in either order; what orders accesses, in one.
        assert sorted(accesses(isa, ours)) == sorted(accesses(isa, hand)), shown
        assert accesses(isa, filter(ordering, ours)) == accesses(isa, filter(ordering, hand)), shown
        assert len(instructions(isa, ours)) <= allowed(len(instructions(isa, hand))), shown
