"""What a report consists of: chapters of sections; a section is words, a table and drawings."""

import collections

from fenceline.report.page import anchor

# A cell of `rows` is text, or (text, "good", "warn" or "bad"). `drawings`: of drawing.py. `folded`: shown when asked for.
Section = collections.namedtuple("Section", "title text header rows drawings folded anchor")
Chapter = collections.namedtuple("Chapter", "title text sections anchor")


def section(title, text="", header=(), rows=(), drawings=(), folded=False):
    rows = [[cell if isinstance(cell, tuple) else str(cell) for cell in row] for row in rows]
    return Section(title, text, list(header), rows, list(drawings), folded, anchor(title))


def chapter(title, sections, text=""):
    """None where there is nothing to tell."""
    found = [one for one in sections if one is not None]
    return Chapter(title, text, found, "chapter-" + anchor(title)) if found or text else None


def chapters_of(sections):
    """A chapter for each section."""
    return [chapter(one.title, [one._replace(title="", folded=False)]) for one in sections]
