"""What differs between runs, by how much and how surely: of several machines, or of one before and after.

A run is a folder that ./bench wrote. Several with commas between, or a folder of runs, are pooled; of three or more, and of
those in a collected file (FILE.sqlite), those of one machine as it was are pooled by themselves. Ratios are of medians, of
the others to the baseline; more than 1 is slower. Intervals hold between runs. docs/compare.md tells how.

Exit codes: 0; 1 what --fail-if names is so; 2 a wrong request, a file that is not right, native against emulated.
"""

import collections
import pathlib
import re

from fenceline.compare import between, conditions, counts, judge, like, match, medians, sides, tables, terminal, words
from fenceline.project import fail, pattern
from fenceline.results import collected, references, tell

FAILED = 1  # exit code: a condition of --fail-if is met

# Of one other side with the baseline; `counts` of emulated ones, else `matched`, `rows` and `means`.
Against = collections.namedtuple("Against", "side matched rows means counts", defaults=(None, [], [], None))
# `legend`: [(Side, its machine in words)]; `summary`, `remarks`, `failed`: lines.
Comparison = collections.namedtuple("Comparison", "baseline unit legend against summary remarks failed")


def compare(found, baseline, options):
    """The Comparison of Sides with one of them."""
    others = [side for side in found if side is not baseline]
    unit = "cycle" if options.cycles else "ns"
    legend = [(side, _machine(side)) for side in found]
    remarks = list(_remarks(found))
    moved = like.clock_moved([run for side in found for run in side.runs])
    if moved and not options.cycles:
        remarks.append(moved)
    if not baseline.runs[0].native:
        return _emulated(baseline, others, legend, remarks, options)
    shipped = between.load(unit, options.between)
    priors = {side.name: judge.priors_of(side, shipped) for side in found}
    remarks += _grounds(found, priors, shipped)
    against = [_against(baseline, side, priors, options.false_rate) for side in others]
    if not any(one.rows for one in against):
        fail(2, f"{baseline.runs[0].source}: nothing to compare with the others: {_why_none(against, options.filter)}")
    _refuse_idle(options.fail_if, {row.pair.trial for one in against for row in one.rows})
    summary = [words.summary(one.side.name, one.means) + "." for one in against]
    summary += _prices(options.price, found, baseline, against)
    failed = [f"--fail-if '{condition.text}': {one.side.name}: {len(rows)} rows, the first {rows[0].pair.trial} "
              f"{words.factor(rows[0].ratio)}" for condition in options.fail_if for one in against
              for rows in [conditions.met(condition, one.rows)] if rows]
    return Comparison(baseline, unit, legend, against, summary, remarks, failed)


def _emulated(baseline, others, legend, remarks, options):
    """By exact counts, which have no spread: what differs, differs."""
    for condition in options.fail_if:
        if condition.word != "differs" or condition.share:
            fail(2, f"--fail-if '{condition.text}': emulated runs have exact counts and no times: say PATTERN differs")
    if options.price or options.cycles:
        fail(2, "--price and --cycles are about times, which emulated runs have not")
    against = [Against(side, counts=counts.compare(baseline, side, options.filter)) for side in others]
    _refuse_idle(options.fail_if, set().union(*(one.counts.trials for one in against)))
    summary = [_counted(one, baseline) for one in against]
    failed = [f"--fail-if '{condition.text}': {one.side.name}: {len(rows)} exact counts, the first of {rows[0][0]}"
              for condition in options.fail_if for one in against
              for rows in [[row for row in one.counts.different if conditions.names(condition, row[0])]] if rows]
    return Comparison(baseline, "count", legend, against, summary, remarks, failed)


def _refuse_idle(wanted, trials):
    """A condition that looks at nothing that is compared would always pass."""
    for condition in wanted:
        if not any(conditions.names(condition, trial) for trial in trials):
            fail(2, f"--fail-if '{condition.text}': no row that is compared has such a name")


def _against(baseline, side, priors, false_rate):
    matched = match.match(baseline, side)
    both = priors[baseline.name][0], priors[side.name][0]
    rows = judge.judge(baseline, side, matched.pairs, *both, false_rate)
    return Against(side, matched, rows, judge.means(rows, *both))


def _why_none(against, pattern):
    """Why not one row is compared: each reason with its number of trials, the commonest first."""
    reasons = collections.Counter(why for one in against for why in one.matched.left_out.values())
    return ("; ".join(f"{why}: {count} {'trial' if count == 1 else 'trials'}" for why, count in reasons.most_common(3))
            or "no repetition at all") + (f"; of those that match '{pattern}'" if pattern else "")


def _machine(side):
    dates = sorted({run.fact("started")[:10] for run in side.runs} - {""})
    runs = "1 run" if len(side.runs) == 1 else f"{len(side.runs)} runs"
    return f"{tell.machine(side.runs[0])} · {runs}" + (f" of {dates[0]}" if dates else "")


def _remarks(found):
    """What is unlike, and what a run itself says against itself."""
    for key in like.unlike([side.runs[0] for side in found], [side.name for side in found]):
        yield f"unlike: {key}"
    for side in found:
        for line in like.unlike(side.runs):
            yield f"unlike within {side.name}: {line}"
        for run in side.runs:
            yield from (f"{side.name}, {run.name}: {line}" for line in like.doubts(run))


