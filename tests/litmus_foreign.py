#!/usr/bin/python3
"""The litmus runner of every other ISA that has one, executed by QEMU's user emulator.

    PYTHONPATH=scripts tests/litmus_foreign.py [ISA...]

Builds kernels/litmus/test and what it needs, with GoogleTest from its source (Debian's googletest), and runs it: every
mode on every shape, within what the ISA's model allows. Which weak outcomes an emulator shows is no test.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from fenceline.foreign import deps, target

ROOT = pathlib.Path(__file__).resolve().parent.parent

GTEST = pathlib.Path("/usr/src/googletest/googletest")
SOURCES = ["base/*.cc", "models/*.cc", "models/[!t]*/*.cc", "kernels/litmus/*.cc", "kernels/litmus/test/*.cc"]  # not models/test


def build(isa, folder):
    """litmus_test for an ISA, static where that can be; SystemExit where it cannot be built."""
    (folder / "isa").mkdir(parents=True)
    (folder / "isa" / "arch").symlink_to(ROOT / "arch" / isa)
    compiler = f"{target.load(isa)['triplet']}-g++"
    command = [*(["ccache"] if shutil.which("ccache") else []), compiler, *target.flags(isa), "-std=c++20", "-O1", "-Wall",
               "-Wextra", "-Werror", "-I", folder / "isa", "-I", ROOT, "-isystem", GTEST / "include", "-isystem", GTEST, "-c"]
    sources = [path for pattern in SOURCES for path in sorted(ROOT.glob(pattern))]
    sources += [GTEST / "src" / "gtest-all.cc", GTEST / "src" / "gtest_main.cc"]

    def compile_one(source):
        output = folder / ("-".join(source.parts[1:]) + ".o")
        subprocess.run([*command, source, "-o", output], check=True)
        return output

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, sources))
    binary = folder / "litmus_test"
    # GoogleTest can look hosts up, which a static binary cannot: that warning is no concern of these tests. (The linker's
    # --no-warnings hides errors too, and links what is not there as address 0.)
    done = subprocess.run([compiler, *target.linking(isa), *objects, "-o", binary], text=True, stderr=subprocess.PIPE)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    done.check_returncode()
    return binary


def main():
    isas = sys.argv[1:] or [isa for isa in target.isas()
                            if isa != target.host_isa() and (ROOT / "arch" / isa / "litmus.h").exists()]
    if absent := deps.missing_packages(isas, ["cross", "user"]):
        target.fail(3, f"missing Debian packages: {' '.join(absent)}")
    failed = False
    for isa in isas:
        with tempfile.TemporaryDirectory() as scratch:
            start = time.monotonic()
            try:
                binary = build(isa, pathlib.Path(scratch) / isa)
            except subprocess.CalledProcessError as error:
                target.fail(1, f"{isa}: {error}")
            built = time.monotonic()
            done = subprocess.run([*target.emulator(isa, target.load(isa)["user"]["cpus"][0]), binary, "--gtest_brief=1",
                                   "--gtest_filter=-Runner.StoreBufferingIsSeen"], timeout=300)
            failed = failed or done.returncode != 0
            print(f"{isa}: {'wrong' if done.returncode else 'nothing wrong'}, built in {built - start:.0f} s, run in "
                  f"{time.monotonic() - built:.0f} s", flush=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
