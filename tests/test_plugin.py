"""Structures of one's own: docs/plugins.md followed literally, and plugins that are wrong in every way we know of.

BENCH names another binary; its build folder is what plugins are built against.
"""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from outside import BENCH, ROOT, bench, one_line
from written import rows

BUILD = pathlib.Path(BENCH).resolve().parent
EXAMPLE = ROOT / "examples" / "my_queue"


def run(*command, cwd, **more):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False, **more)
    return done.returncode, done.stdout + done.stderr


def make(source, folder, fenceline=BUILD):
    """Builds a project of plugins."""
    launcher = [f"-DCMAKE_CXX_COMPILER_LAUNCHER={os.environ['CCACHE']}"] if os.environ.get("CCACHE") else []
    for command in (["cmake", "-S", source, "-B", folder, f"-DCMAKE_PREFIX_PATH={fenceline}",
                     *launcher],
                    ["cmake", "--build", folder, "-j2"]):
        code, told = run(*command, cwd=folder.parent)
        assert code == 0, told


@pytest.fixture(scope="module")
def plugins(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plugins") / "build"
    make(ROOT / "tests" / "plugins", folder)
    return folder


def commands_of(text):
    """The command lines of a text, as they stand in its indented blocks."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    return [re.sub(r"\s+#.*", "", line) for line in lines if re.match(r"(cmake|cp|\./(bench|fenceline)|build/verify/explore) ", line)]


# ---- docs/plugins.md ---------------------------------------------------------------------------

@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A folder in which the commands of docs/plugins.md have been followed, and what each of them told."""
    folder = tmp_path_factory.mktemp("followed")
    for name in ("examples", "fenceline"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "build").symlink_to(BUILD)
    (folder / "bench").symlink_to(BENCH)
    told = {}
    for command in commands_of((ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")):
        code, told[command] = run("sh", "-c", command, cwd=folder)
        # On a busy machine a quick look runs out of its time, and says so.
        assert code == 0 or (code == 6 and "--quick" in command), told[command]
    return folder, told


def test_what_the_docs_say_is_done(followed):
    folder, told = followed
    assert len(told) >= 6
    run_csv, = folder.glob("results/native/*/*/run.csv")
    records = rows(run_csv.parent / "records.csv")
    assert {row["variant"] for row in records} == {"my_queue", "vyukov_mpmc", "mutex_deque"}
    assert {row["use"] for row in records if row["variant"] == "my_queue"} == {"plugin"}
    assert {row["group"] for row in records} == {"queue"}, "beside the others"
    assert all(not row["wrong"] for row in records)
    fact, = (row for row in rows(run_csv) if row["key"] == "plugins")
    assert re.fullmatch(r"\./my_queue\.so \([0-9a-f]{16}, \d+ bytes\)", fact["value"])


def test_the_example_is_shown_as_it_is():
    text = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    for name in ("CMakeLists.txt", "my_queue.cc"):
        for line in (EXAMPLE / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith("//") or f"    {line}\n" in text, line


def test_the_same_text_is_explored_as_the_docs_say():
    """docs/explorer.md, in the build folder that there is; it is left as it was."""
    text = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8")
    told = {}
    try:
        for command in commands_of(text):
            command = re.sub(r"\bbuild(?=/| --target| -D)", str(BUILD), command)
            code, told[command] = run("sh", "-c", command, cwd=ROOT)
            assert code == 0 or "--mutants" in command, told[command]
    finally:
        run("cmake", "-S", ROOT, "-B", BUILD, "-DFENCELINE_SCENARIOS=", cwd=ROOT)
    explored, mutants = list(told.values())[-2:]
    assert re.search(r"my/queue", explored), explored
    assert "data race" in mutants, mutants


# ---- what a plugin can do ----------------------------------------------------------------------

def test_each_kind_runs_in_its_suites(plugins):
    plugin = f"--plugin={plugins / 'kinds.so'}"
    listed = bench(plugin, "--list").stdout
    for name in ("my_channel", "my_deque", "my_stack", "my_lock", "my_counter"):
        assert name in listed
    done = bench(plugin, "--suite=queues,stacks,locks,counters", "--filter=/plugin/", "--verify")
    assert done.returncode == 0, done.stderr
    assert re.match(r"\d\d+ trials executed, 0 wrong", done.stdout)


def test_a_plugin_is_planned_and_explained(plugins):
    plugin = f"--plugin={plugins / 'zoo.so'}"
    plan = bench(plugin, "--suite=queues", "--filter=right/plugin", "--dry-run", "--topology=pack:2 core:4 pu:1")
    assert plan.returncode == 0 and "hello" not in plan.stdout
    explained = bench(plugin, "--explain=queues/queue/right/plugin/stream").stdout
    assert "producer" in explained and re.search(r"^ +[0-9a-f]+:\t\w+", explained, re.M), explained
    assert "no disassembly" not in explained and "stripped" not in explained
    assert bench(plugin, "--list", "--suite=queues", "--format=json").stdout.startswith("["), "nothing of the plugin's own"


def test_a_run_is_not_gone_on_with_beside_another_plugin(plugins, tmp_path):
    mine = tmp_path / "mine.so"
    shutil.copy(plugins / "zoo.so", mine)
    out = tmp_path / "run"
    asked = [f"--plugin={mine}", "--suite=queues", "--filter=right/plugin/stream", "--repetitions=6", "--budget=0",
             f"--out={out}"]
    assert bench(*asked).returncode == 0
    assert bench(f"--resume={out}").returncode == 0
    shutil.copy(plugins / "kinds.so", mine)
    again = bench(f"--resume={out}")
    assert again.returncode == 2 and "its plugins is" in one_line(again)
    mine.unlink()
    again = bench(f"--resume={out}")
    assert again.returncode == 2 and "mine.so" in one_line(again)


# ---- what can be wrong -------------------------------------------------------------------------

WRONG = {
    "throws_when_made": r"threw while setting up: made of nothing",
    "throws_in_push": r"thread 0 \(producer\) threw while \w+: no more\\x0aof these",
    "loses": r"items were put in",
    "doubles": r"items were put in",
    "reorders": r"overtook others",
    "crashes": r"thread 0 \(producer\) crashed while \w+: SIGSEGV at 0x0",
    "aborts": r"thread 0 \(producer\) crashed while \w+: SIGABRT",
    "terminates": r"thread 0 \(producer\) crashed while \w+: std::terminate after: nobody catches this",
    "divides": r"thread 0 \(producer\) crashed while \w+: SIGFPE",
    "hangs": r"did not end within 10 s: .*thread 0 \(producer\)",
    "never_gives": r"items were put in, 0 came out",
    "crashes_when_destroyed": r"crashed while destroying the structure: SIGSEGV at 0x0",
}


def test_a_structure_that_is_wrong_is_named_and_the_others_go_on(plugins):
    done = bench(f"--plugin={plugins / 'zoo.so'}", "--suite=queues", "--filter=plugin/stream|vyukov_mpmc/stream",
                 "--threads=2", "--pin=none", "--verify")
    assert done.returncode == 5
    wrong = dict(re.findall(r"^WRONG queues/queue/(\w+)/\S+: (.*)$", done.stderr, re.M))
    assert wrong.keys() == WRONG.keys()
    for name, told in WRONG.items():
        assert re.search(told, wrong[name]), wrong[name]
    assert f"{len(WRONG) + 3} trials executed, {len(WRONG)} wrong" in done.stdout, "right, prints and ours are not"


def test_a_measured_run_goes_on_too(plugins, tmp_path):
    out = tmp_path / "run"
    done = bench(f"--plugin={plugins / 'zoo.so'}", "--suite=queues", "--threads=2", "--pin=none", "--repetitions=6",
                 "--filter=(right|crashes|throws_in_push|loses)/plugin/(stream|pairs/held=0)", "--budget=0", "--window=0.2",
                 f"--out={out}")
    assert done.returncode == 5
    by_name = {}
    for row in rows(out / "records.csv"):
        by_name.setdefault(row["variant"], []).append(row)
    assert len(by_name["right"]) >= 12 and not any(row["wrong"] for row in by_name["right"])
    for name in ("crashes", "throws_in_push", "loses"):
        for row in by_name[name]:
            assert row["wrong"], name
            assert name == "loses" or not row["ns_per_op"], "what has crashed has no time"


@pytest.mark.parametrize("name, told", [
    ("throws_at_load", "crashed while it was loaded: std::terminate after: not today"),
    ("terminates_at_load", "crashed while it was loaded: std::terminate after: not today"),
    ("crashes_at_load", "crashed while it was loaded: SIGSEGV at 0x0"),
    ("empty", "has no structure"),
    ("taken", "names its structure vyukov_mpmc, as another of suite queues is"),
])
def test_a_plugin_that_cannot_be_loaded_is_told_in_one_line(plugins, name, told):
    done = bench(f"--plugin={plugins / name}.so", "--suite=queues", "--verify")
    assert done.returncode == 2
    assert told in one_line(done) and f"{name}.so" in one_line(done)


def test_the_same_name_twice_is_taken(plugins, tmp_path):
    shutil.copy(plugins / "kinds.so", tmp_path / "again.so")
    done = bench(f"--plugin={plugins / 'kinds.so'},{tmp_path / 'again.so'}", "--suite=stacks", "--verify")
    assert done.returncode == 2 and "again.so" in one_line(done) and "names its structure my_" in one_line(done)


def test_what_is_no_plugin_is_told_in_one_line(tmp_path):
    def told(path):
        done = bench(f"--plugin={path}", "--suite=queues", "--verify")
        assert done.returncode == 2
        return one_line(done)

    assert "No such file" in told(tmp_path / "nowhere.so")
    text = tmp_path / "text.so"
    text.write_text("no shared object\n")
    assert "cannot be loaded" in told(text)
    code, problem = run("cc", "-shared", "-x", "c", "-o", "other.so", "-", input="int other;", cwd=tmp_path)
    assert code == 0, problem
    assert "is no plugin: it has no fenceline_plugin" in told(tmp_path / "other.so")
    table = 'struct { const char *a, *b; void (*f)(void); } const fenceline_plugin = {"0123", "1.0", 0};'
    code, problem = run("cc", "-shared", "-fPIC", "-x", "c", "-o", "old.so", "-", input=table, cwd=tmp_path)
    assert code == 0, problem
    assert re.search(r"was built against another Fenceline \(0123, 1\.0; .*\): build it again", told(tmp_path / "old.so"))


@pytest.mark.parametrize("text, told", [
    ("struct Q {};\nconst fenceline::plugin::Queue<Q, \"mine\"> mine;", "a queue has value_type, kProducers"),
    ("struct D {};\nconst fenceline::plugin::Deque<D, \"mine\"> mine;", "a deque has value_type"),
    ("struct S { using value_type = int; };\nconst fenceline::plugin::Stack<S, \"mine\"> mine;", "a stack has value_type"),
    ("struct L {};\nconst fenceline::plugin::Lock<L, \"mine\"> mine;", "a lock has Node"),
    ("struct C {};\nconst fenceline::plugin::Counter<C, \"mine\"> mine;", "a counter has kExact"),
    ("#include <structures/queue/vyukov_mpmc.h>\n"
     "const fenceline::plugin::Queue<fenceline::VyukovMpmc<int>, \"mine\"> mine;", "is a queue of std::uint64_t"),
    ("#include <structures/queue/vyukov_mpmc.h>\n"
     "const fenceline::plugin::Queue<fenceline::VyukovMpmc<std::uint64_t>, \"My queue\"> mine;", "small letters"),
])
def test_what_does_not_offer_its_concept_does_not_compile_and_says_why(tmp_path, text, told):
    source = tmp_path / "mine.cc"
    source.write_text(f"#include <kernels/plugin.h>\n{text}\n")
    code, problem = run("g++", "-std=c++20", "-fsyntax-only", f"-I{BUILD}/isa", f"-I{ROOT}", source, cwd=tmp_path)
    errors = [line for line in problem.splitlines() if ": error: " in line]
    assert code != 0 and told in errors[0]


def test_what_cannot_be_built_is_said(tmp_path):
    (tmp_path / "mine.cc").write_text("#include <kernels/plugin.h>\nsurely not C++\n")
    code, told = run(ROOT / "fenceline", "plugin", "mine.cc", f"--bench={BUILD}", cwd=tmp_path)
    assert code == 1 and "error: " in told and told.splitlines()[-1].endswith("was not built: see above")
    assert run(ROOT / "fenceline", "plugin", "nowhere.cc", cwd=tmp_path) == (
        2, "fenceline plugin: nowhere.cc is not there\n")
    code, told = run(ROOT / "fenceline", "plugin", "mine.cc", f"--bench={tmp_path}", cwd=tmp_path)
    assert code == 3 and "make bench" in told
