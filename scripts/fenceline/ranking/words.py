"""A fleet's answer in sentences: what is quickest, what is cheapest, whether the type tells, what is odd, what not to trust."""

import collections
import math
import statistics

from fenceline.compare import words
from fenceline.keys import tell_figures
from fenceline.ranking import ranks
from fenceline.results import select

MOST = 3  # named in a sentence
TELLS = 3.0  # types are so many times as far apart as hosts of one: the type tells
APART = 0.05  # regions that are so far apart, and farther than hosts are


def suite(part):
    return words.suite(part.name)


def title(fleet):
    types, regions = {host.type for host in fleet.hosts}, {host.region for host in fleet.hosts} - {""}
    parts = [_count(len(types), "instance type" if all(run.told for host in fleet.hosts for run in host.runs) else "kind of machine"),
             _count(len(fleet.hosts), "host"), _count(sum(len(host.runs) for host in fleet.hosts), "run")]
    return ", ".join(parts + ([_count(len(regions), "region")] if regions else []))


def _count(n, word):
    return f"1 {word}" if n == 1 else f"{n} {'kinds of machine' if word == 'kind of machine' else word + 's'}"


def against(fleet):
    """What an index is of."""
    return f"times as quick as {fleet.baseline or 'the mean of these types'}"


def answer(fleet):
    """The sentences that stand first."""
    return [*_quickest(fleet), *_cheapest(fleet), *_tells(fleet), *_unsteady(fleet), *_odd(fleet), *_regions(fleet), *_unlike(fleet), *_trust(fleet)]


def _quickest(fleet):
    ranked = [one for one in fleet.rankings if len(one.standings) > 1]
    if not ranked:
        yield "Nothing is ranked: " + ("there is but one type." if len({host.type for host in fleet.hosts}) == 1 else
                                       "the types have no kernels in common.")
        return
    firsts = collections.defaultdict(list)
    for one in ranked:
        alone = one.standings[0].last == 1
        firsts[one.standings[0].type if alone else ""].append(suite(one.part))
    for which, suites in sorted(firsts.items(), key=lambda item: (item[0] == "", -len(item[1]))):
        yield (f"{which} is the quickest in {_some(suites)}." if which else
               f"No one type is surely the quickest in {_some(suites)}: the first are not told apart.")
    widest = max(ranked, key=lambda one: one.standings[0].index / one.standings[-1].index)
    first, last = widest.standings[0], widest.standings[-1]
    yield (f"Types are farthest apart in {suite(widest.part)}: {first.type} is {words.factor(first.index / last.index)} as quick as "
           f"{last.type}.")


def _cheapest(fleet):
    firsts = collections.defaultdict(list)
    for one in fleet.rankings:
        found = fleet.costs.get(one.part.name)
        if found and len(found) > 1:
            near = [cost.type for cost in found[1:] if cost.low < found[0].high and cost.type != found[0].type]
            firsts[place(found[0])].append((suite(one.part), near))
    for where, found in sorted(firsts.items(), key=lambda item: -len(item[1])):
        near = dict.fromkeys(name for _, of_part in found for name in of_part)
        yield (f"For the price, {where} is first in {_some([name for name, _ in found])}"
               + (f", not surely before {_some(near)}" if near else "") + ".")
    if fleet.unpriced:
        yield "No price is told for " + _some([" in ".join(filter(None, one)) for one in fleet.unpriced]) + "."


def place(cost):
    return f"{cost.type} in {cost.region}" if cost.region else cost.type


def price(value, currency):
    """'0.0451 USD'"""
    digits = 4 if value < 1 else 3 if value < 10 else 2
    return f"{value:.{digits}f} {currency}".strip()


