"""A fleet on a terminal of 80 columns: the answer in words, a table a part, then what cannot be trusted."""

from fenceline.keys import tell_figures
from fenceline.ranking import words
from fenceline.results import select, tell

TYPE, PRICE = 26, 16  # columns
MOST = 12  # types of a part, hosts that are odd, runs that may be off, unless all are asked for


def show(fleet, everything=False):
    most = None if everything else MOST
    print(tell_figures.wrapped(words.title(fleet), 0))
    print()
    for line in words.answer(fleet):
        print(tell_figures.wrapped(tell.printable(line), 0))
    for one in fleet.rankings:
        if len(one.standings) != 1:
            _part(fleet, one, most)
    if words.alone(fleet):
        print()
        print(tell_figures.wrapped(tell.printable(words.alone(fleet)), 0))
    _list("odd hosts", words.odd(fleet), most)
    doubted = select.grouped([(one, why) for one in fleet.seen if not one.left_out for why in one.doubts], lambda pair: pair[0].name)
    _list("may be off (†)", [f"{name}: " + "; ".join(why for _, why in same) for name, same in doubted.items()], most)
    _list("not ranked", [f"{one.name}: {one.left_out}" for one in fleet.seen if one.left_out], most)
    print()
    print(tell_figures.wrapped(f"×: {words.against(fleet)}, geometric mean; 95 % intervals over hosts; a rank is a range where "
                               "types are not told apart. --html FILE has all.", 0))


def _part(fleet, ranking, most):
    print()
    print(tell_figures.wrapped(f"{words.suite(ranking.part)}: {words.about(ranking)}", 0))
    costs = {}
    for cost in reversed(fleet.costs.get(ranking.part.name, ())):
        costs[cost.type] = cost  # the cheapest region's
    priced = f"  {fleet.currency[:6]}/work" if costs else ""
    if ranking.standings:
        print(f"  {'rank':>5}  {'':{TYPE}} {'×':>6}  {'interval':13} {'hosts':>5} {'apart':>6}{priced}")
    off = words.doubted(fleet)
    for one in ranking.standings[:most]:
        cost = f"  {costs[one.type].value:.4g}" if one.type in costs else "  —" if costs else ""
        name = clip(one.type, TYPE - 1) + ("†" if one.type in off else "")
        line = (f"  {words.standing(one):>5}  {name:{TYPE}} {tell_figures.number(one.index):>6}  {words.interval(one):13} {one.hosts:>5} "
                f"{'' if one.spread is None else words.share(one.spread):>6}{cost}")
        print(line.rstrip())
    if most and len(ranking.standings) > most:
        print(f"  {len(ranking.standings) - most} more: --all shows them")
    for name, why in ranking.part.without.items():
        print(tell_figures.wrapped(tell.printable(f"not ranked: {name}: {why}"), 2))


def _list(title, lines, most):
    if not lines:
        return
    print()
    print(title)
    for line in lines[:most]:
        print(tell_figures.wrapped(tell.printable(line), 2))
    if most and len(lines) > most:
        print(f"  {len(lines) - most} more: --all shows them")


def clip(text, width):
    text = tell.printable(text)
    return text if len(text) <= width else text[:width - 1] + "…"
