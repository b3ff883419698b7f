"""What the counting plugin saw (qemu/count.c) as exact figures per operation.

A trial's windows have n, 2n and 3n operations of the kernel, and of its empty loop. What a window costs
whatever its length cancels in the differences; the loop's own instructions cancel against the empty loop.
If the figures do not lie on a line (retries, waiting) they are a mean, and `exact` says no.
"""

import collections
import csv
import fractions
import pathlib
import re
import subprocess
import tempfile

from fenceline.project import ROOT, fail

COLUMNS = ["trial", "thread", "what", "per_op", "exact"]
Window = collections.namedtuple("Window", "trial thread empty ops counts")  # counts: {what: number}
Rule = collections.namedtuple("Rule", "kind loads stores pattern label")


def fnv1a(data):
    """FNV-1a of bytes, 32 bits."""
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xffffffff
    return value


def trial_hash(trial):
    """The number that a trial's id becomes in harness/team/count_window.h."""
    return fnv1a(trial.encode())


def build_plugin(folder):
    """Compiles the plugin into `folder`; it runs in QEMU, so it is made for this machine whatever the guest."""
    plugin = folder / "count.so"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden", "-o", plugin,
                    pathlib.Path(__file__).with_name("qemu") / "count.c"], check=True)
    return plugin


def plugin_options(plugin, out):
    """What makes a QEMU user emulator write its counts to `out`."""
    return ["-plugin", f"{plugin},out={out}", "-d", "plugin"]


def rules(isa, root=ROOT):
    """The classification of an ISA: arch/<isa>/classify.tsv."""
    with open(root / "arch" / isa / "classify.tsv", encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t",
                              quoting=csv.QUOTE_NONE)
        return [Rule(r["kind"], r["loads"] or None, r["stores"] or None, re.compile(r["pattern"]), r["label"] or None)
                for r in rows]


def disassemble(encodings, triplet, options, pad="00"):
    """{hex bytes: text} by the target's objdump. Each encoding has a slot of its own, filled up with `pad`, a
    shortest instruction: QEMU shows a 16-bit Thumb instruction at a page's end together with half of the next."""
    encodings, slot = sorted(encodings), 16
    with tempfile.NamedTemporaryFile() as image:
        image.write(b"".join(bytes.fromhex(e).ljust(slot, bytes.fromhex(pad)) for e in encodings))
        image.flush()
        shown = subprocess.run([f"{triplet}-objdump", "-D", "-z", "-w", "-b", "binary", *options, image.name],
                               text=True, check=True, stdout=subprocess.PIPE).stdout
    at = {}
    for line in shown.splitlines():
        match = re.match(r"\s*([0-9a-f]+):\t(?:[0-9a-f]{2,8} ?)+\s*\t?(.*)", line)
        if match:
            at[int(match[1], 16)] = " ".join(match[2].split())
    for n, encoding in enumerate(encodings):
        if n * slot not in at:
            fail(1, f"{triplet}-objdump reads what is before {encoding} with another length than QEMU")
    return {encoding: at[n * slot] for n, encoding in enumerate(encodings)}


def classify(text, executed, loads, stores, table):
    """What `executed` executions of one instruction count as. QEMU makes atomics of other accesses than they
    are, so for those the table tells loads and stores; for the rest the accesses are as seen."""
    counts = collections.Counter({"instructions": executed})
    rule = next((r for r in table if r.pattern.match(text)), None)
    counts["loads"] += loads if rule is None or rule.loads is None else int(rule.loads) * executed
    counts["stores"] += stores if rule is None or rule.stores is None else int(rule.stores) * executed
    if rule and rule.kind == "fence":
        counts["fences"] += executed
        counts["fence " + (rule.label or text)] += executed
    elif rule and rule.kind != "other":
        counts[rule.kind] += executed
    return +counts


def read(path):
    """The raw windows of a plugin's file: (trial hash, thread, empty, ops, [(bytes, executed, loads, stores)])."""
    windows = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            if words[0] == "window":
                trial = int(words[1]) & 0xffffffff  # a 32-bit guest's argument arrives with its sign extended
                windows.append((trial, int(words[2]), words[3] == "1", int(words[4]), []))
            else:
                windows[-1][4].append((words[0], *map(int, words[1:])))
    return windows


def windows(path, isa, description):
    """The windows of a plugin's file with their instructions classified."""
    raw = read(path)
    texts = disassemble({row[0] for window in raw for row in window[4]}, description["triplet"],
                        description["objdump"], description.get("pad", "00"))
    table = rules(isa)
    return [Window(trial, thread, empty, ops,
                   sum((classify(texts[row[0]], *row[1:], table) for row in rows), collections.Counter()))
            for trial, thread, empty, ops, rows in raw]


def slope(points):
    """(cost of one operation, whether all points lie on one line) from (operations, count) of each window."""
    (least, low), *_, (most, high) = sorted(points)
    per_op = fractions.Fraction(high - low, most - least)
    return per_op, all(count == low + per_op * (n - least) for n, count in points)


def decimal(number):
    """A fraction as a decimal where that is exact within 12 digits, else rounded to them."""
    return f"{float(number):.12g}"


def per_operation(all_windows, trials):
    """Rows of COLUMNS: the counts per operation of each trial and thread, the empty loop subtracted. A thread that others
    stopped after as many operations in each window tells nothing of one and has none."""
    names = {}
    for trial in trials:
        if names.setdefault(trial_hash(trial), trial) != trial:
            fail(1, f"trials '{trial}' and '{names[trial_hash(trial)]}' have the same hash: rename one")
    groups = collections.defaultdict(lambda: {False: [], True: []})
    for window in all_windows:
        groups[window.trial, window.thread][window.empty].append((window.ops, window.counts))
    rows = []
    for (trial, thread), loops in groups.items():
        if trial not in names:
            fail(1, f"the plugin counted a trial that the results do not have (hash {trial})")
        for loop in loops.values():
            if len(loop) in (1, 2):
                fail(1, f"{names[trial]}: {len(loop)} windows, three are needed")
        if any(len({ops for ops, _ in loop}) == 1 for loop in loops.values()):
            continue
        for what in sorted(set().union({"instructions", "loads", "stores", "atomic", "exclusive", "fences"},
                                       *(c for loop in loops.values() for _, c in loop))):
            per_op, exact = slope([(n, counts[what]) for n, counts in loops[False]])
            if loops[True]:
                empty, empty_exact = slope([(n, counts[what]) for n, counts in loops[True]])
                per_op, exact = per_op - empty, exact and empty_exact
            rows.append({"trial": names[trial], "thread": thread, "what": what, "per_op": decimal(per_op),
                         "exact": "yes" if exact else "no"})
    return rows
