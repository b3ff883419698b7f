"""What a report says of a machine in sentences, and beside others: figures that a reader can recompute."""

import made_up
import pytest

from fenceline.keys import key_figures
from fenceline.report import answer, machine, made, said, structures, suites
from fenceline.results import schema
from fenceline.stats import throughput


UNHEARD_OF = {"cpu_design": None}  # of a core that nobody published figures for nothing is said of them


def of(folder, rows, **more):
    return said.of(schema.load(made_up.run(folder, rows=rows, **{**UNHEARD_OF, **more})))


def update(name, cycles, width=64, group="fetch_add", **more):
    return made_up.summary_row(group, name, width, "latency", "latency", cycles / made_up.GHZ, **more)


def test_updates_that_all_cost_the_same_are_told_as_one(tmp_path):
    rows = [update("lock_xadd", 20, width) for width in (8, 16, 64)] + [update("xchg", 19, group="exchange")]
    assert of(tmp_path, rows) == ["Every atomic read-modify-write (4 of them, 8 to 64 bits) costs 20.0 cycles (5.00 ns) alone, "
                                  "whatever its width and kind."]
    rows.append(update("lock_cmpxchg16b", 32, 128, group="cas"))
    assert "Nearly every" in of(tmp_path, rows)[0] and "lock_cmpxchg16b.128 takes 1.6 times that" in of(tmp_path, rows)[0]
    rows += [update("slow", 40, width) for width in (8, 16)]
    assert "from 19.0 cycles (4.75 ns) (xchg) to 40.0 cycles (10.0 ns)" in of(tmp_path, rows)[0]


def test_a_loop_of_cas_and_the_compilers_own_are_no_kinds_of_instruction(tmp_path):
    rows = [update(name, 20) for name in ("a", "b")] + [update("cas_loop_add", 90), update("builtin_fetch_add_relaxed", 50)]
    assert of(tmp_path, rows) == []


def test_fences_are_told_as_multiples(tmp_path):
    rows = [update(name, 20, width) for name, width in (("a", 8), ("b", 16), ("c", 64))]
    rows += [made_up.summary_row("fence", name, 0, "alone", "throughput", cycles / made_up.GHZ, suite="fences", order=order)
             for name, cycles, order in (("mfence", 80, "rw,rw"), ("lock_add_rsp", 20, "rw,rw"), ("sfence", 4, "w,w"),
                                         ("builtin_fence_seq_cst", 20, "seq_cst"), ("deep", 1200, "w,w"))]
    _, fences, dear = of(tmp_path, rows)
    assert "cheapest full fence is lock_add_rsp, 20.0 cycles (5.00 ns), as much as an atomic" in fences
    assert "mfence takes 4 times as long" in fences and "the compiler's own (std::atomic_thread_fence) takes 20.0 cycles" in fences
    assert dear == "Far dearer than a read-modify-write: deep (throughput 1200 cycles (300 ns), 60 times)."


def test_what_seq_cst_adds(tmp_path):
    rows = [made_up.summary_row(group, f"builtin_{group}_{order}", 64, metric, metric, ns) for group, metric, order, ns in
            (("load", "latency", "relaxed", 1.0), ("load", "latency", "seq_cst", 1.05), ("store", "throughput", "relaxed", 0.2),
             ("store", "throughput", "seq_cst", 5.0))]
    assert of(tmp_path, rows) == ["A sequentially consistent load costs 1.05 ns, no more than a relaxed one; a sequentially "
                                  "consistent store costs 5.00 ns, 25 times a relaxed one."]


def test_far_modes_are_told_with_their_share_and_price(tmp_path):
    rows = [made_up.summary_row("add", "lock_add", 64, "contended", "contended", ns, threads=2, mode=mode, mode_share=share)
            for ns, mode, share in ((20.0, "20ns", 0.2), (28.0, "200ns", 0.8))]
    records = [{**made_up.keys_of(rows[0]), "repetition": i, "mode": "20ns" if i < 2 else "200ns"} for i in range(10)]
    sentence, = of(tmp_path, rows, records=records)
    assert "20% of the repetitions of several threads were near each other" in sentence
    assert "80% in the far mode 200ns. There a contended add costs 1.4 times the near one." in sentence
    assert of(tmp_path / "one", rows, records=records[:2]) == []


def test_pus_that_are_far_from_each_other_were_not_moved(tmp_path):
    """On bare metal, too, every sample has a mode: that of its distance."""
    rows = [made_up.summary_row("add", "lock_add", 64, "contended", "contended", ns, threads=2, mode=mode, cpus=cpus,
                                placement=f"pair {cpus}")
            for ns, mode, cpus in ((20.0, "20ns", "0 1"), (28.0, "200ns", "0 64"))]
    records = [{**made_up.keys_of(row), "repetition": i, "mode": row["mode"]} for row in rows for i in range(10)]
    run = made_up.run(tmp_path, rows=[*rows, update("a", 20)], records=records)
    assert not any("moves" in sentence for sentence in said.of(schema.load(run)))


