#!/usr/bin/python3
"""Every kernel of every ISA, executed by QEMU's user emulator on each CPU model of arch/<isa>/target.json.

    PYTHONPATH=scripts tests/foreign.py [ISA...]

Each must run, do its work, and be counted; on one thread the counts must be exact and the same in two runs;
and no time may come of it. Builds what is missing (minutes for each ISA).
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import time

from fenceline.foreign import counts, cross, deps, sweep, target
from fenceline.results import schema


def counts_of(run):
    """{trial: {(thread, what): (per operation, whether exact)}}"""
    found = {row.trial: {} for row in run["emulated.csv"]}
    for row in run["emulated_counts.csv"]:
        found[row.trial][row.thread, row.what] = row.per_op, row.exact
    return found


# Whose operations are not all of one length: a block ends, a lap.
STRUCTURES = {"queues", "stacks", "locks", "counters", "limiters", "pools", "patterns", "waiting", "maps", "caches",
              "reclamation", "publication", "two_words", "initialisation", "primitives", "asymmetric", "per_cpu", "code"}
# What takes memory while it runs: an allocator's way goes by addresses, which are others in each run.
ALLOCATES = re.compile(r"(reclamation|maps|caches|pools|patterns|publication|initialisation)/|"
                       r"(stacks|queues)/.*(_hazard_pointers|_epochs|_type_stable|/mutex_deque)|"
                       r"primitives/.*/(allocate_free|spawn_join)/")


def inexact(first, second):
    """What is wrong with the counts of two runs on one thread. Trials that wait for the clock to go on, for the time at which
    an operation is due, or for threads of their own, take as many steps as the emulator makes meanwhile; what ALLOCATES
    as many as the allocator."""
    whole = {row.trial for row in first["emulated.csv"] if row.suite not in STRUCTURES}
    first, second = map(counts_of, (first, second))
    waits = re.compile(r"timers/step/|patterns/thread_per_task/|.*interval=|waiting/.*/(same_pu|create_join)/")
    for trial in (t for t in first if not waits.match(t)):
        if trial in whole and not all(exact for _, exact in first[trial].values()):
            yield f"{trial}: counts on one thread are not exact"
        if not ALLOCATES.match(trial) and first[trial] != second.get(trial):
            yield f"{trial}: counts differ between two runs"


def problems(isa, cpu, bench, plugin, folder):
    """What is wrong with an ISA on a CPU model, a line each."""
    def run(name):
        threads = "([2-9]|[1-9][0-9]+)" if name == "several" else "1"
        return sweep.run(isa, cpu, bench, plugin, "all", [f"--filter=threads:{threads}$"], folder / name)

    # Threads that spin until another has done something need a CPU each: those trials have the machine for themselves.
    wrong = [*deps.side_by_side(run, ["first", "second"]).values(), run("several")]
    if any(wrong):
        return list(filter(None, wrong))
    # Loading refuses times in an emulated run.
    first, second, several = (schema.load(folder / name) for name in ("first", "second", "several"))
    found = [f"{row.trial}: {row.wrong}" for done in (first, several) for row in done["emulated.csv"] if row.wrong]
    if first.execution != "qemu_user":
        found.append(f"run.csv says execution '{first.execution}'")
    found += [f"{trial}: not counted" for done in (first, several) for trial, what in counts_of(done).items() if not what]
    found += inexact(first, second)
    # Whoever takes the emulator for a machine is told so, and nothing is written.
    command = [*target.emulator(isa, cpu), bench, "--suite=all", "--expect-execution=native",
               f"--out={folder}/native"]
    refused = subprocess.run(command, text=True, capture_output=True, check=False)
    if refused.returncode == 0 or (folder / "native").exists() and list((folder / "native").glob("*.csv")):
        found.append("--expect-execution=native was not refused")
    return found


def litmus_problems(isa, cpu, bench, folder):
    """The same of its litmus tests: outcomes are an emulator's, without a time, and a finding has its exit code."""
    if not (target.ROOT / "arch" / isa / "litmus.h").exists():
        return []
    found = []
    # Under SC every machine with store buffers shows a finding; under the ISA's own model none does.
    for model, codes in ((None, [0]), ("sc", [0, 4])):
        out = folder / f"litmus-{model}"
        done = subprocess.run([*target.emulator(isa, cpu), bench, "--litmus=SB,MP,LB,IRIW",
                               "--litmus-time=0.2", f"--out={out}", *([f"--model={model}"] if model else [])],
                              text=True, capture_output=True, check=False)
        if done.returncode not in codes:
            found.append(f"litmus, model {model}: exit {done.returncode}: {done.stderr.strip()}")
            continue
        rows = schema.load(out)["emulated_litmus.csv"]
        findings = [row.test for row in rows if row.finding]
        if bool(findings) != (done.returncode == 4):
            found.append(f"litmus, model {model}: exit {done.returncode} with findings of {findings}")
        found += [f"litmus {row.test}: label '{row.label}', {row.outcomes} outcomes, trouble '{row.trouble}'"
                  for row in rows if row.label != "emulator" or not row.outcomes or row.trouble]
    return found


def main():
    isas = sys.argv[1:] or target.isas()
    deps.ensure(isas, ["cross", "user"])
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        plugin = counts.build_plugin(pathlib.Path(scratch))
        benches = deps.side_by_side(lambda isa: cross.build_bench(isa, static=target.is_static(isa)), isas)
        for isa, bench in benches.items():
            for cpu in target.load(isa)["user"]["cpus"]:
                start = time.monotonic()
                folder = pathlib.Path(scratch) / isa / cpu
                found = problems(isa, cpu, bench, plugin, folder) + litmus_problems(isa, cpu, bench, folder)
                failed = failed or bool(found)
                print(f"{isa} {cpu}: {len(found) or 'nothing'} wrong, {time.monotonic() - start:.0f} s", flush=True)
                for line in found:
                    print(f"  {line}", file=sys.stderr)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
