#include <models/shapes/generate.h>

#include <base/text.h>
#include <gtest/gtest.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>

#include <algorithm>
#include <random>
#include <set>

namespace fenceline::models {
namespace {

std::string message(std::string_view name, Isa isa) {
  try {
    make_test(name, isa);
  } catch (const NameError& e) {
    return e.what();
  }
  return "no error";
}

Verdict verdict(std::string_view name, std::string_view model) {
  const Model& m = *find_model(model);
  return judge(make_test(name, m.isa), m).verdict;
}

TEST(Generate, MessagePassingWithFenceAndAddress) {
  const LitmusTest t = make_test("MP+dmb.sy+addr", Isa::aarch64);
  EXPECT_EQ(write_litmus(t), R"(AArch64 MP+dmb.sy+addr
"WW Rfe RR Fre"
{
0:X1=x; 0:X3=y;
1:X0=y; 1:X3=x;
}
 P0          | P1                  ;
 MOV W0,#1   | LDR W1,[X0]         ;
 STR W0,[X1] | EOR W2,W1,W1        ;
 DMB SY      | LDR W4,[X3,W2,SXTW] ;
 MOV W2,#1   |                     ;
 STR W2,[X3] |                     ;
exists (1:X1=1 /\ 1:X4=0)
)");
}

TEST(Generate, NamesAreKeptShort) {
  EXPECT_EQ(make_test("SB+mfence+mfence", Isa::x86_64).name, "SB+mfences");
  EXPECT_EQ(make_test("SB+po+po", Isa::x86_64).name, "SB");
  EXPECT_EQ(make_test("MP+rel+acq", Isa::aarch64).threads, make_test("MP+popl+poap", Isa::aarch64).threads);
  EXPECT_EQ(make_test("W+RWC+sync+po+sync", Isa::ppc64le).name, "W+RWC+sync+po+sync");
}

TEST(Generate, AccessesAloneInTheirThreadsAreAnnotatedBehindTheEdges) {
  const LitmusTest t = make_test("WRC+data+addr+L", Isa::aarch64);
  EXPECT_EQ(t.name, "WRC+data+addr+L");
  EXPECT_EQ(t.threads[0].code.back().text, "STLR W0,[X1]");
  EXPECT_EQ(make_test("WRC+data+addr+P", Isa::aarch64).name, "WRC+data+addr");
  EXPECT_EQ(make_test("IRIW+poscscs+ScRel", Isa::cxx).name, "IRIW+poscscs+ScRel");
  EXPECT_EQ(expand("WRC+*+addr+L", Isa::aarch64)[0], "WRC+po+addr+L");
  EXPECT_EQ(message("WRC+data+addr+LL", Isa::aarch64),
            "WRC+data+addr+LL: WRC has 1 thread of one access, found annotations of 2");
  EXPECT_EQ(message("WRC+data+addr+A", Isa::aarch64).substr(0, 50),
            "WRC+data+addr+A: a write cannot be 'a'; it can be:");
}

TEST(Generate, WildcardsGiveEveryLegalEdge) {
  const auto names = expand("MP+*+addr", Isa::aarch64);
  EXPECT_EQ(names.size(), legal_edges(*find_shape("MP"), 0, Isa::aarch64).size());
  EXPECT_NE(std::find(names.begin(), names.end(), "MP+popl+addr"), names.end());
  EXPECT_EQ(expand("SB+*", Isa::x86_64), expand("SB+*+*", Isa::x86_64));
  EXPECT_EQ(expand("SB", Isa::x86_64), std::vector<std::string>{"SB"});
}

TEST(Generate, ASampleIsOfSoManyNamesTheSameForASeed) {
  const auto sample = [](std::size_t most, std::uint64_t seed) {
    std::vector<std::string> names;
    expand("4.LB+*", Isa::aarch64, [&](const std::string& name) { names.push_back(name); }, {most, seed});
    return names;
  };
  const auto names = sample(50, 1);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 50u);
  EXPECT_EQ(sample(50, 1), names);
  EXPECT_NE(sample(50, 2), names);
  for (const auto& name : names) EXPECT_EQ(make_test(name, Isa::aarch64).threads.size(), 4u) << name;
  std::vector<std::string> all;
  expand("SB+*", Isa::x86_64, [&](const std::string& name) { all.push_back(name); }, {1000, 1});
  EXPECT_EQ(all, expand("SB+*", Isa::x86_64));
}

TEST(Generate, ASampleIsOfWantedNamesAsFarAsThereAre) {
  const auto sample = [](const char* pattern, std::size_t most, const char* with) {
    std::vector<std::string> names;
    expand(pattern, Isa::aarch64, [&](const std::string& name) { names.push_back(name); },
           {most, 1, [&](const std::string& name) { return name.find(with) != name.npos; }});
    return names;
  };
  const auto names = sample("4.LB+*", 20, "dmb.sy");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 20u);
  for (const auto& name : names) EXPECT_NE(name.find("dmb.sy"), name.npos) << name;
  EXPECT_EQ(sample("4.LB+*", 20, "dmb.sy"), names);
  EXPECT_EQ(sample("SB+*", 0, "dmb.sys"), std::vector<std::string>{"SB+dmb.sys"});
  EXPECT_TRUE(sample("4.LB+*", 20, "nothing has this").empty());
}