def test_waking_is_told_of_who_slept(tmp_path):
    rows = [made_up.summary_row("gate", "futex", 0, "wake", "latency", ns, suite="waiting", threads=2, args=f"waited={waited}")
            for ns, waited in ((100.0, 1000), (50_000.0, 100_000))]
    assert "takes 50.0 µs until it runs, as long as 10000 atomic" in " ".join(of(tmp_path, [*rows, update("a", 20)]))


def test_words_of_one_line_and_trips(tmp_path):
    where = {"threads": 2, "distance": "l3", "cpus": "0 1"}
    rows = [made_up.summary_row("add", "lock_add", 64, "false_sharing", "contended", ns, args=f"spacing={n}", **where)
            for n, ns in ((8, 40.0), (128, 10.0))]
    rows += [made_up.summary_row("ping_pong", "cas", 64, "one_line", "transfer", 50.0, suite="coherence", **where)]
    sharing, trips = of(tmp_path, rows)
    assert sharing == "Words of one line cost 4 times what padded ones do (median of 1 operations), 4 times with lock_add."
    assert trips == "A line's way from one CPU to another takes 50.0 ns (l3), the median of 1 trials."


def test_memory_is_told_by_its_levels(tmp_path):
    folder = made_up.run(tmp_path, rows=[])
    order = made_up.topology(folder)
    made_up.write(folder, "summary.csv", made_up.memory(order, {pu: 0 for pu in order})[0])
    sentence, differs = said.of(schema.load(folder))
    assert sentence == ("A load that waits for the one before takes 1.00 ns up to 16 KiB, 10.0 ns up to 16 MiB and 90.0 ns at "
                        "256 MiB.")
    assert "a level of 1.00 ns ends between 16 KiB and 64 KiB, and the topology tells of no such cache" in differs


def test_homes_of_lines_are_told_where_lines_differ(tmp_path):
    def trips(pair, low, high):
        return [{"trial": f"coherence/ping_pong/lock_cmpxchg.64/one_line/pair.{pair}/threads:2", "figure": name, "unit": "ns",
                 "value": value + more} for more in (-1, 0, 30) for name, value in (("line_low", low), ("line_high", high))]
    def told(name, rows):
        folder = made_up.run(tmp_path / name, rows=[], **UNHEARD_OF)
        made_up.write(folder, "figures.csv", rows)
        return said.of(schema.load(folder))
    assert told("far", trips("l3-0-1", 50, 51) + trips("l3-0-2", 204, 258)) == [
        "Where a line has its home matters: of one pair's lines a tenth are back within 204 ns and a tenth take more than 258 ns "
        "(ping_pong/lock_cmpxchg.64/one_line/pair.l3-0-2/threads:2)."]
    assert told("alike", trips("l3-0-1", 50, 51)) == []


def test_huge_pages_are_said_to_keep_misses_out_only_where_they_do(tmp_path):
    def walk(how, ns):
        return made_up.summary_row("latency", "random_walk", 0, how, "latency", ns, suite="memory", args="working_set=268435456")
    for huge, end in ((366.0, "huge pages spare little, so that neither need be the latency of caches and memory alone."),
                      (110.0, "the difference is misses of the TLB.")):
        told = of(tmp_path / str(huge), [walk("huge_pages", huge), walk("small_pages", 380.0)])
        assert told == [f"At 256 MiB a load takes {huge:.0f} ns in huge pages and 380 in small ones: {end}"]
    assert of(tmp_path / "one", [walk("huge_pages", 110.0)]) == []


def test_litmus_findings_are_said(tmp_path):
    folder = made_up.run(tmp_path, rows=[])
    made_up.write(folder, "litmus.csv", [made_up.litmus_row("SB", verdict="Allowed", matching=7),
                                         made_up.litmus_row("MP", finding="1:x1=0 was observed")])
    assert said.of(schema.load(folder)) == ["Of 2 litmus tests in 4e+06 outcomes 1 showed what the model forbids: MP; of 1 whose "
                                            "weak outcome is allowed it was seen in 1 (SB)."]


def test_structures_are_told_beside_others_and_baselines_win_nothing(tmp_path):
    run = schema.load(made_up.queues(tmp_path))
    assert structures.sentences(run, "queues").splitlines()[0] == (
        "- latency, 500 ns apart, 2 threads: the quickest is ring (ours), 100 ns; of others theirs, 2 times as long.")
    assert said.of(run)[-1] == "In 2 of 2 comparisons with other libraries one of our structures is the quickest, in 0 more within 10%."
    run["summary.csv"][:] = [row._replace(variant="published_leak") if row.variant == "ring" else row for row in run["summary.csv"]]
    throughput.compared.cache_clear()
    assert structures.sentences(run, "queues") == "" and not any("comparisons" in one for one in said.of(run))


def test_nothing_is_said_of_an_emulator_or_of_nothing(tmp_path):
    made_up.facts(tmp_path / "e", execution="qemu_user")
    assert said.of(schema.load(tmp_path / "e")) == [] == of(tmp_path, [])


