"""The suites that a bench will know, told before one is built: the folders of kernels/."""

import difflib

from fenceline.project import ROOT, fail


def known():
    """In alphabetical order; what holds no kernel but tests is none."""
    return sorted(path.name for path in (ROOT / "kernels").iterdir() if path.name != "test" and any(path.glob("*.cc")))


def check(asked):
    """Refuses (exit 2) a list "atomics,fences" that names a suite which no bench has."""
    names = known()
    for name in asked.split(","):
        if name != "all" and name not in names:
            near = difflib.get_close_matches(name, names)
            fail(2, f"unknown suite '{name}': {'nearest: ' + ', '.join(near) if near else 'there are ' + ' '.join(names)}")
