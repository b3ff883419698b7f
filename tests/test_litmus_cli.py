"""Litmus tests from the command line: what is judged and what is not, and what the exit code says of it."""

import os
import platform
from pathlib import Path

import pytest

from outside import bench, one_line
from written import rows

X86 = platform.machine() == "x86_64"

SB = {
    "x86_64": "X86_64 one\n{ }\n P0 | P1 ;\n movl $1,(x) | movl $1,(y) ;\n movl (y),%eax | movl (x),%eax ;\n"
              "exists (0:rax=0 /\\ 1:rax=0)\n",
    "aarch64": "AArch64 two\n{ 0:X1=x; 0:X2=y; 1:X1=y; 1:X2=x; }\n P0 | P1 ;\n MOV W0,#1 | MOV W0,#1 ;\n"
               " STR W0,[X1] | STR W0,[X1] ;\n LDR W3,[X2] | LDR W3,[X2] ;\nexists (0:X3=0 /\\ 1:X3=0)\n",
    "cxx": "C three\n{}\nP0 (int* x) {\n  *x = 1;\n}\nP1 (int* x) {\n  int r0 = *x;\n}\nexists (1:r0=1)\n",
}
COUNTING = """X86_64 counting
{ x=0; }
 P0           | P1            ;
 movl $1,(x)  | L0:           ;
              | incl %ebx     ;
              | movl (x),%eax ;
              | cmpl $0,%eax  ;
              | je L0         ;
exists (1:rbx=CYCLES)
"""


def written(tmp_path, *isas):
    for isa in isas:
        (tmp_path / f"{isa}.litmus").write_text(SB[isa])
    return tmp_path


def test_a_mixed_folder_is_judged_in_one_call(tmp_path):
    done = bench("--judge", f"--litmus={written(tmp_path, 'x86_64', 'aarch64', 'cxx')}")
    assert done.returncode == 0, done.stderr
    for model, name, verdict in (("x86-tso", "one", "Allowed"), ("aarch64", "two", "Allowed"),
                                 ("cxx20", "three", "Undefined")):
        assert f"test ({model})" in done.stdout
        assert [line for line in done.stdout.splitlines() if line.startswith(name + " ") and verdict in line]
    done = bench("--judge", "--isa=aarch64", f"--litmus={tmp_path}")
    assert done.returncode == 0 and "two" in done.stdout and "written for x86_64" in done.stdout
    done = bench("--judge", "--model=sc", f"--litmus={tmp_path}")
    assert done.returncode == 0 and done.stdout.count("Forbidden") == 2, "SC judges all"


def test_unreadable_files_and_nothing_judged_are_no_success(tmp_path):
    folder = written(tmp_path, "x86_64")
    for n in (1, 2):
        (folder / f"bad{n}.litmus").write_text("X86_64 bad\n{ }\n P0 ;\n frob (x) ;\nexists (x=1)\n")
    done = bench("--judge", f"--litmus={folder}")
    assert done.returncode == 2 and "2 of the files could not be read" in done.stderr
    assert "bad1.litmus:4" in done.stdout and "Allowed" in done.stdout
    done = bench(f"--export={tmp_path / 'out'}", f"--litmus={folder}")
    assert done.returncode == 2 and "2 of the files" in done.stderr and (tmp_path / "out" / "one.litmus").exists()
    empty = tmp_path / "empty"
    empty.mkdir()
    done = bench("--judge", f"--litmus={empty}")
    assert done.returncode == 2 and "no test was judged" in one_line(done)
    assert f"{empty}: no file in it ends in .litmus" in done.stdout
    (empty / "wild.litmus").write_text("AArch64 wild\n{ }\n P0 ;\n LDR W0,[X1] ;\nexists (0:X0=0)\n")
    done = bench("--judge", f"--litmus={empty}")
    assert done.returncode == 2 and "X1 has no value" in done.stdout and "no test was judged" in done.stderr


