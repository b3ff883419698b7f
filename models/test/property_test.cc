// Properties that hold whatever the verdicts are.
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/search/enumerate.h>
#include <models/search/paths.h>
#include <models/shapes/generate.h>
#include <models/test/store_buffer.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

namespace fenceline::models {
namespace {

// A sample of names of shapes up to so many threads, the same every time.
std::vector<std::string> some_names(Isa isa, std::size_t count, int most_threads = 4) {
  std::vector<const Shape*> open;
  for (const Shape& s : shapes())
    if (is_open(s) && threads(s) <= most_threads && sizes_exist(s, isa)) open.push_back(&s);
  std::mt19937 random(20140707);
  std::vector<std::string> names;
  while (names.size() < count) {
    ParsedName name{open[random() % open.size()], {}};
    for (int slot = 0; slot < slots(*name.shape); ++slot) {
      const auto edges = legal_edges(*name.shape, slot, isa);
      name.edges.push_back(edges[random() % edges.size()]);
    }
    names.push_back(to_name(name));
  }
  return names;
}

std::set<State> states(const LitmusTest& test, std::string_view model) {
  const auto list = judge(test, *find_model(model)).states;
  return {list.begin(), list.end()};
}

bool within(const std::set<State>& a, const std::set<State>& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

TEST(Properties, ScWithinTsoWithinPsoWithinRmo) {
  for (const Isa isa : {Isa::x86_64, Isa::sparc64})
    for (const std::string& name : some_names(isa, 250)) {
      if (!parse_name(name, isa).shape->sizes.empty()) continue;  // PSO and RMO do not cover them
      const LitmusTest test = make_test(name, isa);
      const auto sc = states(test, "sc"), tso = states(test, "x86-tso"), pso = states(test, "sparc-pso"),
                 rmo = states(test, "sparc-rmo");
      EXPECT_TRUE(within(sc, tso) && within(tso, pso) && within(pso, rmo)) << write_litmus(test);
    }
}

// What the enumeration leaves out breaks coherence or atomicity: the axioms alone say the same.
TEST(Properties, PruningLeavesOutWhatTheAxiomsForbid) {
  const auto by_axioms = [](const LitmusTest& test, const Model& model) {
    std::set<State> out;
    EnumerateOptions options;
    options.prune = false;
    enumerate(test, options, [&](const Execution& x, const State& state) {
      Axioms axioms;
      model.axioms(x, axioms);
      if (!axioms.violated()) out.insert(state);
      return true;
    });
    return out;
  };
  for (const Isa isa : {Isa::x86_64, Isa::aarch64, Isa::sparc64}) {
    const char* model = isa == Isa::sparc64 ? "sparc-rmo" : dialect(isa).default_model().data();
    for (const char* name : {"CoRR", "CoRW1", "CoRW2", "CoWR", "CoRR2", "SB+rfi-po+pos-po", "MP+coi+fri-rfi",
                             "S+pos-po+fri-po", "RMW", "LLSC"})
      try {
        const LitmusTest test = make_test(name, isa);
        EXPECT_EQ(states(test, model), by_axioms(test, *find_model(model))) << write_litmus(test);
      } catch (const NameError&) {
        // An edge or a shape that this instruction set lacks.
      }
  }
  const LitmusTest crowded = parse_litmus(R"(AArch64 crowded
{ 0:X0=x; 1:X0=x; 0:X1=1; 0:X2=2; 1:X1=1; 1:X3=3; }
 P0             | P1          ;
 STR W1,[X0]    | LDR W4,[X0] ;
 LDR W4,[X0]    | STR W3,[X0] ;
 SWP W2,W5,[X0] | LDR W5,[X0] ;
                | STR W1,[X0] ;
exists (0:X4=3 /\ 0:X5=1 /\ 1:X4=2 /\ 1:X5=2 /\ [x]=1))");
  EXPECT_EQ(states(crowded, "aarch64"), by_axioms(crowded, *find_model("aarch64")));
}

TEST(Properties, EveryModelAllowsWhatScDoes) {
  for (const Model* model : models())
    for (const std::string& name : some_names(model->isa, 60)) {
      // That a grace period waits for read-side critical sections no order of accesses tells.
      if (name.find("sync") != std::string::npos && name.find("rcu") != std::string::npos) continue;
      const LitmusTest test = make_test(name, model->isa);
      const Judgement j = judge(test, *model);
      for (const State& s : judge(test, *find_model("sc")).states)
        EXPECT_TRUE(j.reaches(s)) << model->name << "\n" << write_litmus(test);
    }
}

TEST(Properties, ZtsoWithinRvwmo) {
  for (const std::string& name : some_names(Isa::riscv64, 200)) {
    const LitmusTest test = make_test(name, Isa::riscv64);
    EXPECT_TRUE(within(states(test, "ztso"), states(test, "rvwmo"))) << write_litmus(test);
  }
}

// Where no access is seq_cst, C++20 allows whatever RC11 does: load buffering, and that a release
// sequence ends at the own thread's next store, come on top. (seq_cst reads: see cxx_test.cc.)
TEST(Properties, Rc11WithinCxx20WithoutSeqCstAccesses) {
  int compared = 0;
  for (const std::string& name : some_names(Isa::cxx, 800)) {
    const LitmusTest test = make_test(name, Isa::cxx);
    bool seq_cst = false;
    for (const Thread& thread : test.threads)
      for (const Instruction& i : thread.code)
        for (const MicroOp& op : i.ops) seq_cst |= (op.order & kSeqCst) != 0;
    if (seq_cst || judge(test, *find_model("rc11")).verdict == Verdict::kUndefined) continue;
    EXPECT_TRUE(within(states(test, "rc11"), states(test, "cxx20"))) << write_litmus(test);
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

// What has no data race and no order but seq_cst is sequentially consistent: the DRF-SC guarantee of
// Lahav et al. 2017, which C++20 notes in [intro.races]/21.
TEST(Properties, WithoutRacesSeqCstIsSequentialConsistency) {
  std::mt19937 random(5);
  const auto order = [&] { return random() % 3 == 0 ? "na" : "sc"; };
  int compared = 0, undefined = 0;
  for (const Shape& shape : shapes()) {
    if (!is_open(shape) || !shape.sizes.empty()) continue;
    const auto singles = single_accesses(shape).size();
    for (int trial = 0; trial < 30; ++trial) {
      ParsedName name{&shape, {}};
      for (int slot = 0; slot < slots(shape); ++slot) {
        const auto edges = legal_edges(shape, slot, Isa::cxx);
        const bool branch = random() % 2 == 0 && edges.back() == "ctrl";
        name.edges.push_back((branch ? "ctrl" : "po") + std::string(order()) + order());
      }
      for (std::size_t i = 0; i < singles; ++i) name.annotations.emplace_back(order());
      const LitmusTest test = make_test(to_name(name), Isa::cxx);
      for (const char* model : {"rc11", "cxx20"}) {
        const bool races = judge(test, *find_model(model)).verdict == Verdict::kUndefined;
        ++(races ? undefined : compared);
        if (!races) {
          EXPECT_EQ(states(test, model), states(test, "sc")) << model << write_litmus(test);
        }
      }
    }
  }
  EXPECT_GT(compared, 200);
  EXPECT_GT(undefined, 200);
}

// A stronger edge in the place of a weaker one allows no more.
TEST(Properties, VerdictsAreMonotone) {
  std::mt19937 random(7);
  for (const Model* model : models()) {
    int compared = 0;
    for (const Shape& shape : shapes()) {
      if (!is_open(shape) || threads(shape) > 3 || !sizes_exist(shape, model->isa)) continue;
      for (int trial = 0; trial < 12; ++trial) {
        ParsedName weak{&shape, {}}, strong{&shape, {}};
        for (int slot = 0; slot < slots(shape); ++slot) {
          const auto edges = legal_edges(shape, slot, model->isa);
          const std::string& a = edges[random() % edges.size()];
          std::vector<std::string> above;
          for (const std::string& b : edges)
            if (no_stronger(a, b, model->isa)) above.push_back(b);
          weak.edges.push_back(a);
          strong.edges.push_back(above[random() % above.size()]);
        }
        if (weak.edges == strong.edges) continue;
        ++compared;
        const Verdict v = judge(make_test(to_name(weak), model->isa), *model).verdict;
        if (v == Verdict::kForbidden) {
          EXPECT_EQ(judge(make_test(to_name(strong), model->isa), *model).verdict, Verdict::kForbidden)
              << model->name << ": " << to_name(weak) << " is forbidden, " << to_name(strong) << " is not";
        }
      }
    }
    EXPECT_GT(compared, 30) << model->name;
  }
}

void expect_same(const LitmusTest& test) {
  EXPECT_EQ(StoreBufferMachine(test).run(), states(test, "x86-tso")) << write_litmus(test);
}

TEST(Properties, StoreBuffersAndAxiomsAgreeOnGeneratedTests) {
  for (const std::string& name : some_names(Isa::x86_64, 400, 3)) expect_same(make_test(name, Isa::x86_64));
}

TEST(Properties, StoreBuffersAndAxiomsAgreeOnLockedInstructions) {
  const auto check = [](const char* a, const char* b, const char* condition) {
    expect_same(parse_litmus(std::string("X86_64 T\n{}\nP0|P1;\n") + a + "|" + b +
                             ";\nmovl (y),%ebx|movl (x),%ebx;\nexists (" + condition + ")"));
  };
  check("lock incl (x)", "lock incl (y)", "0:rbx=0 /\\ 1:rbx=0");
  check("incl (x)", "lock incl (x)", "[x]=1 /\\ 0:rbx=0");
  check("lock addl $2,(x)", "movl $1,(y)", "[x]=2 /\\ 0:rbx=0 /\\ 1:rbx=0");
  check("lock cmpxchgl %ecx,(x)", "movl $1,(x)", "[x]=0 /\\ 0:rax=1");
  check("lock xaddl %ebx,(x)", "xchgl %ebx,(x)", "0:rbx=0 /\\ 1:rbx=0");
  for (const char* name : {"RMW", "RMW2", "iwp2.7", "iwp2.8.a", "iwp2.8.b"}) expect_same(make_test(name, Isa::x86_64));
}

// Random programs whose accesses overlap without being equal.
TEST(Properties, StoreBuffersAndAxiomsAgreeOnMixedSizes) {
  std::mt19937 random(1717);
  const auto pick = [&](int below) { return static_cast<int>(random() % below); };
  const char* registers[4][4] = {{"%al", "%bl", "%cl", "%dl"},
                                 {"%ax", "%bx", "%cx", "%dx"},
                                 {"%eax", "%ebx", "%ecx", "%edx"},
                                 {"%rax", "%rbx", "%rcx", "%rdx"}};
  int split = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const int wide = 1 + pick(3);  // 2^wide bytes
    std::vector<std::string> column[2];
    std::string observed = "locations [x; y;";
    int stored = 0;
    for (const int t : {0, 1}) {
      for (int i = 0, loads = 0; i < 3; ++i) {
        const int size = std::max(0, wide - pick(3)), offset = pick(1 << (wide - size)) << size;
        const std::string at = std::to_string(offset) + (pick(3) == 0 ? "(y)" : "(x)");
        const char suffix = "bwlq"[size];
        Value value = ++stored;
        for (int b = 8; b < std::min(8 << size, 32); b *= 2) value |= value << b;
        const std::string constant = "$" + std::to_string(value);
        const auto line = [&](const std::string& text) { column[t].push_back(text); };
        if (pick(5) == 0) line("mfence");
        const int kind = pick(10);
        const std::string r = registers[size][loads];
        if (kind < 5) {
          line(std::string("mov") + suffix + " " + at + "," + r);
        } else if (kind < 9) {
          line(std::string("mov") + suffix + " " + constant + "," + at);
        } else {
          line(std::string("mov") + suffix + " " + constant + "," + r);
          line(std::string("xchg") + suffix + " " + r + "," + at);
        }
        if (kind >= 5 && kind < 9) continue;
        observed += std::to_string(t) + ":" + registers[3][loads++] + ";";
      }
    }
    const std::string type = "uint" + std::to_string(8 << wide) + "_t ";
    std::string text = "X86_64 T\n{" + type + "x; " + type + "y;}\nP0|P1;\n";
    for (std::size_t row = 0; row < std::max(column[0].size(), column[1].size()); ++row) {
      const auto cell = [&](int t) { return row < column[t].size() ? column[t][row] : " "; };
      text += cell(0) + "|" + cell(1) + ";\n";
    }
    const LitmusTest test = parse_litmus(text + observed + "]\nexists (x=0)");
    expect_same(test);
    EXPECT_TRUE(within(states(test, "sc"), states(test, "x86-tso"))) << text;
    split += thread_paths(test).parts;
  }
  EXPECT_GT(split, 200);
}

TEST(Properties, StoreBuffersAndAxiomsAgreeOnTheFolder) {
  const char* given = std::getenv("FENCELINE_VERDICTS");
  const std::filesystem::path folder =
      given != nullptr ? std::filesystem::path(given)
                       : std::filesystem::path(FENCELINE_SOURCE).parent_path() / "shared" / "verdicts";
  if (!std::filesystem::exists(folder / "X86_64"))
    GTEST_SKIP() << "no reference tests in " << folder << " (set FENCELINE_VERDICTS to the folder)";
  int tests = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder / "X86_64")) {
    expect_same(read_litmus(file.path().string()));
    ++tests;
  }
  std::cout << tests << " x86 tests: the same states by store buffers and by axioms\n";
  EXPECT_GT(tests, 100);
}

}  // namespace
}  // namespace fenceline::models
