#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/test/reading.h>

#include <gtest/gtest.h>

namespace fenceline::models {
namespace {

constexpr const char* kSb = R"(X86_64 SB
"PodWR Fre PodWR Fre"
{ (* all zero *) }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\ 1:rax=0)
)";

TEST(Litmus, ReadsNamesThreadsAndCondition) {
  const LitmusTest t = parse_litmus(kSb);
  EXPECT_EQ(t.name, "SB");
  EXPECT_EQ(t.isa, Isa::x86_64);
  ASSERT_EQ(t.threads.size(), 2u);
  EXPECT_EQ(t.threads[0].code.size(), 2u);
  EXPECT_EQ(t.threads[1].code[1].text, "movl (x),%eax");
  EXPECT_EQ(t.threads[1].code[1].line, 6);
  EXPECT_EQ(to_string(t, t.condition), "0:rax=0 /\\ 1:rax=0");
}

TEST(Litmus, WritesWhatItReads) {
  const LitmusTest t = parse_litmus(kSb);
  EXPECT_EQ(parse_litmus(write_litmus(t)), t);
}

TEST(Litmus, IntelSyntaxMeansTheSame) {
  const LitmusTest t = parse_litmus(R"(X86 SB
{}
 P0         | P1         ;
 MOV [x],$1 | MOV [y],$1 ;
 MOV EAX,[y]| MOV EAX,[x];
exists (0:EAX=0 /\ 1:EAX=0))");
  EXPECT_EQ(t, parse_litmus(kSb));
}

TEST(Litmus, ErrorsNameFileLineAndNearest) {
  EXPECT_EQ(message(replaced(kSb, "X86_64", "X86_46")).substr(0, 59),
            "sb.litmus:1: unknown architecture 'X86_46'; nearest: X86_64");
  EXPECT_NE(
      message(replaced(kSb, "movl (x)", "movk (x)")).find("sb.litmus:6: unknown instruction 'movk'; nearest: mov"),
      std::string::npos);
  EXPECT_EQ(message(replaced(kSb, "movl (x),%eax", "jmp there")), "sb.litmus:6: no label 'there' in P1");
  EXPECT_EQ(message(replaced(kSb, "1:rax", "2:rax")), "sb.litmus:7: there is no thread '2'; the test has P0 to P1");
  EXPECT_EQ(message(replaced(kSb, "1:rax", "1:X0")), "sb.litmus:7: 'X0' is no register of X86_64");
  EXPECT_EQ(message(replaced(kSb, "exists", "exist")), "sb.litmus:7: a row of code must end with ';'");
  EXPECT_EQ(message(replaced(kSb, "*)", "")), "sb.litmus:3: comment '(*' is not closed");
  EXPECT_EQ(message(replaced(kSb, "1:rax=0)", "1:rax=0")), "sb.litmus:7: expected ')', found ''");
  EXPECT_EQ(message(replaced(kSb, "{", "")), "sb.litmus:1: no initial state: expected '{'");
  EXPECT_NE(message(replaced(kSb, "movl $1,(x)   |", "nop | nop |")).find("sb.litmus:5: a row has 3 cells"),
            std::string::npos);
}

