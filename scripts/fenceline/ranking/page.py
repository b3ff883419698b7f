"""A fleet as one self-contained page: the answer in words, all types by all parts, then each part with its hosts and prices,
what is odd, what differs by region, what cannot be trusted, and how it was made."""

import collections
import statistics

from fenceline.keys import tell_figures
from fenceline.ranking import forest, trust, words
from fenceline.report import page
from fenceline.results import select

Chapter = collections.namedtuple("Chapter", "title anchor text picture tables")
Table = collections.namedtuple("Table", "title text header rows folded")

PICTURE = ("In the pictures below the bar is a type's 95 % interval over its hosts, its mark their mean, a dot a host (red: odd). Farther to the right is "
           "quicker.")
MADE = """\
- A host's figure in a part is the geometric mean of its times against the mean of all types (or the baseline's), over groups of kernels and the kernels in each. Only kernels count that all ranked types have, so that none is judged by what it alone is good at; a kernel of several threads is the same where its threads are as far apart.
- Runs of one host are taken together by the median of each kernel before anything else. Hosts are what is sampled: intervals tell how far the mean of other hosts of the type may be, and repetitions within a run do not narrow them.
- How far hosts of a type are apart is pooled over all types and weighed against what the type's own hosts tell; where no type has two hosts it is taken from runs of one machine (results/between_runs.csv), which is less.
- Types are told apart where a test of all pairs says so at a rate of false ones of 5 % (Benjamini and Hochberg); a rank is the range that this leaves.
- A host is odd where it is farther from the middle of its type than 3.5 times what is usual in this fleet (median absolute deviation, over all types), and 5 % at least; of a type of five hosts or more what is usual among these counts where it is more, and the middle is that of its region where each region has three. Of two hosts it cannot be told which one is odd."""


def write(path, fleet):
    path.write_text(page.html("fleet.html", title=words.title(fleet), answer=words.answer(fleet), chapters=list(_chapters(fleet))),
                    encoding="utf-8")


def _chapter(title, text="", tables=(), picture=""):
    return Chapter(title, page.anchor(title), text, picture, list(tables))


def _chapters(fleet):
    ranked = [one for one in fleet.rankings if len(one.standings) > 1]
    if ranked:
        yield _chapter("All types", f"How many {words.against(fleet)}, with the rank; a rank is a range where types are not told apart. {PICTURE}",
                       [_overview(fleet, ranked)])
    off = words.doubted(fleet)
    for one in ranked:
        yield _chapter(words.suite(one.part)[0].upper() + words.suite(one.part)[1:], words.about(one) + ".",
                       [*_standings(fleet, one, off), *_without(one)], forest.svg(one, off, {odd.host for odd in one.odd if not odd.pair},
                                  page.anchor(words.suite(one.part)) + "-told"))
    if words.alone(fleet):
        yield _chapter("Not ranked", words.alone(fleet))
    figures = list(words.figures(fleet))
    if figures:
        types = sorted({host.type for host in fleet.hosts})
        yield _chapter("Key figures", "The median over a type's hosts, and the least and the most of them.", [Table(
            "", "", ("figure", *types), [(title, *(told.get(which, "—") for which in types)) for title, told in figures], False)])
    if fleet.costs:
        yield _chapter("Prices", *_prices(fleet))
    yield _chapter("Is this host odd?", *_odd(fleet))
    regions = list(_regions(fleet))
    if regions:
        yield _chapter("Regions", "Hosts of one type, by where they are, against the mean of its regions: more than 1 is quicker. A "
                       "difference is worth a look where each side has several hosts and it exceeds what hosts are apart.", regions)
    yield _chapter("What cannot be trusted", *_trust(fleet))
    yield _chapter("How it was made", MADE, [_hosts(fleet)])


def _overview(fleet, ranked):
    types = select.grouped(fleet.hosts, lambda host: host.type)
    standing = {(one.part.name, which.type): which for one in ranked for which in one.standings}
    mean = {which: statistics.fmean(found) if (found := [standing[one.part.name, which].first for one in ranked
                                                         if (one.part.name, which) in standing]) else len(types) for which in types}
    rows = []
    for which in sorted(types, key=mean.get):
        hosts = types[which]
        cells = [_cell(standing.get((one.part.name, which))) for one in ranked]
        rows.append((which, ", ".join(dict.fromkeys(host.cpu for host in hosts)), hosts[0].cpus or "?", len(hosts), *cells))
    return Table("", "", ("type", "CPU", "CPUs", "hosts", *(words.suite(one.part) for one in ranked)), rows, False)


def _cell(one):
    if one is None:
        return "—"
    text = f"{tell_figures.number(one.index)} ({words.standing(one)})"
    return (text, "good") if one.last == 1 else text


