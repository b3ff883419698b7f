"""A packed run says what its folder says, without whose it is, and is the same file whoever packs it."""

import io
import random
import re
import tarfile

import made_up
import pytest

from fenceline import cli
from fenceline.compare import medians
from fenceline.report import report
from fenceline.results import packed, references, schema, topology
from fenceline.sharing import cells, pack, unpack
from fenceline.stats import distributions, series, throughput

FILES = schema.of_run(schema.contract())


def loaded(run, tmp_path, **options):
    path = tmp_path / "a.tar.xz"
    pack.pack(schema.load(run), path, **options)
    return schema.load(path)


def told(run, file):
    """The rows, but in no order and without the facts that packing adds."""
    return sorted(map(str, (row for row in run[file] if row[0] != pack.FACT)))


@pytest.fixture
def native(tmp_path):
    order = made_up.topology(made_up.run(tmp_path))
    rows, records = made_up.transfer(order)
    for i, record in enumerate(records):
        record.update(ns_per_op=record["ns_per_op"] + i / 7, disturbed="switched out" if i % 9 == 4 else "", overlap=0.987654)
    return made_up.run(tmp_path, rows=rows, records=records)


def test_all_but_thinned_figures_are_as_they_were(tmp_path, native):
    whole, small = schema.load(native), loaded(native, tmp_path)
    for file in ("summary.csv", "skips.csv", "run.csv"):
        assert told(small, file) == told(whole, file)
    assert len(small["records.csv"]) == len(whole["records.csv"])
    by_key = {(row.trial, row.repetition): row for row in small["records.csv"]}
    for row in whole["records.csv"]:
        other = by_key[row.trial, row.repetition]
        assert other.ns_per_op == pytest.approx(row.ns_per_op, rel=5e-5) and other.disturbed == row.disturbed
        assert (other.mode, other.cpus, other.overlap) == (row.mode, row.cpus, 0.988)
    assert topology.of(small).pus == topology.of(whole).pus
    assert small.fact(pack.FACT).startswith("records.csv: figures of 5 digits")


def test_small_keeps_what_medians_are_made_of(tmp_path, native):
    row = loaded(native, tmp_path, small=True)["records.csv"][0]
    assert row.ns_per_op and row.overlap is None and row.probe_before_ns


@pytest.mark.parametrize("small", [False, True])
def test_what_comparison_makes_of_it_is_what_it_makes_of_the_folder(tmp_path, small):
    rng, rows = random.Random(3), made_up.uncontended()[:6]
    records = [{**made_up.keys_of(row), "repetition": n, "ns_per_op": row["median_ns"] * rng.gauss(1, 0.01), "mode": "",
                "disturbed": "switched out" if n % 7 == 3 else ""} for n in range(40) for row in rows]
    run = made_up.run(tmp_path, rows=rows, records=records)
    whole, packed_one = (medians.of(one).by_trial for one in (schema.load(run), loaded(run, tmp_path, small=small)))
    assert whole.keys() == packed_one.keys() and len(whole) == 6
    for key, (log, error, *counts) in whole.items():
        other = packed_one[key]
        assert other.log == pytest.approx(log, abs=5e-4) and other.error == pytest.approx(error, rel=0.2)
        assert [other.count, other.share] == [counts[0], counts[2]]


def test_it_is_small(tmp_path):
    """A default run has some ten thousand repetitions, whose last digits nothing can compress."""
    rng, rows = random.Random(1), made_up.uncontended() + made_up.contended()
    records = [{**made_up.keys_of(row), "repetition": repetition, "cycles_source": "calibrated",
                **{name: f"{rng.gauss(1, 0.01) * scale:.6g}" for name, scale in (
                    ("ns_per_op", row["median_ns"]), ("window_ns", 1e6), ("cycles_per_op", 20), ("core_ghz", 3),
                    ("empty_ns_per_op", 0.1), ("frequency_change", 1e-3))}} for repetition in range(60) for row in rows]
    counters = [{"trial": row["trial"], "thread": 0, "event": event, "multiplexed": "no", "repetition": row["repetition"],
                 "gap": "no PMU here has this event"} for row in records for event in ("cycles", "instructions", "branches")]
    run = made_up.run(tmp_path, rows=rows, records=records)
    made_up.write(run, "counters.csv", counters)
    assert len(records) > 6000
    small = loaded(run, tmp_path)
    assert [row.event for row in small["counters.csv"]] == ["cycles", "instructions", "branches"]
    assert (tmp_path / "a.tar.xz").stat().st_size < 200_000 < sum(path.stat().st_size for path in run.iterdir()) / 10


