"""What people repeat of atomics, fences, locks and queues, judged by a run: results/claims.csv, docs/claims.md."""

import collections

from fenceline.keys import data, evaluate
from fenceline.results import schema

FILE = data.FOLDER / "claims.csv"
COLUMNS = ("name", "about", "claim", "source", "isa", "low", "high", "unit", "formula", "reading")

VERDICTS = HOLDS, FAILS, UNKNOWN = "holds", "does not hold", "cannot be told here"

# A claim of the file. low, high: the claimed range, None where it has no end there. `isa`: those that it is about, empty
# of all. `reading`: how its words became a formula and a range.
Claim = collections.namedtuple("Claim", "name about claim source isa low high unit formula reading tree")
# `verdict`: HOLDS, FAILS or UNKNOWN; `note`: by how much, or why it cannot be told. value: None where there is none.
Judgement = collections.namedtuple("Judgement", "claim source low high value value_low value_high verdict note row")


def all_claims(path=FILE):
    """[Claim] in the order of the file. SchemaError where one has no source, no range or a formula that is none."""
    out = []
    for number, (row, tree) in enumerate(data.rows(path, COLUMNS), 2):
        where = f"{path}:{number}"
        if not row.source or not row.claim:
            raise schema.SchemaError(f"{where}: a claim needs its words and its source")
        low, high = (_end(text, where) for text in (row.low, row.high))
        if low is None and high is None:
            raise schema.SchemaError(f"{where}: neither low nor high: nothing could contradict it")
        out.append(Claim(*row._replace(low=low, high=high), tree))
    return out


def judge(run, path=FILE):
    """[Judgement] of all claims in the order of the file."""
    return [_judged(run, claim) for claim in all_claims(path)]


def _end(text, where):
    try:
        return float(text) if text else None
    except ValueError:
        raise schema.SchemaError(f"{where}: '{text}' is no number") from None


def _judged(run, claim):
    isa = run.fact("isa")
    if claim.isa and isa not in claim.isa.split("|"):
        return _judgement(claim, UNKNOWN, f"it is about {claim.isa.replace('|', ', ')}, this is {isa or 'an unknown ISA'}")
    result = evaluate.of(run, claim.tree)
    figure = result.figure
    if figure.value is None:
        return _judgement(claim, UNKNOWN, result.note)
    return _judgement(claim, *verdict(figure, claim.low, claim.high, result), figure)


def verdict(figure, low, high, result):
    """(verdict, note) of a figure against a claimed range, by the figure's whole interval."""
    if figure.low is None or figure.high is None:
        return UNKNOWN, "; ".join(filter(None, ("its interval is not known: too few repetitions", result.note)))
    if any(part.text.startswith("seen") and not part.figure.value for part in result.parts):
        return UNKNOWN, result.note
    if (low is None or low <= figure.low) and (high is None or figure.high <= high):
        return HOLDS, result.note
    if low is not None and figure.high < low:
        return FAILS, "; ".join(filter(None, (_apart(low, figure.value, "below"), result.note)))
    if high is not None and figure.low > high:
        return FAILS, "; ".join(filter(None, (_apart(figure.value, high, "above"), result.note)))
    return UNKNOWN, "; ".join(filter(None, ("its interval reaches over an end of the range", result.note)))


def _apart(greater, smaller, side):
    """'3.1 times below the range', or the difference where a ratio tells nothing."""
    if greater > 0 and smaller > 0:
        return f"{greater / smaller:.3g} times {side} the range"
    return f"{greater - smaller:.3g} {side} the range"


def _judgement(claim, told, note, figure=(None, None, None)):
    return Judgement(claim.claim, claim.source, claim.low, claim.high, *figure, told, note, claim)
