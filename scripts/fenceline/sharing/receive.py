"""Takes in what a host of a fleet sent (scripts/fleet/host.sh gather), or says what is here of the host.

A run that is whole becomes a packed file, DIR/native/HOST/TIME.tar.xz (or emulated/ for native/). One that is not stays in
DIR/hosts/HOST, to be gone on with. In the first line is what it is: whole, begun or none, and the file or the reason. Exit
code 1: not whole; 2: refused.
"""

import argparse
import json
import pathlib
import re
import shutil
import tempfile

from fenceline.sharing import sent
from fenceline.project import fail
from fenceline.results import packed, schema
from fenceline.sharing import pack

# Exit codes of bench (base/exit_codes.h) after which all was measured, and what is wrong is in the run.
ALL_MEASURED = {"4": "litmus: an outcome was seen that the architecture forbids",
                "5": "a kernel's own check found its work wrong"}


class Host:
    """What is here of one host of a fleet."""

    def __init__(self, fleet, name):
        self.fleet = pathlib.Path(fleet)
        self.name = name
        self.folder = self.fleet / "hosts" / name
        self.begun = self.folder / "run.tar.gz"  # what a host is given back to go on with

    def whole(self):
        """The packed run, or None."""
        return next((path for kind in ("native", "emulated")
                     for path in sorted((self.fleet / kind / self.name).glob("*" + packed.SUFFIX))), None)

    def state(self):
        """(word, what goes with it)"""
        if self.whole():
            return "whole", self._whole_in_words()
        if self.begun.exists():
            return "begun", str(self.begun)
        return "none", self.name

    def ask(self, arguments):
        """Remembers what is asked of the host; another request under the same name is refused."""
        path = self.folder / "asked.json"
        if path.exists() and self.state()[0] != "none" and json.loads(path.read_text(encoding="utf-8")) != arguments:
            fail(2, f"{self.fleet}: {self.name} was asked otherwise before ({path}): choose another name for this fleet, "
                 f"or remove what is {self.state()[0]}: {self.state()[1]}")
        self.folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(arguments) + "\n", encoding="utf-8")

    def take(self, archive):
        """Takes in what was sent; returns (whether the run is whole, a line about it)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            return self._take(archive, pathlib.Path(folder))

    def _take(self, archive, fresh):
        sent.unpack(archive, fresh)
        for name in sent.TEXTS:
            (self.folder / name).unlink(missing_ok=True)
            if (fresh / name).exists():
                shutil.move(fresh / name, self.folder / name)
        why = self._why()
        if not (fresh / "run" / "run.csv").exists():
            return False, f"{self.state()[0]} {why}; nothing was measured"
        pathlib.Path(archive).replace(self.begun)
        run = schema.load(fresh / "run")
        if run.fact("ended") != "complete":
            return False, f"begun {why}; {_done(run)} repetitions are kept, and the next call goes on with them"
        path = self._place(run)
        pack.pack(run, path)
        self.begun.unlink()
        return True, " ".join(self.state())

    def _whole_in_words(self):
        return ": ".join(filter(None, (str(self.whole()), self._why())))

    def _place(self, run):
        started = re.sub(r"[^0-9TZ]", "", run.fact("started")) or "undated"
        path = self.fleet / ("native" if run.native else "emulated") / self.name / f"{started}{packed.SUFFIX}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _why(self):
        """How it ended, in words; empty where it came to its end."""
        code = self._text("ended").strip()
        if code == "0":
            return ""
        if code in ALL_MEASURED:
            return ALL_MEASURED[code]
        last = (self._text("bench.log").strip().splitlines() or ["bench said nothing"])[-1][:300]
        if not code:
            return "the run vanished: all that ran it was killed, or the host was restarted"
        if code.isdigit() and int(code) in (124, 137, 143):
            return f"the run was killed (exit {code})"
        return f"exit {code}: {''.join(c if c.isprintable() else '?' for c in last)}"

    def _text(self, name):
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _done(run):
    """How many rows of what was done there are."""
    return sum(len(run[file]) for file in ("records.csv", "emulated.csv", "litmus.csv", "emulated_litmus.csv"))


def main(parser, arguments):
    parser.add_argument("archive", metavar="FILE", nargs="?", help="what came from it [none: say what is here]")
    parser.add_argument("--into", metavar="DIR", required=True, help="folder of the fleet: results/fleet/NAME")
    parser.add_argument("--host", required=True, help="its name in the inventory")
    parser.add_argument("--asked", metavar="OPTION", nargs=argparse.REMAINDER,
                        help="all that follows is what bench is asked for there: refused where it was something else")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", options.host):
        fail(2, f"--host '{options.host[:40]}': letters, digits, '.', '_' and '-' make a folder's name")
    host = Host(options.into, options.host)
    if options.asked is not None:
        host.ask(options.asked)
    if options.archive is None:
        print(*host.state())
        return
    try:
        whole, line = host.take(options.archive)
    except sent.Refused as error:
        fail(2, f"{options.archive}: {error}")
    print(line)
    if not whole:
        raise SystemExit(1)