def _standings(fleet, ranking, off):
    cheapest = {}
    for cost in reversed(fleet.costs.get(ranking.part.name, ())):
        cheapest[cost.type] = cost
    least = min((cost.value for cost in cheapest.values()), default=None)
    header = ["rank", "type", "×", "interval", "hosts", "spread of its hosts"]
    if cheapest:
        header += ["price of the work", "interval", "to the cheapest", "where"]
    rows = []
    for one in ranking.standings:
        row = [words.standing(one), one.type + (" †" if one.type in off else ""), tell_figures.number(one.index), words.interval(one),
               one.hosts, "" if one.spread is None else words.share(one.spread)]
        if cheapest and one.type in cheapest:
            cost = cheapest[one.type]
            row += [words.price(cost.value, fleet.currency), f"{words.price(cost.low, '')}–{words.price(cost.high, '')}",
                    (f"{cost.value / least:.2f}×", "good" if cost.value == least else ""), cost.region or "any region"]
        elif cheapest:
            row += ["no price"] + [""] * 3
        rows.append(row)
    yield Table("", "", header, rows, False)


def _without(ranking):
    if ranking.part.without:
        yield Table("Not ranked here", "", ("type or host", "why"), list(ranking.part.without.items()), True)


def _prices(fleet):
    of = "one of the instance's CPUs (its price over how many it has)" if fleet.per == "cpu" else "the whole instance, however many CPUs it has"
    text = (f"The price of the work is that of what {fleet.baseline or 'the mean of these types'} does in an hour, at the price of {of}; "
            "of a type in several regions the cheapest stands above, and all stand here. Prices are those of the file that was given.")
    tables = []
    for one in fleet.rankings:
        found = fleet.costs[one.part.name]
        if len(one.standings) > 1 and found:
            rows = [(cost.type, cost.region or "any", words.price(cost.hour, fleet.currency), words.price(cost.value, fleet.currency),
                     f"{words.price(cost.low, '')}–{words.price(cost.high, '')}", f"{cost.value / found[0].value:.2f}×") for cost in found]
            tables.append(Table(words.suite(one.part), "", ("type", "region", "an hour", "price of the work", "interval", "to the cheapest"),
                                rows, True))
    if fleet.unpriced:
        tables.append(Table("Without a price", "", ("type", "region"), [(one, region or "any") for one, region in fleet.unpriced], True))
    return text, tables


def _odd(fleet):
    rows = [(words.suite(one.part), "" if one.within is None else words.share(one.within),
             "" if one.between is None else words.share(one.between), _tells(one)) for one in fleet.rankings if len(one.standings) > 1]
    text = "\n".join(f"- {text}" for text in words.odd(fleet)) or "No host stands apart from others of its type."
    tables = [Table("Within types and between them", "Standard deviations: of the hosts of a type, and of types.",
                    ("", "hosts of a type", "types", ""), rows, False)]
    unlike = list(words.unlike(fleet))
    if unlike:
        tables.append(Table("One name, several machines", "", ("type", "what is not the same"), unlike, False))
    return text, tables


def _tells(one):
    if one.within is None or one.between is None:
        return ("one host of each: not known", "warn")
    return "the type tells" if one.between >= words.TELLS * one.within else ("which host one gets matters, too", "warn")


def _regions(fleet):
    found = list(words.regions_of(fleet))
    regions = sorted({region for _, _, by_region in found for region in by_region})
    for which, same in select.grouped(found, lambda one: one[0]).items():
        rows = [(words.suite(ranking.part), *(f"{tell_figures.number(by_region[region][0])} ({by_region[region][1]})"
                                              if region in by_region else "" for region in regions),
                 "" if ranking.within is None else words.share(ranking.within)) for _, ranking, by_region in same]
        yield Table(which, "", ("", *(f"{region or 'not told'} (hosts)" for region in regions), "hosts of a type"), rows, len(found) > 12)


def _trust(fleet):
    out = [(one.name, one.type, one.left_out) for one in fleet.seen if one.left_out]
    doubts = [(one.name, one.type, why) for one in fleet.seen if not one.left_out for why in one.doubts]
    text = ("Every run that is ranked came to its end undisturbed, as far as it tells." if not out and not doubts else
            f"{len(out)} of {len(fleet.seen)} runs are no figures of a machine and are not ranked. "
            f"{len({name for name, *_ in doubts})} are ranked and may be off: their types are marked †; --strict leaves them out. A run may "
            f"be off where more than {trust.MOST_DISTURBED:.0%} of it was disturbed, where a quota or a cpuset disturbed any of it, where "
            "the core's clock moved, where its doctor says that something disturbs, or where its work was wrong.")
    tables = [Table(title, "", ("run", "type", "why"), rows, len(rows) > 20)
              for title, rows in (("Not ranked", out), ("May be off", doubts)) if rows]
    return text, tables


def _hosts(fleet):
    rows = [(host.name, host.type, host.region or "not told", host.cpu, host.cpus or "?", ", ".join(run.started or run.name for run in host.runs),
             ", ".join(dict.fromkeys(run.image for run in host.runs if run.image)) or "not told",
             f"{len(host.runs)}") for host in fleet.hosts]
    return Table("Hosts", "", ("host", "type", "region", "CPU", "CPUs", "measured", "image", "runs"), rows, True)
