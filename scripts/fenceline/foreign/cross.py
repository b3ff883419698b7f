"""Builds the bench for another ISA: build-<isa>/bench. With --static it can be copied to a machine and run.

--libc=musl makes build-<isa>-musl/bench instead, which is static and takes nothing of glibc.
"""

import os
import subprocess

from fenceline.foreign import deps, target
from fenceline.project import ROOT, fail


def build_bench(isa, static, litmus=True, suites=True, libc=""):
    """The path of build-<isa>/bench, built if it is not up to date; over another C library of build-<isa>-<libc>/bench.
    Without `litmus` a new one lacks litmus tests and memory models, which are nearly half of it, without `suites` all kernels."""
    name = target.folder(isa, libc)
    build = ROOT / f"build-{name}"
    configure = ["cmake", "-S", ROOT, "-B", build, f"-DFENCELINE_STATIC={'ON' if static else 'OFF'}"]
    fresh = not (build / "CMakeCache.txt").exists()
    if fresh:
        configure += ["-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/arch/{isa}/toolchain.cmake", f"-DFENCELINE_LIBC={libc}",
                      "-DFENCELINE_TESTS=OFF"]
        if os.environ.get("CCACHE"):
            configure.append(f"-DCMAKE_CXX_COMPILER_LAUNCHER={os.environ['CCACHE']}")
    configure += [f"-DFENCELINE_{part}={'ON' if wanted else 'OFF'}" for part, wanted in (("LITMUS", litmus), ("SUITES", suites))
                  if fresh or wanted]
    log = build / "build.log"
    build.mkdir(exist_ok=True)
    with log.open("w") as out:
        for command in configure, ["cmake", "--build", build, f"-j{os.cpu_count()}", "--target", "bench"]:
            if subprocess.run(command, stdout=out, stderr=out).returncode:
                fail(1, f"{name}: '{' '.join(map(str, command))}' failed: see {log}")
    return build / "bench"


def main(parser, arguments):
    parser.add_argument("isas", nargs="+", metavar="ISA")
    parser.add_argument("--static", action="store_true", help="link statically")
    parser.add_argument("--libc", choices=["musl"], default="", help="another C library than the cross compiler's glibc; static")
    options = parser.parse_args(arguments)
    static = options.static or bool(options.libc)
    for isa in options.isas:
        if options.static and not target.is_static(isa):
            fail(2, f"{isa}: --static is not for it: {target.load(isa)['not_static']}")
    deps.ensure(options.isas, [options.libc or "cross"])
    for bench in deps.side_by_side(lambda isa: build_bench(isa, static, libc=options.libc), options.isas).values():
        print(bench)
