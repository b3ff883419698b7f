// Logs as herd7 and litmus7 write them: the lines that their mcompare reads.
#include <models/judge/log.h>
#include <models/test/reading.h>

#include <fstream>

namespace fenceline::models {
namespace {

std::string herd(const std::string& text) {
  const LitmusTest t = parse_litmus(text);
  const Model& model = *find_model(t.isa == Isa::cxx ? "rc11" : t.isa == Isa::x86_64 ? "x86-tso" : "aarch64");
  const Judgement j = judge(t, model);
  return herd_log(t, j, count(t, model, j), 0.004);
}

const std::string kSb = R"(X86_64 SB
Hash=0123abcd
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (y),%eax | movl (x),%eax ;
locations [x;]
filter (y=1)
exists (0:rax=0 /\ 1:rax=0))";

TEST(Log, AsHerdWritesIt) {
  EXPECT_EQ(herd(kSb), R"(Test SB Allowed
States 4
0:rax=0; 1:rax=0; [x]=1;
0:rax=0; 1:rax=1; [x]=1;
0:rax=1; 1:rax=0; [x]=1;
0:rax=1; 1:rax=1; [x]=1;
Ok
Witnesses
Positive: 1 Negative: 3
Condition exists (0:rax=0 /\ 1:rax=0)
Observation SB Sometimes 1 3
Time SB 0.00
Hash=0123abcd

)");
}

// A program in Go has no hash, as herd7 reads none.
TEST(Log, OfGo) {
  const LitmusTest t = parse_litmus("Go one\nvar x int\nfunc main() {\nr0 := x\n}\nexists (0:r0=0)\n");
  const Judgement j = judge(t, *find_model("go"));
  const std::string log = herd_log(t, j, count(t, *find_model("go"), j), 0);
  EXPECT_NE(log.find("\nObservation one Always 1 0\n"), std::string::npos) << log;
  EXPECT_EQ(log.find("Hash="), std::string::npos) << log;
}

TEST(Log, QuantifiersTurnWitnesses) {
  const std::string never = herd(replaced(replaced(kSb, "exists", "~exists"), "1:rax=0)", "1:rax=0 /\\ x=2)"));
  EXPECT_NE(never.find("Test SB Forbidden\n"), std::string::npos) << never;
  EXPECT_NE(never.find("\nOk\nWitnesses\nPositive: 4 Negative: 0\n"), std::string::npos) << never;
  EXPECT_NE(never.find("\nCondition ~exists (0:rax=0 /\\ 1:rax=0 /\\ [x]=2)\nObservation SB Never 0 4\n"),
            std::string::npos)
      << never;
  const std::string always = herd(replaced(kSb, "exists", "forall"));
  EXPECT_NE(always.find("Test SB Required\n"), std::string::npos) << always;
  EXPECT_NE(always.find("\nNo\nWitnesses\nPositive: 1 Negative: 3\n"), std::string::npos) << always;
}

// Of executions: the two writes of x come in either order, and the read of y takes it from either of two.
TEST(Log, CountsExecutions) {
  const std::string text = R"(AArch64 counted
{ 0:X1=x; 0:X2=y; 1:X1=x; 1:X2=y; }
 P0          | P1          ;
 MOV W0,#1   | MOV W0,#1   ;
 STR W0,[X1] | STR W0,[X1] ;
 STR W0,[X2] | LDR W3,[X2] ;
locations [x; 1:X3;]
exists (1:X3=1))";
  EXPECT_NE(herd(text).find("\nStates 2\n1:X3=0; [x]=1;\n1:X3=1; [x]=1;\nOk\nWitnesses\nPositive: 2 Negative: 2\n"),
            std::string::npos)
      << herd(text);
  EXPECT_NE(herd(replaced(text, "exists", "filter (1:X3=1)\nexists")).find("\nObservation counted Always 2 0\n"),
            std::string::npos);
}

