"""What the bench finds out about this machine and its surroundings, and that its plan obeys what it found; JSON for programs."""

import json
import os
import resource
import subprocess

import pytest
from outside import BENCH, ROOT
from written import rows

SHORT = ["--repetitions=2", "--budget=0", "--window=0.2"]
ONE = ["--suite=atomics", "--filter=fetch_add/.*chain.*threads:1$", *SHORT]


def bench(*arguments, before=None, code=0):
    done = subprocess.run([BENCH, *arguments], capture_output=True, cwd=ROOT, timeout=300, preexec_fn=before, text=True,
                          check=False)
    assert done.returncode == code, done.stderr
    return done


def finding(subject, **more):
    found = json.loads(bench("--doctor", "--format=json", **more).stdout)["findings"]
    return next(f for f in found if f["subject"] == subject)


def test_the_doctor_fits_a_screen_and_fails_for_nothing_that_it_finds():
    text = bench("--doctor").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert " disturb, " in text.splitlines()[-1]


def test_the_doctor_sees_who_else_is_at_work():
    with subprocess.Popen(["sh", "-c", "while :; do :; done"]) as busy:
        try:
            load = finding("background load")
        finally:
            busy.kill()
    assert load["judgement"] == "disturbs"
    assert f"({busy.pid})" in load["state"] or load["state"].count("%") == 4, load["state"]


def test_the_doctor_tells_limits():
    def limited():
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
        resource.setrlimit(resource.RLIMIT_DATA, (200 << 20, 200 << 20))
    assert finding("open files", before=limited)["judgement"] == "disturbs"
    memory = finding("memory", before=limited)
    assert memory["judgement"] == "disturbs" and "ulimit -d" in memory["state"]


def test_findings_are_written_into_the_run(tmp_path):
    bench(*ONE, f"--out={tmp_path}/run")
    found = {row["subject"]: row for row in rows(tmp_path / "run" / "doctor.csv")}
    assert {"governor", "steal", "clock", "background load"} <= set(found)
    facts = {row["key"]: row["value"] for row in rows(tmp_path / "run" / "run.csv")}
    assert f"{float(facts['background_cpus']):.2f}" in found["background load"]["state"]


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to be another user")
def test_threads_that_a_user_may_not_start_are_skips(tmp_path):
    tmp_path.chmod(0o777)
    for folder in tmp_path.parents[:-2]:
        folder.chmod(folder.stat().st_mode | 0o011)

    def limited():
        resource.setrlimit(resource.RLIMIT_NPROC, (6, 6))
        os.setgroups([])
        os.setgid(47123)
        os.setuid(47123)  # of whom nobody else is
    if os.cpu_count() < 2:
        pytest.skip("one CPU")
    done = bench("--suite=atomics", "--filter=fetch_add", "--dry-run", "--threads=2", before=limited, code=3)
    assert "ulimit -u" in done.stderr


def test_results_as_json_are_all_of_stdout(tmp_path):
    done = bench(*ONE, "--format=json", f"--out={tmp_path}/run")
    run = json.loads(done.stdout)
    assert run["folder"] == f"{tmp_path}/run" and run["facts"]["ended"] == "complete"
    written = rows(tmp_path / "run" / "summary.csv")
    assert [row["trial"] for row in run["summary"]] == [row["trial"] for row in written]
    for told, row in zip(run["summary"], written):
        assert told["median_ns"] == float(row["median_ns"]) and told["threads"] == int(row["threads"])
        assert told["closed"] == (row["closed"] == "yes") and told["memory_node"] in (None, int(row["memory_node"] or -1))
    assert {row["subject"] for row in run["doctor"]} >= {"governor", "clock"}
    assert "results: " in done.stderr
    again = json.loads(bench(f"--resume={tmp_path}/run", "--format=json").stdout)
    assert again["summary"][0]["trial"] == run["summary"][0]["trial"]


def test_litmus_results_as_json():
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        run = json.loads(bench("--litmus=SB", "--litmus-time=0.05", "--format=json", f"--out={folder}/run").stdout)
    assert run["litmus"][0]["test"].startswith("SB") and run["litmus"][0]["outcomes"] > 0


@pytest.mark.parametrize("arguments", [["--verify"], ["--benchmark_list_tests"], ["--schema"], ["--judge"]])
def test_format_is_refused_where_it_means_nothing(arguments):
    assert "--format" in bench(*arguments, "--format=json", code=2).stderr
