// What is read of each instruction set, and what it means: final states of tests whose end is certain.
#include <base/text.h>
#include <models/dialect/dialect.h>
#include <models/test/reading.h>

namespace fenceline::models {
namespace {

std::string program(const std::string& isa, const std::string& init, const std::string& code,
                    const std::string& observed) {
  std::string rows;
  for (std::string_view line : split(code, '\n')) rows += " " + std::string(line) + " ;\n";
  return isa + " T\n{ " + init + " }\n P0 ;\n" + rows + "locations [" + observed + "]\n";
}

struct Computed {
  const char* code;
  long long result;
};

void expect(const std::string& isa, const std::string& init, const std::string& observed,
            const std::vector<Computed>& all) {
  for (const Computed& c : all)
    EXPECT_EQ(only_state(program(isa, init, c.code, observed)), observed + "=" + from_integer(c.result)) << c.code;
}

// Arm ARM C6.2; what the halves of the register hold tells the order of its bytes and bits.
TEST(Dialects, AArch64TurnsRegistersRound) {
  expect("AArch64", "int64_t 0:X1=0x0102030405060788; int64_t 0:X3;", "0:X3",
         {{"REV X3,X1", static_cast<long long>(0x8807060504030201)},
          {"REV64 X3,X1", static_cast<long long>(0x8807060504030201)},
          {"REV W3,W1", 0x88070605},
          {"REV32 X3,X1", 0x0403020188070605},
          {"REV16 X3,X1", 0x0201040306058807},
          {"REV16 W3,W1", 0x06058807},
          {"RBIT X3,X1", 0x11e060a020c04080},
          {"RBIT W3,W1", 0x11e060a0}});
}

TEST(Dialects, AArch64AccessesWithoutPrivilege) {
  expect("AArch64", "int x[2]={1,-2}; 0:X1=x; int64_t 0:X3; 0:X2=5;", "0:X3",
         {{"LDTR W3,[X1,#4]", 0xfffffffe}, {"LDTRSW X3,[X1,#4]", -2}, {"STTRB W2,[X1]\nLDTRB W3,[X1]", 5}});
  EXPECT_NE(message(program("AArch64", "", "LDTR W3,[X1,#256]", "0:X3")).find("no encoding for the offset"),
            std::string::npos);
}

TEST(Dialects, AArch64Products) {
  expect("AArch64", "int64_t 0:X1=-2; int64_t 0:X2=3; int64_t 0:X3; int64_t 0:X4=10;", "0:X3",
         {{"SMULL X3,W1,W2", -6},
          {"UMULL X3,W1,W2", 0x2fffffffa},
          {"SMADDL X3,W1,W2,X4", 4},
          {"SMSUBL X3,W1,W2,X4", 16},
          {"SMNEGL X3,W1,W2", 6},
          {"UMSUBL X3,W1,W2,X4", 10 - 0x2fffffffa},
          {"MUL X3,X1,X2", -6},
          {"ABS X3,X1", 2},
          {"ABS W3,W1", 2},
          {"NEG X3,X1,LSL #2", 8},
          {"ASRV X3,X1,X2", -1},
          {"CMP X1,X2\nCINC X3,X4,LT", 11},
          {"CMP X1,X2\nCNEG X3,X4,GE", 10},
          {"CMP X1,X2\nCINV X3,X4,LT", -11},
          {"ADD X3,X4,W1,SXTW #1", 6},
          {"ADD X3,X4,W1,UXTW", 10 + 0xfffffffeLL},
          {"ADD X3,X4,#-1,LSL #12", 10 - 4096}});
}

// Arm ARM DDI 0406, A8.8; A8.3 (conditions), A8.4 (shifts).
TEST(Dialects, A32Computes) {
  const std::string init = "int 0:R1=-8; int 0:R2=3; int 0:R3=7;";
  expect("ARM", init, "0:R3",
         {{"MVN R3,#1", -2},
          {"MOV R3,R1,ASR #2", -2},
          {"mov r3, r1, lsr #28", 15},
          {"MOVW R3,#0xbeef\nMOVT R3,#1", 0x1beef},
          {"ADD R3,R2,R2,LSL #4", 51},
          {"ADD R3,#1", 8},
          {"SUB R3,R2,LSL R2", -17},
          {"RSB R3,R2,#10", 7},
          {"BIC R3,R3,#2", 5},
          {"AND R3,R1,R2", 0},
          {"ORR R3,R1,R2", -5},
          {"EOR R3,R3,#5", 2},
          {"MUL R3,R2,R3", 21},
          {"LSL R3,R2,#3", 24},
          {"ASR R3,R2", 0},
          {"CMP R2,#3\nMOVEQ R3,#1\nMOVNE R3,#2", 1},
          {"CMP R1,#3\nADDLT R3,R3,R2\nADDHI R3,R3,#16", 26},
          {"CMN R1,#8\nMVNEQ R3,#0", -1},
          {"TST R2,#4\nMOVTEQ R3,#1", 0x10007},
          {"TEQ R2,#3\nMOVWNE R3,#9\nCMPEQ R3,#7\nANDEQ R3,R3,R2", 3},
          {"SUBS R2,R2,#3\nMOVEQ R3,#4", 4},
          {"ANDS R2,R2,#4\nMOVEQ R3,#5", 5},
          {"ADDS R1,R1,#8\nMOVCS R3,#6", 6},
          {"MOV IP,#1\nMOV FP,IP\nADD R3,R11,R12", 2}});
  expect("ARM", init, "0:R3",
         {{"CMP R2,#4\nBLT less\nMOV R3,#1\nless:\nADD R3,R3,#1", 8},
          {"CBNZ R2,on\nMOV R3,#1\non:\nADD R3,R3,#1", 8},
          {"BL sub\nADD R3,R3,#16\nB out\nsub:\nMOV R3,#1\nBX LR\nout:", 17},
          {"MOV R3,#2\nBX LR\nMOV R3,#3", 2},
          {"BLS low\nBVC low\nlow:\nMOV R3,#4", 4}});
}

TEST(Dialects, A32Accesses) {
  const std::string init = "int x[4]={1,-2,3,4}; 0:R1=x; 0:R2=1; uint8_t y=200; 0:R5=y; int 0:R3; int 0:R6=9;";
  expect("ARM", init, "0:R3",
         {{"LDR R3,[R1,R2,LSL #3]", 3},
          {"LDR R3,[R1, #12]", 4},
          {"LDRB R3,[R5]", 200},
          {"LDRSB R3,[R5]", -56},
          {"STRB R6,[R5,#0]\nLDRB R3,[R5]", 9},
          {"LDM R1,{R3,R4}", 1},
          {"LDMIB R1, {R2-R4}", 3},
          {"LDRD R2,R3,[R1]", -2},
          {"LDRD R2,[R1,#8]", 4},
          {"STRD R2,R6,[R1,#8]\nLDR R3,[R1,#12]", 9},
          {"STMIA R1,{R2,R6}\nLDR R3,[R1,#4]", 9},
          {"STR R6,[R1,R2,LSL #2]\nLDR R3,[R1,#4]", 9},
          {"LDREXD R2,R3,[R1]", -2},
          {"CMP R2,#1\nLDREQ R3,[R1]", 1},
          {"CMP R2,#1\nLDRNE R3,[R1]", 0},
          {"CMP R2,#2\nSTRBLT R6,[R5]\nSTRBGE R2,[R5]\nLDRB R3,[R5]", 9}});
  const auto refusal = [&](const std::string& code) { return message(program("ARM", init, code, "0:R3;")); };
  EXPECT_EQ(refusal("LDREXEQ R3,[R1]"),
            "sb.litmus:4: 'ldrexeq': of accesses that are done on a condition LDR and STR and their like are read");
  EXPECT_EQ(refusal("LDA R3,[R1,#4]"), "sb.litmus:4: 'lda' takes an address of one register");
  EXPECT_EQ(refusal("LDASB R3,[R1]").substr(0, 41), "sb.litmus:4: unknown instruction 'ldasb';");
  EXPECT_EQ(refusal("LDM R1!,{R3}"), "sb.litmus:4: 'ldm' that changes its address is not read");
  EXPECT_EQ(refusal("MOV R3,R1,ROR #1"), "sb.litmus:4: cannot read the shift 'ROR #1'; known are lsl, lsr, asr");
  EXPECT_EQ(refusal("LDR R3,[R1],#4"), "sb.litmus:4: 'ldr' takes 2 operands, found 3");
  EXPECT_EQ(refusal("LDR R3,[R1,R2,R3]").substr(0, 50), "sb.litmus:4: cannot read the address '[R1,R2,R3]':");
  EXPECT_EQ(refusal("MOVX R3,#1").substr(0, 52), "sb.litmus:4: unknown instruction 'movx'; nearest: mo");
  EXPECT_EQ(refusal("ADD R3,R15,#1"), "sb.litmus:4: 'R15' is no register of ARM");
}

Verdict by_default(const std::string& text) {
  const LitmusTest t = parse_litmus(text);
  return judge(t, *find_model(dialect(t.isa).default_model(t))).verdict;
}

// What ARMv8 added to A32 is judged as AArch64 is (Arm ARM DDI 0487, E2.3); ARMv7's model has no word of it.
TEST(Dialects, A32OfArmv8) {
  const std::string mp = R"(ARM MP
{ 0:R1=x; 0:R2=y; 1:R1=x; 1:R2=y; }
 P0          | P1          ;
 MOV R0,#1   | LDA R0,[R2] ;
 STR R0,[R1] | LDR R3,[R1] ;
 STL R0,[R2] |             ;
exists (1:R0=1 /\ 1:R3=0))";
  EXPECT_EQ(by_default(mp), Verdict::kForbidden);
  EXPECT_EQ(by_default(replaced(mp, "LDA", "LDR")), Verdict::kAllowed);
  EXPECT_EQ(by_default(replaced(mp, "STL", "STR")), Verdict::kAllowed);
  EXPECT_EQ(by_default(replaced(mp, "LDA R0,[R2] ;", "LDR R0,[R2] ;\n | DMB ISHLD ;")), Verdict::kForbidden);
  const std::string plain = replaced(replaced(mp, "LDA", "LDR"), "STL", "STR");
  EXPECT_EQ(dialect(Isa::arm).default_model(parse_litmus(plain)), "armv7");
  EXPECT_EQ(judge(parse_litmus(plain), *find_model("armv7")).verdict, Verdict::kAllowed);
  EXPECT_THROW(judge(parse_litmus(mp), *find_model("armv7")), Unsupported);
  EXPECT_EQ(by_default(R"(ARM exclusive
{ 0:R1=x; 1:R1=x; }
 P0               | P1               ;
 LDAEX R0,[R1]    | LDAEXB R0,[R1]   ;
 ADD R0,R0,#1     | ADD R0,R0,#1     ;
 STLEX R2,R0,[R1] | STLEXB R2,R0,[R1] ;
exists (0:R2=0 /\ 1:R2=0 /\ 0:R0=1 /\ 1:R0=1))"),
            Verdict::kForbidden);
}

// An access on a condition depends on it as one behind a branch does, and nothing behind it does.
TEST(Dialects, A32AccessesOnAConditionCarryControl) {
  const std::string lb = R"(ARM LB
{ 0:R1=x; 0:R2=y; 1:R1=y; 1:R2=x; }
 P0            | P1            ;
 LDR R0,[R1]   | LDR R0,[R1]   ;
 CMP R0,#1     | CMP R0,#1     ;
 MOV R3,#1     | MOV R3,#1     ;
 STREQ R3,[R2] | STREQ R3,[R2] ;
exists (0:R0=1 /\ 1:R0=1))";
  EXPECT_EQ(by_default(lb), Verdict::kForbidden);
  const std::string behind = R"(ARM LB
{ 0:R1=x; 0:R2=y; 0:R4=z; 1:R1=y; 1:R2=x; 1:R4=z; }
 P0            | P1            ;
 LDR R0,[R1]   | LDR R0,[R1]   ;
 CMP R0,#1     | CMP R0,#1     ;
 MOV R3,#1     | MOV R3,#1     ;
 STREQ R3,[R4] | STREQ R3,[R4] ;
 STR R3,[R2]   | STR R3,[R2]   ;
exists (0:R0=1 /\ 1:R0=1))";
  EXPECT_EQ(by_default(behind), Verdict::kAllowed);
}

