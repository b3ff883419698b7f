"""A comparison told in words: rows by name, ratios as factors, suites in a sentence."""

import math

from fenceline.compare import judge
from fenceline.results import tell

SUITES = {  # (suite, threads): what a sentence calls it
    ("atomics", "one"): "uncontended atomics", ("atomics", "several"): "contended atomics", ("fences", "one"): "fences",
    ("memory", "one"): "memory", ("memory", "several"): "memory by several threads",
    ("coherence", "several"): "line transfers", ("contention", "one"): "locks and counters of one thread",
    ("contention", "several"): "contention", ("mappings", "one"): "mappings of atomics", ("primitives", "one"): "uncontended primitives",
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


def verdict(mean):
    """"differs", "alike" (the interval shows that) or "unsure"."""
    if not mean.low <= 1 <= mean.high:
        return "differs"
    return "alike" if mean.low >= 1 / (1 + judge.ALIKE) and mean.high <= 1 + judge.ALIKE else "unsure"


def whole(b, mean):
    return {"differs": f"{b} {faster_or_slower(mean.ratio, mean.low, mean.high)} on the whole", "alike": "alike on the whole",
            "unsure": "no difference shown on the whole"}[verdict(mean)]


def summary(b, means):
    """One sentence: 'B does contended atomics 1.8× (1.6–2.0) faster and fences 1.20× (1.15–1.25) slower; memory alike'."""
    means = sorted(means, key=lambda mean: -abs(math.log(mean.ratio)))
    differ = [mean for mean in means if verdict(mean) == "differs"]
    told = [f"{suite(mean.name)} {faster_or_slower(mean.ratio, mean.low, mean.high)}"
            for mean in sorted(differ, key=lambda mean: mean.ratio > 1)]
    alike, unsure = ([suite(mean.name) for mean in means if verdict(mean) == word] for word in ("alike", "unsure"))
    parts = []
    if told:
        parts.append(f"{b} does " + " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))))
    if alike:
        parts.append(", ".join(alike) + " alike")
    if unsure:
        parts.append("no difference shown in " + ", ".join(unsure))
    return "; ".join(parts) or f"{b}: nothing was measured in both"


def for_the_price(mean, price_a, price_b):
    """What a suite's figure is once each machine's is multiplied by what an hour of it costs."""
    times = price_b / price_a
    return f"{suite(mean.name)} {faster_or_slower(mean.ratio * times, mean.low * times, mean.high * times)}"
