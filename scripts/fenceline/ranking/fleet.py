"""Ranks the instance types of a fleet by suite, hosts being the unit: which is the quickest, how surely, and at what price.

Says how far hosts of a type are apart beside how far types are, which hosts are odd, and which runs cannot be trusted and why.
Runs are folders, packed ones, collected files (fenceline collect) or folders that hold such; runs that do not tell an instance
type are taken by CPU and number of CPUs. docs/collect.md tells how it is made.
"""

import collections
import pathlib

from fenceline.compare import between
from fenceline.keys import tell_figures
from fenceline.project import fail
from fenceline.ranking import hosts, prices, ranks, scores, tables, terminal
from fenceline.results import collected, many, schema, select
from fenceline.sharing import collect

CPU, INSTANCE = "cpu", "instance"

# `seen`: all runs; `hosts`: those that are ranked; `rankings`: [Ranking] by part; `costs`: {part's name: [Cost]}, empty without
# prices; `per`: what a price is of: a CPU or an instance; `baseline`: a type, or empty: the fleet's mean.
Fleet = collections.namedtuple("Fleet", "seen hosts rankings costs currency unpriced per baseline")


def of(seen, baseline="", told=None, per=CPU):
    """The Fleet that these runs make. `told`: prices.Prices."""
    found = hosts.of(seen)
    shipped = between.load("ns")
    rankings = [ranks.rank(part, shipped) for part in scores.parts(found, baseline)]
    types = select.grouped(found, lambda host: host.type)
    places = {one: list(dict.fromkeys(host.region for host in same)) for one, same in types.items()}
    shares = {one: 1 if per == INSTANCE else same[0].cpus for one, same in types.items()}
    costs = {one.part.name: prices.costs(told, one, places, shares) for one in rankings} if told else {}
    unpriced = [(one, region) for one, regions in places.items() for region in regions
                if told and prices.of(told, one, region) is None]
    return Fleet(seen, found, rankings, costs, told.currency if told else "", unpriced, per, baseline)


def load(names, strict=False):
    """[Seen] of the runs, of which some can be ranked. `strict`: those that there are doubts of are left out, too."""
    if all(map(collect.holds_none, names)):
        told = pathlib.Path(names[0], "hosts.csv")  # of scripts/fleet/playbook.yml
        fail(2, f"{names[0]}: no host has a whole run yet" + (f"; {told} tells what became of each" if told.exists() else ""))
    try:
        seen = list(many.each(hosts.read, collect.found_in(names)))
    except collected.Refused as error:
        raise schema.SchemaError(str(error)) from None
    if strict:
        seen = [one._replace(left_out=one.left_out or "; ".join(one.doubts)) for one in seen]
    if all(one.left_out for one in seen):
        fail(2, f"no run can be ranked: {seen[0].name}: {seen[0].left_out}")
    return seen


def main(parser, arguments):
    parser.add_argument("runs", metavar="RUN", nargs="+", help="FILE.sqlite, a run's folder, a packed run, a folder that holds such")
    parser.add_argument("--prices", metavar="FILE", help="CSV: instance_type,price_per_hour,currency and, if you like, region")
    parser.add_argument("--per", choices=(CPU, INSTANCE), default=CPU, help="what a price is of: one of the instance's CPUs, or "
                        "all of it [%(default)s]")
    parser.add_argument("--baseline", metavar="TYPE", default="", help="the type that others are held against [the mean of all]")
    parser.add_argument("--strict", action="store_true", help="runs that may be off are not ranked")
    parser.add_argument("--all", action="store_true", help="every type of every suite on the terminal")
    parser.add_argument("--html", type=pathlib.Path, metavar="FILE", help="write the page")
    parser.add_argument("--format", choices=tell_figures.FORMATS, default="text", help="[text]")
    options = parser.parse_args(arguments)
    told = prices.load(options.prices) if options.prices else None
    seen = load(options.runs, options.strict)
    types = {one.type for one in seen if not one.left_out}
    if options.baseline and options.baseline not in types:
        fail(2, f"--baseline {options.baseline[:40]}: there are {', '.join(sorted(types))}")
    fleet = of(seen, options.baseline, told, options.per)
    if options.format == "text":
        terminal.show(fleet, options.all)
    else:
        tables.write(fleet, options.format)
    if options.html:
        from fenceline.ranking import page  # pylint: disable=import-outside-toplevel  # jinja2 is needed for this alone
        page.write(options.html, fleet)