@pytest.mark.parametrize("arguments, message", [
    (["--judge", "--litmus=SB", "--litmus-verdict=forbidden"], "of none of these tests is the verdict"),
    (["--litmus=SB", "--litmus-verdict=forbidden"], "of none of these tests is the verdict"),
    (["--judge", "--litmus=./missing"], "./missing: there is no such file or folder"),
    (["--judge", "--litmus=/dev/null"], "ends in .litmus"),
    (["--judge", "--litmus=SB+no_such_edge"], "has no edge 'no_such_edge'"),
    (["--explain=SBx"], "unknown kernel or litmus test 'SBx'"),
    (["--test-size=5"], "goes with --distinguish, --conformance"),
    (["--litmus-sample=4"], "goes with --export, --judge, --litmus"),
])
def test_what_means_no_test_is_told_by_its_reason(arguments, message):
    done = bench(*arguments)
    assert done.returncode == 2 and message in one_line(done)


def test_tests_are_exported_into_the_folder_each_into_a_file_of_its_own(tmp_path):
    source, out = tmp_path / "source", tmp_path / "deep" / "out"
    source.mkdir()
    for n, name in enumerate(["../outside", "same", "same"]):
        (source / f"{n}.litmus").write_text(SB["x86_64"].replace("one", name))
    done = bench(f"--export={out}", f"--litmus={source}", "--isa=x86_64")
    assert done.returncode == 0 and "3 tests in" in done.stdout, done.stderr
    assert sorted(p.name for p in out.iterdir()) == [".._outside.litmus", "same-2.litmus", "same.litmus"]
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_what_herd_reads_otherwise_is_said_once(tmp_path):
    code = "{}\nP0 (atomic_int* x, int* y) {\n  STATEMENT\n}\nexists (x=1)\n"
    for name, statement in {"a": "*x = 1;", "b": "int r0 = *x;", "c": "*y = 1;"}.items():
        (tmp_path / f"{name}.litmus").write_text(f"C {name}\n{code.replace('STATEMENT', statement)}")
    for log in ([], ["--format=herd"]):
        done = bench("--judge", f"--litmus={tmp_path}", *log)
        assert done.returncode == 0 and one_line(done).startswith("bench: in a and 1 other test an atomic object")
    assert bench("--judge", f"--litmus={tmp_path / 'c.litmus'}").stderr == ""


def test_herd_logs_are_by_the_model_of_the_test(tmp_path):
    """ARMv8's A32 by AArch64's model; counts of executions, of which two end in the state that is asked about."""
    text = ("ARM mp\n{ 0:R1=x; 0:R2=y; 1:R1=x; 1:R2=y; }\n P0          | P1          ;\n"
            " MOV R0,#1   | LDA R0,[R2] ;\n STR R0,[R1] | MOV R4,#2   ;\n STL R0,[R2] | STR R4,[R1] ;\n"
            "exists (1:R0=0)\n")
    (tmp_path / "mp.litmus").write_text(text)
    done = bench("--judge", "--format=herd", f"--litmus={tmp_path}")
    assert done.returncode == 0 and "States 2\n" in done.stdout and "\nObservation mp Sometimes 2 1\n" in done.stdout
    done = bench("--judge", "--model=armv7", f"--litmus={tmp_path}")
    assert done.returncode == 2 and "--model=aarch64 covers them" in done.stdout


def test_explanations_need_no_model(tmp_path):
    done = bench("--explain=SB")
    assert done.returncode == 0 and "exists" in done.stdout and "SB" in done.stdout
    assert bench("--explain=SB+pos").returncode == 0
    folder = written(tmp_path, "aarch64")
    done = bench(f"--explain={folder / 'aarch64.litmus'}")
    assert done.returncode == 0 and "two under ARMv8" in done.stdout, "the head names the instruction set"
    (tmp_path / "wild.litmus").write_text("AArch64 wild\n{ }\n P0 ;\n LDR W0,[X1] ;\nexists (0:X0=0)\n")
    done = bench(f"--explain={tmp_path / 'wild.litmus'}")
    assert done.returncode == 2 and "X1 has no value" in one_line(done) and "internal" not in done.stderr
    done = bench("--explain=SB", f"--dot={tmp_path / 'missing' / 'a.svg'}")
    assert done.returncode == 3 and str(tmp_path / "missing") in one_line(done)
    assert bench("--explain=no_such_thing").returncode == 2


