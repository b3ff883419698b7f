"""Formulas over a run's rows, as the data files have them, taken apart and checked.

    median(suite=atomics group=add variant=builtin_add_seq_cst how=contended threads=2 distance=each)
        / median(suite=atomics group=add variant=builtin_add_seq_cst how=chain|latency)

Numbers and picks by + - * / and parentheses. A pick is a name (NAMES), a quantity (QUANTITIES; ns unless told) and the
columns and parameters of its rows: alternatives by |, * and ? as in file names; for numbers also `most` and `least`,
the greatest or least that the run has; `distance=each`: the formula holds for each distance apart.
"""

import collections
import re

from fenceline.results.schema import SchemaError

# What is made of several rows that match. median is of one kernel at several places; the others may tell kernels apart.
NAMES = ("median", "least", "most", "geomean", "seen")
# With their units. rate: of all threads together; sanitized: ns of the bench built with ThreadSanitizer.
QUANTITIES = {"ns": "ns", "cycles": "cycle", "rate": "M/s", "sanitized": "ns"}
EACH = "each"

Number = collections.namedtuple("Number", "value")
Operation = collections.namedtuple("Operation", "sign left right")
# `quantity`: one of QUANTITIES, of seen() the litmus test's name; `wanted`: {column: text}; `text`: as it is written.
Pick = collections.namedtuple("Pick", "name quantity wanted text")

_TOKEN = re.compile(r"\s*(?:(?P<pick>[a-z]+\s*\([^()]*\))|(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)|(?P<sign>[-+*/()]))")


def parse(text, where=""):
    """The tree of a formula; SchemaError with `where` (file:line), what is wrong and the formula."""
    try:
        tokens = _tokens(text)
        tree = _sum(tokens)
        if tokens:
            raise ValueError(f"'{tokens[0][1]}' is one too many")
        unit(tree)
        return tree
    except ValueError as error:
        raise SchemaError(f"{where}: {error}, in the formula: {text}") from None


def picks(tree):
    """All picks of a tree, from left to right."""
    if isinstance(tree, Operation):
        return picks(tree.left) + picks(tree.right)
    return [tree] if isinstance(tree, Pick) else []


def has_each(tree):
    return any(EACH in pick.wanted.values() for pick in picks(tree))


def unit(tree):
    """Of a formula's figure: '' of a ratio, 'ns', '1/ns'. Sums of unlike units are refused."""
    powers = _powers(tree)
    above, below = (" ".join(f"{u}{abs(p) if abs(p) > 1 else ''}" for u, p in sorted(powers.items()) if p * s > 0)
                    for s in (1, -1))
    return (above or "1") + f"/{below}" if below else above


def _powers(tree):
    if isinstance(tree, Number):
        return collections.Counter()
    if isinstance(tree, Pick):
        name = QUANTITIES.get(tree.quantity) if tree.name != "seen" else None
        return collections.Counter({name: 1} if name else {})
    left, right = _powers(tree.left), _powers(tree.right)
    if tree.sign in "+-":
        if left != right:
            raise ValueError(f"'{tree.sign}' joins unlike units")
        return left
    out = collections.Counter(left)
    for name, power in right.items():
        out[name] += power if tree.sign == "*" else -power
    return collections.Counter({name: power for name, power in out.items() if power})


def _tokens(text):
    out, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match:
            raise ValueError(f"'{text[at:].split()[0]}' is not understood")
        out.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return out


def _sum(tokens):
    return _chain(tokens, "+-", lambda: _chain(tokens, "*/", lambda: _operand(tokens)))


def _chain(tokens, signs, operand):
    """Operands with signs of one rank between them, from left to right."""
    tree = operand()
    while tokens and tokens[0][0] == "sign" and tokens[0][1] in signs:
        tree = Operation(tokens.pop(0)[1], tree, operand())
    return tree


def _operand(tokens):
    if not tokens:
        raise ValueError("it ends too early")
    kind, text = tokens.pop(0)
    if kind == "number":
        return Number(float(text))
    if kind == "pick":
        return _pick(text)
    if text != "(":
        raise ValueError(f"'{text}' stands where a figure should")
    tree = _sum(tokens)
    if not tokens or tokens.pop(0)[1] != ")":
        raise ValueError("a parenthesis is not closed")
    return tree


def _pick(text):
    name, _, inside = text.partition("(")
    name = name.strip()
    if name not in NAMES:
        raise ValueError(f"'{name}' is none of {', '.join(NAMES)}")
    bare, wanted = [], {}
    for word in inside.rstrip(")").split():
        key, equals, value = word.partition("=")
        if not equals:
            bare.append(word)
        elif not key or not value or key in wanted:
            raise ValueError(f"'{word}' is no key=value, or its key is told twice")
        else:
            wanted[key] = value
    if len(bare) > 1:
        raise ValueError(f"'{' '.join(bare)}' are several quantities")
    quantity = bare[0] if bare else ""
    if name == "seen":
        if not quantity or wanted:
            raise ValueError("seen() takes the name of one litmus test")
    elif quantity and quantity not in QUANTITIES:
        raise ValueError(f"'{quantity}' is none of {', '.join(QUANTITIES)}")
    if name != "seen" and "suite" not in wanted:
        raise ValueError(f"{name}() names no suite")
    return Pick(name, quantity or "ns", wanted, " ".join(text.split()))
