"""--fail-if 'fences/* slower 5%': what a comparison may not show."""

import collections
import fnmatch
import re

from fenceline.project import fail

WORDS = ("slower", "faster", "differs")

# `share`: by how much at the least; `text`: as it was given.
Condition = collections.namedtuple("Condition", "pattern word share text")


def parse(text):
    match = re.fullmatch(r"\s*(\S+)\s+(\w+)(?:\s+(?:by\s+)?(\d+(?:\.\d+)?)\s*%?)?\s*", text)
    if not match or match[2] not in WORDS:
        fail(2, f"--fail-if '{text[:60]}': say PATTERN {'|'.join(WORDS)} [N%], for example 'fences/* slower 5%'")
    return Condition(match[1], match[2], float(match[3] or 0) / 100, text)


def names(condition, trial):
    """Whether the pattern is about this trial."""
    return fnmatch.fnmatchcase(trial, condition.pattern)


def met(condition, rows):
    """The rows of such a name that are called different and are so by as much, that way."""
    return [row for row in rows if names(condition, row.pair.trial) and row.different and _holds(condition, row.ratio)]


def _holds(condition, ratio):
    slower, faster = ratio >= 1 + condition.share, ratio <= 1 / (1 + condition.share)
    return {"slower": slower and ratio > 1, "faster": faster and ratio < 1, "differs": slower or faster}[condition.word]
