"""The price list: the table that is quoted."""

from fenceline.plots import prices
from fenceline.report import tables
from fenceline.report.sections import section
from fenceline.results.select import Nothing


def sections_of(run):
    try:
        columns, lines = prices.table(run)
    except Nothing:
        return
    if lines:
        yield section("", "An operation of each thread, all on one object: median [95 % interval] · core cycles.",
                      ("primitive", *columns),
                      [(name, *(tables.cost(line[column]) if column in line else "" for column in columns))
                       for name, line in lines.items()])
