"""Every instruction variant of every ISA does what its list says, and its code is what it says it emits.

arch/test/ops_main.cc is built for each ISA with each compiler, run (natively or by QEMU's user emulator, on each
CPU model that arch/<isa>/target.json names) and disassembled. A function in it consists of four operations of
one variant: the disassembly must show the variant's `emits` four times in order and, unless the compiler chose
the instructions (builtin_*), no other instruction that accesses memory beside the stack or orders accesses.

The loops that ./bench measures are looked at in the same way, for every bench that has been built.
"""

import functools
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from fenceline.foreign import counts, target

ROOT = pathlib.Path(__file__).resolve().parent.parent

COPIES = 4  # four_times() in arch/test/kinds.h
LISTS = ("loads load_chains cas_chains stores exchanges fetch_adds fetch_ands fetch_ors fetch_xors fetch_extrema adds ands ors xors "
         "extrema cas fences pauses address_waits timers transactions code_syncs code_arrivals flushes line_writes "
         "updates write_prefetches set_bits clear_bits test_and_set_bits test_and_clear_bits").split()
ISAS = [isa for isa in target.isas() if (ROOT / "arch" / isa / "ops.h").exists()]
HOST = target.host_isa()
BUILDS = [(isa, compiler) for isa in ISAS for compiler in target.compilers(isa)]


def cpus(isa):
    """The CPU models to run on; None is this machine."""
    return [None] if isa == HOST else target.load(isa)["user"]["cpus"]


def need(program, packages):
    """Skips, naming the package, where a tool for a foreign ISA is missing; in CI that is a failure."""
    if shutil.which(program) is None:
        message = f"{program} is missing: apt-get install {' '.join(packages)}"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ops")


@functools.cache
def build(isa, compiler, folder, source="arch/test/ops_main.cc", *more):
    """The static binary of one file, and perhaps more, for an ISA. Warnings are errors."""
    what = target.load(isa)
    need(f"{what['triplet']}-g++", what["packages"]["cross"])  # Clang uses its libraries and binutils
    need(compiler, [compiler.replace("clang++", "clang")])
    include = folder / isa
    include.mkdir(exist_ok=True)
    if not (include / "arch").exists():
        (include / "arch").symlink_to(ROOT / "arch" / isa)
    binary = folder / f"{pathlib.Path(source).stem}-{isa}-{compiler}"
    command = [f"{what['triplet']}-g++"] if compiler == "g++" else [compiler, f"--target={what['triplet']}"]
    subprocess.run([*command, "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", *target.flags(isa, compiler), *target.linking(isa),
                    "-I", include, "-I", ROOT, *(ROOT / file for file in (source, *more)), "-pthread", "-o", binary], check=True)
    return binary


