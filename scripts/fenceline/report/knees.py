"""Latency and occupancy of each operation, told apart by the additions that lie between a result and its use."""

from fenceline.report.sections import section
from fenceline.results import tell
from fenceline.stats import knee

TEXT = ("Late: how long after an operation begins its result can be used. Busy: how long until the next one can begin; empty "
        "where that is no longer. At the knee, that many additions after a result cost nothing yet.")


def section_of(run):
    rows = []
    for of_kernel, points, cycles in knee.curves(run) if run.native else ():
        if len(points) > 2:
            found, unit = knee.of(points, cycles), "cy" if cycles else "ns"
            row = of_kernel[0]
            rows.append((row.group, tell.label(row), row.how.replace("_", " "), tell.place(row),
                         _told(found.latency, unit) or "beyond the last", _told(found.occupancy, unit),
                         _told(found.additions, "")))
    return section("How late, and how long busy", TEXT, ("group", "variant", "result used as", "place", "late", "busy",
                                                         "knee, additions"), rows) if rows else None


def _told(value, unit):
    return "" if value is None else f"{tell.nanoseconds(value)} {unit}".strip()
