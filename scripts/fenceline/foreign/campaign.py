"""Litmus tests of every ISA under QEMU's user emulator, round after round: what of it shows that the ISA's model forbids?

A round is, of an ISA on a CPU model, so many tests of each shape, drawn anew: shapes of up to four threads, of mixed sizes and of
pairs of accesses, with every edge that they may have. Without --tests every second round is of tests whose outcome the model
forbids: of others few can show a fault. ISAs take turns until the time is over. What is done stays in DIR, a run
for each round: the same command goes on there, with the round that was being run when the last one ended. DIR/findings.md and
findings.csv tell what was seen, by all rounds together, each with the command that shows it again. Exit code 4: something was
seen that a model forbids.
"""

import collections
import itertools
import json
import pathlib
import subprocess
import sys
import time

from fenceline.foreign import cross, deps, findings, target
from fenceline.project import ROOT, fail
from fenceline.results import schema

GRACE_S = 120  # that a round may take beyond what it was given, under an emulator on a busy machine
FINDING = 4  # exit code of bench: a litmus outcome that the model forbids
Job = collections.namedtuple("Job", "isa cpu number folder")


def with_runners():
    """ISAs whose litmus tests can be executed."""
    return [isa for isa in target.isas() if (ROOT / "arch" / isa / "litmus.h").exists()]


def jobs(folder, isas):
    """Jobs without an end, round by round, those that are not whole."""
    for number in itertools.count(1):
        for isa in isas:
            for cpu in target.load(isa)["user"]["cpus"]:
                job = Job(isa, cpu, number, folder / isa / f"{cpu}-{number:04}")
                if not whole(job):
                    yield job


def whole(job):
    """Whether its run came to its end."""
    return (job.folder / "run.csv").exists() and schema.load(job.folder, only=()).fact("ended") == "complete"


def command(job, bench, asked):
    """What runs it, or goes on with what is there of it."""
    start = [*target.emulator(job.isa, job.cpu), str(bench)]
    if (job.folder / "emulated_litmus.csv").exists():
        return [*start, f"--resume={job.folder}"]
    some = ["--litmus-verdict=forbidden"] if asked["tests"] == "all" and job.number % 2 == 0 else []
    return [*start, f"--litmus={asked['tests']}", f"--litmus-sample={asked['sample']}", *some, f"--litmus-time={asked['per_test']}s",
            f"--seed={job.number}", "--expect-execution=qemu_user", f"--out={job.folder}"]


def started(job, words):
    """Its process, which writes what it says to a file beside its folder."""
    log = job.folder.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out)


def run(job, words, seconds):
    """Runs one round for so long at most. Returns what is wrong with it, or nothing: it is whole, or its time was over."""
    with started(job, words) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return ""
    if code in (0, FINDING):
        return ""
    log = job.folder.with_suffix(".log")
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
    return f"exit {code}: {last[0]} (all of it in {log})"


def version(isa):
    """QEMU's; its emulators of all ISAs are of one package."""
    told = subprocess.run([target.load(isa)["user"]["emulator"], "--version"], capture_output=True, text=True, check=True).stdout
    return "QEMU" + told.splitlines()[0].partition(" version")[2]


def remember(folder, asked):
    """A campaign that was asked for otherwise before is another one."""
    path = folder / "asked.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != asked:
        fail(2, f"{folder} is of a campaign that was asked for otherwise ({path}): choose another --out")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asked) + "\n", encoding="utf-8")


def campaign(folder, benches, asked, seconds, clock=time.monotonic, runner=run):
    """Rounds of these benches {ISA: path} until so many seconds are over. An ISA that fails is left out from there on.
    Returns {job: what is wrong}."""
    ends, wrong = clock() + seconds, {}
    for job in jobs(folder, list(benches)):
        if clock() >= ends or len({one.isa for one in wrong}) == len(benches):
            break
        if any(one[:2] == job[:2] for one in wrong):
            continue
        why = runner(job, command(job, benches[job.isa], asked), ends - clock() + GRACE_S)
        if why:
            wrong[job] = why
            print(f"{job.isa} {job.cpu}, round {job.number}: {why}", file=sys.stderr, flush=True)
        else:
            print(f"{job.isa} {job.cpu}, round {job.number}: {findings.told(job.folder)}", flush=True)
    return wrong


def main(parser, arguments):
    parser.add_argument("--isa", default=",".join(with_runners()), metavar="LIST", help="default: %(default)s")
    parser.add_argument("--time", type=float, default=15, metavar="MINUTES", help="for all of it [%(default)s]")
    parser.add_argument("--tests", default="all", metavar="LIST", help="names with wildcards [%(default)s]")
    parser.add_argument("--sample", type=int, default=8, metavar="N", help="tests of each shape in a round [%(default)s]")
    parser.add_argument("--per-test", type=float, default=0.1, metavar="SECONDS", help="[%(default)s]")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "results" / "emulated" / "campaign", metavar="DIR", help="[%(default)s]")
    options = parser.parse_args(arguments)
    isas = options.isa.split(",")
    for isa in isas:
        target.load(isa)  # an unknown one is refused before anything is built
        if isa not in with_runners():
            fail(2, f"{isa} has no runner of litmus tests: there are {' '.join(with_runners())}")
    deps.ensure(isas, ["cross", "user"])
    asked = {"tests": options.tests, "sample": options.sample, "per_test": options.per_test, "emulator": version(isas[0])}
    remember(options.out, asked)
    benches = deps.side_by_side(lambda isa: cross.build_bench(isa, static=target.is_static(isa), suites=False), isas)
    wrong = campaign(options.out.resolve(), benches, asked, options.time * 60)
    found = findings.write(options.out, asked["emulator"])
    for line in findings.summary(found):
        print(line)
    if wrong:
        raise SystemExit(1)
    if any(one.forbidden for one in found):
        raise SystemExit(FINDING)