// Where there are more than can be counted in moments, of final states.
TEST(Log, CountsStatesOfManyExecutions) {
  std::string text = "AArch64 many\n{ ", names, stores;
  for (int t = 0; t < 5; ++t) text += std::to_string(t) + ":X1=x; " + std::to_string(t) + ":X2=y; ";
  for (int t = 0; t < 5; ++t) names += (t == 0 ? " P" : " | P") + std::to_string(t);
  text += "}\n" + names + " ;\n";
  for (const std::string line : {" MOV W0,#1 ", " STR W0,[X1] ", " STR W0,[X2] ", " STR W0,[X1] ", " STR W0,[X2] "}) {
    for (int t = 0; t < 5; ++t) text += (t == 0 ? "" : "|") + line;
    text += ";\n";
  }
  const std::string log = herd(text + "exists (x=1 /\\ y=1)");
  EXPECT_NE(log.find("\nObservation many Always 1 0\n"), std::string::npos) << log;
}

// Registers of MIPS by number, as herd7 counts: its t0 is O32's $8, n64's a4 is a register of its own.
TEST(Log, RegistersOfMipsByNumber) {
  const LitmusTest t = parse_litmus(R"(MIPS names
{ 0:a0=x; }
 P0          ;
 li $3,1     ;
 sw $v1,0($4);
locations [0:ra; 0:$2; 0:t0; 0:$v1; 0:a5; 0:$9;]
forall (0:v1=1))");
  const Judgement j = judge(t, *find_model("mips"));
  const std::string log = herd_log(t, j, count(t, *find_model("mips"), j), 0);
  EXPECT_NE(log.find("\n0:$2=0; 0:$3=1; 0:$a5=0; 0:$8=0; 0:$31=0;\n"), std::string::npos) << log;
  EXPECT_NE(log.find("\nCondition forall (0:$3=1)\n"), std::string::npos) << log;
}

// Registers as the file names them where that tells their width, by their number, then locations by name; arrays whole;
// what has no sign without one; addresses by name.
TEST(Log, NamesAndValues) {
  EXPECT_NE(herd(R"(X86 names
{}
 P0         ;
 MOV [x],1  ;
 MOV ECX,2  ;
 MOV EAX,-3 ;
locations [x; 0:ECX; 0:EAX;])")
                .find("\n0:EAX=-3; 0:ECX=2; [x]=1;\nOk\n"),
            std::string::npos);
  EXPECT_NE(
      herd(R"(AArch64 values
{ uint8_t y=255; uint64_t z=-1; int t[2]={3,-4}; int64_t 0:X10=t; uint32_t 0:X2=-1; }
 P0 ;
L0: ADR X3,L0 ;
locations [z; y; t; t[1]; 0:X10; 0:X2; 0:X3;])")
          .find("\n0:X2=4294967295; 0:X3=label:\"P0:L0\"; 0:X10=t; t={3,-4}; [y]=255; [z]=18446744073709551615;\n"),
      std::string::npos);
  EXPECT_NE(herd("AArch64 brackets\n{ }\n P0 ;\n NOP ;\nforall (not (x=1) /\\ (x=0 \\/ y=1) /\\ (x=1 => y=1))")
                .find("\nCondition forall (not ([x]=1) /\\ ([x]=0 \\/ [y]=1) /\\ ([x]=1 => [y]=1))\n"),
            std::string::npos);
}

TEST(Log, RacesAndLoops) {
  EXPECT_NE(herd("C race\n{}\nP0 (int* x) {\n  *x = 1;\n}\nP1 (int* x) {\n  int r0 = *x;\n}\nexists (1:r0=1)")
                .find("\nUndef\nWitnesses\nPositive: 1 Negative: 1\nFlag *undef*\nCondition "),
            std::string::npos);
  EXPECT_NE(herd(R"(AArch64 counts
{ 0:X1=x; 1:X1=x; }
 P0             | P1          ;
 again:         | MOV W2,#1   ;
 ADD W3,W3,#1   | STR W2,[X1] ;
 LDR W2,[X1]    |             ;
 CBZ W2,again   |             ;
exists (0:X3=1000))")
                .find("\nLoop No\n"),
            std::string::npos);
}

