"""./bench beside an independent probe: instructions that are written and timed a second time, in the same minutes.

arch/<isa>/instruction_probe.cc has nothing of the bench in it: other asm, the difference of two unroll factors, the median of
short samples. Both run in turns; a figure is the median of the turns. Exit code 1: one is more than 2 % from the other's, or
below what the core can do.

  beside.py              the bench of this tree, three turns
  beside.py --turns=5 --bench=build-clang/bench
"""

import collections
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from fenceline.foreign import target
from fenceline.project import CACHE, ROOT, fail
from fenceline.report import limits
from fenceline.results import schema
from fenceline.stats import knee

WITHIN = 0.02  # of the probe's figure
LEAST = 0.3  # cycles: what is left of a latency when 64 additions are taken off is not known more finely

Row = collections.namedtuple("Row", "name bench probe limit verdict")


def build(compiler):
    """The path of this machine's probe."""
    source = ROOT / "arch" / target.host_isa() / "instruction_probe.cc"
    if not source.is_file():
        fail(2, f"there is no independent probe for {target.host_isa()}: {source.relative_to(ROOT)} would be one")
    if not shutil.which(compiler):
        fail(3, f"{compiler} is not installed")
    CACHE.mkdir(exist_ok=True)
    out = CACHE / source.stem
    subprocess.run([compiler, "-std=c++20", "-O2", "-I", ROOT, source, "-o", out], check=True)
    return out


def probed(probe):
    """{kernel with its suite: cycles}"""
    done = subprocess.run([probe], check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(cycles) for name, cycles in map(str.split, done.stdout.splitlines())}


def benched(bench, names, folder):
    """(run, {kernel with its suite: cycles}) of those kernels."""
    kernels = "|".join(sorted({name.partition("/")[2] for name in names}))
    suites = ",".join(sorted({name.partition("/")[0] for name in names}))
    done = subprocess.run([bench, f"--suite={suites}", f"--filter=({kernels})(/|$)", "--threads=1", "--budget=0", f"--out={folder}"],
                          stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        fail(done.returncode, "the bench did not measure: see above")
    run = schema.load(folder)
    found = {f"{row.suite}/{row.kernel}": row.median_cycles for row in run["summary.csv"] if row.threads == 1 and not row.args}
    for rows, points, cycles in knee.curves(run):
        found[f"{rows[0].suite}/{rows[0].kernel}"] = knee.of(points, cycles).latency if cycles else None
    return run, {name: cycles for name, cycles in found.items() if cycles is not None}


def judge(name, bench, probe, limit):
    if bench is None or probe is None:
        return Row(name, bench, probe, limit, "not measured by both")
    near = WITHIN * probe if not name.startswith(knee.SUITE + "/") else max(LEAST, WITHIN * probe)
    if limit and bench < limit * (1 - limits.WITHIN):
        return Row(name, bench, probe, limit, "below what the core can do")
    apart = abs(bench - probe)
    return Row(name, bench, probe, limit, "" if apart <= near else f"{bench / probe - 1:+.1%}")


def table(rows):
    widest = max(len(row.name) for row in rows)
    yield f"{'cycles':<{widest}}  {'bench':>8}  {'probe':>8}  {'least':>6}"
    for row in rows:
        bench, probe = (f"{value:8.3f}" if value is not None else f"{'-':>8}" for value in (row.bench, row.probe))
        yield f"{row.name:<{widest}}  {bench}  {probe}  {f'{row.limit:6.3f}' if row.limit else '':>6}  {row.verdict}".rstrip()


def main(parser, arguments):
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "bench", metavar="FILE", help="[bench]")
    parser.add_argument("--turns", type=int, default=3, metavar="N", help="of both [3]")
    parser.add_argument("--compiler", default="c++", help="for the probe [c++]")
    options = parser.parse_args(arguments)
    if not options.bench.is_file():
        fail(3, f"{options.bench} is not there: make bench")
    if options.turns < 1:
        fail(2, "--turns: at least one")
    probe = build(options.compiler)
    turns, run = [], None
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.turns):
            ours = probed(probe)
            run, theirs = benched(options.bench.resolve(), ours, f"{folder}/{turn}")
            turns.append((theirs, ours))
    known = limits.of(run)
    least = {f"{row.suite}/{row.kernel}": limits.least(known, row) for row in run["summary.csv"]} if known else {}
    middle = lambda which, name: (  # noqa: E731
        statistics.median(turn[which][name] for turn in turns) if all(name in turn[which] for turn in turns) else None)
    rows = [judge(name, middle(0, name), middle(1, name), least.get(name)) for name in turns[0][1]]
    print("\n".join(table(rows)))
    raise SystemExit(any(row.verdict for row in rows))
