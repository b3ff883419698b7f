// The Linux kernel's C and its memory model. Expected verdicts are those of the kernel's
// documentation (tools/memory-model/Documentation: explanation.txt, recipes.txt, litmus-tests.txt).
#include <models/judge/agreement.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <models/shapes/written.h>
#include <models/test/state_values.h>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace fenceline::models {
namespace {

const Model& lkmm = *find_model("lkmm");

LitmusTest one_thread(const std::string& body, const std::string& observed) {
  return parse_litmus("C T\n{}\nP0 (atomic_t* x, int* y, spinlock_t* l) {\n" + body + "\n}\nlocations [" + observed +
                          "]\nexists (true)\n",
                      "<text>", Isa::linux_kernel);
}
std::string outcome(const std::string& body, const std::string& observed) {
  const LitmusTest test = one_thread(body, observed);
  EXPECT_EQ(parse_litmus(write_litmus(test), "<text>", Isa::linux_kernel), test) << write_litmus(test);
  std::string out;
  for (const State& s : judge(test, lkmm).states) out += (out.empty() ? "" : " | ") + to_string(test, s);
  return out;
}
std::string refusal(const std::string& body) {
  try {
    one_thread(body, "x;");
  } catch (const LitmusError& e) {
    return std::string(e.what()).substr(7);  // "<text>:"
  }
  return "read";
}

// ---- the language -------------------------------------------------------------------------------

TEST(LinuxReader, AtomicOperations) {
  EXPECT_EQ(outcome("atomic_set(x, 5); atomic_add(3, x); atomic_dec(x);", "x;"), "x=7");
  EXPECT_EQ(outcome("int r0 = atomic_add_return(2, x); int r1 = atomic_fetch_add(3, x);", "0:r0; 0:r1; x;"),
            "0:r0=2; 0:r1=2; x=5");
  EXPECT_EQ(outcome("int r0 = atomic_inc_return_relaxed(x); int r1 = atomic_fetch_dec_acquire(x);", "0:r0; 0:r1; x;"),
            "0:r0=1; 0:r1=1; x=0");
  EXPECT_EQ(outcome("atomic_set(x, 7); atomic_andnot(5, x); int r0 = atomic_fetch_or(8, x);", "0:r0; x;"),
            "0:r0=2; x=10");
  EXPECT_EQ(outcome("int r0 = atomic_inc_and_test(x); int r1 = atomic_dec_and_test(x);", "0:r0; 0:r1;"),
            "0:r0=0; 0:r1=1");
  EXPECT_EQ(outcome("int r0 = atomic_add_negative(-3, x); int r1 = atomic_add_negative(3, x);", "0:r0; 0:r1;"),
            "0:r0=1; 0:r1=0");
  EXPECT_EQ(outcome("int r0 = xchg(x, 4); int r1 = cmpxchg(x, 4, 6); int r2 = cmpxchg_relaxed(x, 4, 9);",
                    "0:r0; 0:r1; 0:r2; x;"),
            "0:r0=0; 0:r1=4; 0:r2=6; x=6");
  EXPECT_EQ(outcome("int r0 = atomic_add_unless(x, 2, 5); int r1 = atomic_add_unless(x, 2, 2);", "0:r0; 0:r1; x;"),
            "0:r0=1; 0:r1=0; x=2");
}

TEST(LinuxReader, LocksAreTakenOrWaitedFor) {
  EXPECT_EQ(outcome("spin_lock(l); int r0 = spin_trylock(l); spin_unlock(l); int r1 = spin_trylock(l);",
                    "0:r0; 0:r1;"),
            "0:r0=0; 0:r1=1");
  // Nobody ever unlocks it.
  EXPECT_EQ(outcome("spin_lock(l); spin_lock(l);", "y;"), "");
}

TEST(LinuxReader, PointersAreValues) {
  const LitmusTest test = parse_litmus(R"(C T
{ int a=1; int* p=&a; int b=2; 1:r3=b; }
P0 (int** p, int* b) {
  int* r0 = READ_ONCE(*p);
  int r1 = READ_ONCE(*r0);
  WRITE_ONCE(*p, b);
  r2 = READ_ONCE(*(int*)READ_ONCE(*p));
}
P1 (int** p) {
  int r0 = READ_ONCE(*r3);
}
exists (0:r0=a /\ 0:r1=1 /\ 0:r2=2 /\ 1:r0=2 /\ p=&b))");
  EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  const Judgement j = judge(test, lkmm);
  EXPECT_EQ(j.states.size(), 1u);
  EXPECT_EQ(j.verdict, Verdict::kAllowed);
}

TEST(LinuxReader, Arrays) {
  const LitmusTest test = parse_litmus(R"(C T
{ atomic_t t[3] = {1,2,3}; int c=9; q[2] = {&c, &t[2]}; }
P0 (atomic_t* t, atomic_t* q) {
  int r0 = READ_ONCE(*(t + 1));
  int r1 = atomic_add_return(10, t + 2);
  WRITE_ONCE(*t, r0);
  int r2 = READ_ONCE(**q);
  int r3 = *q[1];
  for (int i = 0; i < 3; i++) t[i] += 1;
  int r4 = t[0] + t[2];
}
exists (0:r0=2 /\ 0:r1=13 /\ 0:r2=9 /\ 0:r3=13 /\ 0:r4=17 /\ t={3,3,14}))");
  EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  const Judgement j = judge(test, lkmm);
  EXPECT_EQ(j.states.size(), 1u);
  EXPECT_EQ(j.verdict, Verdict::kAllowed) << to_string(test, j.states.at(0));
}

// What a jump passes over depends on whether it is made, what stands behind both ways of an if does not; a value
// depends on what chose it. In each the store is P0's answer to what it read.
TEST(LinuxReader, DependenciesOfWhatChooses) {
  const std::pair<const char*, Verdict> known[] = {
      {"while (1) { if (READ_ONCE(*x)) break; } WRITE_ONCE(*y, 1);", Verdict::kForbidden},
      {"while (!READ_ONCE(*x)) ; WRITE_ONCE(*y, 1);", Verdict::kForbidden},
      {"do { } while (READ_ONCE(*x) == 0); WRITE_ONCE(*y, 1);", Verdict::kForbidden},
      {"if (!READ_ONCE(*x)) return; WRITE_ONCE(*y, 1);", Verdict::kForbidden},
      {"if (READ_ONCE(*x)) { while (1) { break; } } WRITE_ONCE(*y, 1);", Verdict::kAllowed},
      {"if (READ_ONCE(*x)) { } WRITE_ONCE(*y, 1);", Verdict::kAllowed},
      {"int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0 ? 1 : 2);", Verdict::kForbidden},
      {"int r0 = READ_ONCE(*x); int r1 = r0 && xchg_relaxed(z, 1) == 0; WRITE_ONCE(*y, r1);", Verdict::kForbidden},
      {"int r0 = READ_ONCE(*x); r0 && xchg_relaxed(z, 1); WRITE_ONCE(*y, 1);", Verdict::kAllowed},
      {"int r0 = READ_ONCE(*x); r0 ? xchg_relaxed(y, 1) : 0;", Verdict::kForbidden},
  };
  for (const auto& [body, verdict] : known) {
    const LitmusTest test =
        parse_litmus(std::string("C LB\n{}\nP0 (int* x, int* y, int* z) {\n") + body +
                     "\n}\nP1 (int* x, int* y) {\n  int r0 = READ_ONCE(*y);\n  smp_mb();\n  WRITE_ONCE(*x, 1);\n}\n"
                     "filter (x=1)\nexists (1:r0=1)");
    EXPECT_EQ(to_string(judge(test, lkmm).verdict), to_string(verdict)) << body;
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  }
}

TEST(LinuxReader, TheCodeTellsWhoseFileItIs) {
  const auto isa = [](const std::string& code, std::optional<Isa> preferred = {}) {
    return parse_litmus("C T\n{}\nP0 (int* x) {\n" + code + "\n}\nexists (x=1)", "<text>", preferred).isa;
  };
  EXPECT_EQ(isa("WRITE_ONCE(*x, 1);"), Isa::linux_kernel);
  EXPECT_EQ(isa("WRITE_ONCE(*x, 1);", Isa::cxx), Isa::linux_kernel);
  EXPECT_EQ(isa("atomic_store(x, 1);", Isa::linux_kernel), Isa::cxx);
  EXPECT_EQ(isa("*x = 1;"), Isa::cxx);
  EXPECT_EQ(isa("*x = 1;", Isa::linux_kernel), Isa::linux_kernel);
}

TEST(LinuxReader, CommentsStandWhereCodeCannot) {
  const LitmusTest test = parse_litmus(R"(C T
(*
 * Result: Never DATARACE
 *)
{ int* x=y; (* of y *) }
P0 (int** x) {
  WRITE_ONCE(*(*x), 1); // a store (* through *)
}
exists (y=0) (* never *))");
  EXPECT_EQ(test.result, "Never DATARACE");
  EXPECT_EQ(test.isa, Isa::linux_kernel);
}

TEST(LinuxReader, WhatCannotBeReadIsNamedByLine) {
  EXPECT_EQ(refusal("smp_memb();").substr(0, 38), "4:1: unknown function 'smp_memb'; near");
  EXPECT_EQ(refusal("WRITE_ONCE(y, 1);"), "4:12: WRITE_ONCE wants memory, as *x, found 'y'");
  EXPECT_EQ(refusal("int r0 = smp_mb();"), "4:10: smp_mb has no value");
  EXPECT_EQ(refusal("atomic_inc(1, x);"), "4:1: atomic_inc takes 1 arguments, found 2");
}

// ---- the model ----------------------------------------------------------------------------------

TEST(Lkmm, NamedTests) {
  constexpr Verdict yes = Verdict::kAllowed, no = Verdict::kForbidden;
  const std::map<std::string, Verdict> known = {
      {"MP", yes},         {"MP+wmb+rmb", no},   {"MP+rel+acq", no},  {"MP+wmb+addr", no},   {"MP+wmb+ctrl", yes},
      {"SB", yes},         {"SB+mbs", no},       {"SB+sync+mb", no},    {"LB", yes},
      {"LB+acq+rel", no},  {"LB+datas", no},     {"LB+ctrls", no},    {"LB+data+mb", no},    {"S+wmb+data", no},
      {"R+mbs", no},       {"R+wmb+mb", yes},    {"WRC+rel+rmb", no}, {"WRC+data+rmb", yes}, {"WRC+mb+addr", no},
      {"IRIW+mbs", no},    {"IRIW+acqs", yes},   {"2+2W+wmbs", yes},  {"2+2W+mbs", no},      {"LB+sync+rcu", no},
      {"LB+mb+rcu", yes},  {"LB+rcus", yes},     {"LB+syncs", no},    {"ISA2+rel+poacqrel+acq", no},
  };
  for (const auto& [name, verdict] : known) {
    const LitmusTest test = make_test(name, Isa::linux_kernel);
    EXPECT_EQ(to_string(judge(test, lkmm).verdict), to_string(verdict)) << write_litmus(test);
    EXPECT_EQ(parse_litmus(write_litmus(test), "<text>", Isa::linux_kernel), test) << write_litmus(test);
  }
}

TEST(Lkmm, WrittenTests) {
  const std::map<std::string, std::string> known = {
      {"full-update", "Never"},
      {"before-atomic", "Never"},
      {"after-atomic", "Never"},
      {"after-spinlock", "Never"},
      {"after-unlock-lock", "Never"},
      {"after-srcu-read-unlock", "Never"},
      {"failed-update", "Sometimes"},
      {"through-memory", "Never"},
      {"pointer-then-published", "Never"},
      {"own-update", "Never"},
      {"behind-an-if", "Sometimes"},
      {"update-of-a-release", "Never"},
      {"unlock-then-lock", "Never"},
      {"handed-over", "Never"},
      {"one-at-a-time", "Never"},
      {"held-or-not", "Never"},
      {"taken-twice", "DEADLOCK"},
      {"grace-period", "Never"},
      {"grace-period-behind-a-section", "Never"},
      {"two-sections-one-period", "Sometimes"},
      {"nested-sections", "Never"},
      {"section-waits-for-itself", "DEADLOCK"},
      {"srcu", "Never"},
      {"srcu-of-another", "Sometimes"},
      {"srcu-up-and-down", "Never"},
      {"published", "Never"},
      {"read-then-overwritten", "Never"},
      {"written-in-turn", "Never"},
      {"published-by-chance", "Sometimes DATARACE"},
      {"marked-and-plain", "Sometimes DATARACE"},
      {"out-of-nowhere", "Never DATARACE"},
  };
  std::set<std::string> seen;
  for (const LitmusTest& test : written_tests(Isa::linux_kernel)) {
    const auto it = known.find(test.name);
    ASSERT_NE(it, known.end()) << test.name;
    EXPECT_EQ(observation(test, judge(test, lkmm)), it->second) << write_litmus(test);
    EXPECT_EQ(parse_litmus(write_litmus(test), "<text>", Isa::linux_kernel), test) << write_litmus(test);
    seen.insert(test.name);
  }
  EXPECT_EQ(seen.size(), known.size());
}

TEST(Lkmm, AResultIsHeldAgainstTheModel) {
  const auto says = [](const std::string& result, const char* name = "MP+ponana+ponana") {
    LitmusTest test = make_test(name, Isa::linux_kernel);
    test.result = result;
    return agreement(test, judge(test, lkmm));
  };
  EXPECT_EQ(says("Sometimes DATARACE"), Agreement::kAgrees);
  EXPECT_EQ(says("Sometimes"), Agreement::kDiffers);
  // With a race any outcome may be.
  EXPECT_EQ(says("Never DATARACE"), Agreement::kAgrees);
  EXPECT_EQ(says("Never", "MP+wmb+rmb"), Agreement::kAgrees);
  EXPECT_EQ(says("Sometimes", "MP+wmb+rmb"), Agreement::kDiffers);
  EXPECT_EQ(says("Never DATARACE", "MP+wmb+rmb"), Agreement::kDiffers);
  EXPECT_EQ(says("Maybe"), Agreement::kUnsaid);
  EXPECT_EQ(says(""), Agreement::kUnsaid);
}

}  // namespace
}  // namespace fenceline::models
