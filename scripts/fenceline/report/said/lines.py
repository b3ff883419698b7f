"""Of lines that others have: what an operation pays by their state, when a prefetch for writing helps, what changes under a load."""

import statistics

from fenceline.report.said.words import duration, listed, rows, times
from fenceline.results import schema, tell

LESS, MORE = 0.95, 1.05  # factors from which on it is worth a word


def states(run):
    """A compare-and-swap by the state of its line, and what it costs to take a shared one from the others."""
    found = {}
    for row in rows(run, suite="coherence", group="line_state", use="cas"):
        if row.threads == found.setdefault(row.how, row).threads:
            found[row.how] = min(found[row.how], row, key=lambda one: one.median_ns)
    told = [f"{tell.nanoseconds(found[how].median_ns)} ns {what}" for how, what in (
        ("modified", "where another core has written to it"), ("exclusive", "where one has read it"), ("uncached", "where it is in no cache"),
        ("upgrade_shared", "where both have read it")) if how in found]
    if len(told) > 1:
        yield f"A compare-and-swap of a line costs {listed(told)}."


def prefetched(run):
    """Additions with a prefetch for writing beside those without, of lines that another core has, and where all want one."""
    for group, where in (("update_state", "a line that another core has written to"), ("contended_update", "a word that all want")):
        without, ratios = {}, {}
        for row in rows(run, group=group):
            args = schema.parse_args(row.args)
            ahead = args.pop("ahead", 0)
            if group == "update_state" and row.how != "modified":
                continue
            key = (row.variant, row.threads, row.placement, tuple(args.items()))
            if row.use == "none":
                without[key] = row
            else:
                ratios.setdefault((row.use, ahead), []).append((key, row))
        told = []
        for (name, ahead), same in ratios.items():
            factors = [row.median_ns / without[key].median_ns for key, row in same if key in without]
            if factors:
                factor = statistics.median(factors)
                early = f", {ahead} lines ahead," if ahead else ""
                told.append(f"{name}{early} makes it {times(factor)} what it costs without" if not LESS <= factor <= MORE
                            else f"{name}{early} changes nothing")
        if told:
            yield f"An addition to {where}: {listed(told)}."


def changed(run):
    """Loads that were done early and thrown away."""
    events = [row.value for row in run["figures.csv"] if row.figure == "event" and "ordering_clear" in row.trial and row.value]
    if events:
        yield (f"A load that was done early and whose line another core then writes to costs {duration(statistics.median(events))} "
               f"more than one that was not (the median of {len(events)} windows).")