TEST(Dialects, AArch64CallsAndReturns) {
  const std::string init = "int64_t 0:X30; 0:X1=P0:far;";
  EXPECT_EQ(
      only_state(program("AArch64", init, "BL sub\nADD W0,W0,#16\nB out\nsub:\nMOV W0,#1\nRET\nout:\nfar:", "0:X0;")),
      "0:X0=17");
  EXPECT_EQ(only_state(program("AArch64", init, "MOV W0,#3\nBR X1\nMOV W0,#4\nfar:\nADD W0,W0,#16", "0:X0;")),
            "0:X0=19");
  EXPECT_EQ(only_state(program("AArch64", init, "ADR X2,there\nBLR X2\nB far\nthere:\nMOV W0,#5\nRET\nfar:", "0:X0;")),
            "0:X0=5");
  EXPECT_EQ(only_state(program("AArch64", init, "B .+8\nMOV W0,#1\nfar:\nADD W0,W0,#2", "0:X0;")), "0:X0=2");
  EXPECT_EQ(only_state(program("AArch64", init, "MOV W0,#7\nRET\nMOV W0,#1\nfar: NOP", "0:X0;")), "0:X0=7");
  EXPECT_NE(message(program("AArch64", init, "B .+40\nfar:", "0:X0;")).find("leads to no instruction"),
            std::string::npos);
  EXPECT_NE(
      message(program("AArch64", "0:X1=P0:fax;", "far:\nNOP", "0:X0;")).find("no label 'fax' in P0; nearest: far"),
      std::string::npos);
  const LitmusTest t =
      parse_litmus(program("AArch64", "0:X1=P0:far;", "NOP\nfar:\nNOP", "0:X1;") + "forall (0:X1=P0:far)");
  EXPECT_EQ(judge(t, *find_model("aarch64")).verdict, Verdict::kRequired);
}

