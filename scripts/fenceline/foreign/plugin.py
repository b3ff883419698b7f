"""Builds a structure of your own for ./bench --plugin: my_queue.cc becomes ./my_queue.so (docs/plugins.md)."""

import pathlib
import re
import shutil
import subprocess
import sys

from fenceline.project import CACHE, ROOT, fail

PROJECT = """cmake_minimum_required(VERSION 3.25)
project({name} CXX)
find_package(Fenceline REQUIRED)
fenceline_plugin({name} "{source}")
"""


def build(source, bench):
    """The path of the shared object. `bench`: the build folder of the bench that is to load it."""
    name = re.sub(r"\W", "_", source.stem)
    folder = CACHE / "plugins" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "CMakeLists.txt").write_text(PROJECT.format(name=name, source=source.resolve()), encoding="utf-8")
    # Of another compiler than the bench's it would be another's structure; of another ISA, none.
    cached = (bench / "CMakeCache.txt").read_text(encoding="utf-8")
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
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build", metavar="DIR",
                        help="the folder that the bench was built in [build]")
    options = parser.parse_args(arguments)
    if not options.source.is_file():
        fail(2, f"{options.source} is not there")
    if not (options.bench / "FencelineConfig.cmake").is_file():
        fail(3, f"{options.bench} has no bench to build it for: make bench")
    print(shutil.copy(build(options.source, options.bench), pathlib.Path.cwd()))