def test_the_repetition_in_the_middle_stands_for_a_counter(tmp_path):
    run = made_up.run(tmp_path)
    made_up.write(run, "counters.csv", [{"trial": "t", "thread": 0, "event": "loads", "value": value, "repetition": i}
                                        for i, value in enumerate((9, 1, 5, 7, 3))])
    assert [(row.value, row.repetition) for row in loaded(run, tmp_path)["counters.csv"]] == [(5, 2)]


def test_what_is_made_of_histograms_series_and_threads_stays(tmp_path):
    queues, reclamation = made_up.queues(tmp_path / "queues"), made_up.reclamation(tmp_path / "reclamation")
    whole, small = schema.load(queues), loaded(queues, tmp_path)
    assert distributions.of(small) == distributions.of(whole) and throughput.of(small) == throughput.of(whole)
    assert len(small["histograms.csv"]) == len(whole["histograms.csv"]) / 3, "two repetitions count, as one"
    whole, small = schema.load(reclamation), loaded(reclamation, tmp_path)
    assert series.of(small) == series.of(whole) and len(small["series.csv"]) == len(whole["series.csv"]) / 4


def test_its_report_is_the_folders(tmp_path):
    run = made_up.queues(tmp_path / "queues")
    pack.pack(schema.load(run), tmp_path / "a.tar.xz")
    of_folder, of_file = ([line for line in report.write(schema.load(path))[1].read_text().splitlines()
                           if not line.startswith("| packed |")] for path in (run, tmp_path / "a.tar.xz"))
    page = (tmp_path / "a-run" / "report.html").read_text()
    links = re.findall(r'href="((?!#|data:)[^"]*)"', page)
    assert links and all((tmp_path / "a-run" / link).is_file() for link in links), "no link to what is in the file alone"
    assert of_file == of_folder and (tmp_path / "a-run" / "plots" / "latency.svg").is_file()


def test_a_run_of_litmus_tests_is_packed_with_the_other(tmp_path, native):
    litmus = made_up.run(tmp_path / "litmus", rows=[], arguments='["--litmus=SB","--out=/home/jdoe/x"]')
    made_up.write(litmus, "litmus.csv", [made_up.litmus_row("SB")])
    cli.run("pack", [str(native), str(litmus), "-o", str(tmp_path / "a.tar.xz")])
    run = schema.load(tmp_path / "a.tar.xz")
    assert [row.test for row in run["litmus.csv"]] == ["SB"] and len(run["summary.csv"]) == 56 and not run.gap("litmus.csv")
    assert run.facts["packed_with"] == '["--litmus=SB","--out=(removed)"]'
    other = made_up.run(tmp_path / "other", cpu_model="Another")
    with pytest.raises(SystemExit):
        cli.run("pack", [str(native), str(other), "-o", str(tmp_path / "b.tar.xz")])


def test_the_same_run_makes_the_same_file(tmp_path, native):
    pack.pack(schema.load(native), tmp_path / "one")
    pack.pack(schema.load(native), tmp_path / "two")
    unpack.unpack(schema.load(tmp_path / "one"), tmp_path / "unpacked")
    pack.pack(schema.load(tmp_path / "unpacked"), tmp_path / "again")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() == (tmp_path / "again").read_bytes()


def test_unpacked_it_is_a_folder_that_loads(tmp_path, native):
    pack.pack(schema.load(native), tmp_path / "a.tar.xz")
    run = schema.load(tmp_path / "a.tar.xz")
    unpack.unpack(run, tmp_path / "out")
    again = schema.load(tmp_path / "out")
    assert all(list(again[file]) == list(run[file]) for file in FILES) and again.gaps == run.gaps
    assert again.topology == run.topology and not again.remarks
    with pytest.raises(SystemExit):
        unpack.unpack(run, tmp_path / "out")