def _grounds(found, priors, shipped):
    """Where it is known from how far runs of a side are apart."""
    own = [side.name for side in found if priors[side.name][1]]
    if own:
        yield f"how far runs are apart: for {', '.join(own)} from their own"
    rest = [side for side in found if side.name not in own]
    if rest:
        sources = {prior.source: prior for prior in shipped.values()}
        yield (f"how far runs are apart: for {', '.join(side.name for side in rest)} from "
               + ("; ".join(f"{prior.runs} runs of {source}" for source, prior in sources.items()) or "nothing"))
    foreign = [side.name for side in rest
               if not any(source.startswith(tell.machine(side.runs[0]) + ";") for source in sources)]
    if foreign:
        yield f"that is another machine than {', '.join(foreign)}: {between.FEWEST_RUNS} runs of each would tell more surely"
    guessed = {between.kind(side.rows[trial]) for side in found for trial, _ in side.found
               if between.lookup(priors[side.name][0], between.kind(side.rows[trial])) is between.UNKNOWN}
    if guessed:
        yield ("nobody has repeated runs of " + ", ".join(sorted(f"{which.suite} {which.metric}" for which in guessed))
               + f": taken to be {100 * between.UNKNOWN.spread:g} % apart")


def _prices(prices, found, baseline, against):
    if not prices:
        return
    known = {side.name for side in found}
    for name in (*prices, *known):
        if name not in known or name not in prices:
            fail(2, f"--price: there are {', '.join(sorted(known))}, and each needs one; {name} is not told")
    for one in against:
        yield (f"For the price, {one.side.name}: " + "; ".join(
            words.for_the_price(mean, prices[baseline.name], prices[one.side.name]) for mean in one.means) + ".")


def _counted(one, baseline):
    found = one.counts
    return (f"{one.side.name}: {len(found.different)} exact counts differ from {baseline.name}'s, {found.same} are the same"
            + (f", {len(found.means)} that are means differ" if found.means else "")
            + (f"; work is right in one and wrong in the other in {len(found.wrong)} trials" if found.wrong else "") + ".")


def _baseline(name, found):
    """By letter, or by one of its runs."""
    named = {path.resolve() for path in sides.runs_of(name)}
    for side in found:
        if name == side.name or named.intersection(run.source.resolve() for run in side.runs):
            return side
    return fail(2, f"--baseline {name}: there are {', '.join(side.name for side in found)}, or the folder of one of their runs")


def _price(text):
    match_ = re.fullmatch(r"([A-Z]+)=(\d*\.?\d+)", text)
    if not match_ or not float(match_[2]):
        fail(2, f"--price '{text[:40]}': say SIDE=PRICE, for example A=0.5")
    return match_[1], float(match_[2])


def share(text):
    value = float(text)
    if not 0 < value < 1:
        raise ValueError
    return value


def _options(parser, arguments):
    parser.add_argument("runs", nargs="+", metavar="RUN", help="the folder of a run; several with commas; a folder of runs")
    parser.add_argument("--baseline", metavar="RUN", help="what the others are held against: its letter or folder [the first]")
    parser.add_argument("--apart", action="store_true", help="runs of one machine are not pooled")
    parser.add_argument("--cycles", action="store_true", help="core cycles instead of ns, where they are known")
    parser.add_argument("--filter", default="", metavar="REGEX", help="only trials whose name matches")
    parser.add_argument("--false-rate", type=share, default=judge.FALSE_RATE, metavar="SHARE",
                        help="of the rows that are called different, this share at most may be so by chance [0.05]")
    parser.add_argument("--fail-if", action="append", default=[], metavar="CONDITION",
                        help="'PATTERN slower|faster|differs [N%%]': exit 1 if a row is; may be given again")
    parser.add_argument("--price", action="append", default=[], metavar="SIDE=PRICE", help="what an hour costs: --price A=0.5")
    parser.add_argument("--between", default=between.FILE, metavar="FILE", help="how far runs are apart [results/between_runs.csv]")
    parser.add_argument("--all", action="store_true", help="every row on the terminal, those without a difference too")
    for kind in ("html", "csv", "json"):
        parser.add_argument(f"--{kind}", type=pathlib.Path, metavar="FILE", help=f"write it as {kind.upper()} too")
    options = parser.parse_args(arguments)
    options.fail_if = [conditions.parse(text) for text in options.fail_if]
    options.price = dict(_price(text) for text in options.price)
    return options


def main(parser, arguments):
    options = _options(parser, arguments)
    wanted = pattern("--filter", options.filter)
    runs = options.runs
    if options.baseline and (collected.is_one(options.baseline) or references.found(options.baseline).exists()):
        named = {path.resolve() for argument in runs for path in sides.runs_of(argument)}
        if not named.intersection(path.resolve() for path in sides.runs_of(options.baseline)):
            runs = [options.baseline, *runs]
    found = sides.load(runs, not options.apart, medians.COLUMNS["cycle" if options.cycles else "ns"],
                       lambda row: wanted.search(row.trial))
    comparison = compare(found, _baseline(options.baseline, found) if options.baseline else found[0], options)
    terminal.show(comparison, options.all)
    if options.csv:
        tables.write_csv(options.csv, comparison)
    if options.json:
        tables.write_json(options.json, comparison)
    if options.html:
        from fenceline.compare import page  # pylint: disable=import-outside-toplevel  # jinja2 is needed for this alone
        page.write(options.html, comparison)
    if comparison.failed:
        fail(FAILED, "; ".join(comparison.failed))