TEST(Generate, ErrorsNameTheNearest) {
  EXPECT_EQ(message("MQ+po+po", Isa::x86_64), "no shape 'MQ'; nearest: MP");
  EXPECT_EQ(message("MP+dmb.sx+addr", Isa::aarch64).substr(0, 44), "aarch64 has no edge 'dmb.sx'; nearest: dmb.s");
  EXPECT_EQ(message("SB+addr+po", Isa::aarch64), "SB+addr+po: edge 'addr' cannot lead from a write to a read");
  EXPECT_EQ(message("MP+mfence", Isa::x86_64), "MP+mfence: MP takes 2 edges, or one in the plural (mfences)");
  EXPECT_EQ(message("MP+mfenc", Isa::x86_64).substr(0, 43), "x86_64 has no edge 'mfenc'; nearest: mfence");
  EXPECT_EQ(message("SB+", Isa::x86_64).substr(0, 21), "x86_64 has no edge ''");
  EXPECT_EQ(message("MP+po+po+po", Isa::x86_64), "MP+po+po+po: MP takes 2 edges, found 3");
  EXPECT_NE(message("SB+dmb.sys", Isa::x86_64).find("has no edge 'dmb.sy'"), std::string::npos);
  EXPECT_NE(message("MP+popl-poaa+po", Isa::aarch64).find("cannot lead"), std::string::npos);
}

bool has_load_linked(Isa isa) {
  return isa != Isa::x86_64 && isa != Isa::s390x && isa != Isa::sparc64 && !dialect(isa).rules().language;
}

// Every shape exists on every instruction set, is written and read back, and its outcome is one
// that sequential consistency forbids.
TEST(Generate, EveryShapeIsForbiddenUnderSc) {
  for (const Dialect* d : dialects())
    for (const Shape& s : shapes()) {
      if (s.edges.find("addr") != std::string_view::npos && find_edge(*d, "addr") == nullptr) continue;
      if (!sizes_exist(s, d->isa())) {
        EXPECT_EQ(message(s.name, d->isa()), std::string(s.name) +
                                                 ": sizes of accesses are told in tests for x86_64, "
                                                 "aarch64, riscv64, alpha, not for " +
                                                 std::string(d->name()));
        continue;
      }
      if (s.first.find('l') != std::string_view::npos && !has_load_linked(d->isa())) {
        EXPECT_EQ(message(s.name, d->isa()), std::string(d->name()) + " has no load-linked and store-conditional");
        continue;
      }
      const LitmusTest t = make_test(s.name, d->isa());
      EXPECT_EQ(parse_litmus(write_litmus(t)), t) << write_litmus(t);
      EXPECT_EQ(judge(t, *find_model("sc")).verdict, Verdict::kForbidden) << write_litmus(t);
    }
}