def test_emulated_runs_are_packed_too(tmp_path):
    folder = tmp_path / "run"
    made_up.facts(folder, execution="qemu_user")
    made_up.write(folder, "emulated.csv", [{"trial": "t", "kernel": "k", "ops": 10, "pinned_as_asked": "yes"}])
    run = loaded(folder, tmp_path)
    assert not run.native and run["emulated.csv"] == schema.load(folder)["emulated.csv"]


SECRETS = {
    "arguments": '["--suite=fences","--filter=add/.*|cas/x","--out=../jdoe/x","--plugin","my/secret.so","/home/jdoe/a"]',
    "kernel_parameters": "isolcpus=2-3 root=UUID=0f3c9d5e-1111-2222-3333-444455556666 ip=10.0.0.7::eth0 BOOT_IMAGE=/boot/x",
    "remark": "seen on buildbox-7 by jdoe@example.org at 192.168.3.4, 52:54:00:12:34:56, fe80::5054:ff:fe12:3456",
    "caveat": "serial 0f3c9d5e-1111-2222-3333-444455556666, /sys/fs/cgroup tells, ./bench --list, /user.slice/user-1000.slice/x.scope",
    "container": "docker 4f1c9d5e0f3c9d5e0f3c9d5e0f3c9d5e0f3c9d5e0f3c9d5e0f3c9d5e0f3c9d5e", "hostname": "buildbox-7",
    "plugins": r"C:\Users\jdoe\queue.dll", "compiler": "GNU 12.2.0", "kernel": "Linux 6.1.0-13-amd64 #1 SMP",
    "libraries": "hwloc 2.9.0.1", "compiler_flags": "-O2 -I/home/jdoe/include", "background_processes": "jdoe-payroll (7) 80 %",
}
XML = """<topology version="2.0"><object type="Machine" os_index="0" cpuset="0x1" allowed_cpuset="0x1" gp_index="1">
<info name="HostName" value="buildbox-7"/><info name="DMIProductSerial" value="J9XYZ"/>
<info name="DMIProductUUID" value="u-u-i-d"/><info name="LinuxCgroup" value="/user.slice/jdoe"/>
<info name="CPUModel" value="Made-up"/>
<object type="Package" gp_index="2" cpuset="0x1"><object type="PU" os_index="0" gp_index="3" cpuset="0x1"/></object>
<object type="Bridge" gp_index="4"><object type="PCIDev" gp_index="5"><object type="OSDev" gp_index="6" name="eth0">
<info name="Address" value="52:54:00:12:34:56"/></object></object></object>
<object type="Misc" gp_index="7"><info name="SerialNumber" value="DIMM-123"/></object></object></topology>"""
TELLING = re.compile(r"jdoe|buildbox|192\.168|10\.0\.0\.7|52:54|fe80|0f3c9d5e|J9XYZ|u-u-i-d|DIMM-123|eth0|user\.slice|boot")


@pytest.fixture
def somebodys(tmp_path):
    run = made_up.run(tmp_path, **SECRETS)
    (run / "topology.xml").write_text(XML)
    made_up.write(run, "doctor.csv", [{"subject": "background load", "judgement": "disturbs",
                                       "state": "0.80 of 2 CPUs, in 1 s: jdoe-payroll (7) 80 %"}])
    made_up.write(run, "skips.csv", [{"what": "plugin /home/jdoe/queue.so", "reason": "buildbox-7 has no such file"}])
    return run


def everything(path):
    return "\n".join(held.decode() for held in packed.read(path, FILES).values())