// Branches to addresses that hang on a read order what follows as other branches do.
TEST(Dialects, AArch64IndirectBranchesCarryControl) {
  const auto verdict = [](const std::string& branch) {
    return judge(parse_litmus("AArch64 LB\n{ 0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; 0:X5=P0:go; 1:X5=P1:go; }\n P0 | P1 ;\n"
                              " LDR W0,[X1] | LDR W0,[X1] ;\n" +
                              branch +
                              " go: | go: ;\n MOV W2,#1 | MOV W2,#1 ;\n STR W2,[X3] | STR W2,[X3] ;\n"
                              "exists (0:X0=1 /\\ 1:X0=1)"),
                 *find_model("aarch64"))
        .verdict;
  };
  const std::string dependent = " EOR X4,X0,X0 | EOR X4,X0,X0 ;\n ADD X4,X4,X5 | ADD X4,X4,X5 ;\n BR X4 | BR X4 ;\n";
  EXPECT_EQ(verdict(dependent), Verdict::kForbidden);
  EXPECT_EQ(verdict(" BR X5 | BR X5 ;\n"), Verdict::kAllowed);
}

// FEAT_LRCPC3: the accesses of a pair in order.
TEST(Dialects, AArch64PairsInOrder) {
  const auto verdict = [](const std::string& writer, const std::string& reader, const std::string& condition) {
    return judge(parse_litmus("AArch64 pairs\n{ int x[2]={0,0}; 0:X0=1; 0:X1=1; 0:X2=x; 1:X2=x; }\n P0 | P1 ;\n " +
                              writer + " | " + reader + " ;\nexists (" + condition + ")"),
                 *find_model("aarch64"))
        .verdict;
  };
  const std::string backwards = "LDR W0,[X2,#4] ;\n | DMB LD ;\n | LDR W1,[X2]", late = "1:X0=1 /\\ 1:X1=0";
  EXPECT_EQ(verdict("STILP W0,W1,[X2]", backwards, late), Verdict::kForbidden);
  EXPECT_EQ(verdict("STP W0,W1,[X2]", backwards, late), Verdict::kAllowed);
  const std::string lowers = "ADD X2,X2,#8 | LDR W0,[X2] ;\n STILP W0,W1,[X2,#-8]! | DMB LD ;\n | LDR W1,[X2,#4]";
  const auto split_at = lowers.find(" | ");
  EXPECT_EQ(verdict(lowers.substr(0, split_at), lowers.substr(split_at + 3), late), Verdict::kForbidden);
  EXPECT_EQ(verdict("NOP", "LDIAPP W0,W1,[X2] ;\n STR W1,[X2,#4] | ;\n DMB ST | ;\n STR W0,[X2] |", late),
            Verdict::kForbidden);
  EXPECT_EQ(verdict("NOP", "LDP W0,W1,[X2] ;\n STR W1,[X2,#4] | ;\n DMB ST | ;\n STR W0,[X2] |", late),
            Verdict::kAllowed);
  EXPECT_EQ(only_state(program("AArch64", "int x[2]={3,4}; 0:X0=x;", "LDIAPP W1,W2,[X0],#8", "0:X1; 0:X2;")),
            "0:X1=3; 0:X2=4");
}

