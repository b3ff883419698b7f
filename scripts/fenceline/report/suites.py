"""A chapter for each suite that a run has: its plots, then what they show in words and numbers."""

from fenceline.plots import prices
from fenceline.report import (counted, found, knees, litmus, mistakes, prices as price_list, sanity, stronger, structures, tables,
                              too_weak)
from fenceline.report.sections import chapter, section
from fenceline.results import select
from fenceline.stats import knee

# Suites in the order in which one would tell of them, with what each is about; others follow as they were measured.
ABOUT = {
    prices.SUITE: ("Price list", "What each thing costs that programs synchronise with: alone, and when all threads want it."),
    "atomics": ("Atomic instructions", "One thread, its line in the first cache. Latency of a load, chain of the others: "
                "each waits for the one before; throughput: none does."),
    "latency": ("Latency against occupancy", "How late a result is, and how long the unit that makes it is busy: additions lie "
                "between one operation's result and the next one's need of it. Up to the knee they cost nothing."),
    "forwarding": ("Store forwarding", "A store and a load of bytes in common, each waiting for the other, at every width and "
                   "place; renamed: what a core does that takes the load for the store's register."),
    "own": ("Sequences of your own", "Latency: each copy's addresses wait for the result's register of the one before. Throughput: copies "
            "stand one behind the other. Contended: the shared line is one for all threads."),
    "fences": ("Fences", "A fence by itself, between accesses, and after stores that must drain first: such as miss and such as hit."),
    "flush": ("Flushes and durable lines", "A line written back or thrown out, clean and dirty, and what it takes until that is "
              "done; a whole line written so that it lasts."),
    "mappings": ("Mappings of atomics", "What each published way to compile std::atomic costs, one that costs less may not be mixed "
                 "with the others; and what the Linux kernel, Go and OpenJDK make of their own."),
    "contention": ("Contention", "Threads that all want one word, or words of one line."),
    "coherence": ("Distance: how a line travels", "What it takes until another PU has the line. Where the host moves virtual "
                  "CPUs about, one pair is met at several distances; each is told with its share."),
    "litmus": ("Litmus tests: what the memory model lets happen", ""),
    "memory": ("Memory and caches", "A walk through a working set, where each load waits for the one before, and streams that "
               "do not wait."),
    "asymmetric": ("Asymmetric fences", "A barrier for the compiler on the side that is passed often, membarrier(2) on the one "
                   "that is not: what each side pays, by the threads that run and have to be interrupted, beside a full fence."),
    "per_cpu": ("Restartable sequences", "What belongs to a CPU, changed by plain instructions that the kernel begins anew "
                "(rseq), beside the atomics that they stand for."),
    "code": ("Code that changes", "A function is changed and called, by the same thread or by another: the store, what the ISA "
             "asks for until it is executed, and the call."),
    "timers": ("Timers", "What a look at each clock costs, its least step, what a reading tells of a piece of work, and how "
               "far the clocks of two PUs are apart."),
    "locks": ("Locks", ""), "waiting": ("Waiting and waking", ""), "queues": ("Queues", ""), "stacks": ("Stacks", ""),
    "counters": ("Counters", ""), "publication": ("Publication: read-mostly data", ""), "two_words": ("Two words at once", ""),
    "transactions": ("Hardware transactions", "What one costs that goes through, by the lines that it stores to, and what one that is undone; "
                     "figures.csv has the shares of how they ended."),
    "initialisation": ("Initialisation", ""), "reclamation": ("Reclamation", ""), "maps": ("Maps", ""), "caches": ("Caches", ""),
    "pools": ("Pools", ""), "limiters": ("Limiters", ""), "patterns": ("Patterns", ""),
}


def chapters_of(run, drawings):
    """`drawings`: all that were drawn; each stands in the chapter of the suite that it shows most of."""
    suites = dict.fromkeys([*(row.suite for file in ("summary.csv", "emulated.csv") for row in run[file]),
                            *(found.suite(row) for row in run["figures.csv"])])
    if run["litmus.csv"] or run["emulated_litmus.csv"]:
        suites["litmus"] = None
    ordered = sorted(suites, key=lambda suite: list(ABOUT).index(suite) if suite in ABOUT else len(ABOUT))
    drawn = select.grouped(drawings, lambda one: one.suites[0] if one.suites else "")
    for suite in ordered:
        title, about = ABOUT.get(suite, (suite.replace("_", " ").capitalize(), ""))
        text = "\n".join(filter(None, (about, structures.sentences(run, suite))))
        yield chapter(title, list(_sections(run, suite, drawn.pop(suite, []))), text)
    rest = [one for same in drawn.values() for one in same]
    yield chapter("More plots", [_plots(rest)] if rest else [])


def _sections(run, suite, drawings):
    if drawings:
        yield _plots(drawings)
    if suite == prices.SUITE:
        yield from price_list.sections_of(run)
    if suite == "atomics":
        yield sanity.limits_section(run)
        yield sanity.published_section(run)
    if suite == "mappings":
        yield stronger.section_of(run)
        yield from too_weak.sections_of(run)
    if suite == knee.SUITE:
        yield knees.section_of(run)
    if suite == "memory":
        yield sanity.caches_section(run)
    if suite == "timers":
        yield found.skew_section(run)
    if suite == "litmus":
        yield litmus.section_of(run)
    yield from mistakes.sections_of(run, suite)
    yield from structures.sections_of(run, suite)
    if suite != prices.SUITE:
        yield from tables.sections_of(run, suite)
    yield found.section_of(run, suite)
    yield counted.section_of(run, suite)
    yield tables.ran(run, suite)


def _plots(drawings):
    """How they are read is told once, of the first of a kind."""
    told = set()
    drawings = [one._replace(about="" if one.about in told or told.add(one.about) else one.about) for one in drawings]
    return section("", drawings=drawings)
