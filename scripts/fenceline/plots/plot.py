"""Draws one plot of a run into DIR/plots/ and prints the files."""

from fenceline import plots
from fenceline.results import schema


def main(parser, arguments):
    known = plots.modules()
    parser.add_argument("name", choices=known, metavar="NAME", help=", ".join(known))
    parser.add_argument("dir", metavar="DIR", help="the folder of one run, as bench prints it")
    options = parser.parse_args(arguments)
    for path in known[options.name].draw(schema.load(options.dir)):
        print(path)
