"""Where a type stands, how surely, and how far hosts of a type are apart: one-way analysis of variance over hosts.

A type's figure is the mean of its hosts' scores. How far hosts of a type are apart is pooled over the other types, and weighed
against what the type's own hosts tell (compare/judge.py). It is no less than how far runs of one machine are apart
(compare/between.py), which stands for it where no type has two hosts. Two
types are told apart where that is so beyond the false rate that compare allows; a rank is the range that this leaves.
"""

import collections
import itertools
import math
import statistics

from fenceline.compare import between, judge, medians
from fenceline.results import select

WORTH = 4.0  # degrees of freedom that other types' spread counts for in a type's: types differ in how alike their hosts are
LEAST_WORTH = 0.1  # those of what is known of runs of one machine, where a type has several hosts: these tell more
ODD = 3.5  # robust standard deviations (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993)
LEAST_ODD = 0.05  # a host is not called odd for less than that
MAD = 1.4826  # median absolute deviation to standard deviation of a normal distribution
MANY = 5  # hosts of a type, for what is usual among them to be known
UNSTEADY, LEAST_UNSTEADY = 2.0, 0.02  # times what is usual in the fleet, and at least, for a type's hosts to be called unlike
FEW = 3  # hosts, for the middle one to tell which is odd

# `index`: times as quick as the fleet, or the baseline, with its 95 % interval; `first`, `last`: the ranks that it may have;
# `spread`: standard deviation over its hosts, as a share; None of one.
Standing = collections.namedtuple("Standing", "type index low high first last hosts spread")
# Of a part: `within`, `between`: standard deviations of hosts of a type and of types, as shares; None where there is no second
# one; `reach`: ratio of two types from which they are told apart, of the pair in the middle; `guessed`: it is from runs of one machine that how far hosts are apart is known.
Ranking = collections.namedtuple("Ranking", "part standings within between reach guessed odd")
# A host beside the others of its type: `ratio`: its time over their middle; `usual`: what is usual in this fleet, as a share.
# `pair`: it and another are all there is, and which is odd cannot be told.
Odd = collections.namedtuple("Odd", "host part ratio usual pair")


def rank(part, shipped):
    """The Ranking of a Part; `shipped`: between.load("ns")."""
    types = select.grouped(part.scores, lambda host: host.type)
    logs = {one: [part.scores[host] for host in same] for one, same in types.items()}
    known = between.lookup(shipped, between.mean_of(*part.name))
    figures = {one: judge.figure([(n, medians.Median(log, 0.0, 1, 1.0, 1.0)) for n, log in enumerate(same)],
                                 _prior([other for name, other in logs.items() if name != one], known, len(same)))
               for one, same in logs.items()}
    squares, freedom = _pooled(logs.values())
    within = math.expm1(math.sqrt(squares / freedom)) if freedom else None
    apart, reach = _told_apart(figures)
    standings = [_standing(one, figures, apart) for one in figures]
    standings.sort(key=lambda one: -one.index)
    means = [statistics.fmean(same) for same in logs.values()]
    return Ranking(part, standings, within, math.expm1(statistics.stdev(means)) if len(means) > 1 else None, reach,
                   within is None, _odd(part, types))


def _prior(others, known, count):
    """How far hosts of a type are apart, as hosts of the other types tell it. `known`: of runs of one machine; `count`: of the
    type's own hosts, which tell themselves where nobody else does."""
    squares, freedom = _pooled(others)
    if not freedom:
        return known if count == 1 else known._replace(within=0.0, freedom=LEAST_WORTH)
    spread = max(math.sqrt(squares / freedom), known.spread)
    return between.Prior(spread, 0.0, min(WORTH, freedom), known.steady, known.unsteady, len(others), freedom, "")


def _pooled(groups):
    """(sum of squares about each group's mean, its degrees of freedom)"""
    several = [same for same in groups if len(same) > 1]
    return sum((len(same) - 1) * statistics.variance(same) for same in several), sum(len(same) - 1 for same in several)


def _told_apart(figures):
    """({(quicker, slower)} of the pairs that are told apart, how far two are to be apart for that)."""
    pairs = list(itertools.combinations(figures, 2))
    found = [judge.ratio(figures[a], figures[b]) for a, b in pairs]
    rates = judge.false_rates([chance for *_, chance in found]) if found else []
    reach = statistics.median(math.sqrt(high / low) for _, low, high, _ in found) if found else None
    return {(a, b) if ratio > 1 else (b, a) for (a, b), (ratio, *_), rate in zip(pairs, found, rates) if rate <= judge.FALSE_RATE}, reach


def _standing(one, figures, apart):
    figure = figures[one]
    index, low, high, _ = judge.interval(-figure.log, figure.variance, figure.freedom)
    quicker, slower = (sum(pair[place] == one for pair in apart) for place in (1, 0))
    spread = None if figure.spread is None else math.expm1(figure.spread)
    return Standing(one, index, low, high, 1 + quicker, len(figures) - slower, figure.runs, spread)


def _odd(part, types):
    """Hosts that stand apart from the middle of their type by more than hosts do."""
    away, peers = {}, {}
    for same in types.values():
        for beside in _beside(same):
            middle = statistics.median(part.scores[host] for host in beside)
            away.update({host: part.scores[host] - middle for host in beside if len(beside) > 1})
            peers.update(dict.fromkeys(beside, beside))
    fleet = _usual(away.values())
    out = []
    for same in types.values():
        usual = max(fleet, _usual([away[host] for host in same])) if len(same) >= MANY else fleet
        limit = max(ODD * usual, math.log1p(LEAST_ODD))
        for host in same:
            others = peers[host]
            apart = part.scores[host] - min(part.scores[other] for other in others)
            if len(others) == 2 and apart > 2 * limit:
                out.append(Odd(host, part.name, math.exp(apart), math.expm1(usual), True))
            elif len(others) >= FEW and abs(away[host]) > limit:
                out.append(Odd(host, part.name, math.exp(away[host]), math.expm1(usual), False))
    return out


def _beside(hosts):
    """[hosts that are held against each other] of a type: those of one region where each region has enough."""
    regions = list(select.grouped(hosts, lambda host: host.region).values())
    return regions if all(len(same) >= FEW for same in regions) else [hosts]


def _usual(away):
    """A robust standard deviation; what is the middle itself tells nothing."""
    known = [abs(log) for log in away if log]
    return MAD * statistics.median_low(known) if known else 0.0


def unsteady(part, types):
    """[(type, how far its hosts are apart, how far hosts of this fleet are)] of types whose hosts are unlike each other."""
    away = {one: [part.scores[host] - statistics.median(part.scores[other] for other in beside)
                  for beside in _beside(same) for host in beside] for one, same in types.items()}
    fleet = _usual(log for logs in away.values() for log in logs)
    found = [(one, _usual(logs), fleet) for one, logs in away.items() if len(logs) >= MANY]
    return [(one, math.expm1(own), math.expm1(usual)) for one, own, usual in found
            if own > UNSTEADY * usual and math.expm1(own) > LEAST_UNSTEADY]
