"""One command from an inventory to packed runs: hosts that are good, whose run is killed, that cannot be reached, and one of
another ISA, each a network namespace with its own sshd (fleet_hosts.py). Needs root, ansible-core, openssh-server and
build-riscv64/bench; where something of it is missing this fails and says what."""

import csv
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import types

import fleet_hosts
import pytest
import yaml
from outside import BENCH, ROOT

from fenceline.sharing import sent
from fenceline.results import schema

FOREIGN, EMULATOR = ROOT / "build-riscv64" / "bench", "qemu-riscv64"
FLEET = ROOT / "scripts" / "fleet"
FEW = ["--filter=fetch_add/.*chain.*threads:1$", "--window=0.2"]
MANY = 100  # repetitions: a few seconds, so that there is a half way
PATIENCE = 300  # seconds; far more than anything here takes


def inventory(hosts, folder):
    common = {"ansible_user": fleet_hosts.USER, "ansible_ssh_private_key_file": str(folder / "key"), "ansible_python_interpreter": "/none",
              "ansible_ssh_common_args": "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o ConnectTimeout=3 "
                                         f"-o ControlPath={folder}/%C",
              "fenceline_bench": f"{folder}/{{{{ fenceline_isa }}}}", "fenceline_results": str(folder / "results"),
              "fenceline_suites": "atomics", "fenceline_budget": 0, "fenceline_options": [*FEW, "--repetitions=2"],
              "fenceline_poll": 1, "fenceline_limit": 60}
    own = {"killed": {"fenceline_options": [*FEW, f"--repetitions={MANY}"]},
           "good": {"fenceline_facts": {"region": "here-1", "instance_type": "namespace.small"}},
           "foreign": {"fenceline_launcher": EMULATOR}}
    path = folder / "inventory.json"
    path.write_text(json.dumps({"all": {"vars": common, "hosts": {
        name: {"ansible_host": address, **own.get(name, {})} for name, address in hosts.names.items()}}}), encoding="utf-8")
    return path


def play(path, **more):
    return subprocess.Popen(["/usr/bin/ansible-playbook", "-i", path, FLEET / "playbook.yml"], text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, env={**os.environ, "ANSIBLE_CONFIG": str(FLEET / "ansible.cfg"),
                                                           "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"}, **more)


def ended(playing):
    told, _ = playing.communicate(timeout=PATIENCE)
    return playing.returncode, told


def told_of(folder):
    with open(folder / "results" / "hosts.csv", newline="", encoding="utf-8") as file:
        return {row["host"]: row for row in csv.DictReader(file)}


def kill_half_way(hosts, name):
    """Ends the bench there as the kernel would, once some of it was measured."""
    records = hosts.home(name) / ".fenceline" / "fleet" / name / "run" / "records.csv"
    until = time.monotonic() + PATIENCE
    while not (records.exists() and records.read_bytes().count(b"\n") > 20):
        assert time.monotonic() < until, f"{name} measured nothing"
        time.sleep(0.02)
    for pid in hosts.benches(name):
        os.kill(pid, signal.SIGKILL)


def packs(folder):
    return {str(path.relative_to(folder / "results").parent): path for path in (folder / "results").glob("*/*/*.tar.xz")}


