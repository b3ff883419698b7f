// What instructions compute, on each instruction set: final states of tests whose end is certain.
#include <base/text.h>
#include <models/test/reading.h>

namespace fenceline::models {
namespace {

TEST(Arithmetic, ShiftsAndExtensions) {
  EXPECT_EQ(only_state(R"(AArch64 extend
{ int64_t 0: X1 = 511; uint64_t 0:X2=-16; int64_t 0:X3; }
 P0             ;
 SXTB X4,W1     ;
 UXTH W5,W2     ;
 ADD X6,X3,X2,ASR 2 ;
 MOV X7,X1,LSR #4 ;
 ADD X8,X3,W1,SXTB ;
 ADD W9,W3,W1,UXTB #1 ;
 NEG W10,W1     ;
locations [0:X4; 0:X5; 0:X6; 0:X7; 0:X8; 0:X9; 0:X10;])"),
            "0:X10=-511; 0:X4=-1; 0:X5=0xfff0; 0:X6=-4; 0:X7=31; 0:X8=-1; 0:X9=0x1fe");
  EXPECT_EQ(only_state(R"(AArch64 constants
{ int64_t 0:X3=42; int8_t y=-2; 0:X9=y; }
 P0                 ;
 MOVZ W1,#42,LSL #16 ;
 MOV X2,#1          ;
 MOVK X2,#3,LSL #16 ;
 ADD X3,X3,#1,LSL #12 ;
 LDRSB W4,[X9]      ;
 LDRSB X5,[X9]      ;
locations [0:X1; 0:X2; 0:X3; 0:X4; 0:X5;])"),
            "0:X1=0x2a0000; 0:X2=0x30001; 0:X3=0x102a; 0:X4=-2; 0:X5=-2");
  EXPECT_EQ(only_state(R"(RISCV shift
{ 0:x5=-16; }
 P0             ;
 srliw x6,x5,28 ;
 sraiw x7,x5,2  ;
 lui x8,16      ;
locations [0:x6; 0:x7; 0:x8;])"),
            "0:x6=15; 0:x7=-4; 0:x8=0x10000");
  EXPECT_EQ(only_state(R"(PPC signed
{ int x=-1; 0:r2=x; }
 P0             ;
 li r3,0        ;
 lwax r1,r3,r2  ;
locations [0:r1;])"),
            "0:r1=-1");
}

// Arm ARM C6.2: UBFM, SBFM and BFM with their aliases, EXTR and ROR; W forms clear the upper half.
TEST(Arithmetic, FieldsOfBits) {
  const std::string head =
      "AArch64 fields\n{ int64_t 0:X1=0x8182838485868788; int64_t 0:X2=0x1112131415161718; "
      "int64_t 0:X3=-1; int64_t 0:X4=8; }\n P0 ;\n";
  const auto x3 = [&](const std::string& instruction) {
    const std::string state = only_state(head + instruction + ";\nlocations [0:X3;]");
    return static_cast<std::uint64_t>(to_integer(state.substr(state.find('=') + 1)).value_or(0));
  };
  const std::pair<const char*, std::uint64_t> expected[] = {{"UBFM X3,X1,#8,#15", 0x87},
                                                            {"UBFM X3,X1,#60,#3", 0x80},
                                                            {"UBFX W3,W1,#8,#16", 0x8687},
                                                            {"UBFIZ X3,X1,#60,#4", 0x8000000000000000},
                                                            {"SBFM X3,X1,#8,#15", 0xffffffffffffff87},
                                                            {"SBFM W3,W1,#8,#15", 0xffffff87},
                                                            {"SBFM X3,X1,#60,#3", 0xffffffffffffff80},
                                                            {"SBFX X3,X1,#0,#64", 0x8182838485868788},
                                                            {"SBFIZ W3,W1,#4,#4", 0xffffff80},
                                                            {"BFM X3,X1,#8,#15", 0xffffffffffffff87},
                                                            {"BFXIL W3,W1,#4,#4", 0xfffffff8},
                                                            {"BFI X3,X1,#8,#8", 0xffffffffffff88ff},
                                                            {"BFI X3,X1,#0,#64", 0x8182838485868788},
                                                            {"EXTR X3,X1,X2,#8", 0x8811121314151617},
                                                            {"EXTR W3,W1,W2,#8", 0x88151617},
                                                            {"EXTR X3,X1,X2,#0", 0x1112131415161718},
                                                            {"ROR W3,W1,#4", 0x88586878},
                                                            {"ROR X3,X1,X4", 0x8881828384858687},
                                                            {"ROR X3,X1,XZR", 0x8182838485868788},
                                                            {"EOR W3,W4,W1,ROR #4", 0x88586870},
                                                            {"MADD X3,X1,X4,X2", 0x1d262f38414a5358},
                                                            {"MSUB W3,W4,W4,W4", 0xffffffc8},
                                                            {"MNEG X3,X4,X4", 0xffffffffffffffc0},
                                                            {"MOVN X3,#1,LSL #16", 0xfffffffffffeffff},
                                                            {"ORN X3,X4,X1,LSL #4", 0xe7d7c7b7a797877f},
                                                            {"EON W3,W1,W2", 0x6f6f6f6f},
                                                            {"BICS W3,W1,W2", 0x80808080}};
  for (const auto& [instruction, value] : expected) EXPECT_EQ(x3(instruction), value) << instruction;
  EXPECT_NE(message(head + "UBFX W3,W1,#30,#4;\nlocations [0:X3;]").find("no field of bits #30,#4"), std::string::npos);
  // SUBS compares, and what is selected may be changed on the way.
  EXPECT_EQ(x3("SUBS X5,X4,X1;\nCSINV X3,X1,X4,HS"), ~std::uint64_t{8});
  EXPECT_EQ(x3("SUBS X5,X4,X1;\nCSNEG W3,W1,W4,HS"), 0xfffffff8);
  EXPECT_EQ(x3("SUBS X5,X4,X1;\nCSETM W3,LO"), 0xffffffff);
}

// Arm ARM C1.2.4 (conditions): N, Z, C and V of a difference, a sum, and a logical result.
TEST(Arithmetic, Flags) {
  const auto nzcv = [](const std::string& instruction) {
    const std::string state = only_state(
        "AArch64 flags\n{ 0:X1=0x7fffffff; 0:X2=1; 0:X3=0x80000000; 0:X4=0xffffffff; }\n P0 ;\n" + instruction +
        ";\nCSET W5,MI;\nCSET W6,EQ;\nCSET W7,CS;\nCSET W8,VS;\nlocations [0:X5; 0:X6; 0:X7; "
        "0:X8;]");
    std::string out;
    for (std::size_t at = 0; (at = state.find('=', at)) != std::string::npos;) out += state[++at];
    return out;
  };
  EXPECT_EQ(nzcv("CMP W2,W2"), "0110");
  EXPECT_EQ(nzcv("CMP WZR,W2"), "1000");
  EXPECT_EQ(nzcv("CMP W3,W2"), "0011");  // the least number minus 1 overflows
  EXPECT_EQ(nzcv("SUBS W9,W1,W4"), "1001");
  EXPECT_EQ(nzcv("ADDS W9,W1,W2"), "1001");
  EXPECT_EQ(nzcv("ADDS W9,W4,W2"), "0110");
  EXPECT_EQ(nzcv("ADDS X9,X4,X2"), "0000");
  EXPECT_EQ(nzcv("CMN W3,W3"), "0111");
  EXPECT_EQ(nzcv("CMN WZR,#0"), "0100");
  EXPECT_EQ(nzcv("TST W3,W4"), "1000");
  EXPECT_EQ(nzcv("ANDS W9,W1,W3"), "0100");
  EXPECT_EQ(nzcv("BICS W9,W4,W1"), "1000");
}

TEST(Arithmetic, ShiftsAndConstantsOfPowerAndX86) {
  EXPECT_EQ(only_state(R"(PPC shifts
{ int64_t 0:r1=0xffffffff; int64_t 0:r9; int64_t 0:r4; int64_t 0:r8; }
 P0             ;
 slwi r2,r1,4   ;
 srwi r3,r1,28  ;
 sldi r4,r1,4   ;
 extsw r5,r1    ;
 extsb r6,r1    ;
 lis r7,-1      ;
 addis r8,r1,1  ;
 oris r9,r9,18  ;
 xoris r10,r9,2 ;
locations [0:r2; 0:r3; 0:r4; 0:r5; 0:r6; 0:r7; 0:r8; 0:r9; 0:r10;])"),
            "0:r10=0x100000; 0:r2=-16; 0:r3=15; 0:r4=0xffffffff0; 0:r5=-1; 0:r6=-1; "
            "0:r7=-65536; 0:r8=0x10000ffff; 0:r9=0x120000");
  EXPECT_EQ(only_state(R"(X86_64 shifts
{ x=3; uint64_t 0:rax=0xff; uint64_t 0:rbx=-8; uint64_t 0:rcx=-8; }
 P0            ;
 shlb $4,%al   ;
 shrl $1,%ebx  ;
 sarq $1,%rcx  ;
 shll $2,(x)   ;
 subl $2,%edx  ;
 jb below      ;
 movl $1,%esi  ;
 below:        ;
 subl $12,(x)  ;
 ja above      ;
 movl $1,%edi  ;
 above:        ;
locations [0:rax; 0:rbx; 0:rcx; 0:rdx; 0:rsi; 0:rdi; x;])"),
            "0:rax=240; 0:rbx=0x7ffffffc; 0:rcx=18446744073709551612; 0:rdi=1; 0:rdx=-2; 0:rsi=0; x=0");
  EXPECT_EQ(message("X86_64 shift\n{ }\n P0 ;\n shll %cl,%eax ;\n"), "sb.litmus:4: 'shll' is read by a constant");
}

// What is narrower than 32 bits leaves the rest of a register (SDM vol. 1, 3.4.1.1).
TEST(Arithmetic, NarrowResultsOnX86KeepTheUpperBits) {
  EXPECT_EQ(only_state(R"(X86_64 narrow
{ uint32_t x=0x807; 0:rax=0x123456; 0:rbx=0x123456; 0:rcx=0x123456; 0:rdx=0x1fffffffff; }
 P0             ;
 movb (x),%al   ;
 movw (x),%bx   ;
 xchgb %cl,1(x) ;
 movl (x),%edx  ;
 addb $0xff,%al ;
locations [0:rax; 0:rbx; 0:rcx; 0:rdx; x;])"),
            "0:rax=0x123406; 0:rbx=0x120807; 0:rcx=0x123408; 0:rdx=0x5607; x=0x5607");
}

// Of a location that is wider than every access to it the upper bytes stay.
TEST(Arithmetic, NarrowAccessesToAWideLocation) {
  EXPECT_EQ(only_state(R"(AArch64 narrow
{ int64_t x=0x100000002; int64_t y=0x100000003; 0:X1=x; 0:X3=y; 0:X5=9; }
 P0          ;
 LDR W0,[X1] ;
 LDR W2,[X3] ;
 STR W5,[X3] ;
locations [0:X0; 0:X2; x; y;])"),
            "0:X0=2; 0:X2=3; x=0x100000002; y=0x100000009");
  EXPECT_EQ(only_state(R"(AArch64 wide
{ int8_t x[4]={1,2,3,4}; 0:X1=x; 0:X5=0x7060509; }
 P0            ;
 LDR W2,[X1]   ;
 STR W5,[X1]   ;
 LDRB W3,[X1,#2] ;
locations [x[1]; 0:X2; 0:X3;])"),
            "0:X2=0x4030201; 0:X3=6; x[1]=5");
  EXPECT_EQ(only_state(R"(AArch64 parts
{ uint64_t x=0x807060504030201; 0:X1=x; 0:X5=0x99; 0:X6=0xaabb; }
 P0              ;
 LDRB W2,[X1,#3] ;
 STRB W5,[X1,#1] ;
 STRH W6,[X1,#2] ;
 LDRSH X3,[X1]   ;
 LDR W4,[X1,#4]  ;
locations [0:X2; 0:X3; 0:X4; x;])"),
            "0:X2=4; 0:X3=-26367; 0:X4=0x8070605; x=0x8070605aabb9901");
}

// Of 32 bits: -1 is less than 1 as a signed number only.
TEST(Arithmetic, AtomicMinimumAndMaximum) {
  EXPECT_EQ(only_state(R"(AArch64 extrema
{ x=1; y=1; z=1; w=1; 0:X1=x; 0:X2=y; 0:X3=z; 0:X4=w; 0:X5=-1; }
 P0                   ;
 LDSMAXAL W5,W6,[X1]  ;
 LDUMAXA W5,W7,[X2]   ;
 STSMIN W5,[X3]       ;
 STUMINL W5,[X4]      ;
locations [0:X6; 0:X7; x; y; z; w;])"),
            "0:X6=1; 0:X7=1; w=1; x=1; y=-1; z=-1");
  EXPECT_EQ(only_state(R"(RISCV extrema
{ x=1; y=1; z=1; w=1; 0:x1=x; 0:x2=y; 0:x3=z; 0:x4=w; 0:x5=-1; }
 P0                          ;
 amomax.w.aqrl x6,x5,(x1)    ;
 amomaxu.w x7,x5,(x2)        ;
 amomin.w.rl x0,x5,(x3)      ;
 amominu.w.aq x0,x5,(x4)     ;
locations [0:x6; 0:x7; x; y; z; w;])"),
            "0:x6=1; 0:x7=1; w=1; x=1; y=-1; z=-1");
}

}  // namespace
}  // namespace fenceline::models