def test_advice_has_instructions_and_says_what_its_order_is():
    done = bench("--advise=SB", "--isa=aarch64")
    assert done.returncode == 0 and "P0: " in done.stdout and "tells no cost" in done.stdout
    assert "STR W" in done.stdout
    done = bench("--advise=SB", "--isa=x86_64")
    assert "mfence" in done.stdout and "lock addl $0,(%rsp)" in done.stdout


def test_tests_that_tell_two_models_apart(tmp_path):
    done = bench("--distinguish=x86-tso,sc", "--most-tests=2", f"--export={tmp_path}")
    assert done.returncode == 0, done.stderr
    assert "x86-tso lets it happen" in done.stdout and "sc forbids it by sc" in done.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["R.litmus", "SB.litmus"]
    for model, verdict in (("x86-tso", "Allowed"), ("sc", "Forbidden")):
        judged = bench("--judge", f"--model={model}", "--isa=x86_64", f"--litmus={tmp_path}").stdout
        assert judged.count(verdict) == 2, judged
    # A text that is named as a model is, and says what another does, is told apart from it.
    mine = tmp_path / "text" / "x86-tso.cat"
    mine.parent.mkdir()
    mine.write_text((Path(__file__).parents[1] / "models/cat/sc.cat").read_text())
    done = bench(f"--distinguish=x86-tso,{mine}", "--isa=x86_64", "--test-size=4")
    assert f"{mine} forbids it by" in " ".join(done.stdout.split()), done.stdout
    assert f" --model={mine} --litmus='SB" in done.stdout, done.stdout
    command = [line for line in done.stdout.splitlines() if line.startswith("to judge them")][0]
    assert "--judge --isa=x86_64" in command and "run them" not in bench("--distinguish=sc,go", "--test-size=3").stdout
    done = bench("--distinguish=rvwmo,rvwmo", "--test-size=4")
    assert done.returncode == 0 and "none tells the two apart" in done.stdout
    done = bench("--distinguish=x86-tso,rvwmo")
    assert done.returncode == 2 and "--isa" in one_line(done)
    assert "two models" in one_line(bench("--distinguish=sc"))
    assert "cxx" in one_line(bench("--distinguish=rc11,x86-tso", "--isa=cxx"))
    assert bench("--distinguish=sc,nothing").returncode == 2


def test_a_suite_for_a_model(tmp_path):
    done = bench("--conformance=zarch", f"--export={tmp_path}", "--test-size=6")
    assert done.returncode == 0, done.stderr
    names = [line.split(" ")[0] for line in done.stdout.splitlines() if ": needs " in line]
    assert {p.stem for p in tmp_path.iterdir()} == {name.rstrip(":") for name in names} and len(names) > 2
    judged = bench("--judge", f"--litmus={tmp_path}").stdout
    assert judged.count("Forbidden") == len(names), judged
    assert "no test needs sc-per-location" in bench("--conformance=sc").stdout


@pytest.mark.skipif(not X86, reason="the test is written for x86-64")
def test_what_a_cut_path_may_reach_is_no_finding(tmp_path):
    (tmp_path / "loop.litmus").write_text(COUNTING.replace("CYCLES", "5"))
    done = bench(f"--litmus={tmp_path / 'loop.litmus'}", "--litmus-time=0.3", f"--out={tmp_path / 'native' / 'run'}")
    assert done.returncode == 0, done.stderr
    assert "FORBIDDEN" not in done.stdout and "may go on" in done.stdout
    row, = rows(tmp_path / "native" / "run" / "litmus.csv")
    assert row["finding"] == "" and row["weak"] == "0"
    (tmp_path / "loop.litmus").write_text(COUNTING.replace("CYCLES", "5000"))
    done = bench("--judge", f"--litmus={tmp_path / 'loop.litmus'}")
    assert done.returncode == 0 and "Undecided" in done.stdout and "may go on" in done.stdout


