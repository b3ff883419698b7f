"""The section of claims: what people repeat, and whether it holds here."""

import collections

from fenceline.keys import claims, show_claims
from fenceline.report.sections import section

KINDS = {claims.HOLDS: "good", claims.FAILS: "bad", claims.UNKNOWN: ""}


def sections_of(run):
    found = claims.judge(run)
    counts = collections.Counter(one.verdict for one in found)
    text = ", ".join(f"{counts[verdict]} {verdict}" for verdict in claims.VERDICTS if counts[verdict]) + "."
    rows = [(one.claim, (verdict, KINDS[verdict]) if KINDS[verdict] else verdict, show_claims.measured(one), one.note,
             one.row.reading, one.source) for verdict in claims.VERDICTS for one in found if one.verdict == verdict]
    yield section("What people say", text, ("claim", "here", "measured", "note", "how it was read", "source"), rows, folded=True)
