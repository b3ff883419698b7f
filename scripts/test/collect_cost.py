#!/usr/bin/python3
"""What it costs to collect many runs: PYTHONPATH=scripts scripts/test/collect_cost.py 1000

Makes so many runs of hosts of twelve types, 210 trials of 9 repetitions each, collects and ranks them, and tells the seconds,
the most memory that all processes held together (PSS), and the file's size.
"""

import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

import made_up

SCRIPTS = pathlib.Path(__file__).resolve().parents[1]
TYPES, REPETITIONS = 12, 9


def make(folder, count):
    """native/HOST/TIME of each."""
    rng = random.Random(1)
    for number in range(count):
        rows = made_up.uncontended() + made_up.contended() + made_up.drain()
        factor = (1 + number % TYPES / 10) * rng.gauss(1, 0.02)
        for row in rows:
            row.update({name: round(row[name] * factor, 6) for name in ("median_ns", "low_ns", "high_ns", "min_ns", "max_ns")})
        records = [{**made_up.keys_of(row), "repetition": n, "ns_per_op": round(row["median_ns"] * rng.gauss(1, 0.01), 6)}
                   for row in rows for n in range(REPETITIONS)]
        run = made_up.run(folder / "new", rows=rows, records=records, instance_type=f"type{number % TYPES}.large", usable_pus="0,1")
        host = folder / "native" / f"host{number}"
        host.mkdir(parents=True)
        run.rename(host / "20260102T030405Z")


def held(pid):
    """Bytes of a process and its children: shared pages in shares."""
    total, waiting = 0, [pid]
    while waiting:
        process = pathlib.Path("/proc") / str(waiting.pop())
        try:
            total += int(re.search(r"^Pss:\s+(\d+)", (process / "smaps_rollup").read_text(), re.M)[1]) << 10
            waiting += [int(child) for task in (process / "task").iterdir() for child in (task / "children").read_text().split()]
        except (OSError, TypeError):
            continue  # it has ended
    return total


def cost(*command):
    """(seconds, bytes) of a command that must succeed."""
    began, most = time.monotonic(), 0
    with subprocess.Popen([sys.executable, *map(str, command)], stdout=subprocess.DEVNULL) as running:
        ended = threading.Event()
        while running.poll() is None:
            most = max(most, held(running.pid))
            ended.wait(0.1)
    assert running.returncode == 0, command
    return time.monotonic() - began, most


def main(count):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make(folder, count)
        file = folder / "all.sqlite"
        for what, command in ((f"collect {count} runs", (SCRIPTS / "collect.py", folder / "native", "-o", file)),
                              ("collect them again", (SCRIPTS / "collect.py", folder / "native", "-o", file)),
                              ("rank them", (SCRIPTS / "fleet.py", file, "--html", folder / "fleet.html"))):
            seconds, most = cost(*command)
            print(f"{what}: {seconds:.1f} s, {most / 1e6:.0f} MB of memory; the file has {file.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
