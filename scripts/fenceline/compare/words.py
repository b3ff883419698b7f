"""A comparison told in words: rows by name, ratios as factors, suites in a sentence."""

import math

from fenceline.compare import judge
from fenceline.results import tell

SUITES = {  # (suite, threads): what a sentence calls it
    ("atomics", "one"): "uncontended atomics", ("atomics", "several"): "contended atomics", ("fences", "one"): "fences",
    ("memory", "one"): "memory", ("memory", "several"): "memory by several threads",
    ("coherence", "several"): "line transfers", ("contention", "one"): "locks and counters of one thread",
    ("contention", "several"): "contention", ("mappings", "one"): "C++ mappings", ("primitives", "one"): "uncontended primitives",
    ("primitives", "several"): "contended primitives",
}


def suite(name):
    which, threads = name
    return SUITES.get(name, which if threads == "one" else f"{which} by several threads")


def rows(found):
    """Names of rows of a suite, by what tells them apart: how many threads, where and how measured only where that is not
    the same of all."""
    parts = [_parts(one.pair.row) for one in found]
    kept = [number for number, same in enumerate(zip(*parts)) if number in ALWAYS or len(set(same)) > 1]
    return [" ".join(dict.fromkeys(filter(None, (each[number] for number in kept)))) for each in parts]


ALWAYS = (0, 1, 2)  # of _parts


def _parts(row):
    return (row.group, tell.label(row), tell.manner(row), row.metric, tell.arguments(row), tell.threads(row.threads),
            row.placement)


def factor(ratio):
    """'1.80×' as much: three digits, or as many as tell it from 1."""
    return f"{ratio:.3f}×" if abs(ratio - 1) < 0.1 else f"{ratio:.2f}×" if ratio < 9.995 else f"{ratio:.0f}×"


def faster_or_slower(ratio, low, high):
    """'1.8× (1.6–2.0) faster': of B, whose figures are `ratio` times A's."""
    if ratio < 1:
        ratio, low, high = 1 / ratio, 1 / high, 1 / low
        how = "faster"
    else:
        how = "slower"
    if high < 1.1:
        return f"{100 * (ratio - 1):.1f} % ({100 * (low - 1):.1f}–{100 * (high - 1):.1f}) {how}"
    digits = 2 if high - low < 0.1 else 1 if ratio < 10 else 0
    return f"{ratio:.{digits}f}× ({low:.{digits}f}–{high:.{digits}f}) {how}"


def summary(b, means):
    """One sentence: 'B does contended atomics 1.8× (1.6–2.0) faster and fences 1.20× (1.15–1.25) slower; memory alike'."""
    faster, slower, alike, unsure = [], [], [], []
    for mean in sorted(means, key=lambda m: -abs(math.log(m.ratio))):
        text = suite(mean.name)
        if mean.low <= 1 <= mean.high:
            known = mean.low >= 1 / (1 + judge.ALIKE) and mean.high <= 1 + judge.ALIKE
            (alike if known else unsure).append(text)
        else:
            (faster if mean.ratio < 1 else slower).append(
                f"{text} {faster_or_slower(mean.ratio, mean.low, mean.high)}")
    parts = []
    if faster or slower:
        parts.append(f"{b} does " + " and ".join(filter(None, (", ".join(faster), ", ".join(slower)))))
    if alike:
        parts.append(", ".join(alike) + " alike")
    if unsure:
        parts.append("no difference shown in " + ", ".join(unsure))
    return "; ".join(parts) or f"{b}: nothing was measured in both"


def for_the_price(mean, price_a, price_b):
    """What a suite's figure is once each machine's is multiplied by what an hour of it costs."""
    times = price_b / price_a
    return f"{suite(mean.name)} {faster_or_slower(mean.ratio * times, mean.low * times, mean.high * times)}"
