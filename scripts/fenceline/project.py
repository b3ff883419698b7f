"""Where the source tree is, and how a command ends that cannot go on."""

import pathlib
import re
import sys


def _tree():
    """The tree that this package lies in, or where it is installed, the one that the user stands in; or None."""
    here = pathlib.Path.cwd()
    for folder in (*pathlib.Path(__file__).resolve().parents, here, *here.parents):
        if (folder / "arch").is_dir() and (folder / "results" / "schema.csv").is_file():
            return folder
    return None


TREE = _tree()
ROOT = TREE or pathlib.Path.cwd()
CACHE = TREE / ".cache" if TREE else pathlib.Path.home() / ".cache" / "fenceline"


_program = pathlib.Path(sys.argv[0]).name


def call_program(name):
    """What messages begin with; what was typed unless told."""
    global _program
    _program = name


def fail(code, message):
    """One line on stderr, then exit. Codes: 1 it failed, 2 bad request, 3 something is not installed or not there."""
    print(f"{_program}: {message}", file=sys.stderr)
    raise SystemExit(code)


def pattern(option, text):
    """The regular expression that an option has; what is none ends the command."""
    try:
        return re.compile(text)
    except re.error as error:
        return fail(2, f"{option} '{text[:40]}': {error}")
