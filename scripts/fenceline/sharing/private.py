"""What tells whose a run is: taken out of its facts, texts and topology before it is sent.

Facts that the figures depend on stay: CPU, memory, kernel release, compiler, instance type, limits. Gone are the host's
name and addresses, users, other programs, paths, serial numbers and identifiers, control groups, devices, and kernel parameters that name
disks or networks.
"""

import json
import re
import xml.etree.ElementTree as ElementTree

from fenceline.results import packed, topology

GONE = "(removed)"
# What is part of every Linux, or how we call ourselves: it stays.
COMMON = r"(?!/(?:proc|sys|dev|usr|lib|lib64|bin)(?:/|\b)|\./bench\b)"
PATTERNS = {  # what it is called: what it looks like
    "identifiers": re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b[0-9a-fA-F]{32,}\b"),
    "addresses": re.compile(r"\b(?:[0-9a-fA-F]{2}[:-]){5,}[0-9a-fA-F]{2}\b|\b(?:\d{1,3}\.){3}\d{1,3}\b(?!\.)"
                            r"|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{1,4}(?![\w:])"),
    "users": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\b"),
    # Also behind an option of one letter: -I/home/…
    "paths": re.compile(rf"(?:(?<![\w./*|)\]])|(?<=[ \"]-[A-Za-z])){COMMON}(?:~|\.{{1,2}})?/[\w.+~-]+(?:/[\w.+~@:-]*)*"
                        r"|\b[A-Za-z]:\\[^\s,;\"]+"),
}
PARAMETERS = re.compile(r"^(?:root|rootflags|resume|ip|BOOT_IMAGE|initrd|nfsroot|hostname|systemd\.\S*|rd\.\S*|cryptdevice"
                        r"|net\S*|ds|netconsole|iscsi\S*|vlan|bond|ifname|init|luks\S*)=")
PATH_OPTIONS = ("--out", "--resume", "--plugin", "--topology", "--export", "--dot", "--benchmark_out")
# Objects of a topology, and infos of them, that say what the machine is. All others name devices, hosts or modules.
OBJECTS = {"Machine", "Package", "Die", "Group", "NUMANode", "MemCache", "Core", "PU",
           *(f"L{level}{kind}Cache" for level in range(1, 6) for kind in ("", "i"))}
INFOS = {"Backend", "OSName", "OSRelease", "OSVersion", "Architecture", "hwlocVersion", "CPUVendor", "CPUFamilyNumber",
         "CPUModelNumber", "CPUModel", "CPUStepping", "CPURevision", "Inclusive", "LinuxCapacity", "FrequencyMaxMHz",
         "FrequencyBaseMHz", "CoreType", "MemoryTier", "DAXType", "Units", "Type"}
# Texts for a reader; names of trials, kernels and variants are the program's own.
FREE = {"doctor.csv": ("state",), "records.csv": ("disturbed", "memory", "wrong"), "summary.csv": ("mode_looks_like", "note"),
        "counters.csv": ("counted", "gap"), "emulated_counters.csv": ("counted", "gap"), "emulated.csv": ("wrong",),
        "skips.csv": ("what", "reason"), "litmus.csv": ("finding", "trouble"), "emulated_litmus.csv": ("finding", "trouble")}
KEPT = ("cpu_model", "instance_vendor", "instance_type", "provider", "region", "zone", "image", "kernel", "distribution",
        "kernel_parameters", "hypervisor", "memory_kib", "compiler", "started", "arguments", "plugins",
        "sequences")


class Scrubber:
    """Takes what identifies out of texts; `removed` says what it took: {what: where}."""

    def __init__(self, names=()):
        self.removed = {}
        names = [re.escape(name) for name in names if len(name) > 1]
        self._names = re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])") if names else None
        self._known = {}

    def text(self, text, where):
        """The text without. Most texts of a table are alike: each is looked at once."""
        if text in self._known:
            return self._known[text]
        clean = text
        for what, pattern in (*PATTERNS.items(), *([("host name", self._names)] if self._names else [])):
            clean, times = pattern.subn(GONE, clean)
            if times:
                self.note(what, where)
        self._known[text] = clean
        return clean

    def note(self, what, where):
        places = self.removed.setdefault(what, [])
        if where not in places:
            places.append(where)


