// The reader of tests in C, as C++ has them; the kernel's are in lkmm_test.cc.
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/test/reading.h>

#include <gtest/gtest.h>

#include <set>

namespace fenceline::models {
namespace {

const Model& cxx20 = *find_model("cxx20");

std::set<std::string> states(const LitmusTest& test, const Model& model) {
  std::set<std::string> out;
  for (const State& s : judge(test, model).states) out.insert(to_string(test, s));
  return out;
}

LitmusTest one_thread(const std::string& body, const std::string& observed) {
  return parse_litmus("C T\n{}\nP0 (atomic_int* x, int* y, atomic_long* w) {\n" + body + "\n}\nlocations [" + observed +
                      "]\nexists (true)\n");
}
// What single-threaded code leaves behind.
std::string outcome(const std::string& body, const std::string& observed) {
  const LitmusTest test = one_thread(body, observed);
  EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  std::string out;
  for (const std::string& s : states(test, cxx20)) out += (out.empty() ? "" : " | ") + s;
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

TEST(CxxReader, Arithmetic) {
  EXPECT_EQ(outcome("int r0 = 2 + 3 * 4 - (1 << 2); *y = r0;", "y;"), "y=10");
  EXPECT_EQ(outcome("int r0 = 6 & 3 | 8 ^ 1; *y = r0;", "y;"), "y=11");
  EXPECT_EQ(outcome("int r0 = -1; unsigned r1 = r0; *y = (r1 > 5) + 2 * (r0 < 5);", "y;"), "y=3");
  EXPECT_EQ(outcome("int r0 = 1; *y = !r0 + (r0 && 2) + (0 || r0) + (~0 == -1);", "y;"), "y=3");
  EXPECT_EQ(outcome("uint8_t r0 = 255 + 2; *y = r0;", "y;"), "y=1");
  EXPECT_EQ(outcome("long r0 = 1; atomic_store(w, r0 << 40);", "w;"), "w=0x10000000000");
}

TEST(CxxReader, Branches) {
  const std::string body = "int r0 = atomic_load(x); if (r0) *y = 1; else { *y = 2; *y = 3; }";
  EXPECT_EQ(outcome(body, "y;"), "y=3");
  EXPECT_EQ(outcome("atomic_store(x, 1); " + body, "y;"), "y=1");
  EXPECT_EQ(outcome("int r0 = 2; while (r0 != 0) { r0 = r0 - 1; *y = *y + 1; }", "0:r0; y;"), "0:r0=0; y=2");
  EXPECT_EQ(write_litmus(parse_litmus("C T\n{}\nP0(atomic_int*x){/* a */int r0=atomic_load_explicit("
                                      "x,memory_order_acquire); // b\nif(r0==1)atomic_store_explicit"
                                      "(x,2,memory_order_release);}\nexists (0:r0=1)")),
            R"(C T
{
}

P0 (atomic_int* x) {
  int r0 = atomic_load_explicit(x, memory_order_acquire);
  if (r0 == 1) {
    atomic_store_explicit(x, 2, memory_order_release);
  }
}

exists (0:r0=1)
)");
}

TEST(CxxReader, Types) {
  const LitmusTest test = parse_litmus(R"(C T
{ x=3; int64_t w=-1; }
P0 (atomic_int* x, volatile long* w, _Atomic(uint8_t)* b) {
  long r0 = *w;
  unsigned r1 = atomic_fetch_sub(b, 1);
  atomic_store(x, r0 < 0);
}
locations [0:r0; 0:r1; x; b;]
exists (0:r0=-1))");
  EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  EXPECT_EQ(states(test, cxx20), (std::set<std::string>{"0:r0=-1; 0:r1=0; b=-1; x=1"}));
}

TEST(CxxReader, Updates) {
  EXPECT_EQ(outcome("int r0 = atomic_exchange(x, 7); int r1 = atomic_fetch_sub(x, 2);", "0:r0; 0:r1; x;"),
            "0:r0=0; 0:r1=7; x=5");
  EXPECT_EQ(outcome("atomic_fetch_add_explicit(x, 6, memory_order_relaxed); "
                    "int r0 = atomic_fetch_and(x, 3); r0 = atomic_fetch_or(x, 8); "
                    "r0 = atomic_fetch_xor(x, 1);",
                    "0:r0; x;"),
            "0:r0=10; x=11");
  // What is expected may be a variable or, as herd7 has it, memory; a failure leaves there what it
  // found. The weak form may fail in any case.
  EXPECT_EQ(outcome("int e = 0; int r0 = atomic_compare_exchange_strong(x, &e, 1); "
                    "int r1 = atomic_compare_exchange_strong(x, &e, 2);",
                    "0:r0; 0:r1; 0:e; x;"),
            "0:e=1; 0:r0=1; 0:r1=0; x=1");
  EXPECT_EQ(outcome("atomic_store(x, 5); int r0 = atomic_compare_exchange_strong_explicit(x, y, 1, "
                    "memory_order_acq_rel, memory_order_relaxed);",
                    "0:r0; x; y;"),
            "0:r0=0; x=5; y=5");
  EXPECT_EQ(outcome("int e = 0; int r0 = atomic_compare_exchange_weak(x, &e, 1);", "0:r0; x;"),
            "0:r0=0; x=0 | 0:r0=1; x=1");
}

TEST(CxxReader, AFailedCompareExchangeHasTheOrderOfFailure) {
  const auto passes_message = [](const std::string& failure) {
    return judge(parse_litmus(R"(C T
{}
P0 (int* x, atomic_int* y) {
  *x = 1;
  atomic_store_explicit(y, 1, memory_order_release);
}
P1 (int* x, atomic_int* y) {
  int e = 2;
  atomic_compare_exchange_strong_explicit(y, &e, 3, memory_order_seq_cst, memory_order_)" +
                              failure + R"();
  if (e == 1) {
    int r1 = *x;
  }
}
exists (1:e=1 /\ 1:r1=0))"),
                 cxx20)
        .verdict;
  };
  EXPECT_EQ(passes_message("acquire"), Verdict::kForbidden);
  EXPECT_EQ(passes_message("relaxed"), Verdict::kUndefined);
}

TEST(CxxReader, WhatCannotBeReadIsNamedByLine) {
  EXPECT_EQ(refusal("int r0 = 1;\nr1 = 2;"), "5:1: no variable 'r1'; nearest: r0");
  EXPECT_EQ(refusal("int r0 = atomic_laod(x);").substr(0, 59),
            "4:10: unknown function 'atomic_laod'; nearest: atomic_load,");
  EXPECT_EQ(refusal("int r0 = atomic_load_explicit(x);"), "4:10: atomic_load_explicit takes 2 arguments, found 1");
  EXPECT_EQ(refusal("int r0 = atomic_load_explicit(x, memory_order_release);"),
            "4:10: atomic_load_explicit cannot be memory_order_release: it stores nothing");
  EXPECT_EQ(refusal("atomic_store_explicit(x, 1, memory_order_acq_rel);"),
            "4:1: atomic_store_explicit cannot be memory_order_acq_rel: it loads nothing");
  EXPECT_EQ(refusal("int r0 = atomic_load_explicit(x, memory_order_acquired);").substr(0, 48),
            "4:34: unknown memory order 'memory_order_acquire");
  EXPECT_EQ(refusal("int r0 = atomic_load_explicit(x, memory_order_consume);"),
            "4:34: memory_order_consume is not modelled: compilers take it for memory_order_acquire");
  EXPECT_EQ(refusal("int r0 = *y + *y;"),
            "4:13: C leaves the order of these accesses open: make them statements of their own");
  EXPECT_NE(refusal("int r0 = x.load();").find("4:11: C++'s own spelling"), std::string::npos);
  EXPECT_EQ(refusal("int r0 = y;"), "4:10: y is a pointer, r0 is none: *y is what it points to");
  EXPECT_EQ(refusal("atomic_thread_fence(memory_order_seq_cst) /* "), "4: comment '/*' is not closed");
  EXPECT_EQ(refusal("int r0 = " + std::string(1000, '(') + "1;"), "4:72: nested too deeply");
  EXPECT_EQ(refusal("if (1) {").substr(0, 36), "5:1: the code of P0 has no closing '");
}

TEST(CxxReader, PointersAreValues) {
  EXPECT_EQ(outcome("int* r0 = y; *r0 = 3; int r1 = *r0;", "0:r0; 0:r1; y;"), "0:r0=y; 0:r1=3; y=3");
}

TEST(CxxReader, AtomicObjectsByTheirNamesAloneAreSequentiallyConsistent) {
  const auto states_of = [](const std::string& type, const char* model) {
    return judge(
               parse_litmus("C SB\n{}\nP0 (" + type + "* x, " + type + "* y) {\n  *x = 1;\n  int r0 = *y;\n}\nP1 (" +
                            type + "* x, " + type + "* y) {\n  *y = 1;\n  int r0 = *x;\n}\nexists (0:r0=0 /\\ 1:r0=0)"),
               *find_model(model))
        .verdict;
  };
  for (const char* model : {"rc11", "cxx20"}) {
    for (const char* type : {"atomic_int", "_Atomic int", "_Atomic(long)", "volatile atomic_uint", "atomic_bool"})
      EXPECT_EQ(states_of(type, model), Verdict::kForbidden) << type;
    EXPECT_EQ(states_of("int", model), Verdict::kUndefined);
  }
  // One operation, not two.
  for (const std::string add : {"*x += 1;", "(*x)++;", "++*x;", "x[0] -= -1;", "int r0 = (*x)++;"})
    EXPECT_EQ(states(parse_litmus("C T\n{}\nP0 (atomic_int* x) {\n" + add + "\n}\nP1 (atomic_int* x) {\n" + add +
                                  "\n}\nlocations [x;]\nexists (x=1)"),
                     cxx20),
              std::set<std::string>{"x=2"})
        << add;
}

TEST(CxxReader, Assignments) {
  EXPECT_EQ(
      outcome("int r0 = 7, r1, r2 = 1; r1 = r2 += 2; r0 -= r1; r0 <<= 2; r0 |= 1; r0 ^= 3; *y = r0;", "0:r1; 0:r2; y;"),
      "0:r1=3; 0:r2=3; y=18");
  EXPECT_EQ(outcome("int r0 = 5; int r1 = r0++; int r2 = ++r0; int r3 = r0--; int r4 = -+r0;",
                    "0:r0; 0:r1; 0:r2; 0:r3; 0:r4;"),
            "0:r0=6; 0:r1=5; 0:r2=7; 0:r3=7; 0:r4=-6");
  EXPECT_EQ(outcome("*y = 6; *y *= 7; *y >>= 1; int r0 = (*y)--; int r1 = *y += 2;", "0:r0; 0:r1; y;"),
            "0:r0=21; 0:r1=22; y=22");
  EXPECT_EQ(outcome("*x = 6; *x *= 7; *x >>= 1; int r0 = (*x)--; int r1 = *x += 2; *x &= 6;", "0:r0; 0:r1; x;"),
            "0:r0=21; 0:r1=22; x=6");
  EXPECT_EQ(outcome("unsigned char r0 = 255; r0 += 2; unsigned r1 = 0; r1--; *w = r1; *w += r0;", "0:r0; w;"),
            "0:r0=1; w=0x100000000");
  EXPECT_EQ(outcome("atomic_int r0 = 3; r0 += 1; atomic_int r1; r1 = r0;", "0:r0; 0:r1;"), "0:r0=4; 0:r1=4");
  EXPECT_EQ(outcome("int r0; while ((r0 = *y) < 2) *y = r0 + 1;", "0:r0; y;"), "0:r0=2; y=2");
}

TEST(CxxReader, Loops) {
  EXPECT_EQ(outcome("int s = 0; for (int i = 0; i < 4; ++i) s += i;", "0:i; 0:s;"), "0:i=4; 0:s=6");
  EXPECT_EQ(outcome("int i, s = 0; for (i = 5; i; i--) { if (i == 2) continue; s = 10 * s + i; if (i == 1) break; }",
                    "0:i; 0:s;"),
            "0:i=1; 0:s=0x1537");
  EXPECT_EQ(outcome("int i = 0; for (;;) { if (++i == 3) break; }", "0:i;"), "0:i=3");
  EXPECT_EQ(outcome("int i = 9, n = 0; do { ++n; if (n == 2) continue; i -= 4; } while (i > 0);", "0:i; 0:n;"),
            "0:i=-3; 0:n=4");
  EXPECT_EQ(
      outcome("int n = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) { if (j > i) break; n++; }", "0:n;"),
      "0:n=6");
  EXPECT_EQ(outcome("*y = 1; if (*y) { *y = 2; return; } *y = 3;", "y;"), "y=2");
  EXPECT_EQ(outcome("int n = 0; do { while (1) { n++; break; } if (n > 2) return; } while (1); n = 9;", "0:n;"),
            "0:n=3");
}

// What waits for a message has one round in the end, by whichever loop it waits.
TEST(CxxReader, LoopsThatWait) {
  for (const char* wait : {"while (atomic_load_explicit(f, memory_order_acquire) == 0) ;",
                           "do { } while (!atomic_load_explicit(f, memory_order_acquire));",
                           "for (; !atomic_load_explicit(f, memory_order_acquire);) { }",
                           "while (1) { if (atomic_load_explicit(f, memory_order_acquire)) break; }",
                           "int e = 0; while ((e = atomic_load_explicit(f, memory_order_acquire)) == 0) continue;"}) {
    const LitmusTest test = parse_litmus(std::string("C wait\n{}\nP0 (int* d, atomic_int* f) {\n  *d = 1;\n"
                                                     "  atomic_store_explicit(f, 1, memory_order_release);\n}\n"
                                                     "P1 (int* d, atomic_int* f) {\n  ") +
                                         wait + "\n  int r0 = *d;\n}\nlocations [1:r0;]\nforall (1:r0=1)");
    EXPECT_EQ(states(test, cxx20), std::set<std::string>{"1:r0=1"}) << wait;
    EXPECT_EQ(judge(test, cxx20).verdict, Verdict::kRequired) << wait;
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  }
}

// Of && || ?: only what is needed is evaluated.
TEST(CxxReader, WhatIsNotNeededIsNotEvaluated) {
  EXPECT_EQ(outcome("int r0 = *y == 1 && (*y)++; int r1 = *y == 0 && ++*y; int r2 = *y == 1 || (*y)++;",
                    "0:r0; 0:r1; 0:r2; y;"),
            "0:r0=0; 0:r1=1; 0:r2=1; y=1");
  EXPECT_EQ(
      outcome("int r0 = *y ? (*y = 5) : (*y = 7); int r1 = *y == 7 ? -1 : 2u; *w = 1 ? -1 : 2u;", "0:r0; 0:r1; y; w;"),
      "0:r0=7; 0:r1=-1; w=0xffffffff; y=7");
  EXPECT_EQ(outcome("int r0 = 2; int r1 = r0 == 1 ? 10 : r0 == 2 ? 20 : 30; int* p = r0 ? y : NULL; *p = r1;", "y;"),
            "y=20");
  EXPECT_EQ(outcome("if (!*y && !atomic_load(x) && true) *y = 4; else *y = 5;", "y;"), "y=4");
}

TEST(CxxReader, PointersToLocations) {
  const auto only = [](const std::string& text) {
    const LitmusTest test = parse_litmus(text);
    EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
    const auto all = states(test, cxx20);
    EXPECT_EQ(all.size(), 1u) << text;
    return *all.begin();
  };
  EXPECT_EQ(
      only("C T\n{ int x = 3; int y; p = &x; }\nP0 (int** p) {\n  int* q = &y;\n  *q = **p;\n  **p = 5;\n  *p = q;\n"
           "  *(*p) += 1;\n  int r0 = *p == &y;\n}\nlocations [x; y; p; 0:q; 0:r0;]\nexists (x=0)"),
      "0:q=y; 0:r0=1; p=y; x=5; y=4");
  // What is atomic is told by the pointer's type, at each of its stars.
  EXPECT_EQ(judge(parse_litmus("C T\n{ p = &x; }\nP0 (int* x, _Atomic(int*)* p, int* y) {\n  *y = 1;\n  *p = y;\n}\n"
                               "P1 (int* _Atomic* p) {\n  int r0 = **p;\n}\nexists (1:r0=0)"),
                  cxx20)
                .verdict,
            Verdict::kAllowed);
  EXPECT_EQ(judge(parse_litmus("C T\n{ p = &x; }\nP0 (int* x, int** p, int* y) {\n  *y = 1;\n  *p = y;\n}\n"
                               "P1 (int** p) {\n  int r0 = **p;\n}\nexists (1:r0=0)"),
                  cxx20)
                .verdict,
            Verdict::kUndefined);
  EXPECT_EQ(only("C T\n{ atomic_int t[3] = {1,2,3}; long u[2] = {4,5}; }\nP0 (atomic_int* t, long u[]) {\n"
                 "  int r0 = t[1];\n  r0 += u[1];\n  int i = 2;\n  t[i] = r0;\n  atomic_int* p = t + i;\n  *(p - i) += "
                 "*u;\n  p--;\n"
                 "  int k = t[0] - 5;\n  u[k] = *p;\n}\nlocations [t; u; 0:r0; 0:p;]\nexists (t[0]=0)"),
            "0:p=t+4; 0:r0=7; t[0]=5; t[1]=2; t[2]=7; u[0]=2; u[1]=5");
}

TEST(CxxReader, FlagsAndWhatIsInitialised) {
  const LitmusTest test = parse_litmus(
      "C T\n{}\nP0 (atomic_flag* f, int* n) {\n  if (!atomic_flag_test_and_set_explicit(f, memory_order_acquire)) {\n"
      "    *n += 1;\n    atomic_flag_clear_explicit(f, memory_order_release);\n  }\n}\n"
      "P1 (atomic_flag* f, int* n) {\n  if (!atomic_flag_test_and_set(f)) {\n    (*n)++;\n    atomic_flag_clear(f);\n  "
      "}\n}\n"
      "locations [n; f;]\nexists (n=0)");
  EXPECT_EQ(states(test, cxx20), (std::set<std::string>{"f=0; n=1", "f=0; n=2"}));
  EXPECT_EQ(judge(test, cxx20).verdict, Verdict::kForbidden);
  EXPECT_EQ(refusal("atomic_flag_clear_explicit(x, memory_order_acquire);"),
            "4:1: atomic_flag_clear_explicit cannot be memory_order_acquire: it loads nothing");
  EXPECT_EQ(judge(parse_litmus("C T\n{}\nP0 (atomic_int* x) {\n  atomic_init(x, 1);\n}\nP1 (atomic_int* x) {\n"
                               "  int r0 = atomic_load(x);\n}\nexists (1:r0=1)"),
                  cxx20)
                .verdict,
            Verdict::kUndefined);
}

// C leaves open in which order operands are evaluated; where that makes no difference they are.
TEST(CxxReader, OrdersThatCLeavesOpen) {
  EXPECT_EQ(outcome("*y = 3; int r0 = *y + atomic_load_explicit(w, memory_order_relaxed); r0 += "
                    "atomic_load_explicit(x, memory_order_relaxed) - *y;",
                    "0:r0;"),
            "0:r0=0");
  for (const char* body : {"int r0 = *y - *y;", "int r0 = *x + *w;", "int r0 = *y + atomic_load(x);",
                           "int* p = y; int r0 = *y + *p;", "int r0 = *y + (*y = 1);", "int r0 = *w + (*y ? 1 : *y);"})
    EXPECT_NE(refusal(body).find(": C leaves the order of these accesses open"), std::string::npos) << body;
  for (const char* body : {"int r0 = 0; int r1 = r0 + r0++;", "int r0 = 1; *y = (r0 = 2) - r0;",
                           "int r0 = 1; atomic_store(x + r0--, r0);"})
    EXPECT_NE(refusal(body).find(": C leaves open whether what is assigned here"), std::string::npos) << body;
}

TEST(CxxReader, WhatStaysRefusedIsNamedByColumn) {
  EXPECT_EQ(refusal("int r0 = 4 / 2;"), "4:12: division is not read");
  EXPECT_EQ(refusal("  switch (1) { }"),
            "4:3: switch is not read: write if, while, for, do, break, continue or return");
  EXPECT_EQ(refusal("int t[2];"), "4:6: arrays of a thread's own are not read: t is no location");
  EXPECT_EQ(refusal("int r0 = 1;\n  break;"), "5:3: break stands in no loop");
  EXPECT_EQ(refusal("int r0 = 1; r0 + 1 = 2;"), "4:16: cannot assign to 'r0 + 1'");
  EXPECT_EQ(refusal("x = y;"), "4:1: x is a parameter, which points to a location: *x is what lies there");
  EXPECT_EQ(refusal("int* p = &x;"), "4:10: x is a parameter, which points to a location: write x");
  EXPECT_EQ(refusal("int r0 = 1; int* p = &r0;"),
            "4:22: &r0 is only read as what a compare-exchange expects: no other thread sees a variable");
  EXPECT_EQ(refusal("int* p = &xx;"), "4:10: no location 'xx'; nearest: x");
  EXPECT_EQ(refusal("int r0 = *y ? y : 1;"), "4:13: one value of ?: is a pointer, the other is none");
  EXPECT_EQ(refusal("for (int i = 0; i < 2) { }"), "4:22: expected ';' after the condition of for, found ')'");
  EXPECT_EQ(refusal("do { } while (1)"), "5:1: expected ';' after a statement, found '}'");
  EXPECT_EQ(refusal("int r0 = (1 ? 2);"), "4:16: expected ':' between the values of ?:, found ')'");
  EXPECT_EQ(refusal("int* p = y; int r0 = 1; p = r0;"), "4:29: r0 is no pointer, p is one");
  EXPECT_EQ(message("C T\n{ x = 1; } P0 (int x) { }\nexists (x=1)"),
            "sb.litmus:2:20: expected '*' after the type int: each parameter points to a location, found 'x'");
}

TEST(CxxReader, VariablesGetTheirValuesInTheCode) {
  EXPECT_THROW(parse_litmus("C T\n{ 0:r0=1; }\nP0 (int* x) {\n}\nexists (x=1)"), LitmusError);
}

TEST(CxxReader, TheConditionNamesVariablesOfTheCode) {
  try {
    parse_litmus("C T\n{}\nP0 (atomic_int* x) {\n  int r0 = atomic_load(x);\n}\nexists (0:r9=1)");
    FAIL();
  } catch (const LitmusError& e) {
    EXPECT_STREQ(e.what(), "<text>:6: no variable 'r9'; nearest: r0");
  }
}

}  // namespace
}  // namespace fenceline::models
