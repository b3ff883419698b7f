"""The summary: what it says of figures, of what was disturbed, and of what is missing."""

import re
import types

import made_up
import pytest

from fenceline import cli
from fenceline.report import counted, found, limits, machine, reference, report, stronger, tables, too_weak, trust
from fenceline.results import references, schema, tell


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("report")
    rows = made_up.uncontended() + made_up.contended(thread_counts=(2,), places=("compact",))
    records = [{"trial": "t", "disturbed": "steal; switched out"}, {"trial": "t", "wrong": "lost 3 updates"}]
    folder = made_up.run(tmp_path, rows=rows, records=records, governor=None, note="<b>&")
    made_up.write(folder, "counters.csv", [{"trial": "t", "event": "cycles", "gap": "no PMU"}] * 2)
    html, md = report.write(schema.load(folder))
    return html.read_text(), md.read_text()


def test_html_needs_nothing_else(written):
    html, _ = written
    assert html.count('<svg class="plot"') >= 3
    loads = re.findall(r"(?:src|href)=\"(?!#|data:|plots/|records.csv)([^\"]*)|@import|url\((?!#)|\bfetch\(", html)
    assert loads == [], "neither a picture nor a script nor a style comes from elsewhere"
    assert "<b>&" not in html and "&lt;b&gt;&amp;" in html


def test_figures_marks_and_notes(written):
    _, md = written
    assert "| exchange | xchg |  | seq_cst | 4.50 ns [4.46, 4.54] · 18.0 cy |" in md
    assert "1.25 ns [0.60, 1.90] · 5.00 cy~" in md
    assert "3 of 12 repetitions were switched out" in md


def test_what_is_wrong_disturbed_or_missing_is_said(written):
    html, md = written
    for text in ("WRONG: t: lost 3 updates", "1 of 2 repetitions were disturbed", "1 × steal",
                 "this machine has one NUMA node", "no PMU"):
        assert text in md and text in html
    assert "made up without" in html  # the governor's gap


def test_counts_hold_until_they_change_and_what_two_of_them_make_stands_first(tmp_path):
    records = [{"trial": "fences/x", "suite": "fences", "repetition": n, "disturbed": "steal" if n == 3 else ""} for n in range(5)]
    folder = made_up.run(tmp_path, rows=made_up.uncontended(), records=records)
    of = lambda event, repetition, value, what: {  # noqa: E731
        "trial": "fences/x", "event": event, "repetition": repetition, "thread": 0, "value": value, "counted": what}
    made_up.write(folder, "counters.csv", [
        of("cycles", 0, 100, "perf::cycles"), of("cycles", 2, 120, "perf::cycles"), of("cycles", 3, 900, "perf::cycles"),
        of("cycles", 4, 120, "perf::cycles"), of("clears_per_operation", 1, 0.5, "clears / operations"),
        of("page-faults", 0, 7, "perf::page-faults"), of("locked_loads", 0, None, "")])
    run = schema.load(folder)
    assert counted.section_of(run, "fences").rows == [
        ["fences/x", "clears_per_operation", "clears / operations", "0.5", "0.5", "0.5"],
        ["fences/x", "cycles", "perf::cycles", "110", "100", "120"]]
    assert counted.section_of(run, "atomics") is None


def test_threads_are_in_the_html(written):
    html, _ = written
    assert "compact: compact" in html


def test_long_tables_are_cut_and_say_so(tmp_path):
    rows = [made_up.summary_row("a", "b", 64, "c", "contended", 1.0, threads=2, args=f"n={i}")
            for i in range(tables.MOST_ROWS + 5)]
    html, _ = report.write(schema.load(made_up.run(tmp_path, rows=rows)))
    text = html.read_text()
    assert f"The first {tables.MOST_ROWS} of {len(rows)}" in text
    assert text.count(" n</td>") == tables.MOST_ROWS


def test_a_trial_is_one_line_with_what_it_cost_in_other_modes(tmp_path):
    rows = [made_up.summary_row("a", "b", 64, "c", "contended", ns, threads=2, mode=mode, mode_share=share)
            for ns, mode, share in ((30.0, "250ns", 0.8), (10.0, "20ns", 0.15), (12.0, "40ns", 0.05))]
    told, = tables.sections_of(schema.load(made_up.run(tmp_path, rows=rows)), "atomics")
    line, = told.rows
    assert line[5] == "250ns, 80%" and line[6].startswith("30.0 ns") and line[7] == "20ns, 15%: 10.0 ns; 40ns, 5%: 12.0 ns"


