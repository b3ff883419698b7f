"""The built bench from the outside. BENCH names another binary."""

import os
import pathlib
import subprocess

from written import rows

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = os.environ.get("BENCH", str(ROOT / "build" / "bench"))

QUICK = ["--suite=atomics", "--filter=lock_xadd|ldadd|fetch_add", "--repetitions=6", "--budget=0", "--window=0.2"]


def bench(*arguments, **more):
    more.setdefault("timeout", 300)
    return subprocess.run([BENCH, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, **more)


def one_line(done):
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def ended(folder):
    """The row of run.csv that says how a run ended."""
    return [r for r in rows(folder / "run.csv") if r["key"] == "ended"][-1]
