"""Makes what a cross build, or a run under emulation, needs.

  cross   the toolchain, and hwloc, libpfm4, {fmt} and Google Benchmark built
          from Debian's source packages as static libraries, in .cache/cross/
  musl    the same over musl, which is built there too, with a C++ library
  user    QEMU's user emulator        system   QEMU's machine emulator

What is missing from Debian is installed when we are root on Debian, and named otherwise (exit 3).
--list only prints the Debian packages.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import threading
import time

from fenceline.foreign import musl, target
from fenceline.foreign.debian import Apt
from fenceline.project import CACHE, ROOT, fail

BUILD_TOOLS = {"cmake": "cmake", "ninja": "ninja-build", "make": "make", "dpkg-source": "dpkg-dev", "cc": "gcc"}
FETCHING = threading.Lock()  # the sources are the same for all ISAs
LIBCS = {"cross": "", "musl": "musl"}  # feature: the C library that its builds are over, where not the compiler's own
FEATURES = (*LIBCS, "user", "system")
HEADER_ONLY = {"CLI": "libcli11-dev", "nlohmann": "nlohmann-json3-dev"}


def cmake(*options, source="{source}"):
    return ["cmake -S " + source + " -B {build} -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX={prefix} "
            "-DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_TOOLCHAIN_FILE={toolchain} -DFENCELINE_LIBC={libc} -DBUILD_SHARED_LIBS=OFF "
            "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 -G Ninja " + " ".join(options),
            "cmake --build {build} -j{jobs} --target install"]


# Source package -> the commands that build it into {prefix}.
LIBRARIES = {
    # Its own XML reader suffices, and a topology needs no PCI bus.
    "hwloc": ["{source}/configure --host={triplet} --prefix={prefix} --enable-static --disable-shared "
              "--disable-libxml2 --disable-io --disable-cairo --disable-doxygen CFLAGS=-O2",
              "make -s -j{jobs} -C hwloc install", "make -s -C include install", "make -s install-hwlocpkgconfigDATA"],
    # It is written to be built in its source folder.
    "libpfm4": ["cp -r {source}/. {build}", "make -s -j{jobs} -C lib ARCH={processor} SYS=Linux CC={triplet}-gcc "
                "AR={triplet}-ar RANLIB={triplet}-ranlib DBG= OPTIM=-O2 CONFIG_PFMLIB_SHARED=n",
                "cp lib/libpfm.a {prefix}/lib", "cp -r include/perfmon {prefix}/include"],
    # Debian's patch expects the version from outside. Its clock of cycles is gettimeofday where it knows no better; so it is on Alpha,
    # of which it says nothing.
    "benchmark": ["cp -r {source}/. {build}",
                  "sed -i s/defined(__m68k__)/defined(__m68k__)||defined(__alpha__)/ src/cycleclock.h",
                  *cmake("-DBENCHMARK_ENABLE_TESTING=OFF", "-DBENCHMARK_ENABLE_WERROR=OFF", "-DGIT_VERSION=1.7.1",
                         "-DHAVE_STD_REGEX=1", "-DRUN_HAVE_STD_REGEX=1", "-DHAVE_STEADY_CLOCK=1",
                         "-DRUN_HAVE_STEADY_CLOCK=1", source="{build}")],
    "fmtlib": cmake("-DFMT_TEST=OFF", "-DFMT_DOC=OFF"),
}


def build(isa, jobs, libc=""):
    """Builds into .cache/cross/<isa>/, or <isa>-<libc>/, the libraries that are not there in this version of their recipe."""
    description = target.load(isa)
    prefix = CACHE / "cross" / target.folder(isa, libc)
    place = {"prefix": prefix, "triplet": description["triplet"], "processor": description["processor"], "jobs": jobs, "libc": libc,
             "toolchain": ROOT / "arch" / isa / "toolchain.cmake"}
    for folder in ("include", "lib"):
        (prefix / folder).mkdir(parents=True, exist_ok=True)
    headers = {name: pathlib.Path("/usr/include") / name for name in HEADER_ONLY}
    recipes = LIBRARIES
    if libc:
        headers |= musl.kernel_headers(description)
        recipes = musl.LIBRARIES | LIBRARIES
        place |= musl.compilers(prefix, description)
    # The host's /usr/include as a whole would hide the target's own headers, so only these are let in.
    for link in (prefix / "include").iterdir():
        if link.is_symlink() and link.name not in headers:
            link.unlink()  # what an older version let in: nothing may be installed through it
    for header, where in headers.items():
        link = prefix / "include" / header
        if not link.is_symlink():
            link.symlink_to(where)
    for library, recipe in recipes.items():
        _build_one(isa, library, recipe, place)


def _build_one(isa, library, recipe, place):
    stamp = place["prefix"] / f".{library}"
    if stamp.exists() and stamp.read_text() == "\n".join(recipe):
        return
    began = time.monotonic()
    with FETCHING:
        source = Apt("deb-src").source(library)
    folder = CACHE / "build" / place["prefix"].name / library
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = place["prefix"] / f"{library}.log"
    # Compilers that stand for others by the same names stand in the prefix.
    environment = {**os.environ, "PATH": f"{place['prefix']}/bin:{os.environ['PATH']}"}
    with log.open("w") as out:
        for command in recipe:
            words = [word.format(source=source, build=folder, **place) for word in command.split()]
            if subprocess.run(words, cwd=folder, stdout=out, stderr=out, env=environment).returncode:
                fail(1, f"{isa}: building {library} failed at '{words[0]} …': see {log}")
    shutil.rmtree(folder)
    stamp.write_text("\n".join(recipe))
    print(f"{place['prefix'].name}: built {library} in {time.monotonic() - began:.0f} s", flush=True)


def side_by_side(act, isas):
    """{ISA: act(ISA)}, as many at once as there are CPUs: half of what a build does is not parallel in itself."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(isas, pool.map(act, isas)))


