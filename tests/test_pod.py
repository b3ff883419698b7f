"""What a container of scripts/fleet/Containerfile does, under busybox's shell and tools as its image has them, and what the
Job's manifest promises. No image is built and no cluster asked: that takes a registry and a daemon."""

import base64
import re
import shutil
import subprocess

import pytest
import yaml
from outside import BENCH, ROOT

from fenceline.sharing import receive
from fenceline.results import schema

FLEET = ROOT / "scripts" / "fleet"
OPTIONS = ["--suite=atomics", "--filter=fetch_add/.*chain.*threads:1$", "--window=0.2", "--budget=0"]


@pytest.fixture(name="image")
def fixture_image(tmp_path):
    """The files that the image has, and busybox alone as its tools."""
    busybox = shutil.which("busybox")
    assert busybox, "no busybox: scripts/setup.sh test"
    (tmp_path / "bin").mkdir()
    for tool in subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split():
        (tmp_path / "bin" / tool).symlink_to(busybox)
    folder = tmp_path / "fenceline"
    folder.mkdir()
    (folder / "bench").symlink_to(BENCH)
    for name in re.findall(r"scripts/fleet/(\w+\.sh)", (FLEET / "Containerfile").read_text(encoding="utf-8")):
        (folder / name).symlink_to(FLEET / name)
    return tmp_path


def run(image, *options, limit=60):
    return subprocess.run([image / "bin" / "sh", image / "fenceline" / "pod.sh", *OPTIONS, *options], capture_output=True, text=True,
                          timeout=120, check=False,
                          env={"PATH": str(image / "bin"), "FENCELINE_DIR": str(image / "results" / "run"),
                               "FENCELINE_LIMIT": str(limit), "FENCELINE_region": "here-1", "FENCELINE_provider": ""})


def taken(image, log):
    """What is made of a log's text."""
    text, = re.findall(r"^@run$(.*?)^@end$", log, re.M | re.S)
    (image / "sent.tar.gz").write_bytes(base64.b64decode(text))
    host = receive.Host(image / "fleet", "node-1")
    return host, *host.take(image / "sent.tar.gz")


def test_the_log_holds_the_run(image):
    done = run(image, "--repetitions=2")
    assert done.returncode == 0, done.stdout + done.stderr
    host, whole, line = taken(image, done.stdout)
    assert whole, line
    told = schema.load(host.whole())
    assert told.fact("ended") == "complete" and told.fact("region") == "here-1"
    assert "background load" in done.stdout


def test_a_container_that_is_started_again_goes_on(image):
    first = run(image, "--repetitions=100", limit=1)
    assert first.returncode == 6
    _, whole, line = taken(image, first.stdout)
    assert not whole and line.startswith("begun exit 6") and "--max-time was over" in line
    second = run(image, "--repetitions=100")
    assert second.returncode == 0, second.stdout
    host, whole, line = taken(image, second.stdout)
    assert whole, line
    assert schema.load(host.whole()).fact("resumed")


def test_the_manifest_asks_for_cpus_of_its_own_and_for_a_node_alone():
    job = yaml.safe_load((FLEET / "job.yaml").read_text(encoding="utf-8"))
    pod = job["spec"]["template"]["spec"]
    container, = pod["containers"]
    resources = container["resources"]
    # Class Guaranteed and whole CPUs: what a static CPU manager gives exclusive ones for.
    assert resources["requests"] == resources["limits"] and resources["limits"]["cpu"].isdigit()
    rule, = pod["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert rule["labelSelector"]["matchLabels"].items() <= job["spec"]["template"]["metadata"]["labels"].items()
    assert rule["topologyKey"] == "kubernetes.io/hostname" and pod["restartPolicy"] == "OnFailure"
    assert pod["securityContext"]["runAsNonRoot"]


def test_what_the_image_copies_is_in_the_tree():
    copied = re.findall(r"^COPY (.*) \S+$", (FLEET / "Containerfile").read_text(encoding="utf-8"), re.M)
    for name in " ".join(copied).split():
        assert name == "build-${ISA}/bench" or (ROOT / name).exists(), name
