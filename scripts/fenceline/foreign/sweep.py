"""Runs suites on every ISA under QEMU's user emulator, counts exactly, and compares the ISAs.

Builds what is missing, runs each ISA on each CPU model of arch/<isa>/target.json, and writes
DIR/<isa>/<cpu>-<time>/ for each and DIR/sweep-<time>/report.html over all. There are no times: what is
compared is the number of instructions, memory accesses, atomics and fences of one operation. Options that are not
named here are bench's own.
"""

import concurrent.futures
import csv
import os
import pathlib
import subprocess
import sys
import time

from fenceline.foreign import counts, cross, cross_isa, deps, suites, target
from fenceline.project import CACHE, ROOT, fail
from fenceline.results import schema

TIMEOUT_S = 600


def write_counts(folder, isa, raw):
    """Joins the plugin's file `raw` with the run's trials into emulated_counts.csv."""
    trials = [row.trial for row in schema.load(folder)["emulated.csv"]]
    rows = counts.per_operation(counts.windows(raw, isa, target.load(isa)), trials)
    with open(folder / "emulated_counts.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, counts.COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def run(isa, cpu, bench, plugin, suites, bench_options, folder):
    """One ISA on one CPU model. Returns what is wrong, or nothing."""
    folder.mkdir(parents=True)
    folder = folder.resolve()
    # The plugin's options end at a comma, which a CPU model's name may have: so it writes where it stands, beside the
    # run's own folder.
    raw = folder.with_name(folder.name + ".windows") / "windows.txt"
    raw.parent.mkdir()
    command = [*target.emulator(isa, cpu), *counts.plugin_options(plugin, raw.name), bench, f"--suite={suites}",
               "--expect-execution=qemu_user", f"--out={folder}", *bench_options]
    began = time.monotonic()
    try:
        done = subprocess.run(command, text=True, errors="replace", timeout=TIMEOUT_S, cwd=raw.parent,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return f"not done after {TIMEOUT_S} s; give fewer suites with --suite="
    (folder / "output.txt").write_text(done.stdout)
    if done.returncode:
        last = done.stdout.strip().splitlines()[-1:] or ["it said nothing"]
        return f"exit {done.returncode}: {last[0]} (all of it in {folder}/output.txt)"
    write_counts(folder, isa, raw)
    raw.unlink()
    raw.parent.rmdir()
    print(f"{isa} {cpu}: {len(schema.load(folder)['emulated.csv'])} trials in {time.monotonic() - began:.0f} s", flush=True)
    return None


def main(parser, arguments):
    parser.add_argument("--isa", default=",".join(target.isas()), metavar="LIST", help="default: %(default)s")
    parser.add_argument("--suite", default="atomics", metavar="LIST", help="default: %(default)s")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "results" / "emulated")
    options, bench_options = parser.parse_known_args(arguments)
    isas = options.isa.split(",")
    for isa in isas:
        target.load(isa)  # an unknown one is refused before anything is built
    suites.check(options.suite)
    deps.ensure(isas, ["cross", "user"])
    plugin = counts.build_plugin(CACHE / "qemu")
    began = time.monotonic()
    litmus = "litmus" in options.suite.split(",") or any(o.startswith("--litmus") for o in bench_options)
    benches = deps.side_by_side(lambda isa: cross.build_bench(isa, static=target.is_static(isa), litmus=litmus), isas)
    print(f"built in {time.monotonic() - began:.0f} s", flush=True)

    stamp = time.strftime("%Y%m%dT%H%M%S")
    runs = {(isa, cpu): options.out.resolve() / isa / f"{cpu}-{stamp}" for isa in isas for cpu in target.load(isa)["user"]["cpus"]}
    failed = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        started = {key: pool.submit(run, *key, benches[key[0]], plugin, options.suite, bench_options, folder)
                   for key, folder in runs.items()}
        for key, wrong in started.items():
            if wrong.result():
                failed.append(key)
                print(f"{' '.join(key)}: {wrong.result()}", file=sys.stderr, flush=True)
    done = {key: schema.load(folder) for key, folder in runs.items() if key not in failed}
    if not done:
        fail(1, "no ISA ran: there is nothing to compare")
    for path in cross_isa.write(done, options.out / f"sweep-{stamp}"):
        print(path)
    raise SystemExit(1 if failed else 0)
