"""The loader takes what the contract says and nothing else."""

import gzip

import made_up
import pytest

from fenceline.results import packed, schema
from fenceline.sharing import cells


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def native(tmp_path):
    return made_up.run(tmp_path, rows=made_up.uncontended()[:3])


def emulated(tmp_path, execution="qemu_user"):
    out = tmp_path / "results" / "emulated" / "aarch64" / "run"
    made_up.facts(out, execution=execution)
    made_up.write(out, "emulated.csv", [{"trial": "t", "kernel": "k", "threads": 2, "ops": 10,
                                         "oversubscribed": "no", "pinned_as_asked": "yes"}])
    return out


def refused(directory):
    with pytest.raises(schema.SchemaError) as error:
        schema.load(directory)
    return str(error.value)


def test_types_and_unknown_values(native):
    edit(native / "summary.csv", ",5.0,4.95,", ",,4.95,")
    row = schema.load(native)["summary.csv"][0]
    assert (row.width, row.closed, row.median_ns, row.mode) == (8, True, 1.25, "")
    assert row.median_cycles is None
    assert row.variant == "mov"


@pytest.mark.parametrize("kernel,variant,told", [
    ("cas/lock_cmpxchg.64/failure_latency", "lock_cmpxchg", ("lock_cmpxchg", "", "failure_latency")),
    ("store_seq_cst/xchg.64/gcc+clang/latency", "xchg", ("xchg", "gcc+clang", "latency")),
    ("line_state/modified/load", "mov", ("mov", "load", "modified")),
    ("ping_pong/load_store/two_lines", "two_lines", ("load_store", "", "two_lines")),
    ("fence/mfence/alone", "mfence", ("mfence", "", "alone")), ("line_state", "mov", ("mov", "", "")), ("", "mov", ("mov", "", ""))])
def test_what_older_versions_told_by_a_kernels_name_alone(native, kernel, variant, told):
    row = made_up.summary_row("g", variant, 64, "h", "latency", 1.25)
    row = {**row, "kernel": kernel}
    names = [c.name for c in schema.contract()["summary.csv"] if c.name not in ("use", "how")]
    (native / "summary.csv").write_text("\n".join([",".join(names), ",".join(str(row.get(n, "")) for n in names), ""]),
                                        encoding="utf-8")
    loaded = schema.load(native)["summary.csv"][0]
    assert (loaded.variant, loaded.use, loaded.how) == told and loaded.median_ns == 1.25


def test_quoted_cells_and_facts(native):
    made_up.facts(native, cpu_model='Say "CPU", model\nX', governor=None)
    run = schema.load(native)
    assert run.facts["cpu_model"] == 'Say "CPU", model\nX'
    assert run.gap("governor") == "made up without"
    assert run.gap("cpu_model") == ""
    assert run.gap("never heard of") == "not recorded"


@pytest.mark.parametrize("old,new,names", [
    ("trial,suite", "trial,sweet", ["summary.csv:1", "missing column suite"]),
    ("trial,suite", "trial,suite,suite", ["summary.csv:1", "repeated column suite"]),
    (",yes,", ",maybe,", ["summary.csv:2", "closed", "'maybe'", "yesno"]),
    (",1.25,", ",fast,", ["summary.csv:2", "median_ns", "'fast'", "real"]),
    (",1.25,", ",nan,", ["summary.csv:2", "median_ns"]),
    (",1.25,", ",1_25,", ["summary.csv:2", "median_ns", "'1_25'"]),
    (",8,,latency,", ",8.5,,latency,", ["summary.csv:2", "width", "integer"]),
    ("atomics/load/mov.8", "atomics,load,mov.8", ["summary.csv:2", "39 cells, expected 37"]),
    ("atomics/load/mov.8", '"torn" quote', ["summary.csv:2", "not CSV"]),
])
def test_bad_files_are_named_by_line(native, old, new, names):
    edit(native / "summary.csv", old, new)
    message = refused(native)
    for name in names:
        assert name in message


def test_columns_of_a_newer_version_are_left_out_with_a_remark(native):
    path = native / "skips.csv"
    path.write_text("what,since,reason\nremote,2030,none\n")
    run = schema.load(native)
    assert run["skips.csv"] == [("remote", "none")]
    assert run.remarks == ["skips.csv: column 'since' is not in results/schema.csv, not read"]


