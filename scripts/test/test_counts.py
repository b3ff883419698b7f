"""The counting plugin's figures: classification, differences, and the plugin itself under every emulator here."""

import pathlib
import shutil
import subprocess

import pytest

from fenceline.foreign import counts, target

HERE = pathlib.Path(__file__).resolve().parent


def kinds(isa, text, executed=10, loads=3, stores=4):
    return dict(counts.classify(text, executed, loads, stores, counts.rules(isa)))


@pytest.mark.parametrize("isa, text, expected", [
    ("x86_64", "lock xadd %rax,(%rdi)", {"atomic": 10, "loads": 10, "stores": 10}),
    ("x86_64", "xchg %rax,(%rdi)", {"atomic": 10, "loads": 10, "stores": 10}),
    ("x86_64", "xchg %ax,%ax", {"loads": 3, "stores": 4}),
    ("x86_64", "mfence", {"fences": 10, "fence mfence": 10}),
    ("x86_64", "mov %rax,0x8(%rdi)", {"loads": 3, "stores": 4}),
    ("aarch64", "dmb ishld", {"fences": 10, "fence dmb ishld": 10}),
    ("aarch64", "sb", {"fences": 10, "fence sb": 10}),
    ("aarch64", "sbfiz x0, x1, #2, #3", {"loads": 3, "stores": 4}),
    ("aarch64", "ldaxr x0, [x1]", {"exclusive": 10, "loads": 10}),
    ("aarch64", "stlxrb w0, w1, [x2]", {"exclusive": 10, "stores": 10}),
    ("aarch64", "ldxp x0, x1, [x2]", {"exclusive": 10, "loads": 10}),
    ("aarch64", "caspal x0, x1, x2, x3, [x4]", {"atomic": 10, "loads": 10, "stores": 10}),
    ("aarch64", "ldaddalh w0, w1, [x2]", {"atomic": 10, "loads": 10, "stores": 10}),
    ("aarch64", "stsmaxl x0, [x1]", {"atomic": 10, "loads": 10, "stores": 10}),
    ("aarch64", "ldapr x0, [x1]", {"ordered": 10, "loads": 3, "stores": 4}),
    ("aarch64", "stlrb w0, [x1]", {"ordered": 10, "loads": 3, "stores": 4}),
    ("aarch64", "ldr x0, [x1]", {"loads": 3, "stores": 4}),
    ("riscv64", "fence", {"fences": 10, "fence fence iorw,iorw": 10}),
    ("riscv64", "fence.tso", {"fences": 10, "fence fence.tso": 10}),
    ("riscv64", "lr.w.aq a0,(a1)", {"exclusive": 10, "loads": 10}),
    ("riscv64", "sc.d.rl a0,a1,(a2)", {"exclusive": 10, "stores": 10}),
    ("riscv64", "amoswap.d.aqrl a0,a1,(a2)", {"atomic": 10, "loads": 10, "stores": 10}),
    ("riscv64", "pause", {}),
    ("ppc64le", "lwsync", {"fences": 10, "fence lwsync": 10}),
    ("ppc64le", "sync 1,2", {"fences": 10, "fence sync 1,2": 10}),
    ("ppc64le", "lqarx r4,0,r3", {"exclusive": 10, "loads": 10}),
    ("ppc64le", "stdcx. r4,0,r3", {"exclusive": 10, "stores": 10}),
    ("s390x", "br %r0", {"fences": 10, "fence bcr 15,0": 10}),
    ("s390x", "br %r14", {"loads": 3, "stores": 4}),
    ("s390x", "bnor %r0", {"fences": 10, "fence bcr 14,0": 10}),
    ("s390x", "cdsg %r0,%r2,0(%r4)", {"atomic": 10, "loads": 10, "stores": 10}),
    ("s390x", "laag %r0,%r1,0(%r2)", {"atomic": 10, "loads": 10, "stores": 10}),
    ("s390x", "la %r1,0(%r2)", {"loads": 3, "stores": 4}),
])
def test_an_instruction_counts_as_what_it_is(isa, text, expected):
    assert kinds(isa, text) == {"instructions": 10, **expected}


