"""What a user types, and is told before anything is measured: the built bench from the outside."""

import json
import os
import re

import pytest
from outside import QUICK, ROOT, bench, one_line

from fenceline.stats import sanitizer_cost


@pytest.mark.parametrize("arguments, told", [
    (["--suite=atomcs"], "atomics"),
    (["--pin=nuna", "--dry-run"], "numa"),
    (["--counters=cyles"], "cycles"),
    (["--explain=lock_xad_d"], "lock_xadd"),
    (["--suit=atomics"], "--suite"),
    (["--thread=2"], "--threads"),
    (["stray"], "stray"),
    (["--repetitions=many"], "repetitions"),
    (["--window=-1"], "window"),
    (["--filter=("], "regular expression"),
    (["--filter=nothing-has-this-name"], "nothing to do"),
    (["--topology=/nowhere/at-all.xml", "--dry-run"], "/nowhere/at-all.xml"),
    (["--topology=pack:one", "--dry-run"], "pack:one"),
    (["--topology=pack:2 core:4 pu:2"], "--dry-run"),
    (["--pin=9999", "--dry-run"], "9999"),
    (["--threads=9999", "--dry-run"], "--oversubscribe"),
    (["--resume=/nowhere/at-all"], "/nowhere/at-all"),
    (["--expect-execution=hardware"], "qemu_user"),
    (["--mode=xyz"], "25ns"),
    (["--mode=-5ns"], "25ns"),
    (["--model=aarch64"], "--litmus"),
    (["--judge", "--model=x86tos"], "x86"),
    (["--litmus-time=1"], "--litmus"),
    (["--litmus=SB", "--suite=fences"], "--suite"),
    (["--suite=atomics,litmus"], "litmus"),
    (["--litmus=SB", "--dry-run"], "--dry-run"),
    (["--resume=/nowhere/at-all", "--pin=core"], "--pin"),
    (["--list", "--threads=2"], "--threads"),
    (["--list", "--suite=atomcs"], "atomics"),
    (["--verify", "--format=json"], "--format"),
    (["--verify", "--dry-run"], "--verify"),
    (["--threads=3", "--pin=0,1", "--dry-run"], "--oversubscribe"),
    (["--threads=0"], "threads"),
    (["--suite=queues", "--param=capacty=8"], "capacity"),
    (["--suite=queues", "--param=payload=9"], "8 or 64 B"),
    (["--suite=queues", "--filter=spsc_cached/stream", "--param=producers=2"], "takes 0 to 1"),
    (["--suite=queues", "--filter=scq/stream", "--param=producers=2", "--threads=2"], "does not take 2 threads"),
    (["--pin=0,0", "--dry-run"], "twice"),
    (["--pin=", "--dry-run"], "--pin="),
    (["--topology=/dev/zero", "--dry-run"], "MiB"),
    (["--seed=-1", "--dry-run"], "--seed"),
    (["--budget=NaN", "--dry-run"], "--budget"),
    (["--budget=inf", "--dry-run"], "--budget"),
    (["--budget=-1s", "--dry-run"], "--budget"),
    (["--window=nan", "--dry-run"], "--window"),
    (["--threads=-1", "--dry-run"], "--threads"),
    (["--repetitions=0x10", "--dry-run"], "--repetitions"),
    (["--max-time=0"], "--max-time"),
    (["--litmus=SB", "--litmus-time=nan"], "--litmus-time"),
    (["--litmus=SB", "--litmus-count=-1"], "--litmus-count"),
    (["--litmus=SB", "--threads=2"], "--threads"),
    (["--counters=cycle", "--dry-run"], "cycles"),
    (["--counters=cycle", "--benchmark_list_tests"], "cycles"),
    (["--filter=(", "--benchmark_list_tests"], "regular expression"),
    (["--out=\udcff"], "UTF-8"),
    (["--verify", "--out=x"], "--verify"),
    (["--benchmark_filtr=x"], "--benchmark_filter"),
    (["--benchmark_format=json"], "--benchmark_out"),
    (["--benchmark_perf_counters=CYCLES"], "--counters"),
    (["--benchmark_out=x", "--benchmark_out_format=csv"], "records.csv"),
    (["--benchmark_out_format=json"], "--benchmark_out="),
    (["--benchmark_repetitions=3", "--repetitions=4"], "another name"),
    (["--benchmark_min_time=0.001", "--window=4"], "another name"),
    (["--benchmark_min_time=100x"], "iterations"),
])
def test_wrong_input_exits_2_with_one_line_that_helps(arguments, told):
    done = bench(*arguments)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert told in one_line(done)