def missing_packages(isas, features):
    """The Debian packages, in order and once each, whose program or header is not on this machine."""
    absent = []
    for isa in isas:
        description = target.load(isa)
        programs = {"cross": description["triplet"] + "-g++", "user": description["user"]["emulator"],
                    "system": description.get("system", {}).get("emulator")}
        for feature in ("cross" if feature in LIBCS else feature for feature in features):
            if programs[feature] and not shutil.which(programs[feature]):
                absent += description["packages"][feature]
    if LIBCS.keys() & set(features):
        absent += [package for program, package in BUILD_TOOLS.items() if not shutil.which(program)]
        absent += [package for header, package in HEADER_ONLY.items() if not os.path.isdir(f"/usr/include/{header}")]
    return list(dict.fromkeys(absent))


def ensure(isas, features, jobs=os.cpu_count()):
    """Makes the features of FEATURES that are named usable for the ISAs, or exits with what is missing."""
    if "musl" in features:
        musl.check(isas)
    absent = missing_packages(isas, features)
    if absent:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            fail(3, f"missing Debian packages: {' '.join(absent)}")
        print(f"installing from Debian: {' '.join(absent)}", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # a new container has no lists at all
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *absent]
        if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode:
            fail(3, f"'{' '.join(install)}' failed")
    for feature in LIBCS.keys() & set(features):
        side_by_side(lambda isa, libc=LIBCS[feature]: build(isa, jobs, libc), isas)


def main(parser, arguments):
    parser.add_argument("isas", nargs="*", metavar="ISA", help="default: every ISA with a folder under arch/")
    parser.add_argument("--for", dest="features", default="cross", metavar="LIST", help=", ".join(FEATURES))
    parser.add_argument("--list", action="store_true", help="print the Debian packages and stop")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    isas = options.isas or target.isas()
    features = options.features.split(",")
    for feature in features:
        if feature not in FEATURES:
            fail(2, f"unknown feature '{feature}': there are {', '.join(FEATURES)}")
    if options.list:
        print("\n".join(missing_packages(isas, features)))
    else:
        ensure(isas, features, options.jobs)