def test_nothing_tells_whose_it_is(tmp_path, somebodys):
    path = tmp_path / "a.tar.xz"
    _, removed = pack.pack(schema.load(somebodys), path)
    assert not TELLING.findall(everything(path))
    run = schema.load(path)
    assert run.facts["arguments"] == ('["--suite=fences","--filter=add/.*|cas/x","--out=(removed)","--plugin","(removed)",'
                                      '"(removed)"]')
    assert run.facts["kernel_parameters"] == "isolcpus=2-3"
    assert run["doctor.csv"][0].state == "0.80 of 2 CPUs, in 1 s" and "processes beside" in removed
    assert all(run.facts[name] == SECRETS[name] for name in ("compiler", "kernel", "libraries"))
    assert run.facts["compiler_flags"] == "-O2 -I(removed)"
    assert run.gap("hostname") == "removed when it was packed" and "/sys/fs/cgroup tells, ./bench --list, (removed)" in run.facts["caveat"]
    assert b"Made-up" in run.topology and len(topology.of(run).pus) == 1
    assert set(removed) >= {"host name", "paths", "addresses", "identifiers", "users", "HostName", "DMIProductSerial",
                            "Misc objects", "Bridge objects"}


def test_who_asks_keeps_it(tmp_path, somebodys):
    path = tmp_path / "a.tar.xz"
    assert pack.pack(schema.load(somebodys), path, keep=True)[1] == {}
    assert len(set(TELLING.findall(everything(path)))) == 13