// Alpha Architecture Handbook, chapter 4.
TEST(Dialects, AlphaComputesAndBranches) {
  expect("ALPHA", "int64_t 0:$1=-2; int64_t 0:$2=3; int64_t 0:$3;", "0:$3",
         {{"mov $1,$3", -2},
          {"mov 200,$3", 200},
          {"lda $3,-5($2)", -2},
          {"addq $1,255,$3", 253},
          {"addl $1,$2,$3", 1},
          {"subq $1,$2,$3", -5},
          {"subl $31,$2,$3", -3},
          {"mulq $1,7,$3", -14},
          {"and $1,$2,$3", 2},
          {"bic $2,$1,$3", 1},
          {"bis $1,1,$3", -1},
          {"xor $1,$2,$3", -3},
          {"sll $2,62,$3", static_cast<long long>(0xc000000000000000)},
          {"srl $1,63,$3", 1},
          {"sra $1,1,$3", -1},
          {"blt $1,over\nmov 1,$3\nover: nop", 0},
          {"ble $2,over\nmov 1,$3\nover: nop", 1},
          {"bge $2,over\nmov 1,$3\nover: nop", 0},
          {"bgt $31,over\nmov 1,$3\nover: nop", 1}});
  EXPECT_EQ(only_state(program("ALPHA", "uint8_t x; uint16_t y; 0:$1=x; 0:$2=y; int64_t 0:$3=-2;",
                               "stb $3,0($1)\nstw $3,0($2)\nldbu $4,0($1)\nldwu $5,0($2)", "0:$4; 0:$5;")),
            "0:$4=254; 0:$5=0xfffe");
}

