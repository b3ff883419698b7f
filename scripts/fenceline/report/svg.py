"""A plot as it stands in a page: its SVG without what nobody sees, in the page's colours, words as words.

Matplotlib writes an element for each tick with its whole style, and coordinates to a millionth of a point. Here distinct
styles become classes that all plots of a page share (Styles), what is drawn outside the plot's own text is taken out, and
the colours of plotting.py become the page's variables, so that a plot is light or dark as the page is.
"""

import html
import re
import xml.etree.ElementTree as ElementTree

from fenceline.plots import plotting

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# Colours that follow the page: as shapes, and those that are other as words, which need more contrast.
COLOURS = {"#ffffff": "paper", plotting.INK: "ink", "#000000": "ink", "#3c4048": "soft", "#e4e6ea": "grid", plotting.MUTED: "muted",
           "#c6cad1": "line", "#c9ced6": "line", "#f1f2f4": "blank", "#c0392b": "bad", plotting.HAND: "hand", plotting.BUILTIN: "builtin",
           **{colour: f"p{i}" for i, colour in enumerate(plotting.COLOURS) if colour != "#000000"}}
WORDS = {"muted": "soft", "hand": "accent", "builtin": "t1"}
# The style that an element has anyway.
USUAL = {"stroke-linecap": "butt", "stroke-linejoin": "round", "opacity": "1", "fill-opacity": "1", "stroke-opacity": "1",
         "stroke-width": "1", "text-anchor": "start"}
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


class Styles:
    """The distinct styles of a page's plots, by the name of their class."""

    def __init__(self):
        self.names = {}

    def name(self, style):
        return self.names.setdefault(style, f"s{len(self.names)}")

    def css(self):
        return "\n".join(f".{name}{{{style}}}" for style, name in self.names.items())


def inline(path, styles, title, described_by=""):
    """The SVG file as text for a page. `described_by`: the id of what tells the same in words."""
    root = ElementTree.parse(path).getroot()
    stem = re.sub(r"\W", "_", path.stem)
    width, height = (float(n) for n in root.get("viewBox").split()[2:])
    body = "".join(_told(child, styles, stem) for child in root)
    about = f' aria-describedby="{described_by}"' if described_by else ""
    return (f'<svg class="plot" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{html.escape(title)}"{about}>'
            f"{body}</svg>")


def _told(element, styles, stem):
    tag = element.tag.removeprefix(SVG)
    if tag in ("metadata", "style"):
        return ""
    inner = "".join(_told(child, styles, stem) for child in element)
    attributes = _attributes(tag, element, styles, stem)
    if tag in ("g", "defs") and (not inner or tag == "g" and not attributes):
        return inner
    told = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    text = html.escape((element.text or "").strip("\n"), quote=False) if tag == "text" else ""
    return f"<{tag}{told}>{text}{inner}</{tag}>" if text or inner else f"<{tag}{told}/>"


def _attributes(tag, element, styles, stem):
    out = {}
    for name, value in element.attrib.items():
        if name == LINK:
            out["href"] = f"#{stem}{value[1:]}" if value.startswith("#") else "".join(value.split())
        elif name == "id":
            if tag != "g":
                out["id"] = stem + value
        elif name == "style":
            style = _style(tag, value.replace("url(#", f"url(#{stem}"))  # hatches
            if style:
                out["class"] = styles.name(style)
        elif name == "clip-path":
            out[name] = value.replace("(#", f"(#{stem}")
        elif name == "transform" and value.startswith("rotate(-0 "):
            continue
        else:
            out[name] = _short(value) if name in ("d", "x", "y", "transform", "width", "height") else value
    return out


def _short(text):
    """Coordinates to a tenth of a point, in a path's shortest writing."""
    text = NUMBER.sub(lambda m: f"{round(float(m[0]), 1):g}", text)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(text.split())) if text[:1] == "M" else text


def _style(tag, text):
    """The element's style in the page's colours, what is usual left out; empty where all of it is."""
    style = dict(part.strip().split(":", 1) for part in text.split(";") if ":" in part)
    style = {name.strip(): value.strip() for name, value in style.items()}
    for name in ("fill", "stroke"):
        if name in style:
            style[name] = _colour(style[name], words=tag == "text")
    if tag == "text":
        style.setdefault("fill", "var(--ink)")
    if "font" in style:
        style["font"] = style["font"].replace("'DejaVu Sans'", '"DejaVu Sans",Verdana,sans-serif')
    return ";".join(f"{name}:{value}" for name, value in style.items() if USUAL.get(name) != value)


def _colour(value, words):
    name = COLOURS.get(value.lower())
    if name is None:
        return value
    if words:
        name = f"t{name[1:]}" if re.fullmatch(r"p\d", name) else WORDS.get(name, name)
    return f"var(--{name})"