TEST(Log, AsLitmusWritesIt) {
  const LitmusTest t = parse_litmus(kSb);
  EXPECT_EQ(litmus_log(t, {{{0, 0, 1, 1}, 7}, {{1, 0, 1, 1}, 1234567}, {{1, 1, 1, 0}, 9}}, 1.5), R"(Test SB Allowed
Histogram (2 states)
7     *>0:rax=0; 1:rax=0; [x]=1;
1234567:>0:rax=1; 1:rax=0; [x]=1;
Ok

Witnesses
Positive: 7, Negative: 1234567
Condition exists (0:rax=0 /\ 1:rax=0) is validated
Hash=0123abcd
Observation SB Sometimes 7 1234567
Time SB 1.50

)");
}

std::string hash_of_file(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/hashed.litmus";
  std::ofstream(path) << text;
  return herd_hash(read_litmus(path));
}

// What herd7 7.58 tells of these files. Of instructions that it prints in another way there is none; and where there is no
// file it is that of the text that would be exported.
TEST(Log, TheHashByWhichHerdKnowsATest) {
  const std::string first = R"(AArch64 hash-a
{
int y=3; int64_t t[2]={1,2}; 0:X3=y; uint64_t 1:X2=7;
0:X1=x; 1:X1=x; x=0;
}
 P0          | P1          ;
 MOV W0,#1   | LDR W0,[X1] ;
again:       | CBZ W0,far  ;
 STLR W0,[X1]| DMB SY      ;
 CMP W0,#1   | far:        ;
 B.NE again  | STR W0,[X1] ;
locations [t; y; 1:X5;]
exists (1:X0=1 /\ t[1]=2))";
  const std::string second = R"(PPC hash-b
{ 0:r1=x; x=2; }
 P0           ;
 lwz r3,0(r1) ;
 cmpw r3,r3   ;
 beq out      ;
 li r4,1      ;
 out:         ;
 stw r3,0(r1) ;
forall (x=2 /\ 0:r3=2))";
  EXPECT_EQ(hash_of_file(first), "b06c6fcbb83557dd8e4f74f18b91cde9");
  EXPECT_EQ(hash_of_file(second), "dcab9ac3be422fdea01719e2f45ff88c");
  EXPECT_NE(hash_of_file(replaced(first, "y=3", "y=4")), "b06c6fcbb83557dd8e4f74f18b91cde9");
  EXPECT_EQ(hash_of_file(replaced(first, "MOV W0,#1 ", "UXTB W0,W3")), "");
  EXPECT_EQ(herd_hash(parse_litmus(first)), hash_of_file(write_litmus(parse_litmus(first))));
}

// Of X86 and X86_64 as the file writes them. The first is doc/SB.log's of herdtools7, others are of its herd/tests.
TEST(Log, TheHashOfX86) {
  const std::string sb = R"(X86 SB
{x=0; y=0;}
 P0          | P1          ;
 MOV [x],$1  | MOV [y],$1  ;
 MOV EAX,[y] | MOV EAX,[x] ;
exists (0:EAX=0 /\ 1:EAX=0))";
  EXPECT_EQ(hash_of_file(sb), "7dbd6b8e6dd4abc2ef3d48b0376fb2e3");
  EXPECT_NE(hash_of_file(replaced(sb, "MOV [x],$1", "MOV [x],$2")), "7dbd6b8e6dd4abc2ef3d48b0376fb2e3");
  EXPECT_EQ(hash_of_file(R"(X86_64 scaled
{ int64_t t[2]={1,-1}; 0:rax=t; 0:rbx=1; int64_t 0:rcx; }
 P0                       ;
 movq 0(%rax,%rbx,8),%rcx ;
forall 0:rcx=-1)"),
            "7ca3c35015d75a877ccf509d75062e79");
}