// MIPS64 Architecture for Programmers, volume II-A.
TEST(Dialects, MipsComputesAndBranches) {
  expect("MIPS", "int64_t 0:v0=-2; int64_t 0:v1=3; int64_t 0:$a0;", "0:$a0",
         {{"lui a0,65535", -65536},
          {"lui $4,1", 65536},
          {"sll a0,v1,31", -0x80000000LL},
          {"dsll a0,v1,31", 0x180000000},
          {"dsrl a0,v0,31", 0x1ffffffff},
          {"daddiu a0,v0,-32768", -32770},
          {"addu a0,v0,v1", 1},
          {"li a0,1\njr ra\nli a0,2", 1},
          {"li a0,1\njr $31\nli a0,2", 1},
          {"bne v0,v1,over\nli a0,1\nover: nop", 0},
          {"bltz v0,over\nli a0,1\nover: nop", 0},
          {"blez v1,over\nli a0,1\nover: nop", 1},
          {"bgtz v1,.+8\nli a0,1\nnop", 0},
          {"bgez v0,over\nli a0,1\nover: nop", 1},
          {"j over\nli a0,1\nover: nop", 0},
          {"slt a0,v0,v1", 1},
          {"sltu a0,v0,v1", 0},
          {"slti a0,v1,-3", 0},
          {"sltiu a0,v1,-3", 1},
          {"nor a0,v0,v1", 0},
          {"srl a0,v0,28", 15},
          {"sra a0,v0,1", -1},
          {"dsra a0,v0,1", -1},
          {"dext a0,v0,4,8", 255},
          {"dext a0,v1,1,1", 1},
          {"mul a0,v0,v1", -6}});
  EXPECT_EQ(only_state(program("MIPS", "0:a1=P0:far;", "jr a1\nli a0,1\nfar: nop", "0:a0;")), "0:$a0=0");
  EXPECT_NE(message(program("MIPS", "", "dext a0,v0,32,1", "0:a0;")).find("from 0 to 31"), std::string::npos);
}

