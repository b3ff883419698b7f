"""Many runs in one file: what goes in comes out, the same run goes in once, and what is wrong is named and left out."""

import os
import pathlib
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys

import collect_cost
import made_up
import pytest

from fenceline import cli
from fenceline.report import report
from fenceline.results import collected, many, packed, references, schema
from fenceline.sharing import collect, database, pack

ROOT = pathlib.Path(__file__).resolve().parents[2]


def machines(folder, count, **facts):
    """Folders of runs by as many hosts, each with medians of its own."""
    out = []
    for number in range(count):
        rows = made_up.uncontended()[:4]
        for row in rows:
            row.update({name: row[name] * (1 + number / 1000) for name in ("median_ns", "low_ns", "high_ns")})
        records = [{**made_up.keys_of(row), "repetition": n, "ns_per_op": row["median_ns"] * (1 + n / 100),
                    "disturbed": "switched out" if n == 2 else ""} for row in rows for n in range(8)]
        run = made_up.run(folder / str(number), rows=rows, records=records, **facts)
        out.append(run.rename(folder / str(number) / "results" / "native" / f"host{number}"))
        (out[-1].parent / f"h{number}").mkdir()
        out[-1] = out[-1].rename(out[-1].parent / f"h{number}" / "20260102T030405Z")
    return out


def collected_into(file, *runs):
    """(exit code, …) of the command."""
    try:
        cli.run("collect", [*map(str, runs), "-o", str(file)])
    except SystemExit as end:
        return end.code
    return 0


def tables_of(run):
    return {file: list(map(tuple, table)) for file, table in run.tables.items()}


def test_what_goes_in_comes_out(tmp_path):
    runs = machines(tmp_path, 2)
    made_up.topology(runs[0])
    file = tmp_path / "all.sqlite"
    assert collected_into(file, tmp_path) == 0
    for name, folder in zip(("h0-20260102T030405Z", "h1-20260102T030405Z"), runs):
        there, here = schema.load(folder), schema.load(f"{file}#{name}")
        assert tables_of(here) == tables_of(there) and here.facts == there.facts and here.gaps == there.gaps
        assert (here.topology, here.execution, here.name) == (there.topology, "native", name)
        assert here.entry.origin == str(folder) and here.entry.host == name[:2] and here.entry.digest == ""
    assert not (tmp_path / "all.sqlite.part").exists()


@pytest.mark.parametrize("machine", references.machines())
def test_real_runs_come_out_as_they_went_in(machine, tmp_path):
    file = tmp_path / "all.sqlite"
    assert collected_into(file, references.machines()[machine]) == 0
    there, here = schema.load(machine), schema.load(file)
    assert tables_of(here) == tables_of(there) and here.topology == there.topology and here.facts == there.facts
    assert here.name == machine and len(here.entry.digest) == 64


def test_the_same_run_is_taken_once_however_it_comes(tmp_path, capsys):
    folder, other = machines(tmp_path, 2)
    for small in (False, True):
        pack.pack(schema.load(folder), tmp_path / f"{small}{packed.SUFFIX}", small)
    copy = shutil.copytree(folder, tmp_path / "copy")
    file = tmp_path / "all.sqlite"
    assert collected_into(file, folder, copy, tmp_path / f"True{packed.SUFFIX}", tmp_path / f"False{packed.SUFFIX}") == 0
    assert capsys.readouterr().out.count("is h0-20260102T030405Z") == 3
    assert collected_into(file, folder, other) == 0
    assert [one.name for one in collected.entries(file)] == ["h0-20260102T030405Z", "h1-20260102T030405Z"]
    again = tmp_path / "again.sqlite"
    assert collected_into(again, file, folder) == 0
    assert [(one.identity, one.host) for one in collected.entries(again)] == [
        (one.identity, one.host) for one in collected.entries(file)]


def test_a_run_that_was_resumed_takes_its_own_place(tmp_path):
    folder, = machines(tmp_path, 1)
    file = tmp_path / "all.sqlite"
    assert collected_into(file, folder) == 0
    made_up.write(folder, "summary.csv", made_up.uncontended())
    assert collected_into(file, folder) == 0
    assert len(schema.load(file)["summary.csv"]) == len(made_up.uncontended())


