// Loops and what they decide: rounds that change nothing, rounds without end, and what is said where a path was cut.
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>

#include <gtest/gtest.h>

namespace fenceline::models {
namespace {

Judgement judged(const std::string& text, const char* model) { return judge(parse_litmus(text), *find_model(model)); }

// A writer, and a reader that counts how often it looked.
std::string counting(const std::string& condition, const char* isa = "AArch64") {
  if (std::string(isa) == "X86_64")
    return R"(X86_64 T
{ x=0; }
 P0           | P1            ;
 movl $1,(x)  | L0:           ;
              | incl %ebx     ;
              | movl (x),%eax ;
              | cmpl $0,%eax  ;
              | je L0         ;
)" + condition;
  if (std::string(isa) == "RISCV")
    return R"(RISCV T
{ 0:x6=x; 1:x6=x; }
 P0          | P1            ;
 li x5,1     | L0:           ;
 sw x5,0(x6) | addi x7,x7,1  ;
             | lw x5,0(x6)   ;
             | beqz x5,L0    ;
)" + condition;
  return R"(AArch64 T
{ 0:X1=x; 1:X1=x; }
 P0          | P1            ;
 MOV W0,#1   | L:            ;
 STR W0,[X1] | ADD W5,W5,#1  ;
             | LDR W3,[X1]   ;
             | CBZ W3,L      ;
)" + condition;
}

// Each failed round writes, so that rounds add up, and those of two threads may follow each other in more ways than anybody
// can look at.
TEST(Loops, WhatTakesTooLongToFollowStandsAsFarAsItWas) {
  const Judgement j = judged(R"(X86_64 spinlock
{}
 P0               | P1               ;
 L0:              | L1:              ;
 movl $1,%eax     | movl $1,%eax     ;
 xchgl %eax,(l)   | xchgl %eax,(l)   ;
 testl %eax,%eax  | testl %eax,%eax  ;
 jne L0           | jne L1           ;
 incl (x)         | incl (x)         ;
 movl $0,(l)      | movl $0,(l)      ;
exists (x=1))",
                             "x86-tso");
  EXPECT_EQ(j.verdict, Verdict::kUndecided);
  EXPECT_TRUE(j.cut);
  EXPECT_GE(j.unroll, 2);
  EXPECT_LT(j.unroll, 32);
}

TEST(Loops, WhatIsCutShortForbidsNothing) {
  const std::tuple<const char*, const char*, const char*> all[] = {
      {"AArch64", "aarch64", "1:X5="}, {"X86_64", "x86-tso", "1:rbx="}, {"RISCV", "rvwmo", "1:x7="}};
  for (const auto& [isa, model, count] : all)
    for (const char* by : {model, "sc"}) {
      const auto of = [by, isa = isa, count = count](const std::string& text) {
        return judged(counting("exists (" + std::string(count) + text + ")", isa), by);
      };
      for (const char* reached : {"1", "2", "3", "5", "7"}) {
        const Judgement j = of(reached);
        EXPECT_EQ(j.verdict, Verdict::kAllowed) << isa << " " << reached;
        EXPECT_TRUE(j.cut);
        EXPECT_TRUE(j.reaches({12345})) << "not all states are known";
      }
      EXPECT_EQ(of("1000").verdict, Verdict::kUndecided);
      EXPECT_EQ(judged(counting("forall (not " + std::string(count) + "1000)", isa), by).verdict, Verdict::kUndecided);
      EXPECT_EQ(judged(counting("~exists (" + std::string(count) + "1000)", isa), by).verdict, Verdict::kUndecided);
    }
}

TEST(Loops, RoundsThatChangeNothingAreNoCut) {
  // A reader that waits for a flag: with the fence forbidden, without allowed, and neither cut.
  const auto waits = [](const std::string& fence) {
    return judged(R"(AArch64 T
{ 0:X1=x; 0:X2=y; 1:X1=x; 1:X2=y; }
 P0           | P1          ;
 MOV W0,#1    | L:          ;
 STR W0,[X1]  | LDR W0,[X2] ;
 STLR W0,[X2] | CBZ W0,L    ;
              | )" + fence +
                      R"( ;
              | LDR W3,[X1] ;
exists (1:X3=0))",
                  "aarch64");
  };
  EXPECT_EQ(waits("DMB LD").verdict, Verdict::kForbidden);
  EXPECT_EQ(waits("NOP").verdict, Verdict::kAllowed);
  EXPECT_FALSE(waits("DMB LD").cut);
}

