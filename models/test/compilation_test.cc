// Is what compilers make of C++ within what C++ allows? Tests in C++ with random memory orders,
// translated access by access with every mapping of arch/<isa>/mappings.tsv: each final state that
// the instruction set's model allows must be one that the model of C++ allows.
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/memory/cxx.h>
#include <models/shapes/generate.h>
#include <models/shapes/shapes.h>
#include <models/test/mapping_writer.h>
#include <base/text.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

namespace fenceline::models {
namespace {

struct MemoryOrder {
  std::string name;  // as the mappings have it
  std::uint16_t order;
};
const std::vector<MemoryOrder> kLoads = {
    {"relaxed", kRelaxed}, {"acquire", kRelaxed | kAcquire}, {"seq_cst", kRelaxed | kAcquire | kSeqCst}};
const std::vector<MemoryOrder> kStores = {
    {"relaxed", kRelaxed}, {"release", kRelaxed | kRelease}, {"seq_cst", kRelaxed | kRelease | kSeqCst}};
const MemoryOrder kUpdate{"seq_cst", kRelaxed | kAcquire | kRelease | kSeqCst | kAtomic};
// Of a compare-and-swap, and of the load that one is which fails.
const std::pair<MemoryOrder, std::uint16_t> kCas[] = {
    {{"relaxed", kRelaxed | kAtomic}, kRelaxed},
    {{"acquire", kRelaxed | kAcquire | kAtomic}, kRelaxed | kAcquire},
    {{"release", kRelaxed | kRelease | kAtomic}, kRelaxed},
    {{"acq_rel", kRelaxed | kAcquire | kRelease | kAtomic}, kRelaxed | kAcquire},
    {kUpdate, kRelaxed | kAcquire | kSeqCst}};

struct CppAccess {
  bool write = false;
  char location = 'x';
  int value = 0;    // stored
  Variable result;  // of a load
  MemoryOrder order;
  std::string
      update;  // an exchange for a store, a fetch_add of 0 for a load, a cas that succeeds or fails; empty: none
  FenceKind fence = FenceKind::kMfence;
  std::string fence_order;  // before it; empty: none
};
using Program = std::vector<std::vector<CppAccess>>;

// The accesses of a shape, all relaxed.
Program program_of(const LitmusTest& test) {
  Program out;
  for (std::size_t t = 0; t < test.threads.size(); ++t) {
    out.emplace_back();
    for (const Instruction& i : test.threads[t].code)
      for (const MicroOp& op : i.ops) {
        if (op.op != Op::kLoad && op.op != Op::kStore) continue;
        CppAccess a;
        a.write = op.op == Op::kStore;
        a.location = test.locations[location_at(op.base.imm, 99)].name[0];
        a.value = static_cast<int>(op.a.imm);
        a.order = kLoads[0];
        if (!a.write) a.result = {static_cast<int>(t), i.ops.back().dst, 0};
        out.back().push_back(a);
      }
  }
  return out;
}

void choose_orders(Program& program, std::mt19937& random) {
  static const std::pair<std::string, FenceKind> fences[] = {{"acquire", FenceKind::kFenceAcquire},
                                                             {"release", FenceKind::kFenceRelease},
                                                             {"acq_rel", FenceKind::kFenceAcqRel},
                                                             {"seq_cst", FenceKind::kFenceSeqCst}};
  for (auto& thread : program)
    for (CppAccess& a : thread) {
      a.order = (a.write ? kStores : kLoads)[random() % 3];
      const auto dice = random() % 6;
      a.update = dice == 0 ? a.write ? "exchange" : "fetch_add" : dice == 1 ? "cas" : "";
      if (dice == 0) a.order = kUpdate;
      if (dice == 1) {
        const auto& [of_success, of_failure] = kCas[random() % std::size(kCas)];
        a.order = of_success;
        if (!a.write) a.order.order = of_failure;
      }
      a.fence_order.clear();
      if (&a == thread.data() || random() % 2 == 0) continue;
      const auto& [order, kind] = fences[random() % 4];
      a.fence_order = order, a.fence = kind;
    }
}

std::string to_string(const Program& program) {
  std::string out;
  for (const auto& thread : program) {
    out += out.empty() ? "" : " | ";
    for (const CppAccess& a : thread)
      out += (a.fence_order.empty() ? "" : "fence " + a.fence_order + "; ") +
             (a.update.empty() ? "" : a.update + " as ") + (a.write ? "W " : "R ") + std::string(1, a.location) + " " +
             a.order.name + "; ";
  }
  return out;
}

// The shape's test with these orders: what it means, not its text.
LitmusTest cpp_test(LitmusTest test, const Program& program) {
  test.observed.clear();
  test.filter = test.condition = {};
  for (std::size_t t = 0; t < program.size(); ++t) {
    auto access = program[t].begin();
    std::vector<Instruction> code;
    for (Instruction& i : test.threads[t].code) {
      for (MicroOp& op : i.ops) {
        if (op.op != Op::kLoad && op.op != Op::kStore) continue;
        op.order = access->order.order;
        // One that succeeds is an exchange that finds what it expects: there are no fewer of those.
        if (!access->update.empty() && (access->write || access->update != "cas")) {
          op.alu = op.op == Op::kStore ? Alu::kSecond : Alu::kAdd;
          op.op = Op::kRmw;
        }
        if (!access->fence_order.empty()) {
          Instruction before;
          MicroOp fence;
          fence.op = Op::kFence, fence.fence.kind = access->fence;
          before.ops = {fence};
          code.push_back(before);
        }
        if (!access->write) test.observed.push_back(access->result);
        ++access;
      }
      code.push_back(std::move(i));
    }
    test.threads[t].code = std::move(code);
  }
  for (std::size_t l = 0; l < test.locations.size(); ++l) test.observed.push_back({-1, static_cast<int>(l), 0});
  test.condition_variables = static_cast<int>(test.observed.size());
  return test;
}

// Empty where the mapping has an operation that no litmus test of ours writes.
std::string compiled(const std::string& isa, const std::map<std::string, std::string>& mapping, const LitmusTest& test,
                     const Program& program) {
  MappingWriter writer(isa);
  std::vector<std::string> observed;
  for (std::size_t t = 0; t < program.size(); ++t) {
    writer.thread();
    for (std::size_t n = 0; n < program[t].size(); ++n) {
      const CppAccess& a = program[t][n];
      if (!a.fence_order.empty()) writer.fence(mapping.at("fence " + a.fence_order));
      const std::string use = !a.update.empty() ? a.update : a.write ? "store" : "load";
      const std::string& sequence = mapping.at(use + " " + a.order.name);
      if (!sequences(isa).contains(sequence)) return {};
      if (a.write)
        writer.writing(sequence, a.location, a.value);
      else
        writer.reading(sequence, a.location);
      if (!a.write) observed.push_back(writer.result(t, n) + "=0");
    }
  }
  for (const Location& l : test.locations) observed.push_back(l.name + "=0");
  return writer.text((writer.succeeds().empty() ? "" : "filter (" + writer.succeeds() + ")\n") + "exists (" +
                     join(observed, " /\\ ") + ")");
}

std::set<State> states(const LitmusTest& test, const Model& model, const JudgeOptions& options = {}) {
  std::set<State> out;
  for (State s : judge(test, model, options).states) {
    s.resize(test.condition_variables);
    out.insert(s);
  }
  return out;
}

bool within(const std::set<State>& a, const std::set<State>& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

// What a model of hardware knows less of than C++ and its compilers rely on.
bool excepted(const std::string& isa, const std::string& mapping, const Program& program) {
  const bool updates = std::any_of(program.begin(), program.end(), [](const auto& thread) {
    return std::any_of(thread.begin(), thread.end(), [](const CppAccess& a) { return !a.update.empty(); });
  });
  // The model of ARMv7 lets a strex take effect before its own ldrex, where no dmb stands around.
  if (isa == "arm" && mapping == "ctrl_isb") return updates;
  // SPARC's RMO reorders two loads of one location (see below).
  return isa == "sparc64" && mapping == "rmo" && std::any_of(program.begin(), program.end(), [](const auto& thread) {
           return thread.size() == 2 && !thread[0].write && !thread[1].write &&
                  thread[0].location == thread[1].location;
         });
}

// FENCELINE_COMPILATIONS: how many programs of each shape, more for a longer look.
TEST(Compilation, WhatMachinesShowIsWithinCpp) {
  const char* given = std::getenv("FENCELINE_COMPILATIONS");
  const int samples = given != nullptr ? std::atoi(given) : 20;
  const auto all = mappings();
  std::mt19937 random(2017);
  std::map<std::string, std::set<State>> known;  // what a compiled test shows
  std::map<std::string, int> compared;
  for (const Shape& shape : shapes()) {
    if (!is_open(shape) || !shape.sizes.empty() || threads(shape) > 3) continue;
    const LitmusTest bare = make_test(shape.name, Isa::cxx);
    Program program = program_of(bare);
    for (int sample = 0; sample < samples; ++sample) {
      choose_orders(program, random);
      const LitmusTest source = cpp_test(bare, program);
      // Machines do not keep every load before later stores, which RC11 wants of them.
      const auto rc11 = states(source, *find_model("rc11"), {.without = "no-thin-air"}),
                 cxx20 = states(source, *find_model("cxx20"));
      for (const auto& [key, mapping] : all) {
        const auto& [isa, name] = key;
        if (excepted(isa, name, program)) continue;
        std::string_view model = model_of(name);
        if (model.empty()) model = find_dialect(isa)->default_model();
        const std::string text = compiled(isa, mapping, source, program);
        if (text.empty()) continue;
        const auto [it, fresh] = known.try_emplace(std::string(model) + text);
        if (fresh) it->second = states(parse_litmus(text), *find_model(model));
        EXPECT_TRUE(within(it->second, rc11) && within(it->second, cxx20))
            << isa << " " << name << ", " << shape.name << ": " << to_string(program) << "\n"
            << text;
        ++compared[isa];
      }
    }
  }
  for (const char* isa : {"x86_64", "aarch64", "riscv64", "ppc64le", "s390x", "arm", "sparc64", "alpha", "mips64el"})
    EXPECT_GE(compared[isa], 29 * samples) << isa;
}

// What RC11 costs: it forbids load buffering, and the plain instructions of a relaxed load and a
// relaxed store show it.
TEST(Compilation, LoadBufferingIsBeyondRc11) {
  const LitmusTest source = make_test("LB", Isa::cxx);
  const Judgement j = judge(source, *find_model("rc11"), {.explain = true});
  EXPECT_EQ(j.verdict, Verdict::kForbidden);
  EXPECT_EQ(j.explanation->violation.axiom, "no-thin-air");
  for (const char* isa : {"aarch64", "riscv64", "ppc64le", "arm"}) {
    const LitmusTest lb = make_test("LB", find_dialect(isa)->isa());
    EXPECT_EQ(judge(lb, *find_model(find_dialect(isa)->default_model())).verdict, Verdict::kAllowed) << isa;
  }
}

// A relaxed load is a plain ld under the mapping for RMO; C++ orders two relaxed loads of one
// object
// ([intro.races]/16).
TEST(Compilation, RmoReordersLoadsThatCppOrders) {
  EXPECT_EQ(judge(make_test("CoRR", Isa::cxx), *find_model("cxx20")).verdict, Verdict::kForbidden);
  EXPECT_EQ(judge(make_test("CoRR", Isa::sparc64), *find_model("sparc-rmo")).verdict, Verdict::kAllowed);
}

// C++11 wanted the order of seq_cst operations consistent with all of happens-before and with
// modification orders (N3337, 29.3 [atomics.order]/3).
void cxx11_order(const Execution& x, Axioms& a) {
  const CxxSets s(x);
  const Relation sw = synchronizes_with(x, a, s, (x.rf * x.rmw).star());
  const Relation hb = (x.po | sw).closure();
  a.irreflexive("coherence", {hb, x.com.closure().maybe()});
  a.atomicity(x);
  const EventSet sc = s.sc_accesses;
  a.acyclic("S", (hb | x.co | x.fr).between(sc, sc));
}

// What POWER shows of a test in C++ under a mapping, and C++11 forbade: so it could not stand. In
// strongly-happens-before, and in the partial SC of RC11, there is room for it.
void expect_only_cxx11_forbids(const std::string& cpp, const std::string& power) {
  const Model cxx11 = {"cxx11", "C++11", "N3337, 29.3", Isa::cxx, cxx11_order};
  const LitmusTest source = parse_litmus(cpp);
  EXPECT_EQ(judge(source, cxx11).verdict, Verdict::kForbidden);
  EXPECT_EQ(judge(source, *find_model("rc11")).verdict, Verdict::kAllowed);
  EXPECT_EQ(judge(source, *find_model("cxx20")).verdict, Verdict::kAllowed);
  EXPECT_EQ(judge(parse_litmus(power), *find_model("power")).verdict, Verdict::kAllowed);
}

// Z6.U of Lahav et al. 2017.
TEST(Compilation, LeadingSyncShowsWhatCxx11Forbade) {
  expect_only_cxx11_forbids(R"(C Z6.U
{}
P0 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(x, 1, memory_order_seq_cst);
  atomic_store_explicit(y, 1, memory_order_release);
}
P1 (atomic_int* y) {
  int r0 = atomic_fetch_add_explicit(y, 1, memory_order_seq_cst);
  int r1 = atomic_load_explicit(y, memory_order_relaxed);
}
P2 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(y, 3, memory_order_seq_cst);
  int r0 = atomic_load_explicit(x, memory_order_seq_cst);
}
exists (1:r0=1 /\ 1:r1=3 /\ 2:r0=0))",
                            R"(PPC Z6.U
{ 0:r2=x; 0:r4=y; 1:r4=y; 2:r2=x; 2:r4=y; }
 P0           | P1              | P2           ;
 li r1,1      | sync            | li r1,3      ;
 sync         | lwarx r5,r0,r4  | sync         ;
 stw r1,0(r2) | addi r6,r5,1    | stw r1,0(r4) ;
 lwsync       | stwcx. r6,r0,r4 | sync         ;
 stw r1,0(r4) | bne Fail        | lwz r8,0(r2) ;
              | isync           | cmpw r8,r8   ;
              | lwz r7,0(r4)    | bne L        ;
              | Fail:           | L:           ;
              |                 | isync        ;
exists (1:r5=1 /\ 1:r7=3 /\ 2:r8=0))");
}

