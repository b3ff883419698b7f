"""What of one side is held against what of the other: like trials, and in these like hidden placement modes."""

import collections
import math

from fenceline.compare import like, medians, sides

# `trial`, `row`: of the baseline; `a`, `b`: keys of Side.found; `note`: what of the two is not alike.
Pair = collections.namedtuple("Pair", "trial row a b note")
# `left_out`: {trial: why it was not compared}.
Matched = collections.namedtuple("Matched", "pairs left_out")

# What a trial goes by, the strictest first. Versions and machines call one place by unlike names: what is the only one of
# its kind on both sides is matched without its policy, by the distance between its PUs alone, by their numbers.
NAMES = (lambda row: (row.policy, row.placement), lambda row: row.placement, lambda row: (row.relation, row.distance),
         lambda row: row.cpus)


def match(a, b):
    """Two Sides."""
    one_machine = like.machine(a.runs[0]) == like.machine(b.runs[0])
    modes_a, modes_b = _modes(a), _modes(b)
    trials = _trials(a, b, modes_a, modes_b)
    pairs, left_out = [], _left_out(a, b, trials)
    for trial, other in trials.items():
        found = _like(modes_a[trial], modes_b[other])
        if not found and not one_machine:
            # Another machine has other distances: what was met most there is what it costs there.
            found = [(max(modes_a[trial], key=lambda mode, trial=trial: a.shares[trial, mode]),
                      max(modes_b[other], key=lambda mode, other=other: b.shares[other, mode]))]
        if not found:
            left_out[trial] = f"mode {_told(modes_a[trial])} in {a.name}, {_told(modes_b[other])} in {b.name}"
        for mode_a, mode_b in found:
            row, far = a.rows[trial], b.rows[other]
            note = "" if sides.same_mode(mode_a, mode_b) else f"mode {mode_a or 'none'} against {mode_b or 'none'}"
            place = "" if row.placement == far.placement else f"placed '{row.placement}' against '{far.placement}'"
            pairs.append(Pair(trial, row, (trial, mode_a), (other, mode_b), "; ".join(filter(None, (place, note)))))
    return Matched(pairs, left_out)


def _left_out(a, b, trials):
    """{trial: why} of those that have no partner: met on one side alone, or too cheap or too seldom to be told."""
    out = {}
    for side, other, matched in ((a, b, set(trials)), (b, a, set(trials.values()))):
        for trial in {known for known, _ in side.found} - matched:
            out[trial] = _lacking(other, trial) or f"only in {side.name}"
        out.update({trial: _lacking(side, trial) for trial in side.nothing | side.rare if trial not in out})
    return dict(sorted(out.items()))


def _lacking(side, trial):
    return (f"next to nothing in {side.name}" if trial in side.nothing else
            f"fewer than {medians.FEWEST} repetitions that count in {side.name}" if trial in side.rare else "")

def _trials(a, b, modes_a, modes_b):
    """{a's trial: b's}."""
    out = {}
    for name in NAMES:
        mine, others = _unique(a, set(modes_a) - set(out), name), _unique(b, set(modes_b) - set(out.values()), name)
        out.update({trial: others[key] for key, trial in mine.items() if key in others})
    return {trial: out[trial] for trial in modes_a if trial in out}


def _unique(side, trials, name):
    """{what it goes by: trial} of those that have it for themselves."""
    found = collections.defaultdict(list)
    for trial in trials:
        row = side.rows[trial]
        found[row.suite, row.kernel, row.args, row.threads, name(row)].append(trial)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def _modes(side):
    out = collections.defaultdict(list)
    for trial, mode in side.found:
        out[trial].append(mode)
    return out


def _like(modes_a, modes_b):
    """Pairs of modes that are one, the nearest first, each used once."""
    def apart(pair):
        near, far = map(sides.distance, pair)
        return abs(math.log(near / far)) if near and far else 0.0

    out = []
    for mode_a, mode_b in sorted(((x, y) for x in modes_a for y in modes_b if sides.same_mode(x, y)), key=apart):
        if all(mode_a != x and mode_b != y for x, y in out):
            out.append((mode_a, mode_b))
    return out


def _told(modes):
    return " and ".join(mode or "none" for mode in modes)