@pytest.mark.parametrize("option", ["", "--", "--suite=", "--pin=", "--pin=0,", "--filter=(", "--threads=", "--mode=",
                                    "--topology=", "--counters=", "--explain=", "--litmus=", "--judge --model=",
                                    "--format=", "--seed=", "--budget=", "--resume=", "--out=", "--benchmark_",
                                    "--benchmark_out=", "--expect-execution="])
def test_a_hundred_kilobytes_are_not_told_back(option):
    arguments = option.split(" ")
    arguments[-1] += "xyz\n" * 30_000
    done = bench(*arguments)
    assert done.returncode in (2, 3)
    assert len(one_line(done)) < 1500 and "…" in done.stderr


def test_the_readme_and_the_help_tell_the_same_exit_codes():
    helped = re.findall(r"^  (\d+) +(.+)$", bench("--help").stdout.split("\nExit codes\n")[1], re.M)
    readme = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(helped) > 6 and [(code, text.replace("`", "")) for code, text in readme] == helped


def test_the_version_names_what_was_built_of_what():
    told = bench("--version").stdout
    assert re.match(r"fenceline [0-9a-f]{12}(-dirty)?\n|fenceline unknown\n", told)
    for word in ("compiler", "hwloc ", "Google Benchmark ", "fmt ", os.uname().machine):
        assert word in told
    assert max(map(len, told.splitlines())) <= 80


def test_what_is_named_twice_is_done_once():
    for twice, once in ((["--threads=2,2"], ["--threads=2"]), (["--suite=fences,fences"], ["--suite=fences"])):
        names = [bench("--benchmark_list_tests", *arguments).stdout.split("\n") for arguments in (twice, once)]
        assert names[0] == names[1] and len(names[0]) > 2


def test_a_topology_that_cannot_be_read(tmp_path):
    for path in (tmp_path, tmp_path / "fifo-less"):
        done = bench(f"--topology={path}", "--dry-run")
        assert done.returncode == 2
        assert str(path) in one_line(done)


def test_a_topology_file_that_is_no_xml_is_refused(tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_text("<topology><object type=")
    done = bench(f"--topology={bad}", "--dry-run")
    assert done.returncode == 2
    assert str(bad) in one_line(done)


def test_a_plan_as_json_names_every_cpu_and_what_is_missing():
    done = bench("--topology=pack:2 core:16 pu:2", "--dry-run", "--format=json", "--suite=contention", "--pin=scatter")
    plan = json.loads(done.stdout)
    assert done.returncode == 0 and not plan["live"] and plan["estimated_s"] > 0
    for placement in plan["placements"]:
        cpus = placement["cpus"]
        assert len(set(cpus)) == len(cpus) == placement["threads"] and set(cpus) <= set(range(64)), placement
    assert max(placement["threads"] for placement in plan["placements"]) == 64
    assert {trial["placement"] for trial in plan["trials"]} == set(range(len(plan["placements"])))
    assert all(skip["what"] and skip["reason"] for skip in plan["skips"])


@pytest.mark.parametrize("pin", ["none", "scatter", "numa", "all", "0"])
def test_one_cpu_has_a_plan_for_every_suite(pin):
    done = bench("--topology=pu:1", "--dry-run", "--suite=all", f"--pin={pin}")
    assert done.returncode == 0, done.stderr


def test_an_output_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    done = bench(*QUICK, f"--out={tmp_path}/file/below")
    assert done.returncode == 3
    assert "--out" in one_line(done)


def test_a_folder_that_holds_a_run_is_not_overwritten(tmp_path):
    (tmp_path / "run.csv").write_text("key,value,gap\n")
    done = bench(*QUICK, f"--out={tmp_path}")
    assert done.returncode == 2
    assert "--resume" in one_line(done)


def test_another_execution_than_expected_is_refused(tmp_path):
    done = bench(*QUICK, "--expect-execution=qemu_user", f"--out={tmp_path}/r")
    assert done.returncode == 3
    assert "native" in one_line(done)


def test_help_and_lists_fit_80_columns():
    for arguments in (["--list"], ["--list", "--suite=litmus", "--isa=riscv64"], ["--dry-run", "--suite=all"]):
        done = bench(*arguments)
        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) <= 80, arguments


