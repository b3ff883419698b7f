"""Every rule fires on a bad sample, and not on a good one."""

import pathlib
import subprocess

import lint
import pytest

ATOMIC = "#include <atomic>\nstd::atomic<int> flag;\n"
GOOD_PAIR = ATOMIC + """
void a() {
  // (1) release: pairs with the acquire in (2); forbids MP
  flag.store(1, std::memory_order_release);
  // (2) acquire: pairs with the release in (1); forbids MP
  while (flag.load(std::memory_order_acquire) == 0) {
  }
}
"""


NUMBERED_PAIR = """
template <class P>
struct Flag {
  typename P::template atomic<int> up{0};
  // (1) release: pairs with the acquire in (2); forbids MP
  void raise() { up.store(1, release<1>); }
  // (2) acquire: pairs with the release in (1); forbids MP
  bool raised() { return up.load(acquire<2>); }
};
"""


def findings(root, **files):
    """Findings in a project that has these files: path with __ for / and _dot_ for the dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [f"{f.path}:{f.line}: {f.message}" for f in lint.check(root)]


def test_this_project_keeps_its_rules():
    root = pathlib.Path(lint.__file__).parent.parent
    assert [f"{f.path}:{f.line}: {f.message}" for f in lint.check(root)] == []


@pytest.mark.parametrize("path,text,message", [
    ("arch__x__cpu_dot_h", "#include <kernels/kernel.h>", "arch must not include kernels/kernel.h"),
    ("arch__x__cpu_dot_h", "#include <models/tso.h>", "arch must not include models/tso.h"),
    ("models__tso_dot_cc", '#include "arch/op.h"', "models must not include arch/op.h"),
    ("kernels__a__b_dot_cc", "#include <harness/team/team.h>", "kernels must not include harness/team/team.h"),
    ("kernels__a__b_dot_cc", "#include <models/tso.h>", "kernels must not include models/tso.h"),
    ("structures__queue__a_dot_h", "#include <kernels/kernel.h>", "structures must not include kernels/kernel.h"),
    ("base__a_dot_h", "#include <arch/op.h>", "base must not include arch/op.h"),
    ("harness__plan__a_dot_h", "#include <harness/run/engine.h>", "run is a floor above it"),
    ("harness__litmus__a_dot_h", "#include <harness/catalogue.h>", "harness is a floor above it"),
    ("models__program_dot_h", "#include <models/litmus/litmus.h>", "litmus is a floor above it"),
    ("models__search__a_dot_cc", "#include <models/judge/judge.h>", "judge is a floor above it"),
    ("harness__team_dot_cc", "#include <kernels/atomics/cas.h>", "by their registration"),
    ("kernels__a__b_dot_cc", "#include <hwloc.h>", "hwloc only in harness/machine/"),
    ("harness__team_dot_cc", "#include <hwloc/distances.h>", "hwloc only in harness/machine/"),
    ("kernels__a__b_dot_cc", "#include <benchmark/benchmark.h>", "only in harness/run/google_benchmark.*"),
    ("harness__team_dot_h", "#include <benchmark/benchmark.h>", "only in harness/run/google_benchmark.*"),
    ("kernels__a__b_dot_cc", "#include <perfmon/pfmlib.h>", "only in harness/team/counters*"),
    ("harness__team_dot_cc", "#include <linux/perf_event.h>", "only in harness/team/counters*"),
    ("kernels__a__b_dot_cc", "#include <iostream>", "no iostream in kernels"),
    ("harness__a_dot_cc", "#include <execinfo.h>", "musl"),
    ("base__a_dot_cc", "#include <gnu/libc-version.h>", "musl"),
    ("kernels__a__b_dot_cc", 'void f() { asm volatile("nop"); }', "inline assembly belongs in arch/"),
    ("kernels__a__b_dot_cc", "Ticks f() { return arch::tick(); }", "kernels time their work by stamp()"),
    ("harness__a_dot_cc", 'void f() { __asm__("nop"); }', "inline assembly belongs in arch/"),
    ("scripts__test__a_dot_cc", 'void f() { asm volatile("nop"); }', "inline assembly belongs in arch/"),
    ("harness__a_dot_cc", "#if defined(__x86_64__)\n#endif", "__x86_64__: what depends on the ISA"),
    ("models__a_dot_cc", "#ifdef __aarch64__\n#endif", "__aarch64__: what depends on the ISA"),
    ("kernels__a__b_dot_cc", ATOMIC + "int f() { return flag.load(); }", "b.cc:3: load() without a memory order"),
    ("kernels__a__b_dot_cc", ATOMIC + "void f() { flag.fetch_add(g(1)); }", "fetch_add() without a memory order"),
    ("kernels__a__b_dot_cc", ATOMIC + "void f() { ++flag; }", "operator on the atomic flag"),
    ("kernels__a__b_dot_cc", ATOMIC + "void f() { flag = 1; }", "operator on the atomic flag"),
    ("harness__a_dot_cc", ATOMIC + "void f() { flag += 2; }", "operator on the atomic flag"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("// (1) release: pairs with the acquire in (2); forbids MP", ""),
     "a.cc:6: release access without a comment"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("in (1); forbids", "in (3); forbids"),
     "(2) pairs with (3), which is not there"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("in (1); forbids", "in (2); forbids"),
     "(1) pairs with (2), which does not name (1)"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("// (2)", "// (1)"), "(1) is the number of another access"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("(2) acquire:", "(2) release:"), "(2) says release, the code acquire"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("in (1); forbids MP", "above; forbids MP"), "(2) names no partner"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("in (1); forbids MP", "in (1)"), "(2) does not say what it forbids"),
    ("harness__a_dot_cc", GOOD_PAIR.replace("in (1); forbids MP", "in (1); forbids XYZ"), "no litmus shape"),
    ("structures__a_dot_h", NUMBERED_PAIR.replace("acquire<2>", "acquire<3>"), "acquire<3> without a comment"),
    ("structures__a_dot_h", NUMBERED_PAIR.replace("acquire<2>", "seq_cst<2>"), "(2) says acquire, the code seq_cst"),
    ("structures__a_dot_h", NUMBERED_PAIR.replace("in (1)", "in (4)"), "(2) pairs with (4), which is not there"),
    ("scripts__a_dot_sh", f"# built in {pathlib.Path.home()}/box", "path of somebody's machine"),
    ("tests__a_dot_py", "import sys\nsys.path.append('x')\n", "a.py:2: sys.path is not bent"),
    ("scripts__fenceline__stats__a_dot_py", "from fenceline.plots import cost\n", "plots: it is a floor above it"),
    ("scripts__fenceline__plots__a_dot_py", "from fenceline import report\n", "report: it is a floor above it"),
    ("scripts__fenceline__report__a_dot_py", "from fenceline.cli import run\n", "cli: it is a floor above it"),
    ("scripts__a_dot_py", "FILE = 'records.csv'\nrows = csv.DictReader(text)\n", "a.py:2: takes CSV apart"),
    ("scripts__a_dot_py", "\nif:\n", "a.py:2: is not Python"),
    ("scripts__a_dot_py", "open(folder / 'what.csv')\n", "a.py:1: opens a CSV file"),
    ("scripts__a_dot_py", "numpy.loadtxt(f'{folder}/what.csv')\n", "a.py:1: opens a CSV file"),
])
def test_rule_fires(tmp_path, path, text, message):
    found = findings(tmp_path, **{path: text, "results__schema_dot_csv": "file,column\nrecords.csv,trial\n"})
    assert [f for f in found if message in f], found
    assert len(found) <= 2  # an access that is broken breaks its pair


def test_kernels_are_not_named_in_harness(tmp_path):
    found = findings(
        tmp_path, arch__x__ops_dot_h='struct a { static constexpr Info info{"lock_xadd", "", ""}; };',
        kernels__a__b_dot_cc='auto k = describe<Op>("atomics", "cas", "latency");',
        harness__good_dot_cc='auto a = "a case of cas";  // lock_xadd\n',
        harness__bad_dot_cc='if (name == "lock_xadd") {}\nif (name == "cas/x") {}\n')
    assert [f.split(": ")[0] for f in found] == ["harness/bad.cc:1", "harness/bad.cc:2"]


@pytest.mark.parametrize("path,text", [
    ("harness__a_dot_cc", GOOD_PAIR),
    ("kernels__a__b_dot_h", GOOD_PAIR),
    ("structures__a_dot_h", NUMBERED_PAIR),
    ("kernels__litmus__b_dot_cc", "#include <models/tso.h>"),
    ("models__judge__a_dot_cc", "#include <models/program.h>\n#include <models/search/walk.h>"),
    ("harness__machine__machine_read_dot_cc", "#include <hwloc.h>"),
    ("harness__run__google_benchmark_dot_cc", "#include <benchmark/benchmark.h>"),
    ("harness__team__counters_names_dot_h", "#include <linux/perf_event.h>"),
    ("harness__a_dot_cc", "#include <iostream>\n#include <kernels/kernel.h>\n#include <models/tso.h>"),
    ("arch__x__ops_dot_h", '#ifdef __x86_64__\nvoid f() { asm volatile("nop"); }\n#endif'),
    ("harness__a_dot_cc", '// asm volatile("nop") and #if __x86_64__\nauto s = "asm (";'),
    ("harness__a_dot_cc", ATOMIC + "int f() { return flag.load(std::memory_order_relaxed); }"),
    ("harness__a_dot_cc", ATOMIC + "bool f(int flags) { return flags == 1 && x->flag == 2; }"),
    ("harness__a_dot_cc", "void f(File& file) { file.load(); }"),
    # one comment for a loop that looks and waits, beside the wait
    ("harness__a_dot_cc", ATOMIC + """
