"""How a run's rows are told: where, what, and how sure; for tables, plots and the terminal."""

from fenceline.results import schema, select, thresholds


def hypervisor(run):
    """Whose guest the machine is; empty on bare metal, and where it is not known."""
    told = run.fact("virt", run.fact("hypervisor"))
    return "" if told in ("none", "none seen") else told


def machine(run):
    """One line: CPU, instance, virtualisation."""
    instance = " ".join(filter(None, (run.fact("instance_vendor"), run.fact("instance_type"))))
    virt = hypervisor(run)
    design = run.fact("cpu_design")
    cpu = run.fact("cpu_model", "unknown CPU") + (f" ({design})" if design else "")
    return " · ".join([cpu, instance or "instance type unknown",
                       f"virtual machine ({virt})" if virt else "no hypervisor seen"])


def place(row):
    return f"{row.policy}: {row.placement}"


def placements(rows):
    """The placements of these rows in order of appearance, with their PUs or numbers of threads."""
    told = []
    for policy, of_policy in select.grouped(rows, lambda row: row.policy).items():
        labels = select.grouped(of_policy, lambda row: row.placement)
        if len(labels) > 4:
            told.append(f"{policy}: {len(labels)} placements")
            continue
        for name, same in labels.items():
            cpus = list(dict.fromkeys(row.cpus for row in same if row.cpus))
            counts = sorted({row.threads for row in same})
            where = (f" (PU {cpus[0]})" if len(cpus) == 1 and len(cpus[0]) < 40 else
                     f" ({counts[0]} … {counts[-1]} threads)" if len(counts) > 1 else "")
            told.append(f"{policy}: {name}{where}")
    return "; ".join(told)


def marks(row):
    """Signs after a value: ~ its interval did not close, † something else is noted against it."""
    other = [note for note in row.note.split("; ") if note and not note.startswith("interval wider")]
    return ("" if row.closed else "~") + ("†" if other else "")


def marks_told(run):
    return f"~ 95 % interval wider than {thresholds.percent(run)}   † see the table's note"


def label(row):
    """The variant as it is named in tables: with its width where that is not 64 bits."""
    return row.variant if row.width in (0, 64, None) else f"{row.variant}.{row.width}"


def whose(row):
    """Who wrote a structure: the user's own come from a plugin."""
    return "another library's" if row.peer else "yours" if row.use == "plugin" else "ours"


def manner(row):
    """What tells a row apart beyond group, variant and metric: 'failure', or the mappings that have it."""
    how = "" if row.how in (row.metric, "alone") else row.how.replace(row.metric, "").strip("_")
    return ", ".join(filter(None, (row.use, MANNERS.get(how, how))))


MANNERS = {"resolution": "until it shows another value"}
ARGUMENTS = {
    "working_set": lambda n: bytes_text(n), "spacing": lambda n: f"words {n} bytes apart",
    "critical": lambda n: f"{n} cycles under the lock" if n else "no work under the lock",
    "parallel": lambda n: f"{n} cycles between turns" if n else "no work between turns",
    "interval": lambda n: f"{n} ns apart",
    "capacity": lambda n: f"capacity {n}" if n else "no capacity",
    "payload": lambda n: f"{n} bytes an item",
    "burst": lambda n: f"{n} items in a row",
    "waited": lambda n: f"after {n / 1e3:g} µs of waiting",
    "think": lambda n: f"{n} cycles of rest",
    "stall": lambda n: f"a reader that stalls for {n / 1e6:g} ms",
    "update_share": lambda n: f"{n} % replace",
    "backoff": lambda n: f"backoff up to {n} pauses" if n else "no backoff",
}


def arguments(row):
    """The row's arguments in words: '64 cycles under the lock, no work between turns', '4 pending stores'."""
    return ", ".join(ARGUMENTS[name](value) if name in ARGUMENTS and isinstance(value, int) else
                     f"{value} {name.replace('_', ' ')}" for name, value in schema.parse_args(row.args).items())


def threads(count):
    return "1 thread" if count == 1 else f"{count} threads"


def mode(row):
    """', mode 25ns' after a name; nothing where no hidden placement mode is told."""
    return f", mode {row.mode}" if row.mode else ""


def is_builtin(row):
    return row.variant.startswith("builtin_")


def printable(text):
    """What a run says of itself came from elsewhere: it is shown, and does nothing to the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def nanoseconds(value):
    """Three significant digits."""
    digits = 0 if abs(value) >= 99.5 else 1 if abs(value) >= 9.95 else 2
    return f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0: no -0.00


def bytes_text(value):
    """'32 KiB': powers of 1024, as caches are told."""
    units = ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024 and len(units) > 1:
        value /= 1024
        units.pop(0)
    return f"{value:g} {units[0]}"