std::vector<std::string> all_names(Isa isa) {
  std::vector<std::string> names;
  for (const std::string& pattern : all_patterns(isa))
    expand(pattern, isa, [&](const std::string& name) { names.push_back(name); });
  return names;
}

// Of instruction sets with few edges: others have hundreds of thousands of tests.
TEST(Generate, AllNamesAreTests) {
  for (const Isa isa : {Isa::x86_64, Isa::s390x}) {
    const auto names = all_names(isa);
    std::set<const Shape*> named;
    for (const std::string& name : names) named.insert(parse_name(name, isa).shape);
    for (const Shape& s : shapes()) EXPECT_EQ(named.contains(&s), exists(s, isa)) << s.name;
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) make_test(names[random() % names.size()], isa);
  }
}

// Every single edge is written so that it reads back as the edge that it is meant to be.
TEST(Generate, EveryEdgeSurvivesExportAndImport) {
  for (const Dialect* d : dialects())
    for (const char* pattern : {"MP+*+*", "LB+*+*", "SB+*+*", "2+2W+*+*"})
      for (const std::string& name : expand(pattern, d->isa())) {
        const LitmusTest t = make_test(name, d->isa());
        EXPECT_EQ(parse_litmus(write_litmus(t), "<text>", d->isa()), t) << write_litmus(t);
      }
}

TEST(Generate, UpdatesAreWrittenInTheInstructionSetsOwnWay) {
  EXPECT_EQ(write_litmus(make_test("RMW", Isa::x86_64)), R"(X86_64 RMW
"Fre Coe"
{
}
 P0             | P1          ;
 movl $2,%eax   | movl $1,(x) ;
 xchgl %eax,(x) |             ;
exists ([x]=2 /\ 0:rax=0)
)");
  EXPECT_EQ(write_litmus(make_test("LLSC", Isa::aarch64)), R"(AArch64 LLSC
"Fre Coe"
{
0:X1=x;
1:X1=x;
}
 P0              | P1          ;
 MOV W0,#2       | MOV W0,#1   ;
 LDXR W2,[X1]    | STR W0,[X1] ;
 STXR W3,W0,[X1] |             ;
exists ([x]=2 /\ 0:X3=0 /\ 0:X2=0)
)");
  EXPECT_EQ(message("RMW+*", Isa::x86_64), "RMW+*: RMW takes 0 edges, found 1");
  EXPECT_EQ(message("RMW+", Isa::x86_64), "RMW+: RMW takes 0 edges, found 1");
  EXPECT_EQ(message("iwp2.8.a+poana+po", Isa::x86_64), "iwp2.8.a: an edge annotates an atomic update");
  const auto names = all_names(Isa::s390x);
  EXPECT_EQ(std::count(names.begin(), names.end(), "RMW2"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "LLSC"), 0);
}

// Atomicity, and nothing else, forbids what the shapes of atomicity ask about.
TEST(Generate, EveryModelForbidsWhatBreaksAtomicity) {
  for (const Model* m : models())
    for (const char* name : {"RMW", "RMW2", "LLSC", "LLSC2"}) {
      if (name[0] == 'L' && !has_load_linked(m->isa)) continue;
      // The write is a plain one, which Go's document says nothing of where it races with an update.
      if (m->isa == Isa::go && name == std::string_view("RMW")) continue;
      const LitmusTest t = make_test(name, m->isa);
      const Judgement whole = judge(t, *m, {.explain = true});
      EXPECT_EQ(whole.verdict, Verdict::kForbidden) << m->name << "\n" << write_litmus(t);
      ASSERT_TRUE(whole.explanation) << m->name << " " << name;
      EXPECT_EQ(whole.explanation->violation.axiom, "atomicity") << m->name << " " << name;
      // An AMO of RISC-V is one memory operation by the global order too.
      const bool one = m->isa == Isa::riscv64 && name[0] == 'R';
      EXPECT_EQ(judge(t, *m, {.without = "atomicity"}).verdict, one ? Verdict::kForbidden : Verdict::kAllowed)
          << m->name << " " << name;
    }
}

