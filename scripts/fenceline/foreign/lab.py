"""Boots QEMU machines, runs the bench inside, and brings its results back.

Each machine is a Debian kernel (fetched once into .cache/) with a memory file system that holds a static
bench and qemu/init.c. Results come back over the console into results/emulated/<isa>/lab/, with
console.log beside them. Exit code 1: a machine did not come up, a command failed, or a check did.
Options that are not named here are bench's own.
"""

import base64
import concurrent.futures
import gzip
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

from fenceline.foreign import counts, cross, deps, suites, target
from fenceline.foreign.debian import Apt
from fenceline.project import CACHE, ROOT, fail
from fenceline.results import schema

# From power on to init, and to the end. The first is short, for a kernel that hangs says nothing.
BOOT_S, TIMEOUT_S = 240, 900


def cpio(files):
    """A "newc" archive (Linux, Documentation/driver-api/early-userspace/buffer-format.rst) of {path: (mode,
    content)}; folders are made as needed."""
    folders = sorted({str(parent) for path in files for parent in pathlib.PurePosixPath(path).parents} - {"."})
    entries = [(folder, 0o040755, b"") for folder in folders]
    entries += [(path, 0o100000 | mode, content) for path, (mode, content) in files.items()]
    entries.append(("TRAILER!!!", 0, b""))
    archive = bytearray()
    for inode, (path, mode, content) in enumerate(entries, 1):
        name = path.encode() + b"\0"
        fields = (inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0)
        archive += b"070701" + b"".join(b"%08X" % field for field in fields) + name
        archive += b"\0" * (-len(archive) % 4)
        archive += content
        archive += b"\0" * (-len(archive) % 4)
    return bytes(archive)


class Console:
    """Reads what init says: that it is up, exit codes of the commands, files, and that it is done. Everything else is
    log."""

    def __init__(self):
        self.log, self.exits, self.files, self.broken = [], [], {}, []
        self.up = threading.Event()
        self.done = False
        self._file = None

    def feed(self, line):
        line = line.rstrip("\r\n")
        if self._file is not None:
            self._file_line(line)
        elif match := re.fullmatch(r"@file (\S+) (\d+) (\d+)", line):
            self._file = (match[1], int(match[2]), int(match[3]), [])
        elif match := re.fullmatch(r"@exit (\d+) (.*)", line):
            self.exits.append((int(match[1]), match[2]))
        elif line == "@up":
            self.up.set()
        elif line == "@done":
            self.done = True
        else:
            self.log.append(line)

    def _file_line(self, line):
        path, size, fnv, lines = self._file
        if line != "@end":
            lines.append(line)
            return
        self._file = None
        try:
            content = base64.b64decode("".join(lines), validate=True)
        except ValueError:
            content = b""
        if len(content) == size and counts.fnv1a(content) == fnv:
            self.files[path] = content
        else:
            self.broken.append(path)


def initramfs(isa, description, programs, commands):
    """The packed file system: init, the programs ({path inside: file}, stripped), and what init shall run."""
    folder = CACHE / "lab" / isa
    folder.mkdir(parents=True, exist_ok=True)
    tool = description["triplet"]
    init = folder / "init"
    subprocess.run([tool + "-gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-s", "-o", init,
                    pathlib.Path(__file__).with_name("qemu") / "init.c"], check=True)
    files = {"init": (0o755, init.read_bytes()), "commands": (0o644, "".join(c + "\n" for c in commands).encode()),
             "proc/.keep": (0o644, b""), "sys/.keep": (0o644, b""), "dev/.keep": (0o644, b""), "tmp/.keep": (0o644, b""),
             "results/.keep": (0o644, b"")}
    for path, program in programs.items():
        stripped = folder / pathlib.Path(path).name
        subprocess.run([tool + "-strip", "-o", stripped, program], check=True)
        files[path] = (0o755, stripped.read_bytes())
    image = folder / "initramfs.gz"
    image.write_bytes(gzip.compress(cpio(files), 1))
    return image


def watch(command, boot_s, timeout_s):
    """The Console of a machine that `command` starts, when it is done or has ended, or was ended because init did not
    run within `boot_s` seconds, or was not done within `timeout_s` more: the log says so."""
    console = Console()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace") as machine:

        def read():
            for line in machine.stdout:
                console.feed(line)
                if console.done:
                    break  # all is here: that the machine switches itself off is not waited for
            console.up.set()  # or never will be: nobody needs to wait for it

        reader = threading.Thread(target=read)
        reader.start()
        if not console.up.wait(boot_s):
            console.log.append(f"lab: init did not run within {boot_s} s")
        else:
            reader.join(timeout_s)
            if reader.is_alive():
                console.log.append(f"lab: not done after {timeout_s} s")
        machine.kill()
        reader.join()
    return console