def _tells(fleet):
    """How far hosts of a type are apart, beside how far types are."""
    known = [one for one in fleet.rankings if one.within is not None and one.between is not None]
    if not known:
        if any(one.guessed for one in fleet.rankings):
            yield ("There is one host of each type: how far hosts of a type are apart is not known, and intervals are those of "
                   "runs of one machine. Measure three hosts of each to tell.")
        return
    within, apart = (statistics.median(getattr(one, name) for one in known) for name in ("within", "between"))
    weak = [suite(one.part) for one in known if one.between < TELLS * one.within]
    yield (f"Hosts of one type are typically {share(within)} apart (standard deviation), types {share(apart)}: "
           + ("the type tells" + (f", but little in {_some(weak)}" if weak else "") if len(weak) <= len(known) / 2 else
              "which host one gets matters as much as which type") + ".")


def share(value):
    return f"{100 * value:.2g} %" if value < 0.995 else f"{1 + value:.2g}×"


def odd(fleet):
    """[sentence] about each odd host, the oddest first."""
    found = sorted((one for ranking in fleet.rankings for one in ranking.odd), key=lambda one: -abs(math.log(one.ratio)))
    return [_odd_host(host, same) for host, same in select.grouped(found, lambda one: one.host).items()]


def _odd_host(host, found):
    first, usual = found[0], max(one.usual for one in found)
    parts = [f"{_how(one.ratio)} in {words.suite(one.part)}" for one in found]
    if first.pair:
        return (f"one of the two hosts of {host.type} is odd, and two cannot tell which: {host.name} is {_some(parts)} than the other")
    return (f"{host.name} ({host.type}) is {_some(parts)} than the middle of its type"
            + (f"; {share(usual)} is usual" if usual >= 0.0005 else ""))


def _how(ratio):
    """'1.33× slower': of a host alone, which has no interval."""
    times = max(ratio, 1 / ratio)
    return (f"{100 * (times - 1):.1f} %" if times < 1.1 else words.factor(times)) + (" slower" if ratio > 1 else " faster")


def _odd(fleet):
    found = odd(fleet)
    yield from (f"Odd: {text}." for text in found[:MOST])
    if len(found) > MOST:
        yield f"Odd: {len(found) - MOST} more {'host' if len(found) == MOST + 1 else 'hosts'}."


def unsteady(fleet):
    """[(type, part, how far its hosts are apart, what is usual)]"""
    types = select.grouped(fleet.hosts, lambda host: host.type)
    for one in fleet.rankings:
        there = {name: [host for host in same if host in one.part.scores] for name, same in types.items()}
        yield from ((name, suite(one.part), own, usual) for name, own, usual in ranks.unsteady(one.part, there))


def _unsteady(fleet):
    for which, same in select.grouped(unsteady(fleet), lambda one: one[0]).items():
        _, _, own, usual = max(same, key=lambda one: one[2])
        yield f"Hosts of {which} are unlike each other: {share(own)} apart in {_some([one[1] for one in same])}, where {share(usual)} is usual."


def regions_of(fleet):
    """[(type, part, {region: (index to the type's others, hosts)})] of types in several regions."""
    for one in fleet.rankings:
        for which, same in select.grouped(one.part.scores, lambda host: host.type).items():
            by_region = select.grouped(same, lambda host: host.region)
            if len(by_region) > 1:
                mean = statistics.fmean(statistics.fmean(one.part.scores[host] for host in there) for there in by_region.values())
                yield which, one, {region: (math.exp(mean - statistics.fmean(one.part.scores[host] for host in there)), len(there))
                                   for region, there in by_region.items()}


def _regions(fleet):
    """Types that are another thing in another region: of at least two hosts in each, and farther apart than hosts are."""
    told = []
    for which, ranking, found in regions_of(fleet):
        sure = {region: index for region, (index, hosts) in found.items() if hosts > 1}
        if len(sure) < 2:
            continue
        best, worst = max(sure, key=sure.get), min(sure, key=sure.get)
        if sure[best] / sure[worst] - 1 > max(APART, 2 * (ranking.within or 0)):
            told.append((sure[best] / sure[worst], f"{which} is {words.factor(sure[best] / sure[worst])} as quick in {best} as in {worst} "
                         f"({suite(ranking.part)})"))
    if told:
        yield "Regions differ: " + "; ".join(text for _, text in sorted(told, reverse=True)[:MOST]) + "."


