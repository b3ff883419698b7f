"""What the scripts know of an ISA: arch/<isa>/target.json, found by glob, so that an ISA is one folder."""

import json
import platform
import re

from fenceline.project import ROOT, fail


def isas():
    """Every ISA that has a target description, in alphabetical order."""
    return sorted(path.parent.name for path in ROOT.glob("arch/*/target.json"))


def load(isa):
    """The description of one ISA; SystemExit(2) with the known names when there is none."""
    path = ROOT / "arch" / isa / "target.json"
    if not path.exists():
        fail(2, f"unknown ISA '{isa}': arch/ describes {' '.join(isas())}")
    return json.loads(path.read_text())


def folder(isa, libc=""):
    """What build-<this>/ and .cache/cross/<this>/ are called."""
    return f"{isa}-{libc}" if libc else isa


def emulator(isa, cpu=None):
    """The command before a program of the ISA: QEMU's user emulator, on that CPU model, with the libraries of a dynamic one."""
    what = load(isa)
    # What a dynamic program calls is found when it starts: at a first call the search would be counted, too.
    found = [] if is_static(isa) else ["-E", "LD_BIND_NOW=1"]
    return [what["user"]["emulator"], *(["-cpu", cpu] if cpu else []), "-L", f"/usr/{what['triplet']}", *found]


def is_static(isa):
    """Whether what is built for the ISA is linked statically: unless the description says why it cannot be."""
    return "not_static" not in load(isa)


def linking(isa):
    """The linker's options for a test program."""
    return ["-static"] if is_static(isa) else []


def flags(isa, compiler="g++"):
    """What GNU's compiler is told for the ISA beside the rest."""
    return load(isa).get("flags", "").split() if compiler == "g++" else []


def compilers(isa):
    """Those that know the ISA, by their names of the host's own."""
    return load(isa).get("compilers", ["g++", "clang++"])


def host_isa():
    """The ISA folder that claims this machine's processor, by the same files as CMakeLists.txt; or None."""
    for claim in ROOT.glob("arch/*/processors"):
        if any(re.fullmatch(p, platform.machine().lower()) for p in claim.read_text().split()):
            return claim.parent.name
    return None