@pytest.mark.parametrize("file,name", [(file, name) for file, names in schema.ADDED.items() for name in names])
def test_columns_that_older_versions_did_not_tell_are_empty(file, name, tmp_path):
    columns = schema.of_run(schema.contract())[file]
    names = [c.name for c in columns if c.name != name]
    (tmp_path / file).write_text(",".join(names) + "\n" + "," * (len(names) - 1) + "\n")
    (row, ), remarks = schema.read(tmp_path / file, columns)
    assert not getattr(row, name) and not remarks


REPETITIONS = [{**made_up.keys_of(made_up.summary_row("load", variant, 64, "latency", "latency", 1.25, peer="yes")),
                "repetition": n, "ns_per_op": 1.25 + n, "mode": "25ns"} for n in (0, 1) for variant in ("mov", "movdqa")]


@pytest.fixture
def numbered(native):
    made_up.write(native, "records.csv", REPETITIONS)
    made_up.write(native, "figures.csv", [{"trial": row["trial"], "repetition": 0, "figure": "knee", "value": n}
                                          for n, row in enumerate(REPETITIONS[:2])])
    return native


def test_what_belongs_to_a_trial_is_written_once_and_read_in_each_row(numbered):
    assert (numbered / "records.csv").read_text().startswith("trial_id,repetition,ops,")
    run = schema.load(numbered)
    for row, told in zip(run["records.csv"], REPETITIONS):
        assert (row.trial, row.variant, row.width, row.peer, row.repetition, row.ns_per_op, row.mode) == (
            told["trial"], told["variant"], 64, True, told["repetition"], told["ns_per_op"], "25ns")
    assert [(row.trial, row.value) for row in run["figures.csv"]] == [(told["trial"], n) for n, told in enumerate(REPETITIONS[:2])]
    assert not run.remarks and "trials.csv" not in run.tables


def test_older_versions_wrote_it_in_each_row(numbered):
    expected = schema.load(numbered)
    for file in ("records.csv", "figures.csv"):
        columns = expected[file].columns
        lines = [[column.name for column in columns], *map(cells.texts, expected[file])]
        (numbered / file).write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    (numbered / "trials.csv").unlink()
    run = schema.load(numbered)
    assert run["records.csv"] == expected["records.csv"] and run["figures.csv"] == expected["figures.csv"]


@pytest.mark.parametrize("edited,old,new,told", [
    ("records.csv", "\n1,0,", "\n7,0,", "records.csv:3: column trial_id: 7 is not in trials.csv"),
    ("records.csv", "\n1,0,", "\nx,0,", "records.csv:3: column trial_id: 'x' is not integer"),
    ("trials.csv", "\n1,", "\n0,", "trials.csv gives two trials one number"),
    ("trials.csv", ",64,", ",wide,", "trials.csv:2: column width: 'wide' is not integer"),
    ("trials.csv", "trial_id,trial,suite", "trial_id,trial,sweet", "trials.csv:1: missing column suite"),
])
def test_a_trial_that_has_no_row_of_its_own_is_refused(numbered, edited, old, new, told):
    edit(numbered / edited, old, new)
    assert told in refused(numbered)


def test_without_the_table_of_trials_nobody_knows_whose_records_are(numbered):
    (numbered / "trials.csv").unlink()
    assert "trials.csv: cannot be read" in refused(numbered)


def test_a_trial_and_its_repetitions_have_no_column_in_common():
    files = schema.contract()
    whose = {column.name for column in files["trials.csv"]}
    assert files["trials.csv"][0].name == "trial_id"
    by_number = [file for file, columns in files.items() if columns[0].name == "trial_id"]
    assert len(by_number) == 8
    for file in by_number:
        assert file == "trials.csv" or not whose & {column.name for column in files[file][1:]}
        assert "trial_id" not in {column.name for column in schema.of_run(files).get(file, ())}


