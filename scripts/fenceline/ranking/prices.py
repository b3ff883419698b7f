"""What an hour of each instance type costs, from a CSV file that the user gives, and what a unit of work costs then.

    instance_type,price_per_hour,currency,region
    m8g.large,0.08976,USD,us-east-1

`region` may be left out, as a column or in a row: the price then holds where none is told for the region.
"""

import collections
import csv
import math

from fenceline.results import schema

COLUMNS = ("instance_type", "price_per_hour", "currency")
REGION = "region"

# `hour`: {(type, region): price}; region "" is any other. `currency`: one for all.
Prices = collections.namedtuple("Prices", "hour currency")
# What the work costs that the baseline, or the fleet's mean, does in an hour; `hour`: of an instance there.
Cost = collections.namedtuple("Cost", "type region hour value low high")


def load(path):
    """Prices of the file; SchemaError says file, line and what is wrong."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(map(str.strip, cells))]
    except (OSError, UnicodeDecodeError) as error:
        raise schema.SchemaError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except csv.Error as error:
        raise schema.SchemaError(f"{path}:{reader.line_num}: is not CSV: {error}") from None
    header = rows[0][1] if rows else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise schema.SchemaError(f"{path}:1: no column {', '.join(missing)}: the first line is {','.join((*COLUMNS, REGION))}, the last "
                                 "of them if you like")
    hour, currencies, lines = {}, {}, {}
    for line, cells in rows[1:]:
        where = f"{path}:{line}"
        if len(cells) != len(header):
            raise schema.SchemaError(f"{where}: {len(cells)} cells, expected {len(header)}")
        row = dict(zip(header, cells))
        key = row["instance_type"], row.get(REGION, "")
        if not key[0]:
            raise schema.SchemaError(f"{where}: no instance_type")
        if key in hour:
            raise schema.SchemaError(f"{where}: {' in '.join(filter(None, key))} has a price in line {lines[key]} already")
        hour[key], lines[key] = _price(row["price_per_hour"], where), line
        currencies.setdefault(row["currency"], line)
    if "" in currencies:
        raise schema.SchemaError(f"{path}:{currencies['']}: no currency")
    if len(currencies) > 1:
        raise schema.SchemaError(f"{path}:{max(currencies.values())}: prices in {' and '.join(currencies)}: give all in one currency")
    if not hour:
        raise schema.SchemaError(f"{path}:1: no price follows")
    return Prices(hour, next(iter(currencies)))


def _price(text, where):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise schema.SchemaError(f"{where}: price_per_hour '{text[:40]}' is no price: a number above 0, with a point")
    return value


def of(prices, name, region):
    """What an hour of a type costs in a region; None where the file does not tell."""
    return prices.hour.get((name, region), prices.hour.get((name, "")))


def costs(prices, ranking, places, shares):
    """[Cost] of each type and region that has a price, the cheapest first. `places`: {type: its regions}; `shares`: {type: by how
    many the price is divided, its CPUs or 1}."""
    out = []
    for one in ranking.standings:
        for region in places[one.type]:
            hour = of(prices, one.type, region)
            if hour is not None and shares[one.type]:
                each = hour / shares[one.type]
                out.append(Cost(one.type, region, hour, each / one.index, each / one.high, each / one.low))
    return sorted(out, key=lambda cost: cost.value)