void a() {
  for (int seen; (seen = flag.load(std::memory_order_acquire)) == 0;)
    // (1) acquire: pairs with the release in (2); forbids MP
    flag.wait(seen, std::memory_order_acquire);
  flag.store(1, std::memory_order_release);  // (2) release: pairs with (1); forbids MP
}
"""),
    ("harness__a_dot_cc", ATOMIC + "// (1) acq_rel: pairs with itself in other threads; forbids MP\n"
     "int f() { return flag.fetch_add(1, std::memory_order_acq_rel); }"),
    ("scripts__a_dot_py", "rows = csv.DictReader(rules)\n"),
    ("scripts__a_dot_py", "open(folder / 'own.csv', 'w')\n"),
    ("scripts__fenceline__plots__a_dot_py", "from fenceline import plots, project\nfrom fenceline.stats import b\n"),
    ("scripts__fenceline__results__tables_dot_py", "import csv\nopen('records.csv')\n"),
])
def test_good_samples_pass(tmp_path, path, text):
    assert findings(tmp_path, **{path: text}) == []


def test_pairs_reach_from_a_source_to_its_header(tmp_path):
    one, two = GOOD_PAIR.split("  // (2)")
    assert findings(tmp_path, kernels__a__q_dot_h=one + "}", kernels__a__q_dot_cc=ATOMIC + "void b() {\n  // (2)"
                    + two) == []


def test_two_stores_need_two_comments(tmp_path):
    text = GOOD_PAIR.replace("  flag.store(1", "  flag.store(0, std::memory_order_release);\n  flag.store(1")
    assert len(findings(tmp_path, harness__a_dot_cc=text)) == 1


UNNAMED = "namespace fenceline {\nnamespace {\n%s\n}\n}\n"


@pytest.mark.parametrize("one,two,name", [
    ("struct Seen {\n  int n;\n};", "class Seen : public Base {};", "Seen"),
    ("using Json = nlohmann::json;", "enum class Json { a };", "Json"),
    ("constexpr double kA = 1, kB{2};", "const std::map<int, int> kA[] = {{1, 2}};", "kA"),
    ("std::atomic<bool> stop{false};", "thread_local bool stop;", "stop"),
    ("template <class T, class... U>\nstd::map<T, int> number(int (*f)(T)) { return {}; }", "int number();", "number"),
])
def test_files_compiled_as_one_share_no_unnamed_name(tmp_path, one, two, name):
    few = {"harness__CMakeLists_dot_txt": "fenceline_few_files(fenceline_harness)\n"}
    found = findings(tmp_path, **few, harness__a_dot_cc=UNNAMED % one, harness__team__b_dot_cc=UNNAMED % two)
    assert len(found) == 1 and found[0].startswith(f"harness/team/b.cc:3: {name} has a namesake"), found
    assert "harness/a.cc:3" in found[0]
    # one file's own declarations, tests, parts that are compiled file by file
    (tmp_path / "harness/team/b.cc").unlink()
    assert findings(tmp_path, harness__a_dot_cc=UNNAMED % (one + "\nint g() { int name = 1; return name; }"),
                    harness__test__a_dot_cc=UNNAMED % two, kernels__a__a_dot_cc=UNNAMED % one,
                    kernels__a__b_dot_cc=UNNAMED % two) == []


def test_what_stays_by_itself_may_share_names_and_take_a_namespace_in(tmp_path):
    files = {"models__a_dot_cc": UNNAMED % "struct A {};", "models__b_dot_cc": UNNAMED % "using namespace cat;\nstruct A {};"}
    few = {"models__CMakeLists_dot_txt": "fenceline_few_files(fenceline_models%s)\n"}
    assert findings(tmp_path, **{name: text % "\n  b.cc" for name, text in few.items()}, **files) == []
    found = findings(tmp_path, **{name: text % "" for name, text in few.items()}, **files)
    assert sorted(line.split(":")[1] for line in found) == ["3", "4"] and "takes in a namespace" in "".join(found)


def test_names_of_other_scopes_are_no_namesakes(tmp_path):
    assert findings(tmp_path, harness__CMakeLists_dot_txt="fenceline_few_files(fenceline_harness)\n",
                    harness__a_dot_cc=UNNAMED % "struct A {\n  int x;\n  int f() { int y = 2; return y; }\n};\nint b = k;",
                    harness__b_dot_cc=UNNAMED % "struct B {\n  int x;\n  int f();\n};\nint y = k;\nusing models::A;",
                    harness__c_dot_cc="namespace fenceline::doctor {\nnamespace {\nstruct A {};\n}\n}\n",
                    harness__d_dot_cc="namespace fenceline {\nint b = 3;\nstruct C {\n  int y;\n};\n}\n") == []


def test_command_line(tmp_path, capsys):
    assert lint.main([str(tmp_path)]) == 0
    findings(tmp_path, kernels__b_dot_cc="#include <iostream>")
    assert lint.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("kernels/b.cc:1: includes iostream")


def test_only_what_git_tracks_and_new_sources_count(tmp_path):
    def git(*arguments):
        subprocess.run(["git", "-C", tmp_path, *arguments], check=True)

    git("init", "-q")
    wrong = f"made in {pathlib.Path.home()}/box\n"
    logs = {name: wrong for name in ("run_dot_log", "docs__notes_dot_md", "harness__make_dot_log", "results__mine_dot_csv")}
    assert findings(tmp_path, **logs) == []  # a user's
    assert len(findings(tmp_path, kernels__new_dot_cc="#include <iostream>", scripts__new_dot_sh=wrong)) == 2
    git("add", "docs/notes.md")
    assert [f.path for f in lint.check(tmp_path)] == ["docs/notes.md", "kernels/new.cc", "scripts/new.sh"]
    (tmp_path / "kernels" / "new.cc").unlink()
    (tmp_path / "docs" / "notes.md").unlink()  # and not yet committed
    assert [f.path for f in lint.check(tmp_path)] == ["scripts/new.sh"]