def test_a_compressed_file_is_read(native, monkeypatch):
    plain = native / "summary.csv"
    expected = schema.load(native)["summary.csv"]
    (native / "summary.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    assert schema.load(native)["summary.csv"] == expected
    (native / "summary.csv.gz").write_bytes(gzip.compress(b"trial,suite")[:-9])
    assert "summary.csv.gz: cannot be decompressed" in refused(native)
    monkeypatch.setattr(packed, "MOST_BYTES", 1 << 20)
    (native / "summary.csv.gz").write_bytes(gzip.compress(bytes(2 << 20)))
    assert "summary.csv.gz: holds more than 1 MiB" in refused(native)


def test_only_what_is_asked_for_is_read(native):
    (native / "skips.csv").write_text("nothing that could be read")
    run = schema.load(native, only={"summary.csv"})
    assert len(run["summary.csv"]) == 3 and run.gap("skips.csv") == "not asked for"


def test_lines_are_counted_where_cells_hold_several(native):
    (native / "skips.csv").write_text('what,reason\n\n"a\nb",none\nshort\nremote,none\n')
    assert "skips.csv:5: 1 cells, expected 2" in refused(native)


def test_a_wrong_cell_is_shown_on_one_line(native):
    edit(native / "summary.csv", ",1.25,", ',"1\n' + "9" * 100 + 'x",')
    message = refused(native)
    assert "\n" not in message and "…" in message and len(message) < 300


def test_columns_may_stand_in_another_order(tmp_path, native):
    (native / "skips.csv").write_text("reason,what\nno such node,remote\n")
    assert schema.load(native)["skips.csv"][0].what == "remote"


@pytest.mark.parametrize("tail", ["torn,row", 'a,"torn\n'])
def test_torn_last_line_is_left_out_with_a_remark(native, tail):
    path = native / "skips.csv"
    path.write_text(path.read_text() + tail)
    run = schema.load(native)
    assert [row.what for row in run["skips.csv"]] == ["cross-node placement"]
    assert run.remarks == ["skips.csv: torn last line left out"]


def test_short_row_before_the_end_is_not_taken_for_torn(native):
    path = native / "skips.csv"
    path.write_text("what,reason\nshort\nremote,none\n")
    assert "skips.csv:2: 1 cells, expected 2" in refused(native)


def test_missing_files_are_gaps_and_foreign_ones_remarks(native):
    (native / "notes.csv").write_text("a,b\n")
    run = schema.load(native)
    assert run["counters.csv"] == []
    assert run.gap("counters.csv") == "this run wrote no such file"
    assert run.gap("summary.csv") == ""
    assert run.remarks == ["notes.csv: not in results/schema.csv, not read"]


def test_bytes_that_are_no_text_are_shown(native):
    """Older versions wrote what the firmware had."""
    with open(native / "run.csv", "ab") as file:
        file.write(b"distribution_vendor,Acme\xff,\n")
    assert schema.load(native).facts["distribution_vendor"] == "Acme\\xff"


def test_a_fact_may_be_told_several_times(native):
    made_up.write(native, "run.csv", [{"key": k, "value": v} for k, v in (
        ("execution", "native"), ("remark", "a"), ("remark", "b"), ("execution", "native"))])
    run = schema.load(native)
    assert run.facts == {"execution": "native", "remark": "a; b"}


def test_not_a_run(tmp_path):
    assert "no run.csv" in refused(tmp_path)


def test_emulated_run_loads(tmp_path):
    run = schema.load(emulated(tmp_path))
    assert not run.native
    assert run["emulated.csv"][0].pinned_as_asked is True


@pytest.mark.parametrize("execution", ["qemu_user", "emulated", "unknown"])
def test_native_tree_refuses_other_executions(native, execution):
    made_up.facts(native, execution=execution)
    assert f"native/ but run.csv says execution '{execution}'" in refused(native)


def test_emulated_tree_refuses_native(tmp_path):
    out = emulated(tmp_path, execution="native")
    assert "lies under emulated/" in refused(out)


def test_times_in_an_emulated_run_are_refused_wherever_it_lies(tmp_path, native):
    out = tmp_path / "elsewhere"
    native.rename(out)
    made_up.facts(out, execution="unknown")
    assert "holds times" in refused(out)


def test_emulated_files_in_a_native_run_are_refused(native):
    made_up.write(native, "emulated.csv", [])
    assert "emulated.csv: emulated results in a native run" in refused(native)


def test_execution_must_be_told(native):
    made_up.facts(native, execution=None)
    assert "no 'execution'" in refused(native)


def test_load_many_refuses_a_mixture(tmp_path, native):
    other = emulated(tmp_path)
    assert len(schema.load_many([native, native])) == 2
    with pytest.raises(schema.SchemaError, match="not compared"):
        schema.load_many([native, other])


def test_contract_with_an_unknown_type(tmp_path):
    path = tmp_path / "schema.csv"
    path.write_text("file,column,type,unit,meaning\na.csv,b,colour,,\n")
    with pytest.raises(schema.SchemaError, match="unknown type 'colour'"):
        schema.contract(path)


def test_args():
    assert schema.parse_args("pending_stores=4 state=modified") == {"pending_stores": 4,
                                                                    "state": "modified"}
    assert schema.parse_args("") == {}