def test_a_corrupt_run_is_named_and_the_others_are_there(tmp_path, capsys):
    good, cut, wrong, mixed = machines(tmp_path, 4)
    (cut / "summary.csv").write_text("trial,suite\n")
    wrong.joinpath("summary.csv").write_text((wrong / "summary.csv").read_text().replace(",18.0,", ",18_0,").replace(",9,", ",nine,"))
    made_up.write(mixed, "emulated.csv", [])
    (tmp_path / f"x{packed.SUFFIX}").write_bytes(b"\xfd7zXZ\0no more")
    file = tmp_path / "all.sqlite"
    assert collected_into(file, tmp_path) == 1
    told = capsys.readouterr()
    assert [one.host for one in collected.entries(file)] == ["h0"]
    assert "missing column" in told.out and "nine" in told.out and "emulated results in a native run" in told.out
    assert "no packed run" in told.out and "4 of 5 runs are not right" in told.err and len(told.err.splitlines()) == 1
    assert f"left out        {cut}: " in told.out
    assert good.is_dir()


def test_nothing_right_leaves_no_file(tmp_path, capsys):
    assert collected_into(tmp_path / "all.sqlite", tmp_path) == 1
    assert "no run.csv" in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_a_number_beyond_64_bits_is_refused_by_its_run_alone(tmp_path, capsys):
    big, good = machines(tmp_path, 2)
    made_up.write(big, "summary.csv", [made_up.summary_row("g", "v", 64, "latency", "latency", 1.0, repetitions=2 ** 70)])
    file = tmp_path / "all.sqlite"
    assert collected_into(file, big, good) == 1
    assert "larger than 64 bits" in capsys.readouterr().out
    assert [one.host for one in collected.entries(file)] == ["h1"]
    with sqlite3.connect(file) as there:
        assert there.execute("SELECT count(DISTINCT run_id) FROM run").fetchone() == (1,)


def test_the_file_is_whole_whatever_happens(tmp_path, monkeypatch):
    first, second = machines(tmp_path, 2)
    file = tmp_path / "all.sqlite"
    assert collected_into(file, first) == 0
    before = file.read_bytes()

    def broken(*_):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(database.Database, "add", broken)
    assert collected_into(file, second) == 3
    assert file.read_bytes() == before and not (tmp_path / "all.sqlite.part").exists()