def test_a_curve_is_one_table(tmp_path):
    rows = [made_up.summary_row("latency", "walk", 64, how, "latency", ns, suite="memory", args=f"working_set={size}")
            for how, more in (("small_pages", 1), ("huge_pages", 0)) for size, ns in ((65536, 4 + more), (4096, 1), (32768, 1))]
    told, = tables.sections_of(schema.load(made_up.run(tmp_path, rows=rows)), "memory")
    assert told.title == "latency: curves" and told.header == ["", "small_pages", "huge_pages"]
    assert [row[0] for row in told.rows] == ["4 KiB", "32 KiB", "64 KiB"]
    assert told.rows[2][1].startswith("5.00 ns") and told.rows[2][2].startswith("4.00 ns")


def test_bandwidth_is_told_in_bytes_a_second(tmp_path):
    row = made_up.summary_row("bandwidth", "read", 0, "stream", "bandwidth", 6.4, suite="memory", low_ns=6.0, high_ns=8.0)
    records = [{**made_up.keys_of(row), "repetition": 0, "ns_per_op": 6.4, "bytes_per_s": 10e9}]
    told, = tables.sections_of(schema.load(made_up.run(tmp_path, rows=[row], records=records)), "memory")
    assert "10 GB/s [8, 10.7]" in told.rows[0] and not any(" ns" in cell for cell in told.rows[0])
    told, = tables.sections_of(schema.load(made_up.run(tmp_path, rows=[row])), "memory")
    assert "bytes not told" in told.rows[0]


@pytest.mark.parametrize("facts,guest", [({"virt": "KVM"}, "KVM"), ({"virt": "", "hypervisor": "none seen"}, ""),
                                         ({"virt": "", "hypervisor": "KVM (Nitro)"}, "KVM (Nitro)"), ({"virt": ""}, "")])
def test_bare_metal_is_nobodys_guest(tmp_path, facts, guest):
    run = schema.load(made_up.run(tmp_path, **facts), only=())
    assert tell.hypervisor(run) == guest
    assert (f"virtual machine ({guest})" if guest else "no hypervisor seen") in tell.machine(run)
    assert dict(machine.facts(run))["Runs on"].startswith(f"a guest of {guest}," if guest else "no hypervisor seen")


def test_emulated_report_has_no_times(tmp_path):
    made_up.facts(tmp_path, execution="qemu_user")
    made_up.write(tmp_path, "emulated.csv", [{"trial": "t", "suite": "atomics", "kernel": "k", "threads": 2,
                                              "ops": 7, "wrong": "held 3"}])
    html, md = (path.read_text() for path in report.write(schema.load(tmp_path)))
    assert "qemu_user: no times" in md
    assert "WRONG: t: held 3" in md
    assert " ns" not in md and "<svg" not in html


def test_litmus_findings_are_loud_also_of_an_emulator(tmp_path):
    made_up.facts(tmp_path, execution="qemu_user")
    row = made_up.litmus_row("MP", finding="1:x1=0 was observed", label="emulator")
    made_up.write(tmp_path, "emulated_litmus.csv", [{k: v for k, v in row.items()
                                                     if k != "seconds" and not k.endswith("_per_s")}])
    html, md = (path.read_text() for path in report.write(schema.load(tmp_path)))
    assert "FINDING: MP: 1:x1=0 was observed (emulator)" in md
    assert "<td>x86-tso</td>" in html


def test_figures_beside_times(tmp_path):
    folder = made_up.run(tmp_path, rows=[])
    made_up.write(folder, "figures.csv", [{"trial": "timers/step", "repetition": i, "figure": "least_step",
                                           "unit": "tick", "value": v} for i, v in enumerate((26, 27, 40, None))])
    html, _ = report.write(schema.load(folder))
    assert "<td>3</td><td>27</td><td>26</td><td>40</td>" in html.read_text()