def test_the_machine_is_told_in_words(tmp_path):
    folder = made_up.run(tmp_path, memory_kib=str(16 * 2 ** 20), tick_hz="3000000000", tick_source="rdtsc", clock_cost_ns="25")
    made_up.topology(folder)
    run = schema.load(folder)
    told = dict(machine.facts(run))
    assert told["CPUs"] == "8 CPUs, 8 cores, as the system tells it one thread each, 2 packages, 2 NUMA nodes, 4 L3 caches"
    assert told["Caches"] == "L3 32 MiB, one for 2 CPUs" and told["Memory"] == "16.0 GiB"
    assert told["Clock"] == "rdtsc at 3.0000 GHz, calibrated; a look at it costs 25 ns; the core ran at 4.00 GHz"
    assert machine.subtitle(run) == "8 CPUs · Example x2.large · a guest of kvm · measured 2026-01-02T03:04:05Z"
    assert "3.0000 GHz" in next(made.sections_of(run)).text
    (folder / "topology.xml").unlink()
    assert "no topology.xml" in dict(machine.facts(schema.load(folder)))["CPUs"]


def test_key_figures_stand_beside_reference_machines(tmp_path):
    row = made_up.summary_row("add", "builtin_add_seq_cst", 64, "latency", "latency", 5.0)
    run = schema.load(made_up.run(tmp_path, rows=[row]))
    theirs = schema.load(made_up.run(tmp_path / "other", rows=[{**row, "median_ns": 10.0}], cpu_design="Zen 9"))
    other = answer.Reference("box", "Other", theirs, {one.name: one for one in key_figures.of(theirs)})
    card, = answer.cards(run, [other])
    assert (card["value"], card["unit"]) == ("5.00", "ns") and "Other: 10.0 ns, here ×0.5" in card["more"]
    table = answer.key_chapter(run, [other]).sections[0]
    assert table.header == ["figure", "this machine", "Other"] and ["5.00 ns [4.95, 5.05]"] == table.rows[0][1:2]


def test_reference_machines_are_of_the_same_kind(tmp_path):
    found = answer.reference_machines(schema.load(made_up.run(tmp_path, rows=[])))
    assert found and all(one.run.fact("isa") == "x86_64" and one.run.fact("virt") != "none" for one in found)
    assert answer.reference_machines(schema.load(made_up.run(tmp_path / "arm", rows=[], isa="aarch64"))) == []


@pytest.mark.parametrize("suite", ["locks", "a_new_suite"])
def test_every_suite_has_a_chapter(tmp_path, suite):
    run = schema.load(made_up.run(tmp_path, rows=[made_up.summary_row("g", "v", 0, "alone", "latency", 3.0, suite=suite)]))
    found, = [one for one in suites.chapters_of(run, []) if one]
    assert found.title == {"locks": "Locks"}.get(suite, "A new suite") and found.sections[0].rows[0][1] == "v"


def beyond(suite, group, variant, ns, how="how", **more):
    return made_up.summary_row(group, variant, 0, how, "latency", ns, suite=suite, **{"median_cycles": None, **more})


def test_asymmetric_fences_are_told_by_when_they_are_worth_while(tmp_path):
    rows = [beyond("asymmetric", "fast_side", "compiler_barrier", 2.0), beyond("asymmetric", "fast_side", "builtin_fence_seq_cst", 12.0),
            beyond("asymmetric", "slow_side", "private_expedited", 200.0),
            beyond("asymmetric", "slow_side", "private_expedited", 5000.0, threads=2)]
    assert of(tmp_path, rows) == ["A full fence costs the fast side of a pair 10.0 ns, which membarrier(2) takes from it; a call takes "
                                  "5.00 µs with 2 threads that run, and is worth while from 500 fast passes for each call on."]


def test_changed_code_is_told_here_and_across(tmp_path):
    rows = [beyond("code", "modify", "data", 3.0), beyond("code", "modify", "isb", 50.0), beyond("code", "modify", "cpuid", 900.0),
            beyond("code", "across", "isb", 400.0, threads=2), beyond("code", "across", "data", 100.0, threads=2)]
    assert of(tmp_path, rows) == ["Code that was changed is executed after 50.0 ns by the thread that changes it (isb; a store to data "
                                  "and the call take 3.00 ns) and 400 ns by another one, there and back (isb)."]


def test_restartable_sequences_are_told_beside_atomics(tmp_path):
    rows = [beyond("per_cpu", "increment", "rseq", 2.0, "alone"), beyond("per_cpu", "increment", "atomic_own_line", 6.0, "alone")]
    assert of(tmp_path, rows) == ["By restartable sequence, on what belongs to a CPU: an increment 2.00 ns, an atomic 3 times as long."]


def test_a_timer_that_waits_for_nothing_is_told(tmp_path):
    rows = [beyond("timers", "span", name, ns, args="work=512", order=order)
            for name, ns, order in (("rdtsc", 50.0, "none"), ("lfence_rdtsc", 200.0, "earlier"), ("cpuid_rdtsc", 9000.0, "earlier"))]
    assert of(tmp_path, rows) == ["A timer that waits for nothing (rdtsc) tells 25% of a piece of work of which lfence_rdtsc tells 200 ns."]