def test_killed_it_leaves_the_file_as_it_was_and_does_not_stand_in_the_way(tmp_path):
    first, second = machines(tmp_path, 2)
    file = tmp_path / "all.sqlite"
    assert collected_into(file, first) == 0
    before = file.read_bytes()
    killed = ("import os, signal; from fenceline import cli; from fenceline.sharing import database\n"
              "database.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
              f"cli.run('collect', [{str(second)!r}, '-o', {str(file)!r}])")
    done = subprocess.run([sys.executable, "-c", killed], env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")}, check=False)
    assert done.returncode == -signal.SIGKILL and file.read_bytes() == before
    assert (tmp_path / "all.sqlite.part").exists(), "it was killed before its end"
    assert collected_into(file, second) == 0 and len(collected.entries(file)) == 2


def test_two_at_a_time_are_refused(tmp_path, capsys):
    run, = machines(tmp_path, 1)
    file = tmp_path / "all.sqlite"
    with database.changed(file):
        assert collected_into(file, run) == 3
    assert "another collect writes here" in capsys.readouterr().err


def _killed(_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_reader_that_is_killed_is_told_in_a_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(collect, "read", _killed)
    monkeypatch.setattr(many.os, "sched_getaffinity", lambda _: {0, 1})
    assert collected_into(tmp_path / "all.sqlite", *machines(tmp_path, 2)) == 3
    assert "was killed" in capsys.readouterr().err and not (tmp_path / "all.sqlite").exists()


def test_runs_are_named_by_name_pattern_and_instance_type(tmp_path):
    machines(tmp_path / "a", 2, instance_type="m7i.large")
    machines(tmp_path / "b", 2, instance_type="m8g.large", cpu_design="Neoverse V2")
    file = tmp_path / "all.sqlite"
    assert collected_into(file, tmp_path / "a", tmp_path / "b") == 0
    names = schema.expanded([f"{file}#m8g.*"])
    assert [schema.load(name).fact("instance_type") for name in names] == ["m8g.large"] * 2
    assert schema.expanded([f"{file}#h0-*Z"]) == [f"{file}#h0-20260102T030405Z"]
    assert len(schema.expanded([file])) == 4
    for name, said in ((f"{file}#m9", "no run or instance type 'm9'"), (str(file), "is 4 runs: name one")):
        with pytest.raises(schema.SchemaError, match=said):
            schema.load(name)


def test_what_somebody_else_made_is_refused_in_a_line(tmp_path):
    file = tmp_path / "all.sqlite"
    machines(tmp_path, 1)
    assert collected_into(file, tmp_path) == 0

    def changed(*statements):
        copy = tmp_path / "copy.sqlite"
        shutil.copy(file, copy)
        with sqlite3.connect(copy) as there:
            there.execute("PRAGMA writable_schema = ON")
            for one in statements:
                there.execute(one)
        return copy

    for statements, said in (
            (["PRAGMA application_id = 7"], "no collected one"), (["PRAGMA user_version = 9"], "newer than"),
            (["CREATE VIEW evil AS SELECT 1"], "'evil', which collect did not make"), (["DROP TABLE summary"], "no table summary"),
            (["UPDATE files SET body = x'0011' WHERE file = 'records.csv'"], "cannot be decompressed"),
            (["UPDATE files SET body = NULL WHERE file = 'records.csv'"], "cannot be decompressed"),
            (["UPDATE summary SET median_ns = 9e999"], "median_ns: 'inf' is not real"),
            (["ALTER TABLE summary DROP COLUMN closed"], "missing column closed"), (["DELETE FROM runs"], "holds no run")):
        with pytest.raises(schema.SchemaError, match=said):
            schema.load(schema.expanded([changed(*statements)])[0])
    file.write_bytes(file.read_bytes()[:8192])
    with pytest.raises(schema.SchemaError, match="all.sqlite"):
        schema.load(file)


def test_a_file_of_a_version_with_fewer_columns_is_read_and_added_to(tmp_path):
    first, second = machines(tmp_path, 2)
    file = tmp_path / "all.sqlite"
    assert collected_into(file, first) == 0
    with sqlite3.connect(file) as there:
        there.execute("ALTER TABLE summary DROP COLUMN peer")
    assert schema.load(file)["summary.csv"][0].peer is None
    assert collected_into(file, second) == 0
    peers = [schema.load(name)["summary.csv"][0].peer for name in schema.expanded([file])]
    assert peers == [None, False]


@pytest.mark.parametrize("command", ["compare", "gallery", "report", "keys", "spread", "pack"])
def test_a_collected_run_stands_where_a_run_may(command, tmp_path, monkeypatch, capsys):
    machines(tmp_path, 2)
    file = tmp_path / "all.sqlite"
    assert collected_into(file, tmp_path) == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(references, "machines", dict if command == "gallery" else references.machines)
    runs = [f"{file}#h0-20260102T030405Z", *([f"{file}#h1*"] if command in ("compare", "gallery", "spread") else [])]
    cli.run(command, [*runs, *(["--column=median_ns"] if command == "spread" else [])])
    assert capsys.readouterr().out
    if command == "report":
        assert (tmp_path / "all-runs" / "h0-20260102T030405Z" / "report.html").is_file()


def test_compared_alone_its_runs_are_sides_by_machine(tmp_path, capsys):
    machines(tmp_path / "a", 2, instance_type="m7i.large")
    machines(tmp_path / "b", 2, instance_type="m8g.large")
    file = tmp_path / "all.sqlite"
    assert collected_into(file, tmp_path / "a", tmp_path / "b") == 0
    cli.run("compare", [str(file)])
    told = " ".join(capsys.readouterr().out.split())
    assert "m7i.large" in told and "m8g.large" in told and told.count("2 runs of 2026-01-02") == 2
    cli.run("compare", [f"{file}#m7i.large", f"{file}#m8g.large", "--baseline", f"{file}#m8g.large"])
    assert "m8g.large · virtual machine (kvm) · 2 runs of 2026-01-02 (baseline)" in " ".join(capsys.readouterr().out.split())


def test_many_stay_small_in_memory_and_file(tmp_path):
    """Of 60 what docs/figures.md has of 1,000: memory does not grow with their number."""
    collect_cost.make(tmp_path, 60)
    file = tmp_path / "all.sqlite"
    _, most = collect_cost.cost(ROOT / "scripts" / "collect.py", tmp_path / "native", "-o", file)
    assert most < 150e6 and file.stat().st_size < 60 * 100_000 and len(collected.entries(file)) == 60


PAGE = (ROOT / "docs" / "collect.md").read_text(encoding="utf-8")


def commands_of(page):
    """The indented lines that begin with a command, with those that go on with it."""
    found = []
    for line in page.splitlines():
        if line.startswith(("    fenceline ", "    sqlite3 ")):
            found.append(line.strip())
        elif found and line.startswith("      ") and found[-1].count('"') % 2:
            found[-1] += " " + line.strip()
    return found


def test_the_page_can_be_followed(tmp_path, capsys, monkeypatch):
    """Every command of docs/collect.md, in its order, where ./bench or a fleet has left runs."""
    number = 0
    for kind, factor, design in (("m7i.large", 1.0, "Sapphire Rapids"), ("m7a.large", 0.9, "Zen 4"), ("m8g.large", 0.7, "Neoverse V2"),
                                 ("t3.large", 1.5, "Skylake")):
        for copy in range(3):
            number += 1
            rows = made_up.uncontended() + made_up.contended(thread_counts=(2,), places=("compact",))
            for row in rows:
                row.update({name: row[name] * factor * (1 + copy / 100) for name in ("median_ns", "low_ns", "high_ns")})
            records = [{**made_up.keys_of(row), "repetition": n, "ns_per_op": row["median_ns"] * (1 + n / 1000)} for row in rows[:9]
                       for n in range(8)]
            run = made_up.run(tmp_path / "new", rows=rows, records=records, instance_type=kind, cpu_design=design, usable_pus="0,1")
            (tmp_path / "results" / "native" / f"h{number}").mkdir(parents=True)
            run.rename(tmp_path / "results" / "native" / f"h{number}" / "20260102T030405Z")
    (tmp_path / "prices.csv").write_text("instance_type,price_per_hour,currency\nm7i.large,0.1,USD\nm8g.large,0.09,USD\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(report.drawing, "all_of", lambda _: ([], []))  # plots are drawn in other tests
    followed = commands_of(PAGE)
    assert len(followed) == 11
    for command in followed:
        name, *arguments = shlex.split(command)
        if name == "sqlite3":
            with sqlite3.connect(arguments[0]) as there:
                found = there.execute(arguments[1]).fetchall()
            assert [row[0] for row in found[:3]] == ["m8g.large"] * 3 and len(found) == 14
        else:
            cli.run(arguments[0], arguments[1:])
    told = capsys.readouterr().out
    assert re.search(r"fleet.sqlite  14 runs, 14 of them new; of 6 kinds of machine; \d\.\d MB", told)
    assert "m8g.large is the quickest" in " ".join(told.split()) and (tmp_path / "fleet.html").is_file()
    assert (tmp_path / "fleet-runs" / "zen5-kvm-2vcpu" / "report.html").is_file() and (tmp_path / "gallery" / "index.html").is_file()
    assert schema.load("one.tar.xz").fact("cpu_design") == "Zen 5"


def test_the_page_names_every_option(capsys):
    with pytest.raises(SystemExit):
        cli.run("fleet", ["--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z]+)", PAGE, re.M))