TEST(Litmus, WhatHasTwoMeaningsOrNoneIsRefused) {
  const auto of_x86 = [](const std::string& code) {
    return message("X86_64 one\n{ x=1; }\n P0 ;\n " + code + " ;\nexists (x=1)\n");
  };
  EXPECT_EQ(of_x86("lock"), "sb.litmus:4: 'lock' stands alone: write the instruction that it locks behind it");
  EXPECT_EQ(of_x86("lock lock incl (x)"), of_x86("lock"));
  EXPECT_EQ(of_x86("movl %rax,(x)"), "sb.litmus:4: 'movl' is of 32 bits, %rax has 64 bits");
  EXPECT_EQ(of_x86("xaddb %eax,(x)"), "sb.litmus:4: 'xaddb' is of 8 bits, %eax has 32 bits");
  EXPECT_EQ(of_x86("mov %eax,%bx"), "sb.litmus:4: 'mov' is of 32 bits, %bx has 16 bits");
  EXPECT_EQ(of_x86("movq (%rax),%rbx"), "no error");
  using namespace std::string_literals;
  EXPECT_EQ(of_x86("mov\0l"s), "sb.litmus:4: unknown instruction 'mov\\x00l'; nearest: mov, movzx, movsx");
  EXPECT_EQ(message("X86_64 one\n{ x=1;\n x=2; }\n P0 ;\n nop ;\nexists (x=1)\n"),
            "sb.litmus:3: location x is initialised twice");
  EXPECT_EQ(message("AArch64 one\n{ TTHM=HA; }\n P0 ;\n NOP ;\nexists (x=1)\n"),
            "sb.litmus:2: VMSA is not covered: 'TTHM' is of address translation, of which no model here speaks");
}

TEST(Litmus, RegistersOfAArch64HaveTheWidthThatTheInstructionTakes) {
  const auto of = [](const std::string& code) {
    return message("AArch64 one\n{ 0:X1=x; }\n P0 ;\n " + code + " ;\nexists (x=1)\n");
  };
  for (const char* wrong :
       {"LDRB X0,[X1]", "LDARH X0,[X1]", "STXR X4,W0,[X1]", "STLXP X4,W0,W2,[X1]", "SWP X0,W2,[X1]", "CAS W0,X2,[X1]",
        "SWPB X0,X2,[X1]", "LDP W0,X2,[X1]", "LDRSW W0,[X1]", "ADD X0,W2,W3", "ADD W0,W2,X3", "EOR X0,X2,W3",
        "MOV X0,W2", "CMP X0,W2", "CSEL X0,X2,W3,EQ", "UXTB W0,X2", "MADD X0,X2,X3,W4", "ADD W0,W2,X3,SXTW"})
    EXPECT_NE(of(wrong).find("does not take"), std::string::npos) << wrong << ": " << of(wrong);
  for (const char* right :
       {"LDRB W0,[X1]", "LDRSB X0,[X1]", "LDRSB W0,[X1]", "LDRSW X0,[X1]", "STXR W4,X0,[X1]", "STLXP W4,X0,X2,[X1]",
        "SWP WZR,W2,[X1]", "ADD X0,X2,W3,SXTW", "SXTW X0,W2", "UXTB W0,W2", "LDR W0,[X1,W2,SXTW]", "CMP X0,W2,SXTW",
        "ADD X0,X2,X3,LSL #2", "MOV X0,XZR", "MOV X0,SP", "CBZ X0,end; end:"})
    EXPECT_EQ(of(right), "no error") << right;
}

// An array is observed whole, as other tools have it; a condition on it names every element.
TEST(Litmus, ArraysInTheCondition) {
  const std::string text = R"(AArch64 arrays
{ int64_t t[2]={1,2}; int x[3]; 0:X1=t; 0:X3=x; 0:X2=3; }
 P0             ;
 STR X2,[X1]    ;
 STR W2,[X3,#4] ;
locations [t; x;]
exists (t={3,2} /\ x!={0,0,0} /\ x[1]=3))";
  EXPECT_EQ(only_state(text), "t[0]=3; t[1]=2; x[0]=0; x[1]=3; x[2]=0");
  EXPECT_EQ(judge(parse_litmus(text), *find_model("aarch64")).verdict, Verdict::kAllowed);
  EXPECT_EQ(judge(parse_litmus(replaced(text, "t={3,2}", "t={3,1}")), *find_model("aarch64")).verdict,
            Verdict::kForbidden);
  EXPECT_EQ(message(replaced(text, "t={3,2}", "t={3}")),
            "sb.litmus:7: t is an array of 2: write t={…} with as many values, or t[0]=…");
  EXPECT_EQ(message(replaced(text, "t={3,2}", "t=3")),
            "sb.litmus:7: t is an array of 2: write t={…} with as many values, or t[0]=…");
  EXPECT_EQ(message(replaced(text, "x[1]=3", "x[1]={3,0}")), "sb.litmus:7: x[1] is no array");
  EXPECT_EQ(message(replaced(text, "x[1]=3", "x[3]=3")), "sb.litmus:7: no element '3' in x");
  EXPECT_EQ(message(replaced(text, "t[2]={1,2}", "t[2]={1}")),
            "sb.litmus:2: 't' has 2 elements, but initial values for 1");
}

