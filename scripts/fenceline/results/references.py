"""The machines that this project has met: a packed run of each, results/reference/<machine>/run.tar.xz."""

import pathlib

from fenceline.results import packed

FOLDER = pathlib.Path(__file__).with_name("reference")  # a link to results/reference; a copy where installed
NAME = f"run{packed.SUFFIX}"


def machines():
    """{machine: path of its packed run}, by name. A path is what schema.load() takes."""
    return {path.parent.name: path for path in sorted(FOLDER.glob(f"*/{NAME}"))}