@pytest.fixture(scope="module", name="fleet")
def fixture_fleet():
    """Two plays of four hosts."""
    assert not fleet_hosts.why_not(), fleet_hosts.why_not()
    assert FOREIGN.exists() and shutil.which(EMULATOR), "make cross ISA=riscv64 STATIC=1, scripts/setup.sh test"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fenceline-fleet-"))
    (folder / "x86_64").symlink_to(BENCH)
    (folder / "riscv64").symlink_to(FOREIGN)
    out = types.SimpleNamespace(folder=folder)
    try:
        with fleet_hosts.Hosts(folder) as hosts:
            for name in ("good", "killed", "late", "foreign"):
                hosts.add(name, open_now=name != "late", says="riscv64" if name == "foreign" else None)
            for name in ("good", "killed", "foreign"):
                hosts.wait_until_open(name)
            path = inventory(hosts, folder)
            playing = play(path)
            kill_half_way(hosts, "killed")
            out.first_code, out.first = ended(playing)
            out.first_told, out.first_packs = told_of(folder), {k: p.read_bytes() for k, p in packs(folder).items()}
            (folder / "begun").mkdir()
            sent.unpack(folder / "results" / "hosts" / "killed" / "run.tar.gz", folder / "begun")
            out.begun = schema.load(folder / "begun" / "run")
            hosts.open("late")
            hosts.wait_until_open("late")
            out.second_code, out.second = ended(play(path))
            out.second_told, out.packs = told_of(folder), packs(folder)
            out.third_code, out.third = ended(play(path))
            out.left = {name: sorted(item.name for item in hosts.home(name).iterdir()) for name in hosts.names}
            out.running = {name: hosts.benches(name) for name in hosts.names}
            yield out
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_what_failed_and_what_vanished_is_told_with_its_reason(fleet):
    assert fleet.first_code != 0
    told = {host: row["state"] for host, row in fleet.first_told.items()}
    assert told == {"good": "whole", "foreign": "whole", "killed": "begun", "late": "unreachable"}, fleet.first
    assert "was killed (exit 137)" in fleet.first_told["killed"]["told"]
    assert "Connection refused" in fleet.first_told["late"]["told"]
    assert "2 of 4 hosts are whole" in fleet.first


def test_they_lose_nothing_of_the_others(fleet):
    assert sorted(fleet.first_packs) == ["emulated/foreign", "native/good"]


def test_the_second_call_completes_what_is_missing(fleet):
    assert fleet.second_code == 0, fleet.second
    assert {row["state"] for row in fleet.second_told.values()} == {"whole"}
    assert sorted(fleet.packs) == ["emulated/foreign", "native/good", "native/killed", "native/late"]
    for path in fleet.packs.values():
        assert schema.load(path).fact("ended") == "complete"


def test_and_repeats_nothing(fleet):
    for name, held in fleet.first_packs.items():
        assert fleet.packs[name].read_bytes() == held
    run = schema.load(fleet.packs["native/killed"])
    assert run.fact("resumed") and run.fact("started") == fleet.begun.fact("started")
    before = {(row.trial, row.repetition): row.ns_per_op for row in fleet.begun["records.csv"]}
    after = {(row.trial, row.repetition): row.ns_per_op for row in run["records.csv"]}
    assert len(before) > 15 and len(after) == len(run["records.csv"]) > len(before)
    assert all(after[key] == pytest.approx(ns, rel=1e-3) for key, ns in before.items())
    assert fleet.third_code == 0 and "changed: [" not in fleet.third, fleet.third


def test_what_was_emulated_is_kept_apart(fleet):
    run = schema.load(fleet.packs["emulated/foreign"])
    assert not run.native and run.fact("isa") == "riscv64" and run["emulated.csv"] and not run["records.csv"]
    assert all(schema.load(path).native for name, path in fleet.packs.items() if name.startswith("native/"))


def test_what_the_inventory_knows_is_in_the_run(fleet):
    run = schema.load(fleet.packs["native/good"])
    assert (run.fact("region"), run.fact("instance_type")) == ("here-1", "namespace.small")
    assert "region" in schema.load(fleet.packs["native/late"]).gaps


def test_hosts_are_left_as_they_were(fleet):
    assert set(map(tuple, fleet.left.values())) == {()}
    assert set(map(tuple, fleet.running.values())) == {()}


def test_each_has_what_the_doctor_said(fleet):
    for host in ("good", "killed", "late"):
        assert "background load" in (fleet.folder / "results" / "hosts" / host / "doctor.txt").read_text(encoding="utf-8")


def test_the_page_shows_the_example_that_is_copied_and_ansible_reads_it():
    page = (ROOT / "docs" / "fleet.md").read_text(encoding="utf-8")
    example = FLEET / "inventory.example.yml"
    assert f"```yaml\n{example.read_text(encoding='utf-8')}```" in page
    known = yaml.safe_load((FLEET / "roles" / "fenceline" / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert set(re.findall(r"`(fenceline_[a-z]+)`", page)) <= {*known, "fenceline_isa"}
    done = subprocess.run(["/usr/bin/ansible-playbook", "-i", example, "--list-hosts", "--syntax-check", FLEET / "playbook.yml"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
