"""Builds a structure of your own for ./bench --plugin: my_queue.cc becomes ./my_queue.so (docs/plugins.md)."""

import pathlib
import re
import shutil
import subprocess
import sys

from fenceline.project import CACHE, TREE, fail

# Where a bench was built, or for one that is installed, what was installed with it.
BENCH = TREE / "build" if TREE else pathlib.Path(__file__).resolve().parents[4] / "lib" / "cmake" / "Fenceline"
PROJECT = """cmake_minimum_required(VERSION 3.25)
project({name} CXX)
find_package(Fenceline REQUIRED)
fenceline_plugin({name} "{source}")
"""


def build(source, bench):
    """The path of the shared object. `bench`: the folder with the FencelineConfig.cmake of the bench that is to load it."""
    name = re.sub(r"\W", "_", source.stem)
    folder = CACHE / "plugins" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "CMakeLists.txt").write_text(PROJECT.format(name=name, source=source.resolve()), encoding="utf-8")
    # Of another compiler than the bench's it would be another's structure; of another ISA, none.
    cache = bench / "CMakeCache.txt"
    cached = cache.read_text(encoding="utf-8") if cache.exists() else ""
    same = re.findall(r"^(CMAKE_CXX_COMPILER|CMAKE_CXX_COMPILER_LAUNCHER|CMAKE_TOOLCHAIN_FILE):\w+=(.+)$", cached, re.M)
    # A configuration that is kept would keep the compiler that it was begun with.
    configure = ["cmake", "--fresh", "-S", folder, "-B", folder / "build", f"-DFenceline_DIR={bench.resolve()}",
                 *(f"-D{option}={value}" for option, value in same)]
    for command in configure, ["cmake", "--build", folder / "build"]:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stdout)
            fail(1, f"{source} was not built: see above")
    return folder / "build" / f"{name}.so"


def main(parser, arguments):
    parser.add_argument("source", type=pathlib.Path, metavar="FILE.cc")
    parser.add_argument("--bench", type=pathlib.Path, default=BENCH, metavar="DIR",
                        help=f"the folder that the bench was built in, or its FencelineConfig.cmake was installed in [{BENCH}]")
    options = parser.parse_args(arguments)
    if not options.source.is_file():
        fail(2, f"{options.source} is not there")
    if not (options.bench / "FencelineConfig.cmake").is_file():
        fail(3, f"{options.bench} has no bench to build it for: make bench")
    print(shutil.copy(build(options.source, options.bench), pathlib.Path.cwd()))
