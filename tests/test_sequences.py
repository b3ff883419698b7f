"""Sequences of one's own: docs/own-sequences.md followed literally, each way in which one can be wrong, and every ISA's
registers, loops and counts under QEMU.

BENCH names another binary.
"""

import os
import pathlib
import re
import subprocess
import sys

import pytest
from test_cli import BENCH, ROOT, bench, one_line, rows
from test_disassembly import need

from fenceline.foreign import counts, target

PAGE = (ROOT / "docs" / "own-sequences.md").read_text(encoding="utf-8")
HOST = target.host_isa()
X86 = pytest.mark.skipif(HOST != "x86_64", reason="the sequences are x86-64's")

# An addition whose result is in the register of the result: instructions, loads, stores, atomic ones of QEMU's count; then one
# for each of: crashes, changes the counter (or names it), moves the stack, refers to what is not there, is not of this ISA.
SEQUENCES = {
    "x86_64": ("lock xadd %rax,(%rdi)", "mov $5,%rdx", ["mov (%rdx),%rax", "mov $1,%r15d", "push %rax", "call there", "ldr x0"]),
    "aarch64": ("ldadd x2,x4,[x0]", "mov x5,#5", ["ldr x4,[x2]", "mov w28,#1", "sub sp,sp,#16", "bl there", "lock"]),
    "riscv64": ("amoadd.d a4,a2,(a0)", "li a5,5", ["ld a4,(a2)", "li x27,1", "addi sp,sp,-16", "call there", "lock"]),
    "ppc64le": ("1: ldarx r8,0,r3; add r8,r8,r5; stdcx. r8,0,r3; bne 1b", "li r9,5",
                ["ld r7,0(r5)", "li 31,1", "addi 1,1,-16", "b there", "lock"]),
    "s390x": ("laag %r1,%r4,0(%r2)", "lghi %r6,5", ["lg %r1,4095(%r4)", "lghi 13,1", "aghi %r15,-16", "jg there", "lock"]),
    "arm": ("1: ldrex r4,[r0]; add r5,r4,r2; strex r6,r5,[r0]; cmp r6,#0; bne 1b", "mov r7,#5",
            ["ldr r4,[r2]", "mov fp,#1", "push {r0}", "b there", "lock"]),
    "sparc64": ("add %o2,%l0,%l1; casx [%o0],%l0,%l1; mov %l1,%l0; mov %l1,%o4", "mov 5,%o5",
                ["ldx [%o2],%o4", "mov 1,%l7", "sub %sp,16,%sp", "call there; nop", "lock"]),
}
# Instructions of one.
INSTRUCTIONS = {"x86_64": 1, "aarch64": 1, "riscv64": 1, "ppc64le": 4, "s390x": 1, "arm": 5, "sparc64": 4}


# ---- the bench ---------------------------------------------------------------------------------

def commands():
    return [line.strip() for line in PAGE.splitlines() if line.startswith("    ./bench ")]


@X86
@pytest.mark.parametrize("command", commands())
def test_the_page_followed(command, tmp_path):
    (tmp_path / "bench").symlink_to(BENCH)
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    # 6: a busy machine is not done in the time of --quick.
    assert done.returncode in ((0, 6) if "--quick" in command else (0,)), done.stdout + done.stderr
    if "--quick" in command:
        (records,) = tmp_path.glob("results/*/*/*/records.csv")
        measured = {row["variant"] for row in rows(records) if float(row["ns_per_op"]) > 0}
        for text in re.findall(r"--asm='([^']*)'", command):
            assert [name for name in measured if name.startswith(text)]


def test_the_page_has_the_registers_of_each_isa():
    table = {}
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
    for row in lines[1:]:
        for isa, names in zip(SEQUENCES, row[1:]):
            if names:
                table[isa, row[0]] = names.strip("`")
    said = {}
    for isa in SEQUENCES:
        text = (ROOT / "arch" / isa / "sequence.h").read_text(encoding="utf-8")
        registers = text[text.index("kRegisters[]"):].split("};")[0]
        said |= {(isa, holds): name for name, holds in re.findall(r'\{"([^"]+)",\s*"([^"]+)"\}', registers)}
    assert table == said


