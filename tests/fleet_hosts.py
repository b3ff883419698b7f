"""Hosts for tests of a fleet, made of network namespaces: each has its own address, sshd, home folder and user, who is not
root. Nothing outside of them changes."""

import os
import pathlib
import signal
import subprocess
import time

BRIDGE, NETWORK = "flbr0", "198.18.207"  # RFC 2544: for benchmarks of networks
USER, UID = "measurer", 4242
SSHD = """\
Port 22
ListenAddress {address}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
Subsystem sftp internal-sftp
SetEnv PATH={path}
"""


def call(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **more)


class Hosts:
    """The network, and hosts in it by name; a context, after which all is gone."""

    def __init__(self, folder):
        self.folder = folder
        self.folder.chmod(0o755)
        self.names, self.servers = {}, {}

    def __enter__(self):
        for key in ("host_key", "key"):
            call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / key)
        call("ip", "link", "add", BRIDGE, "type", "bridge")
        call("ip", "addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        call("ip", "link", "set", BRIDGE, "up")
        return self

    def __exit__(self, *_):
        for name in list(self.servers):
            self.shut(name)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", f"fl-{name}"], check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], check=False)

    def add(self, name, open_now=True, says=None):
        """A host; `says`: what its uname -m answers."""
        number = len(self.names) + 11
        self.names[name] = f"{NETWORK}.{number}"
        netns, link = f"fl-{name}", f"flv{number}"
        call("ip", "netns", "add", netns)
        call("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", netns)
        call("ip", "link", "set", link, "master", BRIDGE, "up")
        call("ip", "-n", netns, "addr", "add", f"{self.names[name]}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            call("ip", "-n", netns, "link", "set", device, "up")
        tools = self.folder / f"bin-{name}"
        tools.mkdir()
        if says:
            (tools / "uname").write_text(f"#!/bin/sh\n[ \"$1\" = -m ] && exec echo {says}\nexec /usr/bin/uname \"$@\"\n")
            (tools / "uname").chmod(0o755)
        (self.folder / f"sshd-{name}").write_text(SSHD.format(
            address=self.names[name], folder=self.folder, path=f"{tools}:/usr/local/bin:/usr/bin:/bin"))
        if open_now:
            self.open(name)

    def open(self, name):
        """Starts its sshd. Users and homes are its own: mounts of a namespace that ends with it."""
        passwd = self.folder / f"passwd-{name}"
        system = pathlib.Path("/etc/passwd").read_text(encoding="utf-8")
        passwd.write_text(f"{system}{USER}:*:{UID}:{UID}::/home/{USER}:/bin/sh\n", encoding="utf-8")
        script = f"""set -e
            mount --make-rprivate /
            mount --bind {passwd} /etc/passwd
            mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd
            mount -t tmpfs tmpfs /home && mkdir /home/{USER} && chown {UID}:{UID} /home/{USER}
            exec /usr/sbin/sshd -D -e -f {self.folder}/sshd-{name}"""
        log = open(self.folder / f"log-{name}", "a", encoding="utf-8")
        self.servers[name] = subprocess.Popen(["ip", "netns", "exec", f"fl-{name}", "unshare", "--mount", "sh", "-c", script],
                                              stdout=log, stderr=log, start_new_session=True)

    def shut(self, name):
        """Ends its sshd and all that runs there."""
        for pid in self.processes(name):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.servers.pop(name).wait()

    def processes(self, name):
        found = subprocess.run(["ip", "netns", "pids", f"fl-{name}"], check=True, capture_output=True, text=True).stdout
        return [int(word) for word in found.split()]

    def benches(self, name):
        """Processes of bench there."""
        return [pid for pid in self.processes(name) if _program(pid) == "bench"]

    def home(self, name):
        """Its user's home as this machine sees it."""
        return pathlib.Path(f"/proc/{self.servers[name].pid}/root/home/{USER}")

    def wait_until_open(self, name, seconds=20):
        for _ in range(seconds * 10):
            if "Server listening" in (self.folder / f"log-{name}").read_text(encoding="utf-8"):
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / f"log-{name}").read_text(encoding="utf-8"))


def _program(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def why_not():
    """Why no such hosts can be made here; empty: they can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for tool in ("/usr/sbin/sshd", "/usr/bin/ansible-playbook", "/usr/bin/ssh"):
        if not os.path.exists(tool):
            return f"no {tool}: scripts/setup.sh test"
    done = subprocess.run(["ip", "netns", "add", "fl-probe"], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", "fl-probe"], capture_output=True, check=False)
    return f"ip netns: {done.stderr.strip()}" if done.returncode else ""
