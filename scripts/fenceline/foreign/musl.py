"""musl and GCC's C++ library over it, from Debian's sources: what a static bench takes nothing of glibc with.

Debian has musl for fewer ISAs than it has cross compilers for, and no C++ library over it. Debian's compilers serve: musl has a
specs file for them, which puts its own headers and libraries in the place of glibc's (musl: tools/musl-gcc.specs.sh), and
of GCC's libraries only the C++ one is built for one C library. What is compiled this way can only be linked statically.
"""

import pathlib
import shutil

from fenceline.foreign import target
from fenceline.project import fail

FIND_OBJECT = pathlib.Path(__file__).with_name("find_object.c")
# Names that the kernel's headers have in an include folder.
KERNEL = ("linux", "asm", "asm-generic")
# Source package -> the commands that build it into {prefix}; {gcc} is Debian's compiler, {triplet}-gcc that over musl.
LIBRARIES = {
    "musl": ["{source}/configure --prefix={prefix} --target={musl} --disable-shared --enable-wrapper=gcc CC={compiler}",
             "make -s -j{jobs} AR={triplet}-ar RANLIB={triplet}-ranlib install",
             f"{{triplet}}-gcc -O2 -c {FIND_OBJECT} -o find_object.o", "{triplet}-ar r {prefix}/lib/libc.a find_object.o"],
    # Of the C++ library's folder alone; its configure wants a header that the build of all of GCC would have made.
    "gcc-12": ["tar -xf {source}/gcc-12.2.0-dfsg.tar.xz --strip-components=1 " + " ".join(f"gcc-12.2.0/{name}" for name in (
                   "libstdc++-v3 libgcc config include libiberty gcc/BASE-VER gcc/DATESTAMP config.sub config.guess config.rpath "
                   "config-ml.in install-sh ltmain.sh missing mkinstalldirs move-if-change depcomp").split()),
               "ln -s gthr-posix.h libgcc/gthr-default.h",
               "libstdc++-v3/configure --host={musl} --prefix={prefix} --with-gxx-include-dir={prefix}/include/c++ "
               "--disable-multilib --disable-shared --disable-nls --disable-libstdcxx-pch --disable-libstdcxx-verbose "
               "CC={triplet}-gcc CXX={triplet}-gcc AR={triplet}-ar RANLIB={triplet}-ranlib CFLAGS=-O2 CXXFLAGS=-O2",
               "make -s -j{jobs} -C include install", "make -s -j{jobs} -C libsupc++ all install", "make -s -j{jobs} -C src",
               "cp src/.libs/libstdc++.a {prefix}/lib"],
}


def check(isas):
    """Refuses (exit 2) ISAs that musl has no port to."""
    for isa in isas:
        if "musl" not in target.load(isa):
            fail(2, f"{isa}: musl has no port to it; there are {' '.join(one for one in target.isas() if 'musl' in target.load(one))}")


def kernel_headers(description):
    """{name in an include folder: the compiler's own}: the kernel's, which no C library brings."""
    triplet = description["triplet"]
    places = [pathlib.Path(f"/usr/{triplet}/include"), pathlib.Path(f"/usr/include/{triplet}"), pathlib.Path("/usr/include")]
    found = {name: [place / name for place in places if (place / name).is_dir()] for name in KERNEL}
    missing = [name for name, where in found.items() if not where]
    if missing:
        fail(3, f"no kernel headers {', '.join(missing)} for {triplet}: they come with Debian's compiler (linux-libc-dev)")
    return {name: where[0] for name, where in found.items()}


def compilers(prefix, description):
    """Writes bin/<triplet>-gcc and -g++ of a prefix; what recipes call them by."""
    triplet = description["triplet"]
    (prefix / "bin").mkdir(exist_ok=True)
    musl = triplet.replace("gnu", "musl")
    # A static program's threads are all there: asking whether they are by weak names would find none of them. What unwinds
    # looks frames up in a table, which compilers leave out of static programs. Threads have 128 KiB of stack unless the program
    # tells another size; glibc's have 8 MiB.
    common = f"-DGTHREAD_USE_WEAK=0 -Wl,--eh-frame-hdr -Wl,-z,stack-size=8388608 {' '.join(description['musl'])}"
    own = " ".join(f"-isystem {prefix}/include/c++{part}" for part in ("", f"/{musl}", "/backward"))
    for name, headers in (("gcc", ""), ("g++", own)):
        wrapper, compiler = prefix / "bin" / f"{triplet}-{name}", shutil.which(f"{triplet}-{name}")
        text = f'#!/bin/sh\nexec {compiler} -specs={prefix}/lib/musl-gcc.specs {common} {headers} "$@"\n'
        if not wrapper.exists() or wrapper.read_text() != text:
            wrapper.write_text(text)
            wrapper.chmod(0o755)
    return {"musl": musl, "compiler": " ".join([shutil.which(f"{triplet}-gcc"), *description["musl"]])}
