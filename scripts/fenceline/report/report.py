"""A short summary of one run: DIR/report.html (self-contained) and DIR/report.md.

The same sections go into both: what the machine is, what was disturbed, figures by variant, plots,
and what is missing and why.
"""

import base64
import collections
import math
import pathlib
import statistics

import jinja2

from fenceline import plots
from fenceline.plots import litmus
from fenceline.report import prices, reference, structures, tables, trust
from fenceline.report.sections import section
from fenceline.report.tables import MOST_ROWS
from fenceline.results import schema, select, tell
from fenceline.results.select import Nothing
from fenceline.stats import caches

HERE = pathlib.Path(__file__).resolve().parent
# Facts that a reader wants first; the others follow in a folded table.
FIRST = ["cpu_model", "cpu_design", "masked_model", "caches", "instance_vendor", "instance_type", "virt", "execution",
         "kernel", "governor", "smt", "compiler", "compiler_flags", "revision", "arguments", "seed", "started"]


def machine_sections(run):
    first = [key for key in FIRST if key in run.facts]
    rest = [key for key in run.facts if key not in first]

    def told(key):
        return key, run.facts[key] or f"— ({run.gap(key)})"

    yield section("Machine", header=("fact", "value"), rows=map(told, first))
    if rest:
        yield section("More about machine and build", header=("fact", "value"), rows=map(told, rest),
                      folded=True)


def sanity_section(run):
    if not run.native:
        return None
    core, judgements = reference.judge(run)
    if not judgements:
        return section("Is it sane?", f"No figure to hold against: {core.remark or 'none measured'}.")
    text = f"Published figures for {core.name}, in core cycles."
    if not core.trusted:
        text += f" The CPU's model is not to be trusted, nor is this comparison: {core.remark}."
    rows = [(tell.label(j.row), j.row.width or "", j.row.metric, tell.nanoseconds(j.row.median_cycles),
             f"{j.published:g}", j.verdict, j.source) for j in judgements]
    return section("Is it sane?", text, ("variant", "bits", "metric", "measured", "published", "verdict",
                                         "source"), rows)


def cache_lines(run):
    """'CPU 0: L1 32 KiB: agrees: …': where the latency curve's levels end, against what the topology says."""
    return [f"CPU {cpus}: {judgement.text}" for cpus, found in caches.of(run) for judgement in found]


def caches_section(run):
    lines = cache_lines(run)
    if not lines:
        return None
    return section("Are the caches as large as they are said to be?", "\n".join(f"- {line}" for line in lines))


def emulated_section(run):
    rows = run["emulated.csv"]
    if not rows:
        return None
    return section("What ran", "", ("suite", "kernel", "parameters", "threads", "placement", "operations",
                                    "wrong"),
                   [(r.suite, r.kernel, r.args, r.threads, r.placement, r.ops, r.wrong) for r in rows],
                   folded=True)


def figures_section(run):
    """What kernels found out beside their times: a timer's least step, how far two clocks are apart."""
    rows = [(*key, len(same), *(f"{f(row.value for row in same):.6g}" for f in (statistics.median, min, max)))
            for key, same in select.grouped((row for row in run["figures.csv"] if row.value is not None),
                                              lambda row: (row.trial, row.figure, row.unit)).items()]
    if not rows:
        return None
    return section("Found out beside times", "", ("trial", "figure", "unit", "repetitions", "median", "least", "most"),
                   rows[:MOST_ROWS], folded=True)


def skew_section(run):
    """How far the clocks of each two PUs can be apart, by timer: every repetition of both directions bounds it."""
    trials = {row.trial: row for row in run["summary.csv"]}
    bounds = collections.defaultdict(dict)  # {(timer, unit): {pair: [low, high]}}
    for row in run["figures.csv"]:
        trial = trials.get(row.trial)
        if row.figure not in ("offset_low", "offset_high") or row.value is None or not trial:
            continue
        first, second = map(int, trial.cpus.split())
        forth = first < second  # else it is the other's clock that is subtracted
        low, high = bounds[trial.variant, row.unit].setdefault((min(first, second), max(first, second)),
                                                               [-math.inf, math.inf])
        value, lower = (row.value, row.figure == "offset_low") if forth else (-row.value, row.figure == "offset_high")
        bounds[trial.variant, row.unit][min(first, second), max(first, second)] = (
            [max(low, value), high] if lower else [low, min(high, value)])
    rows = []
    for (timer, unit), pairs in bounds.items():
        widest = max(pairs, key=lambda pair: max(map(abs, pairs[pair])))
        low, high = pairs[widest]
        moved = sum(low > high for low, high in pairs.values())
        rows.append((timer, len(pairs), f"{max(abs(low), abs(high)):g} {unit}", "{}-{}".format(*widest),
                     f"{low:g} … {high:g}", f"{moved} pairs: no one offset fits all repetitions" if moved else ""))
    if not rows:
        return None
    return section("How far clocks are apart", "What a PU's clock shows more than another's lies between two bounds.",
                   ("timer", "pairs", "at most", "widest pair", "its bounds", "note"), rows)


