// Texts for the Linux kernel's C that are written as its tools/memory-model is: a bell file beside the cat file, and rf
// and co of spinlocks made by the text.
#include <models/interpreter/cat_model.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>
#include <models/shapes/written.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace fenceline::models {
namespace {

// Sequential consistency, with locks of its own: what takes a lock reads what released it last, in an order that is made
// of that of the writes that take it.
const char* const kOwnLocks = R"(LINUX "own locks"
let taken = ([LKR]; po-loc; [LKW]) \ (po; po)
empty ([LKW]; po-loc; [LKR | RU]) \ (po-loc; [UL]; po-loc)
let held = ([LKW]; po-loc; [UL]) \ (po-loc; [LKW | UL]; po-loc)
let kept = LKW \ domain(held)
empty ([kept]; loc; [kept]) \ id
let single p = p ++ 0
let from-locks e = map single ((LKW * {e}) & loc)
let from-unlocks e = map single (((UL | IW) * {e}) & loc)
with seen-locked from cross(map from-locks LF)
with seen-free from cross(map from-unlocks RU)
let W = W | LKW
let rf = rf | seen-locked | seen-free
let co0 = co0 | ([IW]; loc; [LKW]) | (([LKW]; loc; [kept]) \ id)
include "cos.cat"
let co = (co | held | (held^-1; co))+
let rf = rf | ([IW | UL]; singlestep(co); taken^-1)
let fr = rf^-1; co
acyclic po | rf | co | fr as sc
empty (rmw | taken) & ((fr & ext); (co & ext)) as atomic
)";

TEST(LkmmText, MakesItsOwnOrdersOfLocks) {
  const Model text = parse_cat(kOwnLocks, "own.cat");
  const Model& sc = *find_model("sc");
  int locked = 0;
  for (const LitmusTest& test : written_tests(Isa::linux_kernel)) {
    const bool locks = write_litmus(test).find("spin_") != std::string::npos;
    const Judgement own = judge(test, text), built_in = judge(test, sc);
    EXPECT_EQ(own.states, built_in.states) << write_litmus(test);
    locked += locks && !built_in.states.empty();
  }
  EXPECT_GT(locked, 3);
}

class Folder {
 public:
  Folder(const std::string& bell, const std::string& cat) {
    std::ofstream(path(".bell")) << bell;
    std::ofstream(path(".cat")) << cat;
  }
  Model model() const { return read_cat(path(".cat")); }

 private:
  static std::string path(const std::string& end) { return ::testing::TempDir() + "/kernel_text" + end; }
};

LitmusTest behind_an_update() {
  return parse_litmus(R"(C T
{}
P0 (int* x, int* y) {
  int r0 = xchg(x, 1);
  int r1 = READ_ONCE(*y);
}
P1 (int* x, int* y) {
  WRITE_ONCE(*y, 1);
  smp_mb();
  int r0 = READ_ONCE(*x);
}
exists (0:r1=0 /\ 1:r0=0))");
}

const char* const kFenced = "acyclic po-loc | rf | co | fr acyclic fencerel(Mb) | rf | co | fr";

// A bell file of before the variant lkmmv2 knows no update that is a full barrier: two fences are.
TEST(LkmmText, FencesStandAroundUpdatesOfOldFiles) {
  const char* const bell = "\"old\" enum Barriers = 'mb || 'long-gone instructions F[Barriers]";
  EXPECT_EQ(judge(behind_an_update(), Folder(bell, std::string("\"old\" empty Long-gone ") + kFenced).model()).verdict,
            Verdict::kForbidden);
  const char* const young = "\"young\" flag ~empty (if \"lkmmv2\" then 0 else _) as needs-lkmmv2";
  const Judgement j = judge(behind_an_update(), Folder(young, std::string("\"young\" ") + kFenced).model());
  EXPECT_EQ(j.verdict, Verdict::kAllowed);
  EXPECT_TRUE(j.flags.empty());
  EXPECT_EQ(judge(behind_an_update(), parse_cat(std::string("LINUX \"alone\" ") + kFenced, "a.cat")).verdict,
            Verdict::kAllowed);
}

// What some choice of some locations' rf and co forbids the others do not heal: the search leaves such choices out.
TEST(LkmmText, AChoiceThatIsForbiddenInPartIsLeftOut) {
  const LitmusTest test = parse_litmus(R"(C T
{}
P0 (int* a, int* b, int* x, int* y) {
  int r0 = xchg_acquire(a, 1); int r1 = READ_ONCE(*y); WRITE_ONCE(*x, 1); WRITE_ONCE(*x, 0);
  smp_store_release(a, 0);
  int r2 = xchg_acquire(b, 1); smp_store_release(b, 0);
}
P1 (int* a, int* b, int* x, int* y) {
  int r0 = xchg_acquire(b, 1); int r1 = READ_ONCE(*x); WRITE_ONCE(*y, 1); WRITE_ONCE(*y, 0);
  smp_store_release(b, 0);
  int r2 = xchg_acquire(a, 1); smp_store_release(a, 0);
}
P2 (int* a, int* b, int* x, int* y) {
  int r0 = xchg_acquire(a, 1); int r1 = READ_ONCE(*x); WRITE_ONCE(*y, 1); WRITE_ONCE(*y, 0);
  smp_store_release(a, 0);
}
exists (0:r0=0 /\ 1:r0=0 /\ 2:r0=0 /\ 2:r1=1))");
  const Model& lkmm = *find_model("lkmm");
  Model whole = lkmm;
  whole.monotone = false;
  const Judgement in_part = judge(test, lkmm), in_whole = judge(test, whole);
  EXPECT_EQ(in_part.states, in_whole.states);
  EXPECT_EQ(in_part.verdict, in_whole.verdict);
  EXPECT_LT(in_part.candidates, in_whole.candidates / 2);
  // What two of the locations exclude is asked once.
  std::size_t asked = 0;
  Model counted = lkmm;
  counted.axioms = [&](const Execution& x, Axioms& a) { ++asked, lkmm.axioms(x, a); };
  EXPECT_EQ(judge(test, counted).states, in_whole.states);
  EXPECT_LT(asked, 600u);
}

}  // namespace
}  // namespace fenceline::models
