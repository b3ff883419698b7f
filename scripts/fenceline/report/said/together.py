"""Of several threads: what they do to each other, near and far."""

import collections
import statistics

from fenceline.plots import false_sharing as padding
from fenceline.report.said.alone import typical_ns
from fenceline.report.said.words import duration, listed, rows, times
from fenceline.results import schema, select, tell

ADDS = ("add", "fetch_add")
HOMES_DIFFER = 1.05  # factor from which on it is worth a sentence
FEWEST, RARE = 3, 0.01  # repetitions of a mode, and its share of all: of fewer nothing is said


def contended(run):
    """All that there are at one word, against one alone."""
    found = [row for row in rows(run, suite="atomics", how="contended") if row.group in ADDS and not row.args
             and row.threads > 1 and row.width in (0, 64) and not row.oversubscribed]
    alone = typical_ns(run)
    if not found or not alone:
        return
    for threads, same in sorted(select.grouped(found, lambda r: r.threads).items())[-1:]:
        middle = sorted(same, key=lambda r: r.median_ns)[(len(same) - 1) // 2]
        yield (f"An atomic add costs each of {threads} threads that want one word {tell.nanoseconds(middle.median_ns)} ns, "
               f"{times(middle.median_ns / alone)} what it costs alone.")


def line_homes(run):
    """How far one line's trip is from another's, by where each has its home: of the pair of PUs where they differ most."""
    found = {}
    for row in run["figures.csv"]:
        if row.figure in ("line_low", "line_high") and row.value:
            found.setdefault(row.trial, {}).setdefault(row.figure, []).append(row.value)
    apart = {trial: tuple(statistics.median(both[name]) for name in ("line_low", "line_high"))
             for trial, both in found.items() if len(both) == 2}
    if not apart:
        return
    widest = max(apart, key=lambda trial: apart[trial][1] / apart[trial][0])
    low, high = apart[widest]
    if high > HOMES_DIFFER * low:
        yield (f"Where a line has its home matters: of one pair's lines a tenth are back within {tell.nanoseconds(low)} ns and a "
               f"tenth take more than {tell.nanoseconds(high)} ns ({widest.split('/', 1)[1]}).")


def modes(run):
    """The same trials at the near and at the commonest of the far hidden placement modes."""
    placed = select.grouped((row for row in run["records.csv"] if row.mode), lambda row: row.cpus)
    # PUs that were always as far from each other were not moved: what is far there is far.
    records = sum((of_pus for same in placed.values() if len(of_pus := collections.Counter(row.mode for row in same)) > 1),
                  collections.Counter())
    known = [mode for mode in records if records[mode] >= RARE * records.total()]
    if len(known) < 2:
        return
    reach = 2 * min(map(_ns, known))  # what is no farther is near
    far = max((mode for mode in known if _ns(mode) > reach), key=records.get, default=None)
    if far is None:
        return
    near = sum(n for mode, n in records.items() if _ns(mode) <= reach)
    yield (f"The host moves the CPUs about: {near / records.total():.0%} of the repetitions of several threads were near each other "
           f"(a line is back within {reach:g} ns), {records[far] / records.total():.0%} in the far mode {far}."
           + _what_far_costs(run, reach, far))


def _what_far_costs(run, reach, far):
    """' A contended add costs 1.4 times the near one in the far mode, …': by the near modes' rows taken together."""
    told = []
    for what, wanted in (("a contended add", lambda r: r.group in ADDS and r.how == "contended" and not r.args),
                         ("a line's trip", lambda r: r.suite == "coherence" and r.metric == "transfer")):
        ratios = []
        trials = select.grouped((row for row in run["summary.csv"] if row.median_ns and row.threads == 2 and wanted(row)
                                 and (row.repetitions or 0) >= FEWEST), lambda r: r.trial)
        for same in trials.values():
            by_mode = {row.mode: row for row in same}
            near = [row for row in same if row.mode and _ns(row.mode) <= reach]
            if far in by_mode and near:
                ratios.append(by_mode[far].median_ns / select.dominant(near).median_ns)
        if ratios:
            told.append(f"{what} costs {times(statistics.median(ratios))} the near one")
    return f" There {listed(told)}." if told else ""


def _ns(mode):
    return float("".join(c for c in mode if c.isdigit() or c == ".") or 0)


def false_sharing(run):
    found = [row for row in run["summary.csv"] if row.median_ns is not None and row.metric == "contended"
             and "spacing=" in row.args and row.width in (0, 64)]
    factors = sorted((near.median_ns / far.median_ns, near) for near, far in padding.pairs(found) if near.threads > 1)
    if factors:
        worst, row = factors[-1]
        yield (f"Words of one line cost {times(statistics.median(f for f, _ in factors))} what padded ones do "
               f"(median of {len(factors)} operations), {times(worst)} with {tell.label(row)}.")


def transfers(run):
    found = [row for row in rows(run, suite="coherence", metric="transfer", threads=2) if row.group == "ping_pong"]
    if not found:
        return
    by_distance = {distance: statistics.median(row.median_ns for row in same) for distance, same in
                   select.grouped(found, lambda r: r.distance or r.relation).items()}
    told = [f"{tell.nanoseconds(ns)} ns ({distance})" for distance, ns in sorted(by_distance.items(), key=lambda item: item[1])]
    yield f"A line's way from one CPU to another takes {listed(told[:5])}, the median of {len(found)} trials."


def _waited(row):
    waited = schema.parse_args(row.args).get("waited")
    return waited if isinstance(waited, int) else 0


def waking(run):
    """Sleeping against spinning."""
    woken = [row for row in rows(run, suite="waiting", how="wake", threads=2) if row.variant == "futex"]
    alone = typical_ns(run)
    if woken and alone:
        row = max(woken, key=_waited)  # after a short wait it may not sleep yet
        yield (f"Waking a thread that sleeps (futex, {tell.arguments(row)}) takes {duration(row.median_ns)} until it runs, as long "
               f"as {row.median_ns / alone:.0f} atomic read-modify-writes.")