// Register 0 is zero by each of its names: what is written there is gone, and it may be compared with.
TEST(Dialects, ZeroRegistersByAnyName) {
  for (const char* zero : {"$zero", "zero", "$0", "r0"})
    EXPECT_EQ(
        only_state(program("MIPS", "int64_t 0:v0=7;", "li " + std::string(zero) + ",5\nor v0,v0," + zero, "0:v0;")),
        "0:$v0=7")
        << zero;
  for (const char* zero : {"$zero", "zero", "$r0", "r0"})
    EXPECT_EQ(only_state(program("LOONGARCH", "int64_t 0:$a0=7;",
                                 "li.w " + std::string(zero) + ",5\nor $a0,$a0," + zero, "0:$a0;")),
              "0:$a0=7")
        << zero;
}

// An instruction's text has the names that an assembler takes, whatever the file had.
TEST(Dialects, RegistersByTheirCanonicalNames) {
  const auto text = [](const std::string& isa, const std::string& code) {
    return parse_litmus(program(isa, "", code, "0:" + std::string(isa == "MIPS" ? "v0;" : "r1;")))
        .threads[0]
        .code[0]
        .text;
  };
  EXPECT_EQ(text("MIPS", "lw r2,8(a0)"), "lw $v0,8($a0)");
  EXPECT_EQ(text("MIPS", "sd $2, 0($29)"), "sd $v0,0($sp)");
  EXPECT_EQ(text("S390X", "lg r1,8(%r2)"), "lg %r1,8(%r2)");
}

// MIPS64, volume II-A, SYNC: the types by their numbers are those by their names.
TEST(Dialects, MipsTypesOfSync) {
  const auto ops = [](const std::string& code) {
    return parse_litmus(program("MIPS", "", code, "0:v0;")).threads[0].code[0].ops;
  };
  for (const auto& [named, numbered] : {std::pair{"sync", "sync 0"},
                                        {"sync_wmb", "sync 4"},
                                        {"sync_mb", "sync 16"},
                                        {"sync_acquire", "sync 17"},
                                        {"sync_release", "sync 18"},
                                        {"sync_rmb", "sync 19"},
                                        {"sync", "sync 1"}})
    EXPECT_EQ(ops(named), ops(numbered)) << numbered;
  EXPECT_NE(message(program("MIPS", "", "sync 32", "0:v0;")), "no error");
}

