#!/usr/bin/python3
"""Writes docs/kernels.md from the registry, as ./bench --list --format=json tells it; --check says whether it is stale.

The page is of one ISA, for variants are an ISA's own. Which libraries a build found does not matter to --check: what the
page has of others' and the build has not is no fault, what the build has and the page has not is one.
"""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "kernels.md"
ISA = "x86_64"
HEAD = f"""# Kernels

Made by `scripts/kernels_page.py` from the registry of a bench for {ISA}: do not edit it. What is measured, and with which
parameters, is the same on every ISA; the variants are {ISA}'s where they are named by instructions, and `./bench --list` tells
those of another. A name in `code` is what `--suite`, `--filter` and `--param` take; behind a variant stand its widths in bits
and, in brackets, what a CPU must have for it. `./bench --explain=NAME` tells what a kernel does and disassembles its loop.
"""
COLUMNS = ("kernel", "what is measured", "threads", "parameters", "variants", "other libraries'")


def registry(bench):
    """(ISA, [kernel]) of a bench."""
    told = subprocess.run([bench, "--version"], capture_output=True, text=True, check=True).stdout
    isa = next(line.split()[1] for line in told.splitlines() if line.startswith("isa "))
    listed = subprocess.run([bench, "--list", "--suite=all", "--format=json"], capture_output=True, text=True, check=True).stdout
    return isa, [kernel for kernel in json.loads(listed) if kernel["use"] != "plugin"]


def page(kernels):
    """The page's text."""
    suites = {}
    for kernel in kernels:
        alike = tuple(kernel[name] for name in ("group", "use", "how", "what", "min_threads", "max_threads"))
        entry = suites.setdefault(kernel["suite"], {}).setdefault((*alike, _parameters(kernel)), ([], []))
        entry[kernel["peer"]].append(kernel)
    parts = [HEAD]
    for suite, entries in sorted(suites.items()):
        parts += [f"\n## {suite}\n", _row(COLUMNS), "|" + "---|" * len(COLUMNS)]
        for (group, use, how, what, least, most, parameters), (ours, peers) in entries.items():
            name = "/".join(filter(None, (group, "*", use, how)))
            parts.append(_row((f"`{name}`", what, _threads(least, most), parameters, _variants(ours), _variants(peers))))
    return "\n".join(parts) + "\n"


def _row(cells):
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _threads(least, most):
    return f"{least}" if least == most else f"{least} or more" if most == 0 else f"{least} to {most}"


def _parameters(kernel):
    return "; ".join(f"`{axis['name']}={','.join(map(str, axis['values']))}`"
                     + (f" {axis['unit']}" if axis["unit"] else "") + f": {axis['what']}" for axis in kernel["axes"])


def _variants(kernels):
    """'mov 8 16 32 64, vmovdqa 128 (avx)'"""
    found = {}
    for kernel in kernels:
        found.setdefault((kernel["variant"], kernel["needs"]), []).append(kernel["width"])
    return ", ".join(" ".join([f"`{variant}`", *(str(width) for width in dict.fromkeys(widths) if width)])
                     + (f" ({needs})" if needs else "") for (variant, needs), widths in found.items())


def differences(written, made):
    """Lines in which the page and what a build makes differ, but for libraries that the build has not."""
    old, new = _rows(written), _rows(made)
    out = [f"is not there: {cells[0]}: {cells[1]}" for cells in new if cells not in old]
    out += [f"is there no more: {cells[0]}: {cells[1]}" for cells in old if cells not in new]
    known = {key: peers for key, _, peers in _lines(written)}
    out += [f"is not there: {key[1]}: {', '.join(sorted(peers - known.get(key, set())))}" for key, _, peers in _lines(made)
            if peers - known.get(key, set())]
    return out


def _rows(text):
    """What does not depend on other libraries: rows that have variants of our own, without the last cell."""
    return [(*key, ours) for key, ours, _ in _lines(text) if ours] + [("head", text.partition("\n## ")[0])]


def _lines(text):
    """[(cells that name the row, our variants, {other libraries' variants})], the suite first."""
    suite = ""
    for line in text.splitlines():
        suite = line.removeprefix("## ") if line.startswith("## ") else suite
        if line.startswith("| `"):
            *key, ours, peers = line[2:-2].split(" | ")
            yield (suite, *key), ours, set(filter(None, peers.split(", ")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=str(ROOT / "build" / "bench"), help="[build/bench]")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where the page is stale")
    options = parser.parse_args()
    try:
        isa, kernels = registry(options.bench)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{parser.prog}: {error}")
    if isa != ISA:
        sys.exit(f"{parser.prog}: {options.bench} is for {isa}; the page is of {ISA}")
    if not options.check:
        PAGE.write_text(page(kernels), encoding="utf-8")
        print(PAGE)
        return
    stale = differences(PAGE.read_text(encoding="utf-8"), page(kernels))
    for line in stale[:20]:
        print(f"docs/kernels.md: {line}")
    if stale:
        sys.exit(f"{parser.prog}: docs/kernels.md is stale in {len(stale)} places: run scripts/kernels_page.py")


if __name__ == "__main__":
    main()
