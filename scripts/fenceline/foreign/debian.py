"""Files from Debian's archive without touching the machine's own apt: private lists, any architecture.

The mirror is the one that the machine is configured for (/etc/apt); nothing under /etc or /var is written.
"""

import pathlib
import re
import subprocess

from fenceline.project import CACHE, fail


def stanzas(text):
    """The deb822 stanzas of a .sources file, each as a dict with lower-case keys and folded values."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        stanza, key = {}, None
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if line[0].isspace() and key:
                stanza[key] += "\n" + line
            else:
                key, _, value = line.partition(":")
                key = key.strip().lower()
                stanza[key] = value.strip()
        if stanza:
            found.append(stanza)
    return found


def one_line(text):
    """The same for the older one-line format: deb [options] URI suite component..."""
    found = []
    for line in text.splitlines():
        match = re.match(r"deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+?)\s*(?:#.*)?$", line)
        if match:
            options, uri, suite, components = match.groups()
            stanza = {"types": "deb", "uris": uri, "suites": suite, "components": components}
            for option in (options or "").split():
                key, _, value = option.partition("=")
                stanza[key.lower()] = value
            found.append(stanza)
    return found


def private_sources(configured, codename, kind):
    """The text of a .sources file with what `configured` says of the release `codename`, as `kind` (deb, deb-src)."""
    lines = []
    for stanza in configured:
        suites = [s for s in stanza.get("suites", "").split() if re.match(codename + r"(-|$|/)", s)]
        if not suites or stanza.get("enabled", "yes").lower() == "no":
            continue
        lines += [f"Types: {kind}", f"URIs: {stanza['uris']}", f"Suites: {' '.join(suites)}", "Components: main"]
        if "signed-by" in stanza:
            lines.append(f"Signed-By: {stanza['signed-by']}")
        lines.append("")
    return "\n".join(lines)


def configured_sources(etc=pathlib.Path("/etc/apt")):
    found = []
    for path in sorted([etc / "sources.list", *etc.glob("sources.list.d/*.list")]):
        found += one_line(path.read_text()) if path.exists() else []
    for path in sorted(etc.glob("sources.list.d/*.sources")):
        found += stanzas(path.read_text())
    return found


class Apt:
    """apt-get with lists and caches of its own, for `kind` (deb or deb-src) and a Debian architecture."""

    def __init__(self, kind, architecture=None):
        self.root = CACHE / "apt" / (architecture or kind)
        (self.root / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (self.root / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        (self.root / "status").touch()
        release = dict(re.findall(r'^(\w+)="?([^"\n]*)', pathlib.Path("/etc/os-release").read_text(), re.M))
        text = private_sources(configured_sources(), release.get("VERSION_CODENAME", ""), kind)
        if not text:
            fail(3, "/etc/apt names no Debian mirror to fetch from: this needs a Debian system")
        sources = self.root / "debian.sources"
        fresh = sources.exists() and sources.read_text() == text
        sources.write_text(text)
        self.options = ["-qq", "-o", f"Dir::State::Lists={self.root}/lists", "-o", f"Dir::Cache={self.root}",
                        "-o", f"Dir::State::status={self.root}/status", "-o", "Dir::Etc::SourceParts=/dev/null",
                        "-o", f"Dir::Etc::SourceList={sources}", "-o", "APT::Sandbox::User="]
        if architecture:
            self.options += ["-o", f"APT::Architecture={architecture}", "-o", f"APT::Architectures={architecture}"]
        if not fresh or not self.has_lists():
            # One suite may fail (security support ends earlier for some architectures): the others do.
            reason = self.try_run(["update"], self.root)
            if not self.has_lists():
                fail(1, f"the Debian mirror gives no package list: {reason}")

    def has_lists(self):
        return any(re.search("_(Packages|Sources)", path.name) for path in (self.root / "lists").iterdir())

    def try_run(self, arguments, folder):
        """The last line that apt-get says when it fails, nothing when it does not."""
        done = subprocess.run(["apt-get", *self.options, *arguments], cwd=folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return (done.stdout.strip().splitlines() or ["no reason given"])[-1] if done.returncode else None

    def run(self, arguments, folder):
        reason = self.try_run(arguments, folder)
        if reason:
            fail(1, f"apt-get {' '.join(arguments)} failed: {reason}")

    def dependency(self, package, prefix):
        """The package starting with `prefix` that a meta-package stands for."""
        shown = subprocess.run(["apt-cache", *self.options[1:], "depends", package], text=True, check=True,
                               stdout=subprocess.PIPE).stdout
        found = re.search(rf"Depends: ({re.escape(prefix)}\S+)", shown)
        return found[1] if found else fail(1, f"Debian's {package} names no {prefix}*")

    def source(self, package):
        """The unpacked, patched source tree of a source package."""
        parent = CACHE / "src" / package
        if not (parent / ".done").exists():
            parent.mkdir(parents=True, exist_ok=True)
            self.run(["source", package], parent)
            (parent / ".done").touch()
        return next(path for path in parent.iterdir() if path.is_dir())

    def unpacked(self, package, folder):
        """One folder ("boot") of a binary package, unpacked in the cache; nothing is installed."""
        parent = self.root / "unpacked" / package
        if not (parent / ".done").exists():
            parent.mkdir(parents=True, exist_ok=True)
            self.run(["download", package], parent)
            for deb in parent.glob("*.deb"):
                with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as files:
                    subprocess.run(["tar", "-x", "-C", parent, f"./{folder}"], stdin=files.stdout, check=True)
                deb.unlink()
            (parent / ".done").touch()
        return parent / folder
