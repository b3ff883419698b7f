"""./bench beside an independent probe: what is written and timed a second time, in the same minutes.

The probes have nothing of the bench in them. That of instructions (arch/<isa>/instruction_probe.cc) is other asm, the difference
of two unroll factors, the median of short samples; that of lines (arch/<isa>/line_probe.cc) two threads that hand lines to each
other, leave them in a state, walk through memory and store to it. Both run in turns with the bench; a figure is the median of the
turns. Exit code 1: one is too far from the other's (2 % of instructions, 10 % of lines), or below what the core can do.

  beside.py              instructions, by the bench of this tree, three turns
  beside.py lines        lines and memory
  beside.py --turns=5 --bench=build-clang/bench
"""

import collections
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from fenceline.foreign import beside_lines, target
from fenceline.project import CACHE, ROOT, fail
from fenceline.report import limits
from fenceline.results import schema
from fenceline.stats import knee

ADDITION = "clock/addition"  # of many that know nothing of each other: how wide the bench found the core beside its windows
LEAST = 0.3  # cycles: what is left of a latency when 64 additions are taken off is not known more finely

Row = collections.namedtuple("Row", "name bench probe limit verdict")
# probe: arch/<isa>/PROBE.cc; within: of the probe's figure; arguments(names): the bench's; figures(run): {name: figure}
Kind = collections.namedtuple("Kind", "probe unit within arguments figures")


def build(kind, compiler):
    """The path of this machine's probe."""
    source = ROOT / "arch" / target.host_isa() / f"{kind.probe}.cc"
    if not source.is_file():
        fail(2, f"there is no such probe for {target.host_isa()}: {source.relative_to(ROOT)} would be one")
    if not shutil.which(compiler):
        fail(3, f"{compiler} is not installed")
    CACHE.mkdir(exist_ok=True)
    out = CACHE / source.stem
    subprocess.run([compiler, "-std=c++20", "-O2", "-pthread", "-I", ROOT, source, "-o", out], check=True)
    return out


def probed(probe):
    """{name: figure}"""
    done = subprocess.run([probe], check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(figure) for name, figure in (line.rsplit(None, 1) for line in done.stdout.splitlines())}


def of_instructions(names):
    names = [name for name in names if name != ADDITION]
    kernels = "|".join(sorted({name.partition("/")[2] for name in names}))
    suites = ",".join(sorted({name.partition("/")[0] for name in names}))
    return [f"--suite={suites}", f"--filter=({kernels})(/|$)", "--threads=1"]


def cycles(run, _names):
    """{kernel with its suite: cycles}"""
    found = {f"{row.suite}/{row.kernel}": row.median_cycles for row in run["summary.csv"] if row.threads == 1 and not row.args}
    for rows, points, in_cycles in knee.curves(run):
        found[f"{rows[0].suite}/{rows[0].kernel}"] = knee.of(points, in_cycles).latency if in_cycles else None
    widths = [row.core_width for row in run["records.csv"] if row.core_width and not row.disturbed]
    found[ADDITION] = 1 / statistics.median(widths) if widths else None
    return {name: value for name, value in found.items() if value is not None}


KINDS = {"instructions": Kind("instruction_probe", "cycles", 0.02, of_instructions, cycles),
         "lines": Kind("line_probe", "ns", 0.1, beside_lines.arguments, beside_lines.figures)}


def benched(bench, kind, names, folder):
    """(run, {name: figure}) of what the probe names."""
    done = subprocess.run([bench, *kind.arguments(names), "--budget=0", f"--out={folder}"], stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        fail(done.returncode, "the bench did not measure: see above")
    run = schema.load(folder)
    return run, kind.figures(run, names)


def judge(name, bench, probe, limit, within=KINDS["instructions"].within):
    if name.endswith(beside_lines.OWN):
        return Row(name, None, probe, None, "")
    if bench is None or probe is None:
        return Row(name, bench, probe, limit, "not measured by both")
    near = within * probe if not name.startswith(knee.SUITE + "/") else max(LEAST, within * probe)
    if limit and bench < limit * (1 - limits.WITHIN):
        return Row(name, bench, probe, limit, "below what the core can do")
    apart = abs(bench - probe)
    return Row(name, bench, probe, limit, "" if apart <= near else f"{bench / probe - 1:+.1%}")


def table(rows, unit="cycles"):
    widest = max(len(row.name) for row in rows)
    yield f"{unit:<{widest}}  {'bench':>8}  {'probe':>8}  {'least':>6}"
    for row in rows:
        bench, probe = (f"{value:8.3f}" if value is not None else f"{'-':>8}" for value in (row.bench, row.probe))
        yield f"{row.name:<{widest}}  {bench}  {probe}  {f'{row.limit:6.3f}' if row.limit else '':>6}  {row.verdict}".rstrip()


def by_turn(turns):
    """Where the host moves virtual CPUs about, or others use its memory, turns are unlike."""
    for name in turns[0][1]:
        yield f"{name}: " + ", ".join(" ".join(f"{of[name]:.2f}" if name in of else "-" for of in turn) for turn in turns)


def main(parser, arguments):
    parser.add_argument("what", nargs="?", choices=KINDS, default="instructions", help="[instructions]")
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "bench", metavar="FILE", help="[bench]")
    parser.add_argument("--turns", type=int, default=3, metavar="N", help="of both [3]")
    parser.add_argument("--each", action="store_true", help="tell what each turn found, too")
    parser.add_argument("--compiler", default="c++", help="for the probe [c++]")
    options = parser.parse_args(arguments)
    if not options.bench.is_file():
        fail(3, f"{options.bench} is not there: make bench")
    if options.turns < 1:
        fail(2, "--turns: at least one")
    kind = KINDS[options.what]
    probe = build(kind, options.compiler)
    turns, run = [], None
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.turns):
            ours = probed(probe)
            run, theirs = benched(options.bench.resolve(), kind, ours, f"{folder}/{turn}")
            turns.append((theirs, ours))
    known = limits.of(run)
    least = {f"{row.suite}/{row.kernel}": limits.least(known, row) for row in run["summary.csv"]} if known else {}
    middle = lambda which, name: (  # noqa: E731
        statistics.median(turn[which][name] for turn in turns) if all(name in turn[which] for turn in turns) else None)
    rows = [judge(name, middle(0, name), middle(1, name), least.get(name), kind.within) for name in turns[0][1]]
    print("\n".join(table(rows, kind.unit)))
    if options.each:
        print("\n".join(by_turn(turns)))
    raise SystemExit(any(row.verdict for row in rows))
