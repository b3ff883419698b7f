"""Which rows of a run a pick of a formula means, or why there are none."""

import collections
import fnmatch
import re
import weakref

from fenceline.keys import formula
from fenceline.results import schema, select

FILES = ("summary.csv", "skips.csv", "litmus.csv")  # whose rows are looked at
# Columns by which a kernel is told, in the order in which it is said what is not there.
KERNEL = ("suite", "group", "how", "use", "variant", "width", "order", "metric", "peer")
PLACE = ("threads", "oversubscribed", "policy", "placement", "relation", "distance", "memory_node")
EXTREMES = {"most": max, "least": min}
_SUITES = weakref.WeakKeyDictionary()
REMOTE = "node-remote"  # how placements begin whose memory is on another node


def rows(run, pick, distance=None, mode=None):
    """Rows of matching() that have a figure, one of each trial: in this hidden placement mode, or else its commonest."""
    trials = select.grouped(matching(run, pick, distance), lambda row: row.trial).values()
    found = [select.dominant([row for row in same if row.mode == mode and row.median_ns is not None] or same)
             for same in trials]
    having = [row for row in found if row.median_ns is not None]
    if not having:
        raise select.Nothing(f"{_named(found[0])} has no figure: {found[0].note or 'no reason noted'}")
    return having


def matching(run, pick, distance=None):
    """Rows of summary.csv that a pick means, of every hidden placement mode; Nothing tells why there are none.

    Width is 64 bits, or none, memory is the thread's own node's, and threads are not more than PUs, unless the pick says
    otherwise; parameters that it does not name, the rows do not have. `distance`: what `distance=each` stands for.
    """
    suite = pick.wanted["suite"]
    found = _by_suite(run).get(suite, [])
    if not found:
        raise select.Nothing(f"this run has no suite {suite}")
    if "placement" not in pick.wanted:
        found = [row for row in found if not row.placement.startswith(REMOTE)]
    wanted = {"width": "0|64|", "oversubscribed": "no", **pick.wanted}
    for key in sorted(wanted, key=_rank):
        value = distance if wanted[key] == formula.EACH else wanted[key]
        narrowed = _narrowed(found, key, value)
        if not narrowed:
            raise select.Nothing(f"no row of {suite} has {key}={value}{_why(run, pick, key, value, found)}")
        found = narrowed
    plain = [row for row in found if set(schema.parse_args(row.args)) <= set(pick.wanted)]
    if not plain:
        raise select.Nothing(f"rows of {suite} tell apart more than {pick.text}: {found[0].args}")
    return plain


def mode(run, picks, distance=None):
    """The hidden placement mode in which all picks of several threads have a figure, and the one that was met most often;
    None where there is no such mode, or where it does not matter."""
    shares = []
    for one in picks:
        found = [row for row in matching(run, one, distance) if row.mode and row.median_ns is not None]
        if found:
            shares.append({name: max(row.mode_share or 0 for row in same)
                           for name, same in select.grouped(found, lambda row: row.mode).items()})
    common = set.intersection(*map(set, shares)) if shares else set()
    return max(sorted(common), key=lambda name: min(share[name] for share in shares), default=None)


def distances(run, pick):
    """The distances of a pick's rows, as they were measured: the nearest first."""
    anywhere = pick._replace(wanted={k: v for k, v in pick.wanted.items() if v != formula.EACH})
    return list(dict.fromkeys(row.distance or row.relation for row in rows(run, anywhere)))


def kernels(found):
    """What tells rows apart besides their place: {(kernel, parameters, threads): [rows]}."""
    return select.grouped(found, lambda row: (row.kernel, row.args, row.threads))


def _by_suite(run):
    """{suite: rows}: made once for a run."""
    if run not in _SUITES:
        _SUITES[run] = select.grouped(run["summary.csv"], lambda row: row.suite)
    return _SUITES[run]


def _rank(key):
    """Kernel, then its parameters, then the place; what is the greatest there is asked among what fits otherwise."""
    return KERNEL.index(key) if key in KERNEL else len(KERNEL) + (1 + PLACE.index(key) if key in PLACE else 0)


def _narrowed(found, key, text):
    if text in EXTREMES:
        numbers = [number for row in found if isinstance(number := _value(row, key), int)]
        text = str(EXTREMES[text](numbers)) if numbers else text
    matches = _matcher(text)
    return [row for row in found if matches(_value(row, key))]


def _why(run, pick, key, value, found):
    """': ' and the reason why it was left out, else '; there is ' and what there is instead."""
    names = ["/".join(filter(None, (pick.wanted["suite"], pick.wanted.get("group"), pick.wanted.get("variant"))))]
    if key in PLACE:
        names = [f"{one.strip('*')} placement" for one in value.split("|")]
    for skip in run["skips.csv"]:
        if any(name in skip.what for name in names):
            return f": {skip.reason}"
    there = ", ".join(sorted({str(v) for row in found if (v := _value(row, key)) not in (None, "")})[:6])
    return f"; there is {there}" if there else ""


def _value(row, key):
    if key == "distance":  # of more than two threads, or of a topology without classes, the relation tells
        return row.distance or row.relation
    if key in KERNEL or key in PLACE:
        return getattr(row, key)
    return schema.parse_args(row.args).get(key)


def _matcher(text):
    pattern = re.compile("|".join(fnmatch.translate(one) for one in text.split("|")))
    return lambda value: bool(pattern.match("yes" if value is True else "no" if value is False else
                                            "" if value is None else str(value)))


def _named(row):
    return f"{row.suite} {row.kernel}" + (f" {row.args}" if row.args else "")


Litmus = collections.namedtuple("Litmus", "seen outcomes")


def litmus(run, test):
    """Whether the condition's outcome of a litmus test was met, and in how many outcomes of all placements."""
    found = [row for row in run["litmus.csv"] if row.test == test and row.outcomes and not row.trouble]
    if not found:
        raise select.Nothing(f"the litmus test {test} was not run: --litmus={test}")
    return Litmus(any(row.matching for row in found), sum(row.outcomes for row in found))