TEST(Litmus, LoadReservedHasTwoSizes) {
  const std::string text = R"(RISCV narrow
{ 0:x6=x; }
 P0            ;
 lr.w x5,0(x6) ;
exists (0:x5=0))";
  EXPECT_EQ(message(text), "no error");
  EXPECT_EQ(message(replaced(text, "lr.w", "lr.h.aq")),
            "sb.litmus:4: there is no 'lr.h.aq': load-reserved and store-conditional are of 4 or 8 "
            "bytes, .w or .d; in names of edges w or q");
  EXPECT_EQ(message(replaced(text, "0(x6)", "4(x6)")), "sb.litmus:4: 'lr.w' takes no offset, found '4(x6)'");
}

Verdict verdict(const std::string& text, const char* model) {
  const LitmusTest t = parse_litmus(text);
  EXPECT_EQ(parse_litmus(write_litmus(t)), t);
  return judge(t, *find_model(model)).verdict;
}

TEST(Judge, LoopsOfAKnownLengthRunToTheirEnd) {
  const std::string text = R"(AArch64 count
{ x=1; 0:X2=x; 1:X2=x; }
 P0            | P1          ;
 MOV W0,#10    | LDR W0,[X2] ;
 again:        |             ;
 ADD W1,W1,#1  |             ;
 SUB W0,W0,#1  |             ;
 CBNZ W0,again |             ;
 STR W1,[X2]   |             ;
exists (1:X0=10))";
  EXPECT_EQ(verdict(text, "aarch64"), Verdict::kAllowed);
  EXPECT_THROW(verdict(replaced(text, "SUB W0,W0,#1", "ADD W0,W0,#0"), "aarch64"), Unsupported);
  EXPECT_EQ(verdict(replaced(text, "MOV W0,#10 ", "LDR W0,[X2]"), "aarch64"), Verdict::kForbidden);
}

// Memory holds bytes: a condition may write them with a sign or without.
TEST(Litmus, ValuesOfMemoryWithOrWithoutTheirSign) {
  const std::string text = R"(AArch64 signs
{ int32_t u[2]={-1,1}; uint8_t v[2]={-1,254}; x=-1; uint64_t y=-1; 0:X1=u; }
 P0          ;
 LDR W0,[X1] ;
forall (u={4294967295,1} /\ v[0]=-1 /\ v={255,-2} /\ x=0xffffffff /\ y<>4294967295))";
  EXPECT_EQ(verdict(text, "aarch64"), Verdict::kRequired);
  EXPECT_NE(verdict(replaced(text, "v[0]=-1", "v[0]=1"), "aarch64"), Verdict::kRequired);
}