def scrub(tables, xml):
    """(tables, topology.xml, {what was removed: [where]}). Rows of `tables` may be replaced, lists are new."""
    root = None if xml is None else topology.parsed(xml, packed.TOPOLOGY)
    # A machine that is called "vm" or "x86_64" is known by that no better than by being one.
    names = {item.get("value", "") for item in root.iter("info") if item.get("name") == "HostName"} if root is not None else ()
    scrubber = Scrubber(sorted(name for name in names if len(name) > 3 and name not in ("localhost", "x86_64", "aarch64")))
    out = {}
    for file, rows in tables.items():
        out[file] = [_fact(row, scrubber) for row in rows] if file == "run.csv" else _texts(file, rows, scrubber)
    return out, _topology(root, scrubber) if root is not None else None, scrubber.removed


def kept(rows):
    """['cpu_model: AMD EPYC', …]: of the facts that stay those by which somebody might know the machine."""
    return [f"{row.key}: {row.value}" for row in rows if row.key in KEPT and row.value]


def _fact(row, scrubber):
    value = row.value
    where = f"run.csv {row.key}"
    if row.key in ("arguments", "packed_with"):
        value = _arguments(value, scrubber, where)
    elif row.key == "kernel_parameters":
        words = value.split()
        value = " ".join(word for word in words if not PARAMETERS.match(word))
        if len(value.split()) < len(words):
            scrubber.note("kernel parameters that name disks or networks", where)
    elif row.key == "background_processes" and value:
        value, _ = "", scrubber.note("processes beside", where)
    elif row.key in ("host", "hostname", "host_name", "user"):
        value, _ = "", scrubber.note("host name", where)
    # Versions look like addresses.
    clean = value if row.key in ("libraries", "compiler", "microcode", "kernel") else scrubber.text(value, where)
    return row._replace(value=clean, gap=scrubber.text(row.gap, where) if clean == row.value else row.gap or
                        ("" if clean else "removed when it was packed"))


def _arguments(text, scrubber, where):
    """The command line without the paths of its options."""
    try:
        words = [str(word) for word in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        return scrubber.text(text, where)
    out = []
    for word in words:
        option, equals, _ = word.partition("=")
        if option in PATH_OPTIONS and equals or out and out[-1] in PATH_OPTIONS:
            word = f"{option}={GONE}" if equals else GONE
            scrubber.note("paths", where)
        out.append(word)
    return json.dumps(out, separators=(",", ":"), ensure_ascii=False)


def _texts(file, rows, scrubber):
    names = FREE.get(file, ())
    if file == "doctor.csv":
        rows = [_finding(row, scrubber) for row in rows]
    return [row._replace(**{name: scrubber.text(getattr(row, name), f"{file} {name}") for name in names}) for row in rows]


def _finding(row, scrubber):
    """What ran beside stays a number: its names are its owner's."""
    load, beside, _ = row.state.partition(": ")
    if row.subject != "background load" or not beside:
        return row
    scrubber.note("processes beside", "doctor.csv state")
    return row._replace(state=load)


def _topology(root, scrubber):
    for parent in list(root.iter()):
        for item in list(parent):
            kind, name = item.get("type"), item.get("name")
            if item.tag == "object" and kind not in OBJECTS:
                scrubber.note(f"{kind} objects", packed.TOPOLOGY)
            elif item.tag == "info" and name not in INFOS or item.tag == "userdata":
                scrubber.note(name or item.tag, packed.TOPOLOGY)
            else:
                continue
            parent.remove(item)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