TEST(Loops, LoadLinkedLoopsAreNotCut) {
  const Judgement j = judged(R"(AArch64 T
{ 0:X1=x; 1:X1=x; }
 P0             | P1             ;
 L0:            | L1:            ;
 LDXR W0,[X1]   | LDXR W0,[X1]   ;
 ADD W0,W0,#1   | ADD W0,W0,#1   ;
 STXR W2,W0,[X1]| STXR W2,W0,[X1];
 CBNZ W2,L0     | CBNZ W2,L1     ;
forall (x=2))",
                             "aarch64");
  EXPECT_EQ(j.verdict, Verdict::kRequired);
  EXPECT_FALSE(j.cut);
}

// A lock by compare-and-swap, whose failed rounds read only.
TEST(Loops, ALockByCompareAndSwapExcludes) {
  const std::string text = R"(X86_64 lock
{ l=0; x=0; 0:rcx=1; 1:rcx=1; }
 P0                       | P1                       ;
 L0: movl $0,%eax         | L1: movl $0,%eax         ;
 lock cmpxchgl %ecx,(l)   | lock cmpxchgl %ecx,(l)   ;
 jne L0                   | jne L1                   ;
 movl (x),%ebx            | movl (x),%ebx            ;
 incl %ebx                | incl %ebx                ;
 movl %ebx,(x)            | movl %ebx,(x)            ;
 movl $0,(l)              | movl $0,(l)              ;
)";
  const Judgement j = judged(text + "exists (x=1)", "x86-tso");
  EXPECT_EQ(j.verdict, Verdict::kForbidden);
  EXPECT_FALSE(j.cut);
}

// Its failed rounds write what was there: they may go on, and nothing is called forbidden for it.
TEST(Loops, ALockByExchangeIsCut) {
  const Judgement j = judged(R"(X86_64 lock
{ l=0; x=0; }
 P0               | P1               ;
 L0: movl $1,%eax | L1: movl $1,%eax ;
 xchgl %eax,(l)   | xchgl %eax,(l)   ;
 cmpl $0,%eax     | cmpl $0,%eax     ;
 jne L0           | jne L1           ;
 movl $0,(l)      | movl $0,(l)      ;
exists (x=1))",
                             "x86-tso");
  EXPECT_NE(j.verdict, Verdict::kForbidden);
  EXPECT_NE(j.verdict, Verdict::kAllowed);
}

TEST(Loops, ThreadsThatWaitForEachOther) {
  EXPECT_EQ(judged(R"(X86_64 handshake
{}
 P0               | P1               ;
 movl $1,(x)      | L1: movl (x),%eax;
 L0: movl (y),%eax| cmpl $0,%eax     ;
 cmpl $0,%eax     | je L1            ;
 je L0            | movl $1,(y)      ;
forall (x=1 /\ y=1))",
                   "x86-tso")
                .verdict,
            Verdict::kRequired);
}

TEST(Loops, ASlowSeqlockIsForbidden) {
  const auto seqlock = [](const std::string& condition) {
    return judged(R"(AArch64 seqlock
{ 0:X10=s; 0:X11=x; 0:X12=y; 1:X10=s; 1:X11=x; 1:X12=y; }
 P0             | P1            ;
 MOV W0,#1      | L0:           ;
 MOV W1,#2      | LDAR W5,[X10] ;
 MOV W2,#3      | LDR W6,[X11]  ;
 MOV W3,#4      | LDR W7,[X12]  ;
 STR W0,[X10]   | DMB LD        ;
 DMB ST         | LDR W8,[X10]  ;
 STR W0,[X11]   | CMP W5,W8     ;
 STR W0,[X12]   | B.NE L0       ;
 STLR W1,[X10]  |               ;
 STR W2,[X10]   |               ;
 DMB ST         |               ;
 STR W1,[X11]   |               ;
 STR W1,[X12]   |               ;
 STLR W3,[X10]  |               ;
)" + condition,
                  "aarch64");
  };
  const Judgement j = seqlock("exists (1:X5=2 /\\ 1:X6=1 /\\ 1:X7=2)");
  EXPECT_EQ(j.verdict, Verdict::kForbidden);
  EXPECT_FALSE(j.cut);
  EXPECT_LT(j.candidates, 10000u);
}