TEST(Dialects, PowerRotatesComparesAndRecords) {
  expect("PPC", "int64_t 0:r1=0x12345678; int64_t 0:r2=-1; int64_t 0:r3;", "0:r3",
         {{"rlwinm r3,r1,8,0,31", 0x34567812},
          {"rlwinm r3,r1,8,24,31", 0x12},
          {"rlwinm r3,r1,0,28,3", 0x1234567810000008},
          {"rlwimi r3,r1,4,0,7", 0x23000000},
          {"mr r3,r2\nrlwimi r3,r1,0,16,31", static_cast<long long>(0xffffffffffff5678)},
          {"rldicl r3,r1,8,40", 0x567800},
          {"rldicr r3,r2,4,7", static_cast<long long>(0xff00000000000000)},
          {"clrldi r3,r2,60", 15},
          {"clrlwi r3,r2,24", 255},
          {"subf r3,r1,r2", -0x12345679},
          {"nor r3,r1,r1", -0x12345679},
          {"neg r3,r2", 1},
          {"cmplwi r2,1\nbgt L\nli r3,1\nL:", 0},
          {"cmpwi r2,1\nbgt L\nli r3,1\nL:", 1},
          {"cmpld cr7,r1,r2\nblt cr7,L\nli r3,1\nL:", 0},
          {"add. r4,r2,r2\nblt L\nli r3,1\nL:", 0},
          {"rlwinm. r4,r1,0,0,0\nbeq L\nli r3,1\nL:", 0},
          {"extsw. r4,r2\nbeq L\nli r3,1\nL:", 1},
          {"li r3,5\nblr\nli r3,6", 5},
          {"rotlwi r3,r1,8", 0x34567812},
          {"rotldi r3,r1,8", 0x1234567800},
          {"srawi r3,r2,4", -1},
          {"sraw r3,r2,r1", -1},
          {"li r4,33\nslw r3,r1,r4", 0},
          {"li r4,4\nsrw r3,r1,r4", 0x1234567},
          {"addic. r3,r2,1\nbeq L\nli r3,1\nL:", 0},
          {"cmpwi r2,0\nbnl L\nli r3,1\nL:", 1}});
  // Update forms leave the address; multiple ones go up to r31; r0, and 0, as a base are zero.
  const std::string memory = "int x[3]={1,-2,3}; 0:r2=x; int64_t 0:r3; int64_t 0:r0=5;";
  expect("PPC", memory, "0:r3",
         {{"lwzu r3,4(r2)\nlwz r3,4(r2)", 3},
          {"li r4,8\nlwzux r3,r2,r4\nlwa r3,-4(r2)", -2},
          {"li r4,9\nstwu r4,8(r2)\nlwz r3,0(r2)", 9},
          {"lmw r30,4(r2)\nmr r3,r31", 3},
          {"li r31,7\nstmw r31,0(r2)\nlwz r3,0(r2)", 7},
          {"lwzx r3,0,r2", 1},
          {"lwzx r3,r0,r2", 1}});
  EXPECT_NE(message(program("PPC", "", "lwzu r1,0(r1)", "0:r1")).find("neither r0 nor what it loads"),
            std::string::npos);
  EXPECT_EQ(parse_litmus(program("PPC", "", "sync 1", "0:r1")).threads[0].code[0].ops,
            parse_litmus(program("PPC", "", "lwsync", "0:r1")).threads[0].code[0].ops);
  EXPECT_NE(message(program("PPC", "", "cmplwi r1,-1", "0:r1")).find("takes constants from 0 to 65535"),
            std::string::npos);
  EXPECT_NE(message(program("PPC", "", "rlwinm r1,r2,32,0,1", "0:r1")).find("from 0 to 31"), std::string::npos);
}

TEST(Dialects, ThreadsThatReturnEnd) {
  EXPECT_EQ(
      only_state(program("X86_64", "", "movl $1,%eax\nendbr64\nnopl 0(%rax,%eax,0)\nret\nmovl $2,%eax", "0:rax;")),
      "0:rax=1");
  EXPECT_EQ(only_state(program("RISCV", "", "li x5,1\nret\nli x5,2", "0:x5;")), "0:x5=1");
}

TEST(Dialects, RiscVComputesAndBranches) {
  expect("RISCV", "int64_t 0:x6=-2; int64_t 0:x7=0x180; int64_t 0:x5;", "0:x5",
         {{"neg x5,x6", 2},
          {"negw x5,x6", 2},
          {"sext.b x5,x7", -128},
          {"sext.h x5,x7", 0x180},
          {"zext.b x5,x7", 0x80},
          {"zext.w x5,x6", 0xfffffffe},
          {"slti x5,x6,-1", 1},
          {"sltiu x5,x6,-3", 0},
          {"sltz x5,x6", 1},
          {"sgtz x5,x6", 0},
          {"andn x5,x7,x6", 0},
          {"minu x5,x6,x7", 0x180},
          {"mulw x5,x6,x7", -0x300},
          {"bgtz x6,L\nli x5,1\nL:", 1},
          {"bleu x7,x6,L\nli x5,1\nL:", 0},
          {"auipc x8,0\njr 16(x8)\nli x5,1\nnop\nnop", 0},
          {"auipc x8,0\nauipc x5,0\nsub x5,x5,x8", 4},
          {"auipc x8,1\nauipc x5,0xfffff\nsub x5,x5,x8", 4 - 0x2000},
          {"call f\nj L\nf: li x5,3\nret\nL:", 3},
          {"tail L\nli x5,1\nL:", 0}});
}