// Symbolic registers by their names; in MIPS diy leaves those of addresses open.
TEST(Log, TheHashOfOpenRegisters) {
  EXPECT_EQ(hash_of_file(R"(MIPS MP+syncs
{ %x0=x; %y0=y; %y1=y; %x1=x; }
 P0           | P1           ;
 ori $2,$0,1  | lw $2,0(%y1) ;
 sw $2,0(%x0) | sync         ;
 sync         | lw $3,0(%x1) ;
 ori $3,$0,1  |              ;
 sw $3,0(%y0) |              ;
exists (1:$2=1 /\ 1:$3=0))"),
            "8b9cfcad892e3cf0f0c52a96060628cc");
}

// The same of other languages: C has its bodies hashed as they stand, and its types printed anew.
TEST(Log, TheHashOfOtherLanguages) {
  const std::string c = R"(C hash-c
{ int x=3; int *p=x; t=1; }
P0 (volatile int* x, atomic_int * t) { // writes
  *x = 1;  /* then */
  atomic_store_explicit(t,1,memory_order_release);
}
// between

P1 (int** p, _Atomic int* t,const int* y) {
  int r0 = atomic_load_explicit(t,memory_order_acquire);
  int *r1 = *p;
  if (r0) { int r2 = *r1; }
}
locations [x; 1:r1;]
exists (1:r0=1 /\ 1:r2=3)
)";
  EXPECT_EQ(hash_of_file(c), "0206f4e4420de1f576a69d437178da4e");
  EXPECT_NE(hash_of_file(replaced(c, "/* then */", "")), "0206f4e4420de1f576a69d437178da4e");
  EXPECT_EQ(hash_of_file(replaced(c, "atomic_int *", "atomic_uint *")), "");  // herd7 reads no such type
  EXPECT_EQ(hash_of_file(R"(ARM hash-arm
{ int x[2]={1,2}; 0:R1=x; 0:R3=1; }
 P0                    ;
 LDR R2,[R1,R3,lsl #2] ;
 LDR R4,[R1,#4]        ;
 CMP R2,#2             ;
 BNE out               ;
 MOVW R5,#48879        ;
 MOVT R5,#1            ;
 MOV R6,IP             ;
 LDRD R8,[R1]          ;
 LDM R1,{R10,R11}      ;
 DMB ISH               ;
 out:                  ;
 STR R2,[R1]           ;
forall (0:R2=2)
)"),
            "e8d65745c93a05e30d980332a41d9c6b");
  EXPECT_EQ(hash_of_file(R"(PPC hash-ppc
{ 0:r1=x; 0:r2=-2; x=2; }
 P0               ;
 rlwinm r3,r2,1,24,30 ;
 add. r4,r2,r3    ;
 bge out          ;
 extsw r5,r4      ;
 cmplwi r5,1      ;
 b out            ;
out:              ;
 stwcx. r3,r0,r1  ;
forall (x=2)
)"),
            "30e5def87d2d83b5b7bec651ca729128");
  EXPECT_EQ(hash_of_file(R"(RISCV hash-riscv
{ 0:x5=x; int64_t y=7; }
 P0                    ;
 li x6,1               ;
 amoadd.w.aq x7,x6,(x5);
 bne x7,x0,out         ;
 lr.w x8,0(x5)         ;
 sc.w x9,x6,0(x5)      ;
 xori x8,x8,3          ;
 fence r,rw            ;
out:                   ;
 sw x6,0(x5)           ;
forall (x=1 \/ 0:x9=0)
)"),
            "f3cabdbca3cc631739578cd8570f03ea");
  EXPECT_EQ(hash_of_file(R"(MIPS hash-mips
{ 0:a0=x; y=2; }
 P0           ;
 ori $2,$0,1  ;
 sw $2,0($4)  ;
 sync         ;
 sync;
 lw $3,0($4)  ;
 sync;
 addu $5,$2,$3;
exists (0:v1=0 /\ y=2)
)"),
            "c6a9abf996a26071356288261e6fc24d");
}

}  // namespace
}  // namespace fenceline::models