// Verdicts from the literature, for models that the corpus does not cover.
TEST(Generate, VerdictsOfTheLiterature) {
  const struct {
    const char* model;
    const char* name;
    Verdict verdict;
  } known[] = {
      {"sparc-pso", "MP", Verdict::kAllowed},
      {"sparc-pso", "MP+membar.ss+po", Verdict::kForbidden},
      {"sparc-pso", "LB", Verdict::kForbidden},
      {"sparc-rmo", "LB", Verdict::kAllowed},
      {"sparc-rmo", "LB+datas", Verdict::kForbidden},
      {"sparc-rmo", "MP+membar.ss+addr", Verdict::kForbidden},
      {"sparc-rmo", "MP+membar.ss+ctrl", Verdict::kAllowed},
      {"sparc-rmo", "MP+membar.ss+membar.ll", Verdict::kForbidden},
      {"sparc-rmo", "CoRR", Verdict::kAllowed},
      {"sparc-rmo", "CoWR", Verdict::kForbidden},
      {"alpha", "MP+wmb+addr", Verdict::kAllowed},  // the dependent-read surprise
      {"alpha", "MP+wmb+mb", Verdict::kForbidden},
      {"alpha", "LB+datas", Verdict::kForbidden},
      {"alpha", "SB+mbs", Verdict::kForbidden},
      {"alpha", "SB+wmbs", Verdict::kAllowed},
      {"alpha", "CoRR", Verdict::kForbidden},
      {"armv7", "WRC+data+addr", Verdict::kAllowed},  // writes reach threads one by one
      {"armv7", "WRC+dmb+addr", Verdict::kForbidden},
      {"armv7", "IRIW+addrs", Verdict::kAllowed},
      {"armv7", "IRIW+dmbs", Verdict::kForbidden},
      {"armv7", "MP+dmb+ctrlisb", Verdict::kForbidden},
      {"armv7", "MP+dmb+ctrl", Verdict::kAllowed},
      {"armv7", "2+2W+dmb.sts", Verdict::kForbidden},
      {"power", "WRC+data+addr", Verdict::kAllowed},
      {"power", "WRC+lwsync+addr", Verdict::kForbidden},
      {"power", "IRIW+lwsyncs", Verdict::kAllowed},
      {"power", "IRIW+syncs", Verdict::kForbidden},
      {"power", "PPOCA", Verdict::kAllowed},
      {"power", "PPOAA", Verdict::kForbidden},
      {"aarch64", "WRC+data+addr", Verdict::kForbidden},
      {"aarch64", "SB+polas", Verdict::kForbidden},
      {"aarch64", "SB+polqs", Verdict::kAllowed},  // RCpc
      {"aarch64", "PPOCA", Verdict::kAllowed},
      {"rvwmo", "PPOCA", Verdict::kAllowed},
      {"rvwmo", "MP+fence.w.w+ctrlfencei", Verdict::kAllowed},  // fence.i orders no data
      {"ztso", "MP", Verdict::kForbidden},
      {"ztso", "SB", Verdict::kAllowed},
      {"x86-tso", "n6", Verdict::kAllowed},
      {"x86-tso", "n7", Verdict::kAllowed},
      {"x86-tso", "n5", Verdict::kForbidden},
      {"x86-tso", "iwp2.3.b", Verdict::kForbidden},
      {"x86-tso", "iwp2.4", Verdict::kAllowed},
      {"x86-tso", "iwp2.6", Verdict::kForbidden},
      {"x86-tso", "iwp2.7", Verdict::kForbidden},
      {"x86-tso", "iwp2.8.a", Verdict::kForbidden},
      {"x86-tso", "iwp2.8.b", Verdict::kForbidden},
      {"zarch", "iwp2.8.a", Verdict::kForbidden},  // an interlocked update serializes
      {"aarch64", "iwp2.8.a", Verdict::kAllowed},  // a plain SWP is no fence
      {"aarch64", "iwp2.8.b", Verdict::kAllowed},
      {"rvwmo", "iwp2.8.a", Verdict::kAllowed},  // nor is amoswap without .aq.rl
      {"power", "iwp2.7", Verdict::kAllowed},
      {"zarch", "SB", Verdict::kAllowed},
      {"zarch", "SB+bcr.14s", Verdict::kForbidden},
      {"zarch", "IRIW", Verdict::kForbidden},
  };
  for (const auto& k : known)
    EXPECT_EQ(to_string(verdict(k.name, k.model)), to_string(k.verdict)) << k.model << " " << k.name;
}