// Arm ARM B2.2.1, C6.2 (LDP, LDXP, STXP, CASP): which are one access, and which are two.
TEST(Judge, PairsOfRegisters) {
  const auto halves = [](const std::string& load, const std::string& store) {
    return verdict(
        "AArch64 pair\n{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=1; 1:X1=x; 1:X4=0; "
        "1:X5=0; 1:X6=0; 1:X7=0; uint32_t y[2]; 0:X9=y; 1:X9=y; }\n"
        "P0|P1;\n" +
            store + "|" + load + ";\nexists (1:X4=1 /\\ 1:X5=0)",
        "aarch64");
  };
  const char* store = "CASP X4,X5,X2,X3,[X1]";
  const char* words = "CASP W4,W5,W2,W3,[X9]";
  EXPECT_EQ(halves("LDP X4,X5,[X1]", "STP X2,X3,[X1]"), Verdict::kAllowed);
  EXPECT_EQ(halves("LDP X4,X5,[X1]", store), Verdict::kAllowed);
  EXPECT_EQ(halves("LDXP X4,X5,[X1]", store), Verdict::kAllowed);  // whole if an STXP succeeds
  EXPECT_EQ(halves("CASP X4,X5,X6,X7,[X1]", store), Verdict::kForbidden);
  EXPECT_EQ(halves("CASP X4,X5,X6,X7,[X1]", "STP X2,X3,[X1]"), Verdict::kAllowed);
  EXPECT_EQ(halves("LDP W4,W5,[X9]", words), Verdict::kAllowed);
  EXPECT_EQ(halves("LDXP W4,W5,[X9]", words), Verdict::kForbidden);
  EXPECT_EQ(verdict(R"(AArch64 exclusive-pair
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=1; 1:X1=x; 1:X6=2; 1:X7=2; }
 P0             | P1                 ;
 CASP X4,X5,X2,X3,[X1] | LDXP X4,X5,[X1] ;
                | STXP W8,X6,X7,[X1] ;
exists (1:X8=0 /\ 1:X4=1 /\ 1:X5=0))",
                    "aarch64"),
            Verdict::kForbidden);
  EXPECT_EQ(verdict(R"(X86_64 cmpxchg16b
{ uint64_t x[2]; 0:rsi=x; 0:rbx=1; 0:rcx=1; 1:rsi=x; 1:rbx=2; 1:rcx=2; }
 P0                     | P1                     ;
 lock cmpxchg16b (%rsi) | lock cmpxchg16b (%rsi) ;
                        | jne L                  ;
                        | movq 8(%rsi),%rdi      ;
                        | L:                     ;
forall ((1:rax=0 /\ 1:rdx=0 /\ 1:rdi=2) \/ (1:rax=1 /\ 1:rdx=1 /\ 1:rdi=0)))",
                    "x86-tso"),
            Verdict::kRequired);
}

// What is not judged is refused by name.
TEST(Judge, RefusesMixedSizesByName) {
  const auto refusal = [](const std::string& text, const char* model) {
    try {
      judge(parse_litmus(text), *find_model(model));
    } catch (const Unsupported& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal("PPC mixed\n{ int x; 0:r2=x; 0:r1=1; }\nP0;\nstb r1,0(r2);\nlwz r3,0(r2);\n"
                    "exists (0:r3=1)",
                    "power"),
            "accesses of mixed size to the same bytes: the source of the model's axioms does not "
            "cover them");
  EXPECT_EQ(refusal("AArch64 torn\n{ uint64_t x; 0:X1=x; }\nP0;\nLDR W0,[X1,#2];\n"
                    "exists (0:X0=0)",
                    "aarch64"),
            "an access of 4 bytes at x+2 is not aligned, so it is not atomic");
  EXPECT_EQ(refusal("X86_64 within\n{ uint64_t x; }\nP0;\nmovl 2(x),%eax;\nexists (0:rax=0)", "x86-tso"), "");
  EXPECT_EQ(refusal("AArch64 sizes\n{ uint32_t x; 0:X1=x; }\nP0;\nLDXRH W0,[X1];\n"
                    "STXR W2,W3,[X1];\nexists (0:X0=0)",
                    "aarch64"),
            "a store-conditional of another size than its load-linked");
}

TEST(Litmus, AccessesOfRiscVCarryBothAnnotations) {
  const char* text = R"(RISCV SB+both
{ 0:x6=x; 0:x8=y; 0:x5=1; 1:x6=y; 1:x8=x; 1:x5=1; }
 P0              | P1              ;
 sw.aqrl x5,0(x6)| sw.aq.rl x5,0(x6);
 lw x7,0(x8)     | lw x7,0(x8)     ;
exists (0:x7=0 /\ 1:x7=0))";
  EXPECT_EQ(judge(parse_litmus(text), *find_model("rvwmo")).verdict, Verdict::kForbidden);
}