def test_modes_and_moves_are_counted(tmp_path):
    records = [{"trial": "t", "mode": mode, "disturbed": why} for mode, why in (
        ("59ns", ""), ("59ns", "moved from 59ns to 250ns"), ("250ns", "moved from 250ns to 59ns"), ("59ns", "steal"))]
    rows = [made_up.summary_row("a", "b", 64, "contended", "contended", 1.0, mode=mode, mode_looks_like=words)
            for mode, words in (("59ns", "cores of one die"), ("250ns", "different packages"),
                                ("250ns", "different packages; the topology says l3"))]
    _, md = report.write(schema.load(made_up.run(tmp_path, rows=rows, records=records)))
    text = md.read_text()
    assert "mode 59ns, 75% of the repetitions of several threads: looks like cores of one die\n" in text
    assert "mode 250ns, 25% of the repetitions of several threads: looks like different packages; the topology says l3" in text
    assert "medians are per mode" in text and "2 × moved" in text


def test_caches_are_judged_in_words_also_on_the_terminal(tmp_path, capsys):
    folder = made_up.run(tmp_path, rows=[], transparent_huge_pages="madvise")
    order = made_up.topology(folder)
    made_up.write(folder, "summary.csv", made_up.memory(order, {pu: 0 for pu in order})[0])
    cli.main(["report", str(folder)])
    told = "CPU 0: L3 32 MiB: agrees: flat at 10.0 ns up to "
    assert told in (folder / "report.md").read_text() and told in capsys.readouterr().out


def test_structures_stand_beside_other_libraries(tmp_path):
    html = report.write(schema.load(made_up.queues(tmp_path)))[0].read_text()
    for told in ("Ours beside other libraries", "How long operations took", "costs 11 ns", "2.00 ×", "1.00 ×", "ours",
                 "producer 10, consumer 10 M/s"):
        assert told in html, told
    assert [cell for cell in ("1000", "1800", "1980", "1998", "2000") if f"<td>{cell}</td>" not in html] == []


def test_whose_a_structure_is():
    row = types.SimpleNamespace
    assert tell.whose(row(peer=False, use="")) == "ours"
    assert tell.whose(row(peer=True, use="")) == "another library's"
    assert tell.whose(row(peer=False, use="plugin")) == "yours"


def test_skew_is_bounded_by_all_repetitions_of_both_directions(tmp_path):
    rows = [made_up.summary_row("offset", "rdtsc", 0, "pair", "transfer", 50.0, threads=2, cpus=cpus, placement=cpus)
            for cpus in ("0 1", "1 0", "0 2")]
    folder = made_up.run(tmp_path, rows=rows)
    offsets = [(0, -60, 80), (0, -50, 90), (1, -70, 40), (2, 20, 30), (2, 100, 120)]  # of 1 to 0: -40 … 70
    made_up.write(folder, "figures.csv", [
        {"trial": rows[trial]["trial"], "repetition": 0, "figure": figure, "unit": "tick", "value": value}
        for trial, low, high in offsets for figure, value in (("offset_low", low), ("offset_high", high))])
    assert found.skew_section(schema.load(folder)).rows == [
        ["rdtsc", "2", "100 tick", "0-2", "100 … 30", "1 pairs: no one offset fits all repetitions"]]
    made_up.write(folder, "summary.csv", rows[:2])
    assert found.skew_section(schema.load(folder)).rows == [["rdtsc", "1", "70 tick", "0-1", "-40 … 70", ""]]


def test_a_sanitizers_figures_are_not_the_machines(tmp_path):
    made_up.facts(tmp_path / "tsan", sanitizers="thread")
    assert "BUILT WITH SANITIZERS: thread" in trusted(tmp_path / "tsan")
    made_up.facts(tmp_path / "native")
    assert "SANITIZERS" not in trusted(tmp_path / "native")


def trusted(folder):
    return "\n".join(section.text for section in trust.sections_of(schema.load(folder)))


@pytest.mark.parametrize("ends,said", [
    ([], None), (["", "complete"], None), (["", "interrupted", "", "complete"], None),
    ([""], "NOT COMPLETE: it was killed"), (["", "complete", ""], "NOT COMPLETE: it was killed"),
    (["", "interrupted"], "NOT COMPLETE: interrupted"), (["", "--max-time was over"], "NOT COMPLETE: --max-time"),
])
def test_a_run_that_did_not_come_to_its_end_is_called_so(tmp_path, ends, said):
    folder = made_up.run(tmp_path)
    rows = [{"key": key, "value": value} for key, value in made_up.FACTS.items()]
    rows += [{"key": "ended", "value": how, "gap": "" if how else "it was killed"} for how in ends]
    made_up.write(folder, "run.csv", rows)
    assert said in trusted(folder) if said else "NOT COMPLETE" not in trusted(folder)


