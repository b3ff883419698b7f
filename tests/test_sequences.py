"""Sequences of one's own: docs/own-sequences.md followed literally, and each way in which one can be wrong. Other ISAs:
test_sequences_isas.py.

BENCH names another binary.
"""

import re
import subprocess
import sys

import pytest
from outside import BENCH, ROOT, bench, one_line
from test_sequences_isas import SEQUENCES
from written import rows

from fenceline.foreign import target

PAGE = (ROOT / "docs" / "own-sequences.md").read_text(encoding="utf-8")
HOST = target.host_isa()
X86 = pytest.mark.skipif(HOST != "x86_64", reason="the sequences are x86-64's")


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
    (["--asm=ud2"], "--asm='ud2': the sequence crashes (SIGILL)"),
    (["--asm=nop", "--asm-init=ud2"], "--asm-init='ud2': what goes before the sequence crashes (SIGILL)"),
    (["--asm=ud2", "--asm-init=nop"], "--asm='ud2': the sequence crashes (SIGILL)"),
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