TEST(Generate, ChainsHaveAnEnd) {
  std::string chain = "rfi";
  for (int i = 0; i < 40; ++i) chain += "-pos";
  EXPECT_THROW(make_test("SB+" + chain + "+po", Isa::x86_64), NameError);
}

// diy's names of sizes: w4 is the word from byte 4 on.
TEST(Generate, SizesOfAccesses) {
  EXPECT_EQ(write_litmus(make_test("MP+dmb.syw0w4+dataw4w4-rfiw4q0", Isa::aarch64)),
            R"(AArch64 MP+dmb.syw0w4+dataw4w4-rfiw4q0
"WW Rfe RR Fre"
{
int64_t x;
int64_t y;
0:X0=0x1010101; 0:X1=x; 0:X2=0x1010101; 0:X3=y;
int64_t 1:X5; 1:X0=y; 1:X3=0x2020202; 1:X4=x;
}
 P0             | P1             ;
 STR W0,[X1]    | LDR W1,[X0,#4] ;
 DMB SY         | EOR W2,W1,W1   ;
 STR W2,[X3,#4] | ADD W2,W2,W3   ;
                | STR W2,[X4,#4] ;
                | LDR X5,[X4]    ;
exists (1:X1=0x1010101 /\ 1:X5=0x202020200000000)
)");
  // Verdicts of herd's aarch64-mixed catalogue, and of what follows from the manuals.
  EXPECT_EQ(verdict("MP+dmb.syw0w4+dataw4w4-rfiw4q0", "aarch64"), Verdict::kAllowed);
  EXPECT_EQ(verdict("MP+dmb.syb0b1+datab1b1-rfib1h0", "aarch64"), Verdict::kAllowed);
  EXPECT_EQ(verdict("MP+dmb.syw0w0+dmb.syq0w0", "aarch64"), Verdict::kForbidden);
  const char* partial = "SB+rfib0w0-pow0w0+rfib0w0-pow0w0";
  EXPECT_EQ(verdict(partial, "x86-tso"), Verdict::kAllowed);
  EXPECT_EQ(verdict("SB+rfib0w0-mfencew0w0+rfib0w0-mfencew0w0", "x86-tso"), Verdict::kForbidden);
  for (const char* halves : {"CoRR+posh2h0", "MP+poh2h0+poh0w0", "R+poh2w0+poh0h2"})
    for (const Isa isa : {Isa::x86_64, Isa::aarch64, Isa::riscv64, Isa::alpha}) {
      const LitmusTest t = make_test(halves, isa);
      EXPECT_EQ(parse_litmus(write_litmus(t)), t) << write_litmus(t);
      EXPECT_EQ(judge(t, *find_model("sc")).verdict, Verdict::kForbidden) << write_litmus(t);
    }
  // A location's parts: what is local to a processor is not ordered by a fence elsewhere.
  for (const char* shape : {"CoRR.parts", "MP.parts", "SB.parts", "CoWW.parts", "CoWW.whole"})
    for (const char* model : {"aarch64", "rvwmo", "alpha"})
      EXPECT_EQ(verdict(shape, model), Verdict::kAllowed) << shape << " under " << model;
  for (const char* shape : {"CoRR.parts", "MP.parts", "CoWW.parts", "CoWW.whole"})
    EXPECT_EQ(verdict(shape, "x86-tso"), Verdict::kForbidden) << shape;
  for (const char* shape : {"CoRR.widen", "CoRR.narrow", "CoWR.widen", "IRIW.whole", "RMW.narrow", "RMW.widen",
                            "RMW2.parts", "LLSC.narrow", "LLSC.widen"})
    for (const char* model : {"aarch64", "rvwmo", "alpha"})
      EXPECT_EQ(verdict(shape, model), Verdict::kForbidden) << shape << " under " << model;
  EXPECT_EQ(verdict("SB.parts", "x86-tso"), Verdict::kAllowed);
  EXPECT_EQ(verdict("SB.parts+mfencess", "x86-tso"), Verdict::kForbidden);
  EXPECT_EQ(verdict("SB.forward", "x86-tso"), Verdict::kAllowed);
  EXPECT_EQ(verdict("CoRR+posh2h0", "x86-tso"), Verdict::kForbidden);
  EXPECT_EQ(verdict("CoRR+posh2h0", "aarch64"), Verdict::kAllowed);
  EXPECT_EQ(verdict("CoRR+posh2h0", "rvwmo"), Verdict::kAllowed);
  // Alpha Architecture Handbook, 5.6.1.3: only accesses that overlap keep their order. A read of both halves has it with each.
  EXPECT_EQ(verdict("CoRR+posh2h0", "alpha"), Verdict::kAllowed);
  EXPECT_EQ(verdict("CoRR+posh2w0-posw0h0", "alpha"), Verdict::kForbidden);
  EXPECT_EQ(verdict("CoRR.parts+mb", "alpha"), Verdict::kForbidden);
  EXPECT_EQ(verdict("SB.forward", "alpha"), Verdict::kAllowed);
  EXPECT_EQ(verdict("CoRW2+posh2h0+w0", "aarch64"), Verdict::kAllowed);
  EXPECT_EQ(write_litmus(make_test("RMW+q0+w0", Isa::aarch64)).substr(17),
            write_litmus(make_test("RMW.narrow", Isa::aarch64)).substr(18));
  EXPECT_EQ(to_name(parse_name("CoRR+posh2h0+w0", Isa::x86_64)), "CoRR+posh2h0+w0");
  EXPECT_EQ(message("IRIW+pos+w0", Isa::x86_64), "IRIW+pos+w0: IRIW has 2 threads of one access, found sizes of 1");
  EXPECT_EQ(message("SB+po+po+w0", Isa::x86_64), "SB+po+po+w0: SB has 0 threads of one access, found sizes of 1");
  EXPECT_EQ(message("MP+poh0h2+poh0w0", Isa::x86_64), "MP+poh0h2+poh0w0: two accesses that communicate do not overlap");
  EXPECT_EQ(message("MP+pow0h0-pow0w0+po", Isa::x86_64),
            "MP+pow0h0-pow0w0+po: two edges give one access different sizes");
  EXPECT_EQ(message("MP+pow0w0+po", Isa::ppc64le),
            "pow0w0: sizes of accesses are told in tests for x86_64, aarch64, riscv64, alpha, not for "
            "ppc64le");
  EXPECT_EQ(message("MP+pow9w0+po", Isa::x86_64),
            "'w9' is no part of a location: b, h, w or q for 1, 2, 4 or 8 bytes, then the first of "
            "them, a multiple of the size below 8");
  EXPECT_EQ(message("MP+pow0h3+po", Isa::x86_64).substr(0, 4), "'h3'");
  EXPECT_EQ(message("MP+poz0w0+po", Isa::x86_64).substr(0, 4), "'z0'");
}

// Other tools have no stack unless they are told of one; read back it means the same.
TEST(Generate, LockedStackUpdateIsAFence) {
  EXPECT_EQ(verdict("SB+lock_adds", "x86-tso"), Verdict::kForbidden);
  EXPECT_EQ(verdict("SB+lock_add+po", "x86-tso"), Verdict::kAllowed);
  const std::string text = write_litmus(make_test("SB+lock_adds", Isa::x86_64));
  EXPECT_NE(text.find("1:rsp=stack1;"), std::string::npos) << text;
  const LitmusTest read = parse_litmus(text);
  EXPECT_EQ(judge(read, *find_model("x86-tso")).verdict, Verdict::kForbidden);
  EXPECT_EQ(write_litmus(read), text);
}

}  // namespace
}  // namespace fenceline::models
