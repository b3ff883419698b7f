"""A page from templates/: every page of Fenceline is made here, so that all look alike and none loads anything.

    page.html("compare.html", title=…, …)     a template that begins with {% extends "base.html" %}

Plots stand in a page as {{ plot(path, title) }}, tables and the like come from templates/parts.html.
"""

import itertools
import pathlib
import re

import jinja2

from fenceline.report import svg

TEMPLATES = pathlib.Path(__file__).with_name("templates")
STYLES = "/* styles of plots */"  # base.html has a place for what is known only when all are drawn


def html(template, **context):
    """The page as text."""
    styles = svg.Styles()
    environment = _environment(autoescape=True)
    environment.globals["plot"] = lambda path, title, described_by="": jinja2.utils.markupsafe.Markup(
        svg.inline(pathlib.Path(path).with_suffix(".svg"), styles, title, described_by))
    text = environment.get_template(template).render(context)
    return text.replace(STYLES, styles.css(), 1)


def markdown(template, **context):
    environment = _environment(autoescape=False)
    environment.filters["cell"] = lambda cell: (cell if isinstance(cell, str) else cell[0]).replace("|", "\\|").replace("\n", " ")
    return environment.get_template(template).render(context)


def _environment(autoescape):
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=autoescape, trim_blocks=True,
                                     lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["blocks"] = blocks
    return environment


def blocks(text):
    """[("list", [sentence]) or ("text", [line])]: lines that begin with "- " are a list."""
    lines = [line for line in text.split("\n") if line.strip()]
    return [("list" if listed else "text", [line.removeprefix("- ") for line in same])
            for listed, same in itertools.groupby(lines, lambda line: line.startswith("- "))]


def anchor(title):
    """'fences: what they cost' -> 'fences-what-they-cost': what a link to it is called."""
    return re.sub(r"\W+", "-", title.lower()).strip("-") or "part"
