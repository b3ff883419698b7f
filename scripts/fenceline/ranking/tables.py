"""A fleet as data: a row for each type and part, as CSV or JSON; JSON has hosts, what is odd and what is not trusted, too."""

import json
import sys

from fenceline.keys import tell_figures
from fenceline.ranking import words


def rows(fleet):
    """[{column: value}]"""
    for ranking in fleet.rankings:
        costs = {}
        for cost in reversed(fleet.costs.get(ranking.part.name, ())):
            costs[cost.type] = cost
        for one in ranking.standings:
            cost = costs.get(one.type)
            yield {"suite": ranking.part.name[0], "threads": ranking.part.name[1], "type": one.type, "index": one.index, "low": one.low,
                   "high": one.high, "first_rank": one.first, "last_rank": one.last, "hosts": one.hosts, "spread": one.spread,
                   "within_types": ranking.within, "between_types": ranking.between, "kernels": ranking.part.kernels,
                   "region": cost and cost.region, "price_per_hour": cost and cost.hour, "price_of_work": cost and cost.value,
                   "price_low": cost and cost.low, "price_high": cost and cost.high, "currency": fleet.currency or None,
                   "baseline": fleet.baseline or "mean"}


def write(fleet, kind):
    """To standard output."""
    if kind == "csv":
        tell_figures.records(list(rows(fleet)), kind)
        return
    told = {
        "answer": words.answer(fleet), "per": fleet.per, "ranking": list(rows(fleet)),
        "costs": [{"suite": name[0], "threads": name[1], **cost._asdict()} for name, found in fleet.costs.items() for cost in found],
        "hosts": [{"type": host.type, "host": host.name, "region": host.region, "cpu": host.cpu, "cpus": host.cpus,
                   "runs": [run.source for run in host.runs],
                   "indices": [{"suite": one.part.name[0], "threads": one.part.name[1], "log": -one.part.scores[host]}
                               for one in fleet.rankings if host in one.part.scores]} for host in fleet.hosts],
        "odd": [{"host": one.host.name, "type": one.host.type, "suite": one.part[0], "threads": one.part[1], "ratio": one.ratio,
                 "usual": one.usual, "one_of_two": one.pair} for ranking in fleet.rankings for one in ranking.odd],
        "not_ranked": [{"run": one.source, "why": one.left_out} for one in fleet.seen if one.left_out],
        "doubts": [{"run": one.source, "why": one.doubts} for one in fleet.seen if one.doubts and not one.left_out],
        "not_in_a_part": [{"suite": one.part.name[0], "threads": one.part.name[1], "what": what, "why": why}
                          for one in fleet.rankings for what, why in one.part.without.items()],
    }
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
    print()
