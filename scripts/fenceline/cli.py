"""The command `fenceline`: finds the module of a subcommand, and tells what keeps it from running in one line.

The scripts beside this package are its subcommands under names of their own.
"""

import argparse
import collections
import contextlib
import importlib
import os
import shutil
import subprocess
import sys
import textwrap

from fenceline.project import TREE, call_program, fail
from fenceline.results.schema import SchemaError
from fenceline.results.select import Nothing

Command = collections.namedtuple("Command", "module summary")
COMMANDS = {
    "report": Command("fenceline.ranking.report", "draw a run again and write its report; of many the page that ranks them"),
    "pack": Command("fenceline.sharing.pack", "pack a run into one small file to send"),
    "unpack": Command("fenceline.sharing.unpack", "unpack such a file into a folder"),
    "collect": Command("fenceline.sharing.collect", "collect many runs into one file"),
    "fleet": Command("fenceline.ranking.fleet", "rank instance types by suite and price, hosts being the unit"),
    "receive": Command("fenceline.sharing.receive", "take in what a host of a fleet sent"),
    "gallery": Command("fenceline.report.gallery", "a page of the machines that the project has met and yours"),
    "plot": Command("fenceline.plots.plot", "draw one plot of a run"),
    "keys": Command("fenceline.keys.show_figures", "key figures of a run, and its suites against a reference machine"),
    "claims": Command("fenceline.keys.show_claims", "what people repeat, judged by a run"),
    "compare": Command("fenceline.compare.compare", "what differs between runs, by how much and how surely"),
    "between_runs": Command("fenceline.compare.between_runs", "learn how far runs of one machine are apart"),
    "spread": Command("fenceline.stats.spread", "how far several runs of one machine lie apart"),
    "sanitizer_cost": Command("fenceline.stats.sanitizer_cost", "what ThreadSanitizer costs, in time and memory"),
    "beside": Command("fenceline.foreign.beside", "the bench beside an independent probe, of instructions or of lines"),
    "cross": Command("fenceline.foreign.cross", "build the bench for other ISAs"),
    "sweep": Command("fenceline.foreign.sweep", "run suites on every ISA under QEMU and compare exact counts"),
    "campaign": Command("fenceline.foreign.campaign", "litmus tests of every ISA under QEMU, and what they show that is forbidden"),
    "lab": Command("fenceline.foreign.lab", "boot whole machines in QEMU and run the bench inside"),
    "plugin": Command("fenceline.plugin", "build a structure of your own for ./bench --plugin"),
    "compare_check": Command("fenceline.foreign.compare_check", "what compare makes of equal runs and of a planted slowdown"),
    "intervals_check": Command("fenceline.foreign.intervals_check", "how well intervals hold from run to run"),
    "deps": Command("fenceline.foreign.deps", "make what cross builds and runs under emulation need"),
}
LIBRARIES = {"matplotlib": "matplotlib", "numpy": "numpy", "scipy": "scipy", "jinja2": "jinja2", "PIL": "pillow"}  # import: package
DEBIAN = "/usr/bin/python3"  # what scripts/setup.sh installs them for
READER_GONE = 141  # exit code: as a shell tells that SIGPIPE ended a program
INTERRUPTED = 130
WIDEST = 80  # columns of a help text


class Parser(argparse.ArgumentParser):
    """Describes a command by its module's text, and tells a wrong request in one line."""

    def __init__(self, prog, description, **more):
        super().__init__(prog, description=_filled(description), formatter_class=argparse.RawDescriptionHelpFormatter, **more)

    def error(self, message):
        call_program(self.prog)
        fail(2, f"{message}; --help tells more")


def _filled(text):
    """Paragraphs as wide as the terminal; lines that are indented stay as they are."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    return "\n\n".join(part if part.startswith(" ") or "\n " in part else textwrap.fill(part, width)
                       for part in text.strip().split("\n\n"))


@contextlib.contextmanager
def _ended():
    """Tells in one line what ended a command that is no fault of its own."""
    try:
        try:
            if sys.stdout:  # it may be closed
                sys.stdout.reconfigure(errors="replace")  # a terminal without a sign shows another
            yield
        finally:
            if sys.stdout:
                sys.stdout.flush()  # what cannot be written is told here rather than at exit
    except (SchemaError, Nothing) as error:
        fail(2, str(error))
    except BrokenPipeError:
        # Who reads has seen enough (| head). What is still to be written at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(READER_GONE) from None
    except OSError as error:
        fail(3, f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
    except KeyboardInterrupt:
        fail(INTERRUPTED, "interrupted")


def main(arguments=None):
    """`fenceline COMMAND …`"""
    arguments = sys.argv[1:] if arguments is None else arguments
    told = "\n".join(f"  {name:16}{command.summary}" for name, command in COMMANDS.items())
    parser = Parser("fenceline", f"commands:\n{told}", usage="fenceline COMMAND …",
                    epilog="fenceline COMMAND --help tells more")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help=argparse.SUPPRESS)
    with _ended():
        # The rest is the command's own, its --help included.
        run(parser.parse_args(arguments[:1]).command, arguments[1:], f"fenceline {arguments[0]}")


def run(name, arguments=None, prog=None):
    """One command. `prog`: what it calls itself; what was typed unless told."""
    prog = prog or os.path.basename(sys.argv[0])
    call_program(prog)
    command = COMMANDS[name]
    if command.module.startswith("fenceline.foreign") and TREE is None:
        fail(3, "builds from Fenceline's source tree: run it inside one")
    try:
        module = importlib.import_module(command.module)
        with _ended():
            module.main(Parser(prog, module.__doc__), sys.argv[1:] if arguments is None else arguments)
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        fail(3, f"{sys.executable} has no {error.name}: {_remedy()}")


def _remedy():
    """How to get at the libraries: another interpreter that has them, or what installs them."""
    asked = [DEBIAN, "-c", f"import {', '.join(LIBRARIES)}"]
    if os.path.exists(DEBIAN) and subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return f"run it with {DEBIAN}"
    return f"install {', '.join(LIBRARIES.values())} for it, or run scripts/setup.sh and use {DEBIAN}"