def unlike(fleet):
    """[(type, what of it is not the same on all hosts)]: one name may stand for several machines."""
    for which, same in select.grouped(fleet.hosts, lambda host: host.type).items():
        for name, what in (("cpu", "CPUs"), ("cpus", "numbers of CPUs")):
            met = collections.Counter(getattr(host, name) for host in same)
            if len(met) > 1:
                yield which, f"{what}: " + ", ".join(f"{value or 'unknown'} ({_count(n, 'host')})" for value, n in met.most_common())


def _unlike(fleet):
    for which, what in unlike(fleet):
        yield f"{which} is not one machine: {what}."


def _trust(fleet):
    out = select.grouped((one for one in fleet.seen if one.left_out), lambda one: one.left_out)
    for why, same in sorted(out.items(), key=lambda item: -len(item[1]))[:MOST]:
        yield f"Not ranked: {_some([one.name for one in same])}: {why}."
    if len(out) > MOST:
        yield f"Not ranked: {sum(bool(one.left_out) for one in fleet.seen)} runs in all."
    doubted = [one for one in fleet.seen if one.doubts and not one.left_out]
    if doubted:
        yield (f"Of {len([one for one in fleet.seen if not one.left_out])} runs that are ranked {len(doubted)} may be off (disturbed, a "
               "clock that moved, a limit): their hosts are marked †, and why stands below.")
    if any(not one.host for one in fleet.seen):
        yield "Of some runs it is not told which host they are of: each is taken for a host of its own."


def doubted(fleet):
    """Types that hold a run which may be off."""
    return {one.type for one in fleet.seen if one.doubts and not one.left_out}


def standing(one):
    """'1', or '2–4' where types are not told apart."""
    return str(one.first) if one.first == one.last else f"{one.first}–{one.last}"


def interval(one):
    return f"{tell_figures.number(one.low)}–{tell_figures.number(one.high)}"


def alone(fleet):
    """What only one type measured, where nothing is ranked."""
    found = [f"{suite(one.part)} ({one.standings[0].type})" for one in fleet.rankings if len(one.standings) == 1]
    return f"Measured by one type alone: {', '.join(found)}." if found else ""


def about(ranking):
    """What a part's ranking is made of."""
    part = ranking.part
    text = (f"{part.kernels} kernels in {_count(part.groups, 'group')} that all have, of {part.of}" if part.kernels else
            "no kernels that all have")
    if ranking.within is not None:
        text += f"; hosts of a type {share(ranking.within)} apart"
    if ranking.between is not None:
        text += f", types {share(ranking.between)}"
    if ranking.reach is not None and not ranking.guessed:
        text += f"; a difference of {share(ranking.reach - 1)} shows"
    return text


def figures(fleet):
    """[(title, {type: text})] of key figures: the median over a type's hosts, and the least and the most of them."""
    found = collections.defaultdict(lambda: collections.defaultdict(dict))
    titles = {}
    for host in fleet.hosts:
        for run in host.runs:
            for name, one in run.figures.items():
                titles[name] = one
                found[name][host.type].setdefault(host, []).append(one.value)
    for name, by_type in sorted(found.items(), key=lambda item: list(titles).index(item[0])):
        yield titles[name].title, {which: _figure(titles[name], [statistics.median(values) for values in by_host.values()])
                                   for which, by_host in by_type.items()}


def _figure(one, values):
    if one.formula.startswith("seen"):
        return "seen" if any(values) else "not seen"
    value, low, high, unit = tell_figures.scaled(statistics.median(values), min(values), max(values), one.unit)
    return f"{tell_figures.number(value)} {unit}" + (f" ({tell_figures.number(low)}–{tell_figures.number(high)})" if len(values) > 1 else "")


def _some(names):
    names = list(names)
    if len(names) > MOST + 1:
        return ", ".join(names[:MOST]) + f" and {len(names) - MOST} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