@pytest.mark.skipif(not X86, reason="the test is written for x86-64")
def test_what_a_filter_rejects_is_neither_forbidden_nor_weak(tmp_path):
    text = SB["x86_64"].replace("exists", "locations [x;y;]\nfilter (0:rax=0)\nexists").replace("0:rax=0 /\\ ", "")
    (tmp_path / "filter.litmus").write_text(text)
    done = bench(f"--litmus={tmp_path / 'filter.litmus'}", "--litmus-time=0.3", f"--out={tmp_path / 'native' / 'run'}")
    assert done.returncode == 0, done.stderr
    row, = rows(tmp_path / "native" / "run" / "litmus.csv")
    assert row["finding"] == ""
    for state in row["histogram"].split(" | "):
        assert "0:rax=0" in state or not state.endswith(("FORBIDDEN", "weak"))
    assert int(row["states_reached"]) == sum("0:rax=0" in s for s in row["histogram"].split(" | "))
    assert int(row["states_reached"]) <= int(row["states_allowed"])
    assert int(row["matching"]) <= int(row["outcomes"])
    # Seen is everything by the stricter model too, but for what the filter leaves.
    done = bench(f"--litmus={tmp_path / 'filter.litmus'}", "--model=sc", "--litmus-time=0.3",
                 f"--out={tmp_path / 'native' / 'sc'}")
    row, = rows(tmp_path / "native" / "sc" / "litmus.csv")
    assert "0:rax=1" not in row["finding"]


@pytest.mark.skipif(not X86, reason="the test is written for x86-64")
def test_nothing_run_is_no_success(tmp_path):
    (tmp_path / "perpetual.litmus").write_text(COUNTING.replace("CYCLES", "1"))
    done = bench(f"--litmus={tmp_path}", "--litmus-mode=perpetual", "--litmus-time=0.1",
                 f"--out={tmp_path / 'native' / 'run'}")
    assert done.returncode == 2 and "no test was run" in done.stderr
    (tmp_path / "bad.litmus").write_text("X86_64 bad\n{ }\n P0 ;\n frob (x) ;\nexists (x=1)\n")
    done = bench(f"--litmus={tmp_path}", "--litmus-time=0.1", f"--out={tmp_path / 'native' / 'other'}")
    assert done.returncode == 2 and "1 of the files could not be read" in done.stderr


def one_pu():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@pytest.mark.skipif(not X86, reason="the test is written for x86-64")
def test_more_threads_than_pus_show_nothing_at_once(tmp_path):
    done = bench("--litmus=IRIW", "--litmus-time=0.2", f"--out={tmp_path / 'native' / 'run'}", preexec_fn=one_pu)
    assert done.returncode == 0, done.stderr
    assert "forbidden" in done.stdout, "x86-TSO forbids IRIW: that has nothing to do with PUs"
    done = bench("--litmus=SB", "--litmus-time=0.2", f"--out={tmp_path / 'native' / 'sb'}", preexec_fn=one_pu)
    assert "unobservable here" in done.stdout or "allowed, seen" in done.stdout
    assert "allowed, not seen" not in done.stdout


def test_what_is_long_is_shortened_and_an_empty_judgement_says_so(tmp_path):
    long = SB["x86_64"].replace("exists (", "exists (" + "0:rax=0 /\\ " * 10000).replace("one", "o" * 100000)
    (tmp_path / "long.litmus").write_text(long)
    done = bench("--judge", f"--litmus={tmp_path / 'long.litmus'}")
    assert done.returncode == 0 and "Allowed" in done.stdout and len(done.stdout) < 1000, done.stderr
    (tmp_path / "none.litmus").write_text(SB["x86_64"].replace("exists", "filter (0:rax=7)\nexists"))
    done = bench("--judge", f"--litmus={tmp_path / 'none.litmus'}")
    assert "no final state passes the filter" in done.stdout


def test_a_log_is_all_that_goes_to_stdout(tmp_path):
    folder = written(tmp_path, "x86_64", "aarch64", "cxx")
    (folder / "bad.litmus").write_text("X86_64 bad\n{ }\n P0 ;\n frob (x) ;\nexists (x=1)\n")
    (folder / "go.litmus").write_text("Go four\nvar x int\nfunc main() {\n    r0 := x\n}\nexists (0:r0=0)\n")
    done = bench("--judge", "--format=herd", f"--litmus={folder}")
    assert done.returncode == 2 and "bad.litmus:4" in done.stderr
    assert "\nObservation four Always 1 0\n" in done.stdout
    assert done.stdout.startswith("Test ") and "not read" not in done.stdout
    assert "Test one Allowed\nStates 4\n0:rax=0; 1:rax=0;\n" in done.stdout
    assert "\nObservation two Sometimes 1 3\n" in done.stdout and "\nUndef\n" in done.stdout