// Zabha, Zacas: sub-words are sign-extended, and a compare-and-swap leaves what it found.
TEST(Dialects, RiscVAtomicsOfAllSizes) {
  expect("RISCV", "int8_t x=-2; int64_t 0:x5=-2; int64_t 0:x7=5; 0:x6=x;", "0:x5",
         {{"amoadd.b x5,x7,(x6)", -2},
          {"amoadd.b.aqrl x5,x7,(x6)\nlb x5,0(x6)", 3},
          {"amomaxu.b x0,x7,(x6)\nlb x5,0(x6)", -2},
          {"amocas.b x5,x7,(x6)\nlb x5,0(x6)", 5},
          {"li x5,1\namocas.b.aq x5,x7,(x6)", -2}});
  // Zacas' quadwords: two registers from an even one on.
  const std::string init =
      "int64_t x[2]={1,2}; 0:x6=x; int64_t 0:x8=1; int64_t 0:x9=2; 0:x10=3; 0:x11=4; int64_t 0:x5;";
  expect("RISCV", init, "0:x5",
         {{"amocas.q x8,x10,(x6)\nld x5,8(x6)", 4},
          {"li x9,5\namocas.q.aqrl x8,x10,(x6)\nld x5,8(x6)", 2},
          {"li x9,5\namocas.q x8,x10,(x6)\nmv x5,x9", 2},
          {"amocas.q x8,x0,(x6)\nld x5,0(x6)", 0}});
  EXPECT_NE(message(program("RISCV", init, "amocas.q x9,x10,(x6)", "0:x5")).find("the first is even"),
            std::string::npos);
}

TEST(Dialects, WhatIsOutOfScopeIsRefusedByItsName) {
  const std::pair<const char*, const char*> of_aarch64[] = {
      {"STG X0,[X1]", "MTE"},       {"TLBI VAE1IS,X1", "VMSA"},   {"DC CVAU,X1", "ifetch"},
      {"PACDA X0,X1", "PAC"},       {"GCSSS1 X0", "GCS"},         {"PTRUE P0.S", "SVE"},
      {"SMSTART", "SME"},           {"LD1 {V0.4S},[X1]", "Neon"}, {"LDR Q0,[X1]", "Neon"},
      {"SEAL C0,C1,C2", "Morello"}, {"LDR C0,[X1]", "Morello"},   {"TSTART X0", "TME"},
      {"ADD Z0.S,Z1.S,Z2.S", "SVE"}};
  for (const auto& [code, name] : of_aarch64)
    EXPECT_NE(message(program("AArch64", "", code, "0:X0")).find(std::string(name) + " is not covered"),
              std::string::npos)
        << code << ": " << message(program("AArch64", "", code, "0:X0"));
  EXPECT_NE(message(program("AArch64", "", "SVC #0", "0:X0")).find("exceptions are not covered"), std::string::npos);
  const std::pair<const char*, const char*> of_state[] = {{"0:X1=x:green", "MTE"},
                                                          {"0:X1=PTE(x)", "VMSA"},
                                                          {"pteval_t x", "VMSA"},
                                                          {"0:X1=instr:\"NOP\"", "ifetch"},
                                                          {"0:X1=tag(x)", "MTE"},
                                                          {"0:Z0.S[4]=1", "SVE"},
                                                          {"0:V0.4S={1,2,3,4}", "Neon"},
                                                          {"0:Q1=1", "Neon"}};
  for (const auto& [init, name] : of_state)
    EXPECT_NE(message(program("AArch64", init, "NOP", "0:X0")).find(std::string(name) + " is not covered"),
              std::string::npos)
        << init << ": " << message(program("AArch64", init, "NOP", "0:X0"));
  EXPECT_NE(message(program("AArch64", "uint128_t 0:X1", "NOP", "0:X0")).find("128 bits are not covered"),
            std::string::npos);
  for (const char* head : {"BPF", "LISA", "ASL"})
    EXPECT_NE(message(program(head, "", "nop", "0:r0")).find(std::string(head) + " is not covered"), std::string::npos);
  EXPECT_NE(message("AArch64 T\n{ }\n P0 | P0.F ;\n NOP | NOP ;\n").find("exceptions are not covered"),
            std::string::npos);
}

}  // namespace
}  // namespace fenceline::models
