"""A plot is a file here with draw(run), which returns the files that it wrote or raises Nothing with the reason."""

import importlib
import pkgutil

FIRST = ["prices", "cost", "contention", "false_sharing", "drain"]


def modules():
    """{name: module} of every plot, those that a reader wants first before the others."""
    found = {info.name: importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)}
    drawing = sorted(name for name, module in found.items() if hasattr(module, "draw"))
    return {name: found[name] for name in sorted(drawing, key=lambda n: FIRST.index(n) if n in FIRST else len(FIRST))}