@pytest.mark.skipif(not X86, reason="the file is of x86-64")
def test_a_run_is_told_as_litmus7_tells_it(tmp_path):
    folder = written(tmp_path, "x86_64")
    done = bench(f"--litmus={folder / 'x86_64.litmus'}", "--format=herd", "--litmus-time=0.2",
                 f"--out={tmp_path / 'native' / 'run'}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Test one Allowed\nHistogram (") and "\nObservation one " in done.stdout
    assert "results: " in done.stderr and "results: " not in done.stdout


@pytest.mark.parametrize("arguments", [["--format=herd"], ["--list", "--format=herd"],
                                       ["--judge", "--litmus=SB", "--format=json"]])
def test_formats_that_mean_nothing_are_refused(arguments):
    done = bench(*arguments)
    assert done.returncode == 2 and "herd" in one_line(done)


KERNEL = """C kernel
(* Result: {result} *)
{{}}
P0(int *x, int *y)
{{
\tWRITE_ONCE(*x, 1);
\tsmp_wmb();
\tWRITE_ONCE(*y, 1);
}}
P1(int *x, int *y)
{{
\tint r0 = READ_ONCE(*y);
\tsmp_rmb();
\tint r1 = READ_ONCE(*x);
}}
exists (1:r0=1 /\\ 1:r1=0)
"""


def test_a_kernel_test_is_held_to_its_result(tmp_path):
    file = tmp_path / "kernel.litmus"
    file.write_text(KERNEL.format(result="Never"))
    done = bench("--judge", f"--litmus={tmp_path}")
    assert done.returncode == 0, done.stderr
    assert "test (lkmm)" in done.stdout and "Forbidden" in done.stdout and "agrees with its Result" in done.stdout
    assert "1 of 1 tests that say their Result agree" in done.stdout
    file.write_text(KERNEL.format(result="Sometimes"))
    done = bench("--judge", f"--litmus={tmp_path}")
    assert done.returncode == 4 and "DIFFERS: its Result is Sometimes, here Never" in done.stdout
    assert "0 of 1 tests" in done.stdout
    # Another model is no measure of it.
    done = bench("--judge", "--model=sc", f"--litmus={tmp_path}")
    assert done.returncode == 0 and "Result" not in done.stdout


def test_a_text_of_the_kernels_name_is_held_to_the_result(tmp_path):
    (tmp_path / "kernel.litmus").write_text(KERNEL.format(result="Never"))
    (tmp_path / "linux-kernel.bell").write_text("\"a bell file\"\nenum Barriers = 'wmb || 'rmb\ninstructions F[Barriers]\n")
    text = '"Linux-kernel memory consistency model"\nacyclic po-loc | rf | co | fr\nacyclic {} | rfe | fre as order\n'

    def judged(name, order):
        (tmp_path / name).write_text(text.format(order))
        return bench("--judge", f"--model={tmp_path / name}", f"--litmus={tmp_path}")

    fences = "fencerel(Wmb) | fencerel(Rmb)"
    done = judged("linux-kernel.cat", fences)
    assert done.returncode == 0 and "1 of 1 tests that say their Result agree" in done.stdout, done.stderr
    done = judged("linux-kernel.cat", "fencerel(Wmb)")
    assert done.returncode == 4 and "DIFFERS: its Result is Never, here Sometimes" in done.stdout, done.stderr
    # A text of another name asks something else.
    (tmp_path / "mine.bell").write_text((tmp_path / "linux-kernel.bell").read_text())
    done = judged("mine.cat", "fencerel(Wmb)")
    assert done.returncode == 0 and "Allowed" in done.stdout and "Result" not in done.stdout, done.stderr