@X86
def test_two_sequences_in_one_run(tmp_path):
    texts = ["lock xadd %rax,(%rdi)", "lock add %rdx,8(%rdi)"]
    done = bench(*(f"--asm={text}" for text in texts), "--repetitions=6", "--budget=0", "--window=0.2",
                 f"--out={tmp_path}/run")
    assert done.returncode == 0, done.stderr
    summary = rows(tmp_path / "run" / "summary.csv")
    assert {row["variant"] for row in summary} == set(texts)
    assert {row["suite"] for row in summary} == {"own"}
    assert {row["how"] for row in summary} >= {"latency", "throughput"}
    fact = {row["key"]: row["value"] for row in rows(tmp_path / "run" / "run.csv")}["sequences"]
    assert fact == f"{texts[0]} (f0480fc107); {texts[1]} (f048015708)"
    told = subprocess.run([sys.executable, ROOT / "scripts" / "report.py", tmp_path / "run"], capture_output=True, text=True,
                          check=False)
    assert told.returncode == 0, told.stderr
    assert "lock xadd %rax,(%rdi)" in "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "run").rglob("*.html"))
    compared = subprocess.run([sys.executable, ROOT / "scripts" / "compare.py", tmp_path / "run", tmp_path / "run"],
                              capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stderr


WRONG = [
    (["--asm=lok cmpxchg"], "line 1, column 1: the assembler says: no such instruction"),
    (["--asm=nop\n nop;  foo %rax"], "line 2, column 8: the assembler says: no such instruction"),
    (["--asm= ;"], "there is no instruction in it"),
    (["--asm="], "--asm= has no value"),
    (["--asm=nop", "--asm=nop ;"], "the same sequence"),
    (["--asm=vaddps %ymm0,%ymm1,%ymm2", "--assembler=no-such-as"], "there is no 'no-such-as' here: install binutils"),
    (["--asm=vaddps %ymm0,%ymm1,%ymm2", "--assembler=false"], "is it GNU as for this ISA?"),
    (["--asm=call there"], "refers to 'there'"),
    (["--asm=lea there(%rip),%rax"], "refers to 'there'"),
    (["--asm=.data; .quad 1"], "it puts bytes into .data"),
    (["--asm=mov %rax,%r15"], "%r15 is reserved"),
    (["--asm=nop", "--asm-init=xor %r14d,%r14d"], "%r14d is reserved"),
    (["--asm=ud2"], "SIGILL"),
    (["--asm=mov %rax,4096(%rax)"], "SIGSEGV at 0x1000"),
    (["--asm=xor %edx,%edx; div %rdx"], "SIGFPE"),
    (["--asm=int3"], "SIGTRAP"),
    (["--asm=1: jmp 1b"], "does not end within 3 s"),
    (["--asm=push %rax"], "leaves the stack pointer -8 bytes from where it was"),
    (["--asm=mov $60,%eax; syscall"], "ends the program"),
    (["--asm=.skip 9000,0x90"], "9000 bytes of code"),
    (["--asm-file=/nowhere/at-all.s"], "/nowhere/at-all.s cannot be read"),
    (["--asm-file=/"], "cannot be read"),
    (["--asm-file=/dev/zero"], "--asm-file=/dev/zero is"),
    (["--asm-init=nop"], "goes with a sequence of your own"),
    (["--suite=own"], "goes with a sequence of your own"),
    (["--asm=nop", "--litmus=SB"], "--asm means nothing beside --litmus"),
]


@X86
@pytest.mark.parametrize("arguments, told", WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_in_one_line(arguments, told, tmp_path):
    done = bench(*arguments, f"--out={tmp_path}/run", timeout=60)
    assert done.returncode == 2
    assert told in one_line(done)
    assert not (tmp_path / "run").exists()


@X86
def test_a_crash_that_comes_later_is_told_of_its_trial(tmp_path):
    """The first copies stay within the line, later ones walk off it."""
    done = bench("--asm=add $4096,%rdi; mov (%rdi),%rax", "--asm-init=sub $4096,%rdi", "--filter=throughput",
                 "--repetitions=6", "--budget=0", f"--out={tmp_path}/run")
    assert done.returncode == 5
    assert re.search(r"crashed while warming up: SIG(SEGV|BUS) at 0x", done.stderr)


@X86
def test_bytes_beyond_the_line_are_told(tmp_path):
    done = bench("--asm=mov %rdx,4096(%rdi)", "--filter=throughput", "--repetitions=6", "--budget=0", f"--out={tmp_path}/run")
    assert done.returncode == 5
    assert "the sequence has written beyond the 4096 bytes" in done.stderr


@X86
def test_a_system_that_executes_nothing_written(tmp_path):
    """As services with MemoryDenyWriteExecute have it: PR_SET_MDWE, inherited by what is started."""
    deny = ("import ctypes, os, sys\n"
            "if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0): sys.exit(77)\n"
            "os.execv(sys.argv[1], sys.argv[1:])\n")
    done = subprocess.run([sys.executable, "-c", deny, BENCH, "--asm=nop", f"--out={tmp_path}/run"], capture_output=True,
                          text=True, check=False)
    if done.returncode == 77:
        pytest.skip("this kernel knows no PR_SET_MDWE (Linux 6.3)")
    assert done.returncode == 3
    assert "refuses to execute generated code" in one_line(done)


# ---- every ISA ---------------------------------------------------------------------------------

@pytest.fixture(scope="session")
def builds(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


def built(isa, folder):
    """The static program of kernels/own/ for an ISA."""
    binary = folder / f"own-{isa}"
    if binary.exists():
        return binary
    what = target.load(isa)
    need(f"{what['triplet']}-g++", what["packages"]["cross"])
    (folder / isa).mkdir()
    (folder / isa / "arch").symlink_to(ROOT / "arch" / isa)
    sources = [*(ROOT / "kernels" / "own").glob("*.cc"), ROOT / "kernels/own/test/own_main.cc", ROOT / "base/text.cc", ROOT / "kernels/registry.cc", ROOT / "kernels/roles.cc"]
    subprocess.run([f"{what['triplet']}-g++", "-std=c++20", "-O1", "-Wall", "-Wextra", "-Werror", "-static", "-I", folder / isa,
                    "-I", ROOT, *sources, "-pthread", "-o", binary], check=True)
    return binary


def execute(isa, folder, init, text, more=()):
    what = target.load(isa)
    need(what["user"]["emulator"], what["packages"]["user"])
    return subprocess.run([what["user"]["emulator"], "-cpu", what["user"]["cpus"][0], *more, built(isa, folder),
                           f"{what['triplet']}-as", init, text], capture_output=True, text=True, timeout=60, check=False,
                          cwd=folder)


@pytest.mark.parametrize("isa", SEQUENCES)
def test_counts_are_exact(isa, builds):
    text, init, _ = SEQUENCES[isa]
    plugin = counts.build_plugin(builds)
    done = execute(isa, builds, init, text, counts.plugin_options(plugin, f"{isa}.txt"))
    assert done.returncode == 0, done.stdout + done.stderr
    left = {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()}
    # 6 times 256 additions, of numbers that the sequence itself takes from its registers.
    assert set(left) == {"latency", "throughput"}
    assert all(not wrong for *_, wrong in left.values())
    if isa not in ("x86_64", "arm", "sparc64"):  # a sum of sums; of 32 bits; a guess that fails every other time
        assert left["throughput"][:2] == ["1536", "128"] and left["latency"][0] == "1536"
    rows_of = counts.per_operation(counts.windows(builds / f"{isa}.txt", isa, target.load(isa)), list(left))
    found = {(row["trial"], row["what"]): (row["per_op"], row["exact"]) for row in rows_of}
    for how in left:
        assert found[how, "instructions"] == (str(INSTRUCTIONS[isa]), "yes")


@pytest.mark.parametrize("isa", SEQUENCES)
def test_what_is_wrong_is_told_on_every_isa(isa, builds):
    told = [r"crashes \(SIG(SEGV|BUS)", r"(is reserved|changes .*, which counts)", r"leaves the stack pointer -\d+ bytes",
            r"refers to 'there'", r"line 1, column 1: the assembler says"]
    for text, message in zip(SEQUENCES[isa][2], told):
        done = execute(isa, builds, "", text)
        assert done.returncode == 2, (text, done.stdout, done.stderr)
        assert re.search(message, done.stdout), (text, done.stdout)
        assert len(done.stdout.splitlines()) == 1


def test_anothers_assembler_is_noticed(builds):
    """What makes code of another machine: this one's `as`, asked under QEMU."""
    what = target.load("riscv64")
    need(what["user"]["emulator"], what["packages"]["user"])
    other = "aarch64-linux-gnu-as"
    need(other, target.load("aarch64")["packages"]["cross"])
    wrapper = pathlib.Path(builds / "as")
    wrapper.write_text(f'#!/bin/sh\nexec {other} -o "$4" /dev/null\n', encoding="utf-8")
    os.chmod(wrapper, 0o755)
    done = subprocess.run([what["user"]["emulator"], built("riscv64", builds), wrapper, "", "fcvt.d.l fa0,a0"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "makes code of another machine" in done.stdout