// A loop whose condition stands at its head, where what it compares is live.
TEST(Loops, ASeqlockOfCxxIsForbidden) {
  const Judgement j = judged(R"(C seq-c
{}
P0 (atomic_int* s, atomic_int* x, atomic_int* y) {
  atomic_store_explicit(s, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(x, 1, memory_order_relaxed);
  atomic_store_explicit(y, 1, memory_order_relaxed);
  atomic_store_explicit(s, 2, memory_order_release);
  atomic_store_explicit(s, 3, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(x, 2, memory_order_relaxed);
  atomic_store_explicit(y, 2, memory_order_relaxed);
  atomic_store_explicit(s, 4, memory_order_release);
}
P1 (atomic_int* s, atomic_int* x, atomic_int* y) {
  int a = 0;
  int b = 1;
  int c = 0;
  int d = 0;
  while (a != b) {
    a = atomic_load_explicit(s, memory_order_acquire);
    c = atomic_load_explicit(x, memory_order_relaxed);
    d = atomic_load_explicit(y, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    b = atomic_load_explicit(s, memory_order_relaxed);
  }
}
exists (1:a=2 /\ 1:c=1 /\ 1:d=2))",
                             "cxx20");
  EXPECT_EQ(j.verdict, Verdict::kForbidden);
  EXPECT_FALSE(j.cut);
}

TEST(Loops, TooManyPathsSaySo) {
  std::string text = "X86_64 T\n{}\n P0 | P1 ;\n";
  for (int i = 1; i <= 12; ++i) text += " movl $" + std::to_string(i) + ",(x) | addl (x),%eax ;\n";
  try {
    judged(text + "exists (1:rax=0)", "x86-tso");
    FAIL();
  } catch (const Unsupported& e) {
    EXPECT_NE(std::string(e.what()).find("P1 has more than"), std::string::npos) << e.what();
  }
}

TEST(Loops, CountedLoopsRunToTheirEnd) {
  const Judgement j = judged(R"(X86_64 T
{}
 P0             ;
 movl $50,%ecx  ;
 L: incl %ebx   ;
 decl %ecx      ;
 jne L          ;
forall (0:rbx=50))",
                             "x86-tso");
  EXPECT_EQ(j.verdict, Verdict::kRequired);
  EXPECT_FALSE(j.cut);
}

// A race in a round is a race, though a round without it says the same of the rest.
TEST(Loops, RacesInRoundsAreFound) {
  EXPECT_EQ(judged(R"(C T
{}
P0 (atomic_int* f, int* d) {
  *d = 1;
  atomic_store_explicit(f, 1, memory_order_release);
}
P1 (atomic_int* f, int* d) {
  int go = 0;
  while (go == 0) {
    int seen = *d;
    go = atomic_load_explicit(f, memory_order_acquire);
  }
}
exists (1:go=1))",
                   "cxx20")
                .verdict,
            Verdict::kUndefined);
}

TEST(Loops, TooManyEventsSaySo) {
  std::string text = "X86_64 T\n{}\n P0 | P1 ;\n";
  for (int i = 0; i < kMaxEvents * 5 / 8; ++i) text += " movl $" + std::to_string(i + 1) + ",(x) | movl $1,(y) ;\n";
  try {
    judged(text + "exists (x=0)", "x86-tso");
    FAIL();
  } catch (const Unsupported& e) {
    EXPECT_NE(std::string(e.what()).find("more than " + std::to_string(kMaxEvents) + " events"), std::string::npos);
    EXPECT_NE(std::string(e.what()).find("kMaxEvents"), std::string::npos);
  }
}

}  // namespace
}  // namespace fenceline::models