// RISC-V unprivileged ISA, "Zalrsc": the other annotation alone is not guaranteed to order
// anything.
TEST(Judge, LoadReservedReleasesAndStoreConditionalAcquiresOnlyWithBoth) {
  const std::string after = R"(RISCV SB+sc
{ 0:x5=x; 0:x10=y; 0:x4=1; 1:x6=y; 1:x8=x; 1:x5=1; }
 P0                  | P1           ;
 lr.w x6,0(x5)       | sw x5,0(x6)  ;
 sc.w.aq x7,x4,0(x5) | fence rw,rw  ;
 lw x9,0(x10)        | lw x7,0(x8)  ;
exists (0:x7=0 /\ 0:x9=0 /\ 1:x7=0))";
  EXPECT_EQ(verdict(after, "rvwmo"), Verdict::kAllowed);
  EXPECT_EQ(verdict(replaced(after, "sc.w.aq", "sc.w.aqrl"), "rvwmo"), Verdict::kForbidden);
  const std::string before = R"(RISCV SB+lr
{ 0:x5=x; 0:x10=y; 0:x4=1; 1:x6=y; 1:x8=x; 1:x5=1; }
 P0                  | P1           ;
 sw x4,0(x5)         | sw x5,0(x6)  ;
 lr.w.rl x9,0(x10)   | fence rw,rw  ;
                     | lw x7,0(x8)  ;
exists (0:x9=0 /\ 1:x7=0))";
  EXPECT_EQ(verdict(before, "rvwmo"), Verdict::kAllowed);
  EXPECT_EQ(verdict(replaced(before, "lr.w.rl", "lr.w.aqrl"), "rvwmo"), Verdict::kForbidden);
}

// What orders earlier stores with later loads is one of several masks of one membar.
TEST(Litmus, MasksOfAMembarAreJoined) {
  const std::string text = R"(SPARC64 SB+membars
{ 0:%o0=x; 0:%o1=y; 0:%o2=1; 1:%o0=y; 1:%o1=x; 1:%o2=1; }
 P0                               | P1                             ;
 st %o2,[%o0]                     | st %o2,[%o0]                   ;
 membar #StoreStore | #StoreLoad  | membar #LoadLoad+#StoreLoad    ;
 ld [%o1],%o3                     | ld [%o1],%o3                   ;
exists (0:%o3=0 /\ 1:%o3=0))";
  const auto verdict = [](const std::string& t) { return judge(parse_litmus(t), *find_model("sparc-rmo")).verdict; };
  EXPECT_EQ(verdict(text), Verdict::kForbidden);
  EXPECT_EQ(verdict(replaced(text, "| #StoreLoad", "| #LoadLoad")), Verdict::kAllowed);
  EXPECT_EQ(parse_litmus(write_litmus(parse_litmus(text))), parse_litmus(text));
  EXPECT_NE(message(replaced(text, "#LoadLoad+", "#LoadLaod+")).find("unknown mask '#LoadLaod'"), std::string::npos);
}

TEST(Litmus, MissingFileIsAnError) { EXPECT_THROW(read_litmus("no/such/file.litmus"), LitmusError); }

TEST(Judge, StoreBufferingIsAllowedOnTsoAndForbiddenUnderSc) {
  const LitmusTest t = parse_litmus(kSb);
  const Judgement tso = judge(t, *find_model("x86-tso"));
  EXPECT_EQ(tso.verdict, Verdict::kAllowed);
  EXPECT_EQ(tso.states.size(), 4u);
  EXPECT_TRUE(tso.reaches({0, 0}));
  const Judgement sc = judge(t, *find_model("sc"), {.explain = true});
  EXPECT_EQ(sc.verdict, Verdict::kForbidden);
  EXPECT_EQ(sc.states.size(), 3u);
  ASSERT_TRUE(sc.explanation);
  EXPECT_EQ(sc.explanation->violation.cycle.size(), 4u);
}

}  // namespace
}  // namespace fenceline::models