def archive(path, *members, **more):
    """A packed file of these (name, bytes), and of members of other kinds."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=more.get("format", tarfile.USTAR_FORMAT)) as file:
        for name, held, *kind in members:
            item = tarfile.TarInfo(name)
            item.size = 0 if kind else len(held)
            if kind:
                item.type, item.linkname = kind[0], held.decode()
            file.addfile(item, None if kind else io.BytesIO(held))
    path.write_bytes(packed.lzma.compress(out.getvalue()))


def run_columns(*rows):
    return packed.turned(dict(zip(["key", "value", "gap"], zip(*rows))))


WHOLE = ("run.columns", run_columns(("execution", "native", "")))


def refused(path):
    with pytest.raises(schema.SchemaError) as error:
        schema.load(path)
    message = str(error.value)
    assert message.startswith(str(path)) and "\n" not in message
    return message


@pytest.mark.parametrize("members,said", [
    ([WHOLE, ("../../etc/passwd", b"x")], "holds '../../etc/passwd', which is no part"),
    ([WHOLE, ("/tmp/evil.columns", b"x")], "holds '/tmp/evil.columns'"),
    ([WHOLE, ("records.columns", b"/etc/passwd", tarfile.SYMTYPE)], "records.columns is no plain file"),
    ([WHOLE, ("records.columns", b"run.columns", tarfile.LNKTYPE)], "records.columns is no plain file"),
    ([WHOLE, ("topology.xml", b"", tarfile.FIFOTYPE)], "topology.xml is no plain file"),
    ([WHOLE, WHOLE], "holds run.columns twice"),
    ([("skips.columns", b"")], "holds no run.columns"),
    ([WHOLE, ("bad\nname\x1b[31m", b"")], "holds 'bad?name?[31m'"),
    ([("run.columns", b"rows,1\nkey,each,a\n")], "missing column value, gap"),
    ([("run.columns", b"row,1\n")], "does not begin with its number of rows"),
    ([("run.columns", b"")], "not laid out"),
    ([("run.columns", b"rows,1\nkey\n")], "not laid out"),
    ([("run.columns", b"rows,9999999999\nkey,runs,a,9999999999\nvalue,runs,,9999999999\n")], "that is no run"),
    ([("run.columns", b"rows,2\nkey,runs,a,1\n")], "do not make up all rows"),
    ([("run.columns", b"rows,2\nkey,runs,a,-1,b,3\n")], "a number of rows is none"),
    ([("run.columns", b"rows,2\nkey,each,a\n")], "1 cells, expected 2"),
    ([("run.columns", b"rows,1\nkey,each,a\nkey,each,b\n")], "tells a column twice"),
    ([("run.columns", b"\xff\xfe")], "not laid out"),
    ([WHOLE, ("skips.columns", b"rows,1\nwhat,each,\"a\n")], "skips.csv: is not laid out"),
    ([WHOLE, ("summary.columns", b"rows,0\n")], "summary.csv:1: missing column trial"),
])
def test_what_others_send_is_refused_in_a_line(tmp_path, members, said):
    archive(tmp_path / "a.tar.xz", *members)
    assert said in refused(tmp_path / "a.tar.xz")


def test_a_wrong_cell_is_named_by_its_row(tmp_path, native):
    pack.pack(schema.load(native), tmp_path / "a.tar.xz")
    held = packed.read(tmp_path / "a.tar.xz", FILES)
    held["records.columns"] = re.sub(rb"(?m)^(jain,runs,),", rb"\1many,", held["records.columns"])
    packed.write(tmp_path / "a.tar.xz", held)
    assert "records.csv: row 1: column jain: 'many' is not real" in refused(tmp_path / "a.tar.xz")


def test_bombs_are_given_up_before_they_are_held(tmp_path, monkeypatch):
    path = tmp_path / "a.tar.xz"
    path.write_bytes(packed.lzma.compress(bytes(40 << 20)))
    monkeypatch.setattr(packed, "MOST_BYTES", 8 << 20)
    assert "more than 8 MiB" in refused(path)
    path.write_bytes(packed.lzma.compress(b"x", filters=[{"id": packed.lzma.FILTER_LZMA2, "dict_size": 512 << 20}]))
    assert "Memory usage limit" in refused(path)


def test_xml_that_expands_is_refused(tmp_path):
    archive(tmp_path / "a.tar.xz", WHOLE, ("topology.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><topology>&b;</topology>'))
    run = schema.load(tmp_path / "a.tar.xz")
    for use in (topology.of, lambda run: pack.pack(run, tmp_path / "b")):
        with pytest.raises(schema.SchemaError, match="entities"):
            use(run)


@pytest.mark.parametrize("told", ['<object os_index="0"/>', '<object type="PU"/>', '<object type="PU" os_index="x"/>',
                                  '<object type="L2Cache" depth="2" cpuset="0x1"/>', '<object type="NUMANode" os_index="0" cpuset="z"/>',
                                  '<object type="Machine" allowed_cpuset="z"/>'])
def test_a_topology_that_is_none_is_told_in_a_line(tmp_path, told):
    archive(tmp_path / "a.tar.xz", WHOLE, ("topology.xml", f"<topology>{told}</topology>".encode()))
    run = schema.load(tmp_path / "a.tar.xz")
    try:
        assert topology.of(run).pus == []
    except schema.SchemaError as error:
        assert "no topology" in str(error) and "\n" not in str(error)


def test_damaged_files_are_refused_whatever_the_damage(tmp_path, native):
    path, rng = tmp_path / "a.tar.xz", random.Random(2)
    pack.pack(schema.load(native), path)
    whole = path.read_bytes()
    inside = packed.lzma.decompress(whole)
    for size in (0, 1, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert refused(path)
    path.write_bytes(whole + b"\0")
    assert "goes on after its end" in refused(path)
    for held in (b"key,value\n", b"PK\3\4 a zip", bytes(1024)):
        path.write_bytes(held)
        assert refused(path)
    for _ in range(150):  # the archive whole, what is in it not
        broken = bytearray(inside)
        for _ in range(rng.choice((1, 3, 30))):
            broken[rng.randrange(len(broken)) if rng.random() < 0.5 else rng.randrange(600)] = rng.randrange(256)
        path.write_bytes(packed.lzma.compress(bytes(broken[:rng.choice((len(broken), len(broken) * 2 // 3))]), preset=0))
        try:
            schema.load(path)
        except schema.SchemaError as error:
            assert "\n" not in str(error)


def test_cells_are_written_as_they_are_read():
    assert cells.texts([None, "", "a", 3, True, False, 0.1, 1e-7, 123456.75, 1 / 3]) == [
        "", "", "a", "3", "yes", "no", "0.1", "1e-07", "123456.75", repr(1 / 3)]


@pytest.mark.parametrize("machine", references.machines())
def test_reference_runs_load_and_name_nobody(machine):
    path = references.machines()[machine]
    assert path.stat().st_size < 1_000_000
    run = schema.load(path)
    assert run.native and not run.remarks and topology.of(run) and "removed" in run.facts["arguments"]
    assert {row.trial for row in run["records.csv"]} >= {row.trial for row in run["summary.csv"] if row.repetitions}


def test_there_are_reference_runs():
    assert "zen5-kvm-2vcpu" in references.machines()
