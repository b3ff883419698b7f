"""What is said of results against units, forwarding, flushes, transactions, mappings, and of lines that others have."""

import made_up

from fenceline.report import said
from fenceline.results import schema
from test_said import beyond, of


def one(told):
    sentence, = told
    return sentence


def test_a_result_that_is_there_before_its_unit_is_free(tmp_path):
    rows = [beyond("latency", "fetch_add", "lock_xadd", max(18, 13 + k) / made_up.GHZ, "by_value", args=f"additions={k}",
                   median_cycles=max(18, 13 + k)) for k in (0, 4, 8, 16, 24, 32)]
    assert one(of(tmp_path, rows)) == ("lock_xadd keeps its unit busy for 18.0 cycles and its result can be used, as a value, after 13.0: "
                                       "5 additions behind it cost nothing.")


def test_where_a_load_finds_what_was_stored(tmp_path):
    rows = [beyond("forwarding", "store_load", f"store_64_load_{bits}", ns, "forwarded", args=f"offset={offset}")
            for bits, offset, ns in ((64, 0, 5.0), (32, 0, 5.0), (32, 4, 6.0), (64, 4, 19.0), (64, -4, 20.0))]
    assert one(of(tmp_path, rows)) == ("A load of bytes that were just stored gets them after 5.00 ns at the best place and 6.00 ns at the "
                                       "worst (store_64_load_32, 4 bytes in); where some of its bytes are older it takes 4 times as long: "
                                       "up to 20.0 ns.")


def test_flushes_until_they_are_done_and_lines_that_last(tmp_path):
    rows = [beyond("flush", "flush", name, ns, how, use=use) for name, ns, how, use in (
        ("clflush", 112.0, "dirty", "fence_each"), ("cldemote", 20.0, "dirty", "fence_each"), ("clwb", 110.0, "dirty", "fence_each"), ("clwb", 15.0, "dirty", "fence_last"),
        ("clwb", 70.0, "clean", "fence_each"))]
    rows += [beyond("flush", "line", name, ns, "log", use="fence") for name, ns in (("stores", 4.0), ("stores_clwb", 170.0), ("stores_clflush", 180.0), ("movdiri", 2040.0))]
    assert of(tmp_path, rows) == [
        "A line that was written to is flushed, until that is done, in 110 ns (clwb); of 32 behind one fence each takes 15.0 ns (clwb).",
        "A log's line is written and handed to memory in 170 ns (stores_clwb); with movdiri it takes 12 times as long."]


def test_transactions_are_told_alone_and_undone_by_others(tmp_path):
    rows = [beyond("transactions", group, "rtm", ns, how, **more) for group, ns, how, more in (
        ("commit", 16.0, "increment", {}), ("abort", 60.0, "cancelled", {}), ("abort", 250.0, "read_set_written", {"threads": 2}),
        ("abort", 260.0, "write_set_written", {"threads": 2}), ("commit", 900.0, "stores", {"args": "lines=512"}))]
    rows.append(beyond("transactions", "abort", "none", 180.0, "read_set_written", threads=2))
    assert of(tmp_path, rows) == [
        "A hardware transaction around an increment costs 16.0 ns where nobody else wants the word, one that undoes itself 60.0 ns.",
        "Undone by another thread it is noticed and answered after 250 ns for one that writes to what it has read and 260 ns for one "
        "that writes to what it has written; a thread that watches the word answers after 180 ns."]


def mapping(variant, ns, use):
    return made_up.summary_row("store_then_load_seq_cst", variant, 64, "throughput", "throughput", ns, suite="mappings", use=use,
                               order="seq_cst", median_cycles=None)


def test_a_mapping_that_is_cheaper_than_the_compilers_is_told(tmp_path):
    rows = [mapping("xchg", 6.0, "gcc+builtin"), mapping("mov_mfence", 12.0, "old")]
    assert one(of(tmp_path / "none", rows)) == ("No published mapping of C++ atomics is cheaper than the compiler's in any of 1 "
                                                "comparisons.")
    rows = [mapping("xchg", 6.0, "one+two"), mapping("mov_mfence", 12.0, "builtin")]
    assert one(of(tmp_path / "one", rows)) == (
        "In 1 of 1 comparisons a published mapping of C++ atomics is cheaper than the compiler's; farthest behind: store then load, seq_cst: "
        "12.0 ns, 2 times one, two's.")


def test_sequences_of_ones_own_are_told(tmp_path):
    rows = [beyond("own", "asm", "lock add %rdx,(%rdi)", ns, how, use=use, threads=threads) for ns, how, use, threads in (
        (6.0, "throughput", "", 1), (5.0, "latency", "", 1), (40.0, "contended", "", 2), (90.0, "modified", "line_state", 2))]
    assert one(of(tmp_path, rows)) == (
        "lock add %rdx,(%rdi): 6.00 ns one behind the other, 5.00 ns where each waits for the one before's result, 40.0 ns for each of two "
        "threads on one line and 90.0 ns on a line that another thread has written to.")


def test_lines_by_state_and_prefetches_that_help(tmp_path):
    rows = [beyond("coherence", "line_state", "lock_cmpxchg", ns, how, use="cas", threads=2)
            for how, ns in (("modified", 90.0), ("exclusive", 80.0), ("upgrade_shared", 70.0))]
    assert one(of(tmp_path / "states", rows)) == (
        "A compare-and-swap of a line costs 90.0 ns where another core has written to it, 80.0 ns where one has read it and 70.0 ns "
        "where both have read it.")
    rows = [beyond("coherence", "update_state", "lock_xadd", ns, "modified", use=use, args=args, threads=2)
            for use, ns, args in (("none", 90.0, ""), ("prefetchw", 91.0, "ahead=0"), ("prefetchw", 45.0, "ahead=4"))]
    rows += [beyond("contention", "contended_update", "lock_xadd", ns, "contended", use=use, args=f"work={work}", threads=2)
             for use, ns, work in (("none", 50.0, 0), ("prefetchw", 100.0, 0), ("none", 60.0, 256), ("prefetchw", 120.0, 256))]
    assert of(tmp_path / "prefetched", rows) == [
        "An addition to a line that another core has written to: prefetchw changes nothing and prefetchw, 4 lines ahead, makes it 0.5 times "
        "what it costs without.",
        "An addition to a word that all want: prefetchw makes it 2 times what it costs without."]


def test_loads_that_were_thrown_away(tmp_path):
    folder = made_up.run(tmp_path, rows=[], cpu_design=None)
    made_up.write(folder, "figures.csv", [{"trial": "contention/ordering_clear/load/early/between=512", "figure": "event", "unit": "ns",
                                           "value": value} for value in (10.0, 12.0, 30.0)])
    assert one(said.of(schema.load(folder))) == ("A load that was done early and whose line another core then writes to costs 12.0 ns more "
                                                 "than one that was not (the median of 3 windows).")