def boot(isa, programs, commands, append=""):
    """Boots the machine of an ISA, runs `commands` in it, and returns its Console. `append`: further words for the
    kernel."""
    description = target.load(isa)
    system = description["system"]
    apt = Apt("deb", description["debian"])
    kernel = next(apt.unpacked(apt.dependency(system["kernel"], "linux-image-"), "boot").glob("vmlinu[xz]*"))
    return watch([system["emulator"], *system["arguments"], "-nographic", "-no-reboot", "-nodefaults",
                  "-serial", "stdio", "-kernel", kernel, "-initrd", initramfs(isa, description, programs, commands),
                  "-append", f"{system['append']} panic=-1 quiet {append}"], BOOT_S, TIMEOUT_S)


def check(console, run, system):
    """What is wrong with a machine's run, a line each. `run`: its results, as schema.load() gives them."""
    wrong = [f"exit {status}: {command}" for status, command in console.exits if status != 0]
    wrong += [f"{path} came back damaged" for path in console.broken]
    if not run["emulated.csv"]:
        wrong.append("no trial ran: emulated.csv is missing or empty")
    for row in run["emulated.csv"]:
        if row.wrong:
            wrong.append(f"{row.trial}: {row.wrong}")
        if not row.pinned_as_asked:
            wrong.append(f"{row.trial}: a thread did not run on the PU it was pinned to")
        # A kernel without NUMA does not tell where memory is, and there is but one place.
        if system["nodes"] > 1 and row.memory_node is not None and row.memory_landed != row.memory_node:
            wrong.append(f"{row.trial}: memory asked on node {row.memory_node}, landed on {row.memory_landed}")
    asked = {row.memory_node for row in run["emulated.csv"]}
    wrong += [f"no trial asked for memory on node {node}" for node in range(system["nodes"]) if node not in asked]
    for event in system["counters"]:
        rows = [row for row in run["emulated_counters.csv"] if row.event == event]
        if not any(row.value for row in rows):
            gaps = sorted({row.gap for row in rows})
            wrong.append(f"the PMU counted no {event}: {'; '.join(gaps) or 'it was not asked'}")
    return wrong


def visit(isa, bench, bench_options, out, append=""):
    """Boots one machine, runs `bench` there, writes its results to `out`; the problems found."""
    system = target.load(isa)["system"]
    began = time.monotonic()
    command = ["/bench", f"--counters={','.join(system['counters'] or ['none'])}",
               "--expect-execution=emulated", "--out=/results", *bench_options]
    console = boot(isa, {"bench": bench}, [" ".join(command)], append)
    out.mkdir(parents=True)
    (out / "console.log").write_text("\n".join(console.log) + "\n")
    for path, content in console.files.items():
        place = out / pathlib.PurePosixPath(path).relative_to("/results")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    if not console.done:
        return [f"the machine did not come up, or not to its end; {out}/console.log ends with:", *console.log[-12:]]
    if "/results/run.csv" not in console.files:
        return [f"the bench wrote no results; {out}/console.log ends with:", *console.log[-12:]]
    run = schema.load(out)
    wrong = check(console, run, system)
    print(f"{isa}: {len(run['emulated.csv'])} trials in {out}; booted and run in "
          f"{time.monotonic() - began:.0f} s; {len(wrong) or 'nothing'} wrong", flush=True)
    return wrong


def main(parser, arguments):
    machines = [isa for isa in target.isas() if "system" in target.load(isa)]
    parser.add_argument("--isa", default=",".join(machines), metavar="LIST", help="default: %(default)s")
    parser.add_argument("--suite", default="atomics,fences", metavar="LIST", help="default: %(default)s")
    # More threads than this machine has CPUs spin for their turn, and a boot takes minutes.
    parser.add_argument("--threads", default="1,2", metavar="LIST", help="default: %(default)s")
    parser.add_argument("--filter", default="builtin|fences/fence", metavar="REGEX", help="default: %(default)s")
    parser.add_argument("--append", default="", metavar="WORDS",
                        help="further words for the kernel: maxcpus=5 leaves the other CPUs offline")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "results" / "emulated")
    options, bench_options = parser.parse_known_args(arguments)
    isas = options.isa.split(",")
    for isa in isas:
        if isa not in machines:
            fail(2, f"no machine for '{isa}': there are {' '.join(machines)}")
    suites.check(options.suite)
    deps.ensure(isas, ["cross", "system"])
    benches = {isa: cross.build_bench(isa, static=True) for isa in isas}
    bench_options = [f"--suite={options.suite}", f"--threads={options.threads}",
                     f"--filter={options.filter}", *bench_options]
    stamp = time.strftime("%Y%m%dT%H%M%S")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {isa: pool.submit(visit, isa, benches[isa], bench_options, options.out / isa / f"lab-{stamp}", options.append)
                for isa in isas}
    failed = False
    for isa, done in runs.items():
        for line in done.result():
            failed = True
            print(f"{isa}: {line}", file=sys.stderr)
    raise SystemExit(1 if failed else 0)