def test_memory_that_is_not_as_asked_and_limits_are_told(tmp_path):
    records = [{"trial": "t", "memory": why} for why in ("", "not bound (mbind: denied)", "not bound (mbind: denied)")]
    folder = made_up.run(tmp_path, records=records, caveat="half the CPUs")
    assert "memory of 2 of 3 repetitions: not bound (mbind: denied)" in trusted(folder)
    assert "the machine: half the CPUs" in trusted(folder)


def test_what_is_not_there_is_no_comfort(tmp_path):
    folder = made_up.run(tmp_path)
    (folder / "records.csv").unlink()
    text = trusted(folder)
    assert "MISSING: records.csv: this run wrote no such file" in text and "Nothing was found wrong" not in text
    made_up.write(folder, "records.csv", [])
    assert "MISSING: records.csv: it has no rows" in trusted(folder)
    first, *others = made_up.uncontended()
    made_up.write(folder, "records.csv", [{"trial": first["trial"]}])
    made_up.write(folder, "summary.csv", [first, *others])
    assert f"records.csv has no repetition of {len(others)} trials" in trusted(folder)
    (folder / "summary.csv").unlink()
    assert "MISSING: summary.csv" in trusted(folder)
    made_up.write(folder, "litmus.csv", [made_up.litmus_row("SB")])
    assert "MISSING" not in trusted(folder)  # a litmus run has neither


def test_a_trial_counts_once_by_the_mode_that_it_was_in_most(tmp_path):
    def row(trial, mode, share, closed, ns=1.0):
        return {**made_up.summary_row("a", "b", 64, "c", "contended", 1.0, mode=mode, mode_share=share, closed=closed),
                "trial": trial, "median_ns": ns}

    rows = [row("one", "20ns", 0.95, "yes"), row("one", "90ns", 0.05, "no"),  # only its rare mode is wide
            row("two", "20ns", 0.4, "yes"), row("two", "90ns", 0.6, "no"),
            row("three", "20ns", 0.5, "no"), row("three", "90ns", 0.5, "yes"), row("four", "", 1, "no", None)]
    folder = made_up.run(tmp_path, rows=rows, records=[{"trial": "one"}])
    assert "2 of 4 trials have a 95 % interval wider than ±2 % of the median" in trusted(folder)
    assert "1 of 4 trials have no figure" in trusted(folder)
    folder = made_up.run(tmp_path, rows=rows, records=[{"trial": "one"}], **{"threshold.interval": "0.05"})
    assert "2 of 4 trials have a 95 % interval wider than ±5 % of the median" in trusted(folder)


def judged(tmp_path, cycles, **facts):
    row = made_up.summary_row("exchange", "xchg", 32, "latency", "latency", 2.0, median_cycles=cycles)
    return reference.judge(schema.load(made_up.run(tmp_path, rows=[row], **facts)))


def test_sane_and_unusual(tmp_path):
    core, (judgement,) = judged(tmp_path, 8.0)  # Zen 4: 7.9 published
    assert (core.name, core.trusted, judgement.published, judgement.verdict) == ("Zen 4", True, 7.9, "sane")
    _, (judgement,) = judged(tmp_path, 15.8)
    assert judgement.verdict == "unusual: ×2 of the published"
    assert "InstLat" in judgement.source


def test_only_the_instruction_by_itself_is_judged(tmp_path):
    row = made_up.summary_row("exchange", "xchg", 32, "latency", "latency", 2.0)
    rows = [{**row, **more} for more in (
        {"group": "store_load"}, {"threads": 2}, {"args": "k=1"}, {"median_cycles": None}, {"width": 8})]
    _, judgements = reference.judge(schema.load(made_up.run(tmp_path, rows=rows)))
    assert judgements == []


def test_masked_models_are_not_trusted(tmp_path):
    core, _ = judged(tmp_path, 8.0, masked_model="L3 of 480 MB is not of this model")
    assert core.name == "Zen 4" and not core.trusted


