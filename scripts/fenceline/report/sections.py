"""What a report consists of."""

import collections

Section = collections.namedtuple("Section", "title text header rows images folded")


def section(title, text="", header=(), rows=(), images=(), folded=False):
    return Section(title, text, list(header), [list(map(str, row)) for row in rows], list(images), folded)