def test_litmus_shapes_are_listed_and_nothing_is_run():
    for isa, has, lacks in (("x86_64", "mfence", "LLSC"), ("aarch64", "dmb.ld", "bcr.14"), ("s390x", "bcr.14", "parts")):
        text = bench("--list", "--suite=litmus", f"--isa={isa}").stdout
        assert "store buffering" in text and "results:" not in text
        assert has in text and lacks not in text
    shapes = {s["shape"]: s for s in json.loads(bench("--list", "--suite=litmus", "--format=json").stdout)}
    assert (shapes["IRIW"]["threads"], shapes["IRIW"]["edges"]) == (4, 2)


def test_a_verdict_is_drawn(tmp_path):
    for name, begins in (("it's.svg", "<?xml"), ("mp.dot", "digraph")):
        done = bench("--explain=MP+dmb.st+addr", "--model=aarch64", f"--dot={tmp_path / name}")
        drawing = (tmp_path / name).read_text()
        assert done.returncode == 0 and drawing.startswith(begins) and "dmb.st" in drawing
        done = bench("--explain=SB", f"--dot={tmp_path / 'missing' / name}")
        assert done.returncode == 3 and str(tmp_path / "missing") in done.stderr


def test_times_take_units():
    for given, seconds in (("90", 90), ("90s", 90), ("2m", 120)):
        assert f"up to {seconds} s (--budget)" in bench("--dry-run", f"--budget={given}").stdout


def test_explain_shows_the_instruction():
    name, shown = {"x86_64": ("lock_xadd.64/chain", "lock xadd")}.get(os.uname().machine, ("builtin_fetch_add", ""))
    done = bench(f"--explain={name}")
    assert done.returncode == 0
    assert done.stdout.count(shown + " ") >= 32 if shown else done.stdout


def test_arithmetic_beside_another_thread_is_done_in_registers():
    """In memory each addition would wait for the store of the one before: eight chains did one in a cycle."""
    name, = {k["kernel"] for k in json.loads(bench("--list", "--format=json").stdout)
             if k["group"] == "neighbour" and k["kernel"].endswith("/arithmetic")}
    additions = [line for line in bench(f"--explain={name}").stdout.splitlines() if re.search(r"\bl?add\w*\s+\S+,", line)]
    chains = [line for line in additions if not re.search(r"lock|ldadd|[(\[]|\$|#", line)]
    assert len(chains) >= 32, additions


def test_the_filter_filters_what_is_missing_too():
    one_pu = ["--topology=pu:1", "--dry-run", "--suite=all"]

    def missing(*arguments):
        return " ".join(s["what"] for s in json.loads(bench(*one_pu, "--format=json", *arguments).stdout)["skips"])

    assert "contention/" in missing() and "split_lock" in missing()
    assert "contention/" not in missing("--filter=fence/.*/alone") and "split_lock" not in missing("--filter=fence/.*/alone")
    assert "split_lock" in missing("--filter=split_lock|fence/.*/alone")
    # A filter that finds nothing is not the machine's fault; one that finds what cannot be here is.
    told = one_line(bench(*one_pu, "--filter=nothing-has-this-name"))
    assert "--benchmark_list_tests" in told and "PU" not in told
    told = one_line(bench(*one_pu[:2], "--suite=contention", "--filter=contended"))
    assert "needs 2 PUs" in told


def test_split_locks_run_only_when_asked_for():
    quiet = bench("--benchmark_list_tests")
    assert "split_lock" not in quiet.stdout
    if os.uname().machine == "x86_64":
        assert "split_lock" in bench("--benchmark_list_tests", "--allow-split-locks").stdout


@pytest.mark.parametrize("suite, trials", sanitizer_cost.WORKLOADS)
def test_what_a_sanitizer_is_to_slow_down_is_there(suite, trials):
    done = bench("--dry-run", f"--suite={suite}", f"--filter={trials}")
    assert done.returncode == 0 and re.match("[1-9]", done.stdout), done.stderr
