"""Draws one plot of a run into DIR/plots/, as PNG and SVG, and prints the files."""

from fenceline import plots
from fenceline.plots import plotting
from fenceline.results import schema


def main(parser, arguments):
    known = plots.modules()
    parser.add_argument("name", choices=known, metavar="NAME", help=", ".join(known))
    parser.add_argument("dir", metavar="DIR", help="the folder of one run, as bench prints it, or a packed one")
    options = parser.parse_args(arguments)
    plotting.FORMATS.add("png")
    for path in known[options.name].draw(schema.load(options.dir)):
        print(path)