@functools.cache
def run(isa, binary, cpu):
    """(variants that the binary lists after executing them, its exit code, its stderr)."""
    emulator = []
    if cpu:
        user = target.load(isa)["user"]
        need(user["emulator"], target.load(isa)["packages"]["user"])
        emulator = target.emulator(isa, cpu)
    done = subprocess.run([*emulator, binary], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = done.stdout.splitlines()
    assert done.returncode in (0, 1), f"killed ({done.returncode}) at: {lines[-1] if lines else 'start'}"
    keys = "list name bits order needs result address emits".split()
    return [dict(zip(keys, line.split("\t"))) for line in lines], done.returncode, done.stderr


@functools.cache
def functions(isa, binary):
    """{address: [instruction, …]} of every function, as "mnemonic operands" with single spaces."""
    def tool(name, *options):
        return subprocess.run([f"{target.load(isa)['triplet']}-{name}", *options, binary],
                              text=True, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    # By size: what follows the last function of a section may have no name of its own.
    ends = {int(at, 16): int(at, 16) + int(size, 16)
            for at, size, *_ in (line.split() for line in tool("nm", "--defined-only", "-S")) if len(size) > 1}
    found, body, end = {}, [], 0
    for line in tool("objdump", "-d", "--no-show-raw-insn"):
        if header := re.match(r"([0-9a-f]+) <.*>:$", line):
            start = int(header[1], 16)
            body, end = found.setdefault(start, []), ends.get(start, ends.get(start | 1, 1 << 64))
        elif (instruction := re.match(r" *([0-9a-f]+):\s+(.+)", line)) and int(instruction[1], 16) < end:
            body.append(" ".join(instruction[2].split()))
    return found


def orders(isa):
    """A predicate: is an instruction a fence, atomic, exclusive or ordered access?"""
    patterns = [rule.pattern for rule in counts.rules(isa)]
    return lambda text: any(p.match(text) for p in patterns)


def matters(isa):
    """A predicate: does an instruction access memory beside the stack, or order accesses?"""
    what = target.load(isa)["disassembly"]
    access, stack, ordering = re.compile(what["access"]), re.compile(what["stack"]), orders(isa)
    return lambda text: ordering(text) or bool(access.match(text) and not stack.search(text))


def matches(body, patterns, matters):
    """Whether `body` shows all patterns in order, and nothing that matters beside what they match."""
    reached = {0}  # how many patterns may have been matched so far
    for instruction in body:
        passed = set() if matters(instruction) else reached
        reached = passed | {n + 1 for n in reached if n < len(patterns) and re.match(patterns[n], instruction)}
    return len(patterns) in reached


def complaint(name, variant, emits, times, body, matters):
    """What is wrong with the code of a variant, or an empty text."""
    patterns = emits.split(";") * times if emits else []
    # What a compiler chooses, or the C library does, differs by version: the pattern names what must be there, not
    # all that is.
    loose = (variant.startswith("builtin_") or variant.endswith("clock_gettime")) and patterns
    # Clang writes the load that a branch comes back to twice.
    again = patterns[0] if name.startswith("test_and_") and ";" in variant else None
    if matches(body, patterns, lambda text: not loose and matters(text) and not (again and re.match(again, text))):
        return ""
    return "\n  ".join([f"{name} should show '{emits}' {times} times:", *body[:32], *(body[32:33] and ["…"])])


def shown(emits, body):
    """How often all that is emitted can be there. Compilers peel a loop that tries again: more often than unrolled."""
    patterns = emits.split(";")
    return min(sum(bool(re.match(p, text)) for text in body) // patterns.count(p) for p in patterns)


def body_at(code, address):
    return code.get(address) or code[address & ~1]  # bit 0 tells a Thumb function


@pytest.mark.parametrize("isa, cpu, compiler", [(isa, cpu, compiler) for isa, compiler in BUILDS for cpu in cpus(isa)])
def test_every_variant_does_what_its_list_says(isa, cpu, compiler, folder):
    variants, code, err = run(isa, build(isa, compiler, folder), cpu)
    wrong = [f"{v['list']}/{v['name']}.{v['bits']}: {v['result']}" for v in variants
             if v["result"] not in ("ok", "skipped")]
    assert not wrong and code == 0, "\n".join([*wrong, err])
    assert all(v["needs"] for v in variants if v["result"] == "skipped")
    assert {v["list"] for v in variants} <= set(LISTS)
    names = [(v["list"], v["name"], v["bits"]) for v in variants]
    assert len(names) == len(set(names)), "a name is twice in one list"


@pytest.mark.parametrize("isa, compiler", BUILDS)
def test_every_variant_emits_what_it_says(isa, compiler, folder):
    binary = build(isa, compiler, folder)
    variants, _, _ = run(isa, binary, cpus(isa)[0])
    assert variants
    code, relevant = functions(isa, binary), matters(isa)
    wrong = [complaint(f"{v['list']}/{v['name']}.{v['bits']}", v["name"], v["emits"], COPIES,
                       body_at(code, int(v["address"], 16)), relevant) for v in variants]
    assert not any(wrong), "\n".join(filter(None, wrong))


def carried(emits, copies, body, between=1):
    """Instructions from the first access to the last beside the accesses and so many between two of them."""
    patterns = emits.split(";")
    first = next(n for n, text in enumerate(body) if re.match(patterns[0], text))
    last = max(n for n, text in enumerate(body) if re.match(patterns[-1], text))
    return last - first + 1 - copies * len(patterns) - (copies - 1) * between


@pytest.mark.parametrize("isa, compiler", BUILDS)
def test_a_load_carries_no_other_instruction(isa, compiler, folder):
    """The value of a narrow load is widened by the load, not by an instruction that would be called its latency. What
    makes a load of something else (lock_xadd_zero) has operands to prepare; of wide ones halves have to be moved."""
    binary = build(isa, compiler, folder)
    variants, _, _ = run(isa, binary, cpus(isa)[0])
    code = functions(isa, binary)
    loads = [v for v in variants if v["list"] == "load_chains" and int(v["bits"]) <= 64
             and v["emits"] and not v["name"].startswith(("lock_", "builtin_"))]
    assert len(loads) >= 3
    extra = {f"{v['name']}.{v['bits']}": n for v in loads
             if (n := carried(v["emits"], COPIES, body_at(code, int(v["address"], 16))))}
    assert not extra


@pytest.mark.parametrize("isa, compiler", BUILDS)
def test_a_loop_of_cas_carries_no_other_instruction(isa, compiler, folder):
    """What a load that reserves has found is extended by it, and compared as it is: nothing stands between two loops."""
    binary = build(isa, compiler, folder)
    variants, _, _ = run(isa, binary, cpus(isa)[0])
    code = functions(isa, binary)
    loops = [v for v in variants if v["list"] == "cas_chains" and int(v["bits"]) <= (32 if isa == "arm" else 64)
             and re.match("(ldrex|dmb_ish_ldrex|larx|lwsync_larx|sync_larx|lr_|fence_rw_w_lr|fence_rw_rw_lr)", v["name"])
             and "masked" not in v["name"]]
    assert loops or isa not in ("arm", "ppc64le", "riscv64")
    extra = {f"{v['name']}.{v['bits']}": n for v in loops
             if (n := carried(v["emits"], COPIES, body_at(code, int(v["address"], 16)), between=0))}
    assert not extra


def test_what_a_load_carries_is_seen():
    body = ["mov %rdi,%rax", "movzbl (%rax),%eax", "add %rdi,%rax", "movzbl (%rax),%eax", "add %rdi,%rax", "ret"]
    assert carried("movzbl +\\(", 2, body) == 0
    assert carried("movzbl +\\(", 2, [*body[:2], "movzbl %al,%eax", *body[2:]]) == 1


@pytest.mark.parametrize("isa", [isa for isa in ISAS if isa != HOST])
def test_every_variant_is_executed_on_some_model(isa, folder):
    """But for those whose feature the emulator does not have, which target.json names."""
    binary = build(isa, "g++", folder)
    by_model = [run(isa, binary, cpu)[0] for cpu in cpus(isa)]
    never = {vs[0]["needs"] for vs in zip(*by_model) if all(v["result"] == "skipped" for v in vs)}
    assert never <= set(target.load(isa)["user"].get("lacks", []))


def benches():
    """(ISA, path) of every bench that was built: ./bench, build-<compiler or sanitizer>/bench, build-<isa>/bench."""
    for path in [ROOT / "bench", *sorted(ROOT.glob("build-*/bench"))]:
        isa = path.parent.name.removeprefix("build-")
        if path.exists() and isa not in ("tsan", "asan"):  # a sanitizer's own code stands between
            yield isa if isa in ISAS else HOST, path


def test_what_bench_measures_is_what_was_emitted():
    """Loops also load, store and count around the operation; but what orders is the variant's alone."""
    assert list(benches()), "there is no ./bench yet: make bench"
    for isa, path in benches():
        emulator = [] if isa == HOST else target.emulator(isa)
        kernels = json.loads(subprocess.run([*emulator, path, "--list", "--format=json"], check=True,
                                            stdout=subprocess.PIPE).stdout)
        code, ordering = functions(isa, path), orders(isa)
        wrong = []
        for k in kernels:
            if k["absent"]:  # a row that says why there is none
                continue
            body = body_at(code, k["loop"])
            if k["shows"] == "exact":
                wrong.append(complaint(f"{path}: {k['kernel']}", k["variant"], k["emits"],
                                       max(k["unroll"], shown(k["emits"], body)), body, ordering))
            elif k["shows"] == "once":
                calls = [int(a, 16) for text in body for a in re.findall(r"\b([0-9a-f]+) <", text)]
                body = sum((code[a] for a in calls if a in code), body)  # what it calls may do the operation
                wrong.append(complaint(f"{path}: {k['kernel']}", k["variant"], k["emits"], 1, body, lambda _: False))
        assert not any(wrong), "\n".join(["(an old build? then build it anew)", *filter(None, wrong)])


LOOPS = ["kernels/latency/loads.cc", "kernels/latency/exchanges.cc"]  # the whole suite: tests/run.sh foreign


@pytest.mark.parametrize("isa", [isa for isa in ISAS if isa != HOST])
def test_loops_with_more_and_more_additions_are_one_piece(isa, folder):
    """The suite `latency` of other ISAs, without the rest of their benches: nothing of a loop is called, and it emits what it says."""
    binary = build(isa, "g++", folder, "kernels/test/list_main.cc", *LOOPS, "kernels/registry.cc", "kernels/roles.cc", "kernels/measure.cc")
    what = target.load(isa)["user"]
    need(what["emulator"], target.load(isa)["packages"]["user"])
    told = subprocess.run([*target.emulator(isa), binary], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    code, ordering = functions(isa, binary), orders(isa)
    wrong = []
    for name, variant, shows, unroll, address, emits in (line.split("\t") for line in told):
        body = body_at(code, int(address, 16))
        assert shows == "exact", name
        wrong.append(complaint(name, variant, emits, max(int(unroll), shown(emits, body)), body, ordering))
    assert wrong and not any(wrong), "\n".join(filter(None, wrong))


def test_what_shows_more_often_than_unrolled_is_counted():
    body = ["mfence", "mov (%rdi),%rax", "mov (%rdi),%rax", "mfence", "mov (%rdi),%rax"]
    assert shown("mov ;mov ", body) == 1 and shown("mov ;mfence", body) == 2 and shown("lock xadd", body) == 0


def test_the_matching_itself():
    relevant = matters("x86_64")
    body = ["mov (%rdi),%rax", "lock xadd %rax,(%rdi)", "mov %rax,%rdx", "push %rbx", "mov %rax,-0x8(%rsp)", "ret"]
    assert matches(body, ["mov ", "lock xadd"], relevant)
    assert matches(body[1:], ["lock xadd"], relevant)
    assert not matches(body, ["lock xadd"], relevant), "a load sneaked in"
    assert not matches(body, ["lock xadd", "mov "], relevant), "another order"
    assert not matches([*body, "mfence"], ["mov ", "lock xadd"], relevant), "a fence sneaked in"
    assert not matches(body, ["mov ", "lock xadd", "lock xadd"], relevant), "one is missing"
