"""What figures are judged by: as the run itself tells it (run.csv), or as runs did that told nothing yet."""

import collections

from fenceline.results import schema

# interval: half width of a median's interval over the median; next_to_nothing_ns: no share is told of what costs less.
Thresholds = collections.namedtuple("Thresholds", "interval next_to_nothing_ns", defaults=(0.02, 0.1))


def of(run):
    told = {name: run.fact(f"threshold.{name}") for name in Thresholds._fields}
    try:
        return Thresholds(**{name: float(value) for name, value in told.items() if value})
    except ValueError:
        raise schema.SchemaError(f"{run.dir}/run.csv: threshold.*: a threshold is not a number") from None


def percent(run):
    """'±2 %': how wide a good interval may be."""
    return f"±{100 * of(run).interval:g} %"