def window(thread, empty, ops, instructions):
    return counts.Window(counts.trial_hash("t"), thread, empty, ops, {"instructions": instructions, "loads": 0, "stores": 0,
                         "atomic": ops, "exclusive": 0, "fences": 0})


def per_op(windows):
    return {row["what"]: (row["per_op"], row["exact"]) for row in counts.per_operation(windows, ["t"])}


def test_start_up_cancels_and_the_empty_loop_is_subtracted():
    seen = [window(0, False, n, 17 + 5 * n + 2 * n // 32) for n in (32, 64, 96)]
    assert per_op(seen)["instructions"] == ("5.0625", "yes")
    seen += [window(0, True, n, 11 + 2 * n // 32) for n in (32, 64, 96)]
    assert per_op(seen)["instructions"] == ("5", "yes")


def test_figures_off_the_line_are_not_called_exact():
    seen = [window(0, False, n, i) for n, i in ((32, 100), (64, 301), (96, 500))]
    assert per_op(seen)["instructions"] == ("6.25", "no")
    assert per_op(seen)["fences"] == ("0", "yes")


def test_a_trial_that_the_results_lack_is_an_error():
    with pytest.raises(SystemExit):
        counts.per_operation([window(0, False, n, n) for n in (32, 64, 96)], ["another"])


def test_too_few_windows_are_an_error():
    with pytest.raises(SystemExit):
        counts.per_operation([window(0, False, n, n) for n in (32, 64)], ["t"])


def test_a_thread_that_was_stopped_has_windows_of_one_length():
    assert per_op([window(0, False, n, i) for n, i in ((1, 20), (1, 20), (3, 30))])["instructions"] == ("5", "yes")
    assert per_op([window(0, False, n, i) for n, i in ((1, 20), (1, 25), (3, 30))])["instructions"] == ("5", "no")
    assert per_op([window(0, False, 0, i) for i in (9, 9, 9)]) == {}


def runnable():
    """ISAs whose toolchain and user emulator are installed; each is tested, and there must be one."""
    return [isa for isa in target.isas() if shutil.which(target.load(isa)["triplet"] + "-g++")
            and shutil.which(target.load(isa)["user"]["emulator"])]


def test_an_emulator_is_there():
    assert runnable(), "install qemu-user and a cross compiler: scripts/deps.py --list --for cross,user"


@pytest.mark.parametrize("isa", runnable())
def test_the_plugin_counts_each_thread_alike_in_every_run(isa, tmp_path):
    description = target.load(isa)
    plugin = counts.build_plugin(tmp_path)
    program = tmp_path / "probe"
    subprocess.run([description["triplet"] + "-g++", "-O2", "-std=c++20", *target.linking(isa), f"-I{target.ROOT}",
                    HERE / "count_probe.cc", "-o", program], check=True)
    runs = []
    for run in range(2):
        out = tmp_path / f"counts{run}"
        subprocess.run([*target.emulator(isa), *counts.plugin_options(plugin, out), program], check=True)
        runs.append(sorted(counts.windows(out, isa, description), key=lambda w: w[:4]))
    assert runs[0] == runs[1]
    rows = counts.per_operation(runs[0], ["probe"])
    assert {row["exact"] for row in rows} == {"yes"}
    for thread in (0, 1):
        figures = {row["what"]: float(row["per_op"]) for row in rows if row["thread"] == thread}
        # Each operation is one read-modify-write: one atomic, or a pair of exclusives.
        assert figures["atomic"] + figures["exclusive"] / 2 == 1
        assert figures["stores"] == 2
        # Four plain ones and the read-modify-write; one more where a compare-and-swap loop looks first, or GCC's helper on AArch64
        # loads the flag that says whether there is LSE.
        assert figures["loads"] in (5, 6)