@pytest.mark.parametrize("facts,name", [
    ({"cpu_design": "Rocket Lake"}, "Cypress Cove"),
    ({"cpu_design": None, "cpu_model": "Neoverse N1"}, "Neoverse N1"),
    ({"cpu_design": None}, ""),
    ({"cpu_design": None, "cpu_model": None}, ""),
])
def test_cores(tmp_path, facts, name):
    core = reference.core(schema.load(made_up.run(tmp_path, rows=[], **facts)))
    assert core.name == name
    assert name or core.remark


def test_every_design_leads_to_published_figures():
    designs = schema.read(references.FOLDER / "cores.csv", reference._TEXT("design", "core"))[0]
    assert {row.core for row in designs} <= {row.core for row in reference.instructions()}


def below(tmp_path, group, metric, cycles, **facts):
    row = made_up.summary_row(group, "mov", 64, metric, metric, 1.0, median_cycles=cycles)
    return limits.below(schema.load(made_up.run(tmp_path, rows=[row], **facts)))


@pytest.mark.parametrize("group, metric, possible, impossible", [
    ("load", "throughput", 0.333, 0.302), ("store", "throughput", 0.5, 0.469), ("load", "latency", 3.95, 3.9)])
def test_what_a_core_cannot_do_is_told(tmp_path, group, metric, possible, impossible):
    assert below(tmp_path, group, metric, possible) == []  # Zen 4: three loads and two stores a cycle
    (found,) = below(tmp_path, group, metric, impossible)
    assert found.row.variant == "mov" and "57647" in found.source


def test_of_a_core_without_known_limits_nothing_is_said(tmp_path):
    assert below(tmp_path, "load", "latency", 0.1, cpu_design="VIA Nano") is None


def test_what_is_stronger_than_needed_is_told_with_what_it_costs_here(tmp_path):
    """Go's StoreRel on x86-64 is an xchg, as its Store; a mov is enough, which others have for a release store."""
    def row(group, variant, use, metric, ns):
        return made_up.summary_row(group, variant, 64, metric, metric, ns, use=use, suite="mappings")

    rows = [row("store_release", "xchg", "go", "chain", 20), row("store_release", "mov", "store_xchg+linux", "chain", 4),
            row("store_release", "xchg", "go", "throughput", 18), row("store_release", "mov", "store_xchg+linux", "throughput", 0.5),
            row("store_seq_cst", "xchg", "store_xchg+go", "chain", 20)]
    told = stronger.section_of(schema.load(made_up.run(tmp_path, rows=rows, isa="x86_64")))
    assert [(r[0], r[2], r[5]) for r in told.rows] == [("Go", "store release", "5"), ("Go", "store release", "36")]
    assert stronger.section_of(schema.load(made_up.run(tmp_path / "other", rows=rows[1:2], isa="x86_64"))) is None
    assert all(s.sequence != s.enough for isa in ("x86_64", "aarch64", "riscv64", "arm") for s in stronger.known(isa))


def test_what_is_too_weak_is_told_with_the_program_that_shows_it_and_what_is_right_costs_here(tmp_path):
    """On POWER Go's Xadd has no barrier behind its loop; on other machines that is told, without costs."""
    def row(variant, use, ns):
        return made_up.summary_row("fetch_add_seq_cst", variant, 64, "chain", "chain", ns, use=use, suite="mappings")

    rows = [row("lwsync_larx_stcx", "go", 20), row("sync_larx_stcx_sync", "linux", 60), row("sync_larx_stcx_isync", "openjdk", 50)]
    own, others = too_weak.sections_of(schema.load(made_up.run(tmp_path / "own", rows=rows, isa="ppc64le")))
    (xadd,) = [r for r in own.rows if r[2] == "fetch_add seq_cst"]
    assert xadd[:2] == ["Go", "go"] and "|" in xadd[3] and "x=0" in xadd[4]
    assert xadd[5:] == ["lwsync_larx_stcx: 20.0 ns", "sync_larx_stcx_isync: 50.0 ns"]
    assert others.folded and {r[0] for r in others.rows} == {one.isa for one in too_weak.known()} - {"ppc64le"}
    (elsewhere,) = too_weak.sections_of(schema.load(made_up.run(tmp_path / "x86", rows=rows[:1], isa="x86_64")))
    assert len(elsewhere.rows) == len(too_weak.known()) and elsewhere.text
    assert not list(too_weak.sections_of(schema.load(made_up.run(tmp_path / "none", rows=[]))))