def litmus_section(run):
    rows = [*run["litmus.csv"], *run["emulated_litmus.csv"]]
    if not rows:
        return None
    return section("Litmus tests", "An outcome that was not seen proves nothing.",
                   ("test", "model", "placement", "outcomes", "weak", "pairs", "states", "of the condition", "settings",
                    "trouble"),
                   [(r.test, r.model, tell.place(r), r.outcomes, r.weak, r.pairs,
                     f"{r.states_reached} of {r.states_allowed}", litmus.verdict(r)[0], r.settings,
                     "; ".join(filter(None, (r.label, r.trouble)))) for r in rows[:MOST_ROWS]], folded=True)


def gap_sections(run):
    reasons = select.grouped(run["skips.csv"], lambda row: row.reason)
    rows = [(reason, len(skips), ", ".join(s.what for s in skips[:4]) + (", …" if len(skips) > 4 else ""))
            for reason, skips in reasons.items()]
    if rows:
        yield section("Not measured here", "", ("reason", "count", "what"), rows)
    counters = "counters.csv" if run.native else "emulated_counters.csv"
    reasons = collections.Counter((row.event, row.gap) for row in run[counters] if row.gap)
    if reasons:
        yield section("Counters that gave nothing", "", ("event", "reason", "rows"),
                      [(*key, n) for key, n in reasons.items()])
    unknown = [(key, run.gap(key)) for key, value in run.facts.items() if not value]
    missing = [(file, run.gaps[file]) for file in schema.contract()
               if file in run.gaps and file.startswith("emulated") != run.native]
    if unknown or missing:
        yield section("Not known", "", ("what", "why"), [*unknown, *missing], folded=True)


def plot_sections(run):
    """Every plot that the run has data for; for the others the reason is told."""
    without = []
    for name, plot in plots.modules().items():
        try:
            images = plot.draw(run)
        except Nothing as reason:
            without.append((name, reason))
            continue
        summary, _, rest = plot.__doc__.strip().partition("\n")
        yield section(summary.rstrip("."), " ".join(rest.split()), images=images)
    if without:
        yield section("Plots without data", "", ("plot", "why"), without, folded=True)


def sections(run):
    drawn = list(plot_sections(run))
    found = [trust.section_of(run), *machine_sections(run), sanity_section(run), caches_section(run),
             emulated_section(run), litmus_section(run), skew_section(run), figures_section(run),
             *prices.sections_of(run), *structures.sections_of(run), *drawn, *tables.sections_of(run), *gap_sections(run)]
    return [s for s in found if s is not None]


def write(run):
    """Draws all plots and writes both reports; returns their paths."""
    return render(run.dir, tell.machine(run), run, sections(run))


def render(folder, title, run, found):
    """Writes report.html and report.md with these sections into `folder`; returns their paths."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"),
                                     autoescape=lambda name: name.endswith(".html"), trim_blocks=True,
                                     lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["inline"] = lambda path: base64.b64encode(
        path.with_suffix(".svg").read_bytes()).decode()
    environment.filters["cell"] = lambda text: text.replace("|", "\\|").replace("\n", " ")
    context = {"title": title, "run": run, "sections": found}
    written = []
    for kind in ("html", "md"):
        path = folder / f"report.{kind}"
        path.write_text(environment.get_template(f"report.{kind}").render(context), encoding="utf-8")
        written.append(path)
    return written


def main(parser, arguments):
    parser.add_argument("dir", metavar="DIR", help="the folder of one run, as bench prints it")
    run = schema.load(parser.parse_args(arguments).dir)
    for path in write(run):
        print(path)
    for line in cache_lines(run):
        print(line)
