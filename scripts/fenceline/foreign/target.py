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


def host_isa():
    """The ISA folder that claims this machine's processor, by the same files as CMakeLists.txt; or None."""
    for claim in ROOT.glob("arch/*/processors"):
        if any(re.fullmatch(p, platform.machine().lower()) for p in claim.read_text().split()):
            return claim.parent.name
    return None
