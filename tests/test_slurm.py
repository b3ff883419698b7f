"""The job array of scripts/fleet/slurm.sh under Debian's Slurm: a controller and one node here, of a configuration and a key
of their own. Needs root, slurm-wlm and munge; where they cannot be started this fails and says why."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import types

import pytest
from outside import BENCH, ROOT

from fenceline.results import schema

SCRIPT = ROOT / "scripts" / "fleet" / "slurm.sh"
NODE = socket.gethostname().split(".")[0]
PATIENCE = 240
OPTIONS = ["--suite=atomics", "--filter=fetch_add/.*chain.*threads:1$", "--window=0.2", "--budget=0"]
CONF = """\
ClusterName=fenceline
SlurmctldHost={node}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock
SlurmctldPort={port}
SlurmdPort={next_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
ReturnToService=2
MailProg=/bin/true
NodeName={node} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes={node} Default=YES MaxTime=INFINITE State=UP
"""


def until(what, why):
    """Waits for what() to be true."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why()
        time.sleep(0.1)


def free_port():
    """The first of two ports that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def started(folder, *command):
    log = open(folder / "log", "a", encoding="utf-8")
    return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


@pytest.fixture(scope="module", name="slurm")
def fixture_slurm():
    assert os.geteuid() == 0, "slurmd needs root"
    assert all(map(shutil.which, ("munged", "slurmctld", "slurmd", "sbatch"))), "no Slurm: scripts/setup.sh test"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fenceline-slurm-"))
    folder.chmod(0o755)
    (folder / "key").write_bytes(os.urandom(128))
    (folder / "key").chmod(0o400)
    port = free_port()
    (folder / "slurm.conf").write_text(CONF.format(node=NODE, folder=folder, port=port, next_port=free_port(), cpus=os.cpu_count()))
    conf = str(folder / "slurm.conf")
    # A tree of its own for results: the scripts of this one.
    (folder / "scripts").symlink_to(ROOT / "scripts")
    environment = {**os.environ, "SLURM_CONF": conf, "FENCELINE_TREE": str(folder), "FENCELINE_BENCH": BENCH, "FENCELINE_LIMIT": "60"}
    servers = []
    try:
        servers.append(started(folder, "munged", "-F", f"--key-file={folder}/key", f"--socket={folder}/munge.sock", "--force",
                               f"--pid-file={folder}/munged.pid", f"--log-file={folder}/munged.log", f"--seed-file={folder}/seed"))
        until((folder / "munge.sock").exists, lambda: (folder / "log").read_text())
        servers.append(started(folder, "slurmctld", "-D", "-f", conf))
        servers.append(started(folder, "slurmd", "-D", "-f", conf, "-N", NODE))

        def call(*command):
            return subprocess.run([str(word) for word in command], env=environment, text=True, capture_output=True, check=False,
                                  timeout=PATIENCE)

        until(lambda: "idle" in call("sinfo", "-h").stdout, lambda: (folder / "log").read_text() + call("sinfo").stderr)
        yield types.SimpleNamespace(folder=folder, call=call)
    finally:
        # A task that a failed test left would outlive the servers.
        subprocess.run(["scancel", "--user=root", "--full", "--signal=KILL"], env=environment, timeout=PATIENCE, check=False)
        for server in reversed(servers):
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def submit(slurm, name, *options, nodes=NODE):
    return slurm.call(SCRIPT, name, nodes, *OPTIONS, *options)


def finish(slurm):
    until(lambda: not slurm.call("squeue", "-h").stdout.strip(), lambda: slurm.call("squeue").stdout)


def logs(fleet):
    return "".join(path.read_text(encoding="utf-8") for path in (fleet / "hosts").glob("slurm-*.log"))


def test_a_task_a_node_and_what_is_whole_is_not_asked_for_again(slurm):
    done = submit(slurm, "one", "--repetitions=2")
    assert done.returncode == 0, done.stderr
    finish(slurm)
    fleet = slurm.folder / "results" / "fleet" / "one"
    pack, = (fleet / "native" / NODE).glob("*.tar.xz")
    assert schema.load(pack).fact("ended") == "complete", logs(fleet)
    assert not (fleet / "hosts" / NODE / "work").exists()
    again = submit(slurm, "one", "--repetitions=2")
    assert again.returncode == 0 and again.stdout == f"{NODE}: whole {pack}\n"
    assert not slurm.call("squeue", "-h").stdout


def test_a_run_that_is_killed_is_gone_on_with(slurm):
    assert submit(slurm, "two", "--repetitions=100").returncode == 0
    fleet = slurm.folder / "results" / "fleet" / "two"
    records = fleet / "hosts" / NODE / "work" / "run" / "records.csv"
    until(lambda: records.exists() and records.read_bytes().count(b"\n") > 20, lambda: logs(fleet))
    job = slurm.call("squeue", "-h", "-o", "%A").stdout.split()[0]
    slurm.call("scancel", "--signal=KILL", "--full", job)
    finish(slurm)
    before = records.read_bytes().count(b"\n") - 1
    assert not list(fleet.glob("native/*/*"))
    assert submit(slurm, "two", "--repetitions=100").returncode == 0
    finish(slurm)
    pack, = (fleet / "native" / NODE).glob("*.tar.xz")
    run = schema.load(pack)
    assert run.fact("resumed") and run.fact("ended") == "complete" and len(run["records.csv"]) > before > 15


def test_a_node_that_is_not_there_is_told_and_the_others_are_measured(slurm):
    done = submit(slurm, "three", "--repetitions=2", nodes=f"nowhere,{NODE}")
    assert done.returncode == 1 and "no node nowhere" in done.stderr
    finish(slurm)
    assert list((slurm.folder / "results" / "fleet" / "three" / "native" / NODE).glob("*.tar.xz"))
    assert not slurm.call("squeue", "-h").stdout
