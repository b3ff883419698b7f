"""The machines that this project has met: a packed run of each, results/reference/<machine>/run.tar.xz."""

import pathlib

from fenceline.results import packed

FOLDER = pathlib.Path(__file__).with_name("reference")  # a link to results/reference; a copy where installed
NAME = f"run{packed.SUFFIX}"


def machines():
    """{machine: path of its packed run}, by name. A path is what schema.load() takes."""
    return {path.parent.name: path for path in sorted(FOLDER.glob(f"*/{NAME}"))}


def found(name):
    """What to read where a run was named: a machine's packed run, by the machine's name or its folder; else what was named."""
    path = pathlib.Path(name)
    known = machines()
    if str(name) in known or not (path / NAME).is_file():
        return known.get(str(name), path)
    return next((run for run in known.values() if run.samefile(path / NAME)), path / NAME)


def name_of(path):
    """What to call a run by that was read from there: its folder, its file, or the reference machine."""
    path = pathlib.Path(path).resolve()
    return path.parent.name if path.name == NAME else path.name.removesuffix(packed.SUFFIX)
