"""How quick each host is at a part of the suites: the geometric mean of its times against the fleet's, over kernels that all
types have.

A part is a suite's kernels of one thread, or of several. A group of kernels counts as one, whatever the number of its widths
(keys/composites.py). What a type lacks, and what a host lacks, is said.
"""

import collections
import statistics

from fenceline.results import select

HALF = 0.5  # of a type's hosts that have a kernel, of the kernels that a type must have to be ranked
MOST_LACKING = 0.2  # of the kernels, for a host to be counted

# `name`: (suite, "one" or "several"); `scores`: {Host: logarithm of its times over the fleet's: more is slower}; `kernels`,
# `groups`: how many it is made of; `of`: how many there are in the fleet; `without`: {type or host: why it is not in it}.
Part = collections.namedtuple("Part", "name scores kernels groups of without")


def parts(hosts, baseline=""):
    """[Part] in the order in which suites were measured. `baseline`: the type that others are held against; else the mean
    of all."""
    names = dict.fromkeys(_part(key) for host in hosts for key in host.times)
    return [_scored(name, hosts, baseline) for name in names]


def _part(key):
    return key[0], "one" if key[4] == 1 else "several"


def _scored(name, hosts, baseline):
    types = select.grouped(hosts, lambda host: host.type)
    had = {one: _had(same, name) for one, same in types.items()}
    keys, without = _common(types, had)
    counted = {}
    for host in hosts:
        mine = keys & host.times.keys()
        if host.type in without:
            continue
        if not keys or len(mine) < (1 - MOST_LACKING) * len(keys):
            without[f"{host.type}, {host.name}"] = f"has {len(mine)} of the {len(keys)} kernels"
        else:
            counted[host] = mine
    times = _reference(keys, counted, baseline)
    scores = {host: _mean({key: host.times[key] - times[key] for key in mine}) for host, mine in counted.items()}
    return Part(name, scores, len(keys), len({key[1] for key in keys}), len(set().union(*had.values())), without)


def _had(hosts, name):
    """Kernels of a part that half of a type's hosts have."""
    count = collections.Counter(key for host in hosts for key in host.times if _part(key) == name)
    return {key for key, n in count.items() if n >= HALF * len(hosts)}


def _common(types, had):
    """(the kernels that all ranked types have, {type: why it is not ranked}).

    What most types of each ISA have is asked for (instructions differ by ISA, what the compiler makes of C++ does not); a
    type that has not half of that was measured otherwise, and would narrow the ranking of all others.
    """
    isas = select.grouped(types, lambda one: types[one][0].isa)
    wanted = set.intersection(*(_most([had[one] for one in same if had[one]]) for same in isas.values()))
    without = {one: f"has {len(keys & wanted)} of the {len(wanted)} kernels that most have" if keys else "did not measure it"
               for one, keys in had.items() if not wanted or len(keys & wanted) < HALF * len(wanted)}
    ranked = [keys for one, keys in had.items() if one not in without]
    return (wanted.intersection(*ranked) if ranked else set()), without


def _most(sets):
    count = collections.Counter(key for keys in sets for key in keys)
    return {key for key, n in count.items() if 2 * n > len(sets)}


def _reference(keys, counted, baseline):
    """{kernel: logarithm of the time that others are held against}"""
    types = select.grouped(counted, lambda host: host.type)
    those = [types[baseline]] if baseline in types else list(types.values())
    out = {}
    for key in keys:
        means = [statistics.fmean(known) for same in those if (known := [host.times[key] for host in same if key in host.times])]
        out[key] = statistics.fmean(means) if means else statistics.fmean(host.times[key] for host in counted if key in host.times)
    return out


def _mean(logs):
    """Of groups, of the mean of each."""
    groups = select.grouped(logs, lambda key: key[1])
    return statistics.fmean(statistics.fmean(logs[key] for key in same) for same in groups.values())