// IRIW-acq-sc of Lahav et al. 2017.
TEST(Compilation, TrailingSyncShowsWhatCxx11Forbade) {
  expect_only_cxx11_forbids(R"(C IRIW-acq-sc
{}
P0 (atomic_int* x) {
  atomic_store_explicit(x, 1, memory_order_seq_cst);
}
P1 (atomic_int* x, atomic_int* y) {
  int r0 = atomic_load_explicit(x, memory_order_acquire);
  int r1 = atomic_load_explicit(y, memory_order_seq_cst);
}
P2 (atomic_int* x, atomic_int* y) {
  int r0 = atomic_load_explicit(y, memory_order_acquire);
  int r1 = atomic_load_explicit(x, memory_order_seq_cst);
}
P3 (atomic_int* y) {
  atomic_store_explicit(y, 1, memory_order_seq_cst);
}
exists (1:r0=1 /\ 1:r1=0 /\ 2:r0=1 /\ 2:r1=0))",
                            R"(PPC IRIW-acq-sc
{ 0:r2=x; 1:r2=x; 1:r4=y; 2:r2=x; 2:r4=y; 3:r4=y; }
 P0           | P1           | P2           | P3           ;
 li r1,1      | lwz r5,0(r2) | lwz r5,0(r4) | li r1,1      ;
 lwsync       | lwsync       | lwsync       | lwsync       ;
 stw r1,0(r2) | lwz r6,0(r4) | lwz r6,0(r2) | stw r1,0(r4) ;
 sync         | sync         | sync         | sync         ;
exists (1:r5=1 /\ 1:r6=0 /\ 2:r5=1 /\ 2:r6=0))");
}

}  // namespace
}  // namespace fenceline::models
