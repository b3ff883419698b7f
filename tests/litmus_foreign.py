#!/usr/bin/python3
"""The litmus runner of every other ISA that has one, executed by QEMU's user emulator.

    PYTHONPATH=scripts tests/litmus_foreign.py [ISA...]

Builds kernels/litmus/test and what it needs in build-<isa>-litmus/, with GoogleTest from its source (Debian's googletest), and
runs it: every mode on every shape, within what the ISA's model allows. Which weak outcomes an emulator shows is no test.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

from fenceline.foreign import deps, target

ROOT = pathlib.Path(__file__).resolve().parent.parent


def build(isa):
    """The path of an ISA's litmus_test, built if it is not up to date, and the seconds that took; SystemExit where it cannot be."""
    start = time.monotonic()
    folder = ROOT / f"build-{isa}-litmus"
    # What is measured is generated: the rest need not be fast.
    configure = ["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/arch/{isa}/toolchain.cmake",
                 "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1", "-DCMAKE_COMPILE_WARNING_AS_ERROR=ON",
                 "-DFENCELINE_BENCH=OFF", f"-DFENCELINE_STATIC={'ON' if target.is_static(isa) else 'OFF'}"]
    if os.environ.get("CCACHE"):
        configure.append(f"-DCMAKE_CXX_COMPILER_LAUNCHER={os.environ['CCACHE']}")
    log = folder / "build.log"
    folder.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        for command in configure, ["cmake", "--build", folder, f"-j{os.cpu_count()}", "--target", "litmus_test"]:
            if subprocess.run(command, stdout=out, stderr=out, check=False).returncode:
                out.flush()
                target.fail(1, f"{isa}: '{command[0]} {command[1]} …' failed:\n{log.read_text(encoding='utf-8')[-4000:]}")
    return folder / "kernels" / "litmus" / "litmus_test", time.monotonic() - start


def main():
    isas = sys.argv[1:] or [isa for isa in target.isas()
                            if isa != target.host_isa() and (ROOT / "arch" / isa / "litmus.h").exists()]
    if absent := deps.missing_packages(isas, ["cross", "user"]):
        target.fail(3, f"missing Debian packages: {' '.join(absent)}")
    failed = False
    # The next is built while one runs, which is mostly one thread's work.
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        builds = [pool.submit(build, isa) for isa in isas]
        try:
            for isa, built in zip(isas, builds):
                binary, seconds = built.result()
                start = time.monotonic()
                done = subprocess.run([*target.emulator(isa, target.load(isa)["user"]["cpus"][0]), binary, "--gtest_brief=1",
                                       "--gtest_filter=-Runner.StoreBufferingIsSeen"], timeout=300, check=False)
                failed = failed or done.returncode != 0
                print(f"{isa}: {'wrong' if done.returncode else 'nothing wrong'}, built in {seconds:.0f} s, run in "
                      f"{time.monotonic() - start:.0f} s", flush=True)
        finally:
            pool.shutdown(cancel_futures=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
