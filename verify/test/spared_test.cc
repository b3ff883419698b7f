// Why the accesses of verify/spared.txt keep their orders, asked of the models: what the explorer cannot show, for RC11
// has no load buffering, C++20 allows and hardware does.
#include <gtest/gtest.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>

namespace fenceline::models {
namespace {

bool allows(const char* model, const std::string& text) {
  return judge(parse_litmus(text), *find_model(model)).verdict == Verdict::kAllowed;
}

// Chase and Lev's deque: a thief reads an item and takes it by its compare-exchange (6); the owner sees that it is
// taken (1) and puts another one in its place. May the thief have read that one?
std::string steal(const std::string& thief, const std::string& owner) {
  return R"(C steal
{ item=1; }
P0 (atomic_int* item, atomic_int* top) {
  int r0 = atomic_load_explicit(item, memory_order_relaxed);
  int r1 = 0;
  int r2 = atomic_compare_exchange_strong_explicit(top, &r1, 1, memory_order_)" +
         thief + R"(, memory_order_relaxed);
}
P1 (atomic_int* item, atomic_int* top) {
  int r0 = atomic_load_explicit(top, memory_order_)" +
         owner + R"();
  if (r0 == 1) {
    atomic_store_explicit(item, 2, memory_order_relaxed);
  }
}
exists (0:r0=2 /\ 1:r0=1)
)";
}

std::string aarch64(const std::string& store, const std::string& load) {
  return R"(AArch64 steal
{ 0:X1=item; 0:X3=top; 1:X1=item; 1:X3=top; item=1; }
 P0               | P1           ;
 LDR W0,[X1]      | )" +
         load + R"( W0,[X3] ;
 MOV W2,#1        | CMP W0,#1    ;
 L0: LDXR W4,[X3] | B.NE L1      ;
 )" + store +
         R"( W5,W2,[X3] | MOV W2,#2 ;
 CBNZ W5,L0       | STR W2,[X1]  ;
                  | L1:          ;
exists (0:X0=2 /\ 1:X0=1)
)";
}

std::string power(const std::string& before, const std::string& after) {
  return R"(PPC steal
{ 0:r1=item; 0:r3=top; 1:r1=item; 1:r3=top; item=1; }
 P0                 | P1           ;
 lwz r0,0(r1)       | lwz r0,0(r3) ;
 li r2,1            | cmpwi r0,1   ;
 )" + before +
         R"(  | bne L1       ;
 L0: lwarx r4,r0,r3 | )" +
         after + R"(      ;
 stwcx. r2,r0,r3    | li r2,2      ;
 bne L0             | stw r2,0(r1) ;
                    | L1:          ;
exists (0:r0=2 /\ 1:r0=1)
)";
}

TEST(Spared, AStealIsReleasedWhereLoadsMayBeLate) {
  EXPECT_FALSE(allows("aarch64", aarch64("STLXR", "LDAR")));
  EXPECT_TRUE(allows("aarch64", aarch64("STXR", "LDAR"))) << "(6) relaxed";
  EXPECT_FALSE(allows("power", power("lwsync", "isync")));
  EXPECT_TRUE(allows("power", power("", "isync"))) << "(6) relaxed";
  EXPECT_FALSE(allows("rc11", steal("relaxed", "relaxed"))) << "else the explorer had to find it";
}

TEST(Spared, AnOwnersBranchHoldsOnHardwareAndNotInTheLanguage) {
  EXPECT_FALSE(allows("cxx20", steal("release", "acquire")));
  EXPECT_TRUE(allows("cxx20", steal("release", "relaxed"))) << "(1) relaxed";
  EXPECT_FALSE(allows("aarch64", aarch64("STLXR", "LDR")));
  EXPECT_FALSE(allows("power", power("lwsync", "")));
}

// A reader leaves (6) and comes back (1); who sees only that it is back may destroy what it read before.
std::string comes_back(const std::string& back) {
  return R"(C comes-back
{ }
P0 (atomic_int* node, atomic_int* epoch) {
  atomic_store_explicit(node, 1, memory_order_relaxed);
  atomic_store_explicit(epoch, 1, memory_order_release);
  atomic_store_explicit(epoch, 2, memory_order_)" +
         back + R"();
}
P1 (atomic_int* node, atomic_int* epoch) {
  int r0 = atomic_load_explicit(epoch, memory_order_acquire);
  int r1 = atomic_load_explicit(node, memory_order_relaxed);
}
exists (1:r0=2 /\ 1:r1=0)
)";
}

TEST(Spared, AThreadsOwnStoreReleasesNothingInTheLanguage) {
  EXPECT_TRUE(allows("cxx20", comes_back("relaxed")));
  EXPECT_FALSE(allows("cxx20", comes_back("release")));
  EXPECT_FALSE(allows("rc11", comes_back("relaxed"))) << "else the explorer had to find it";
}

}  // namespace
}  // namespace fenceline::models
