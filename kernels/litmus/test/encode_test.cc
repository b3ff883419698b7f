// The built-in encoders against GNU as: every instruction that they claim, in every form of
// operand.
#include <arch/aarch64/encode.h>
#include <arch/alpha/encode.h>
#include <arch/assembler.h>
#include <arch/mips64el/encode.h>
#include <arch/ppc64le/encode.h>
#include <arch/riscv64/encode.h>
#include <arch/s390x/encode.h>
#include <arch/x86_64/encode.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fenceline::arch {
namespace {

using Lines = std::vector<std::string>;

std::string hex(const std::vector<uint8_t>& bytes) {
  std::string out;
  for (const uint8_t b : bytes) {
    char text[4];
    snprintf(text, sizeof text, "%02x ", b);
    out += text;
  }
  return out;
}

bool there(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// What `as` makes of each line: each is assembled in 32 bytes of its own.
std::vector<std::vector<uint8_t>> by_gnu(const std::string& prefix, const std::string& options, const std::string& head,
                                         const Lines& lines) {
  char directory[] = "/tmp/encode-XXXXXX";
  EXPECT_NE(mkdtemp(directory), nullptr);
  const std::string stem = directory;
  {
    std::ofstream out(stem + "/t.s");
    out << ".text\n" << head << "\n";
    for (size_t i = 0; i < lines.size(); ++i) out << ".balign 32, 0\n" << lines[i] << "\n.balign 32, 0\n";
  }
  const std::string command = prefix + "as " + options + " -o " + stem + "/t.o " + stem + "/t.s && " + prefix +
                              "objcopy -O binary -j .text " + stem + "/t.o " + stem + "/t.bin";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::ifstream in(stem + "/t.bin", std::ios::binary);
  const std::vector<uint8_t> all{std::istreambuf_iterator<char>(in), {}};
  for (const char* f : {"/t.s", "/t.o", "/t.bin"}) unlink((stem + f).c_str());
  rmdir(directory);
  std::vector<std::vector<uint8_t>> out;
  for (size_t i = 0; i < lines.size() && 32 * (i + 1) <= all.size(); ++i)
    out.emplace_back(all.begin() + long(32 * i), all.begin() + long(32 * (i + 1)));
  EXPECT_EQ(out.size(), lines.size());
  return out;
}

void compare(const std::string& prefix, const std::string& options, const std::string& head,
             bool (*encode)(std::string_view, Code&), const Lines& lines) {
  if (!there(prefix + "as") || !there(prefix + "objcopy"))
    GTEST_SKIP() << prefix << "as is not installed: nothing to compare with";
  const auto expected = by_gnu(prefix, options, head, lines);
  for (size_t i = 0; i < expected.size(); ++i) {
    auto mine = assemble(lines[i], encode);
    EXPECT_EQ(mine.error, "") << lines[i];
    mine.bytes.resize(32);
    EXPECT_EQ(hex(mine.bytes), hex(expected[i])) << lines[i];
  }
}

Lines x86_lines() {
  const char* memory[] = {"(%rax)",   "8(%rbx)",     "-4(%rsp)",    "(%rbp)",          "4096(%r12)", "(%r13)",
                          "64(%r15)", "(%rdi,%rcx)", "(%r8,%r9,4)", "12(%rbp,%rax,8)", "-128(%rsi)", "128(%r11)"};
  const std::vector<std::array<std::string, 4>> registers = {
      {"%al", "%ax", "%eax", "%rax"},     {"%bl", "%bx", "%ebx", "%rbx"},  {"%sil", "%si", "%esi", "%rsi"},
      {"%bpl", "%bp", "%ebp", "%rbp"},    {"%r8b", "%r8w", "%r8d", "%r8"}, {"%r13b", "%r13w", "%r13d", "%r13"},
      {"%r15b", "%r15w", "%r15d", "%r15"}};
  const std::string suffix = "bwlq";
  Lines out = {"mfence",
               "sfence",
               "lfence",
               "pause",
               "nop",
               "ret",
               "push %rbx",
               "push %r12",
               "pop %r15",
               "pop %rbp",
               "movzbl (%rax),%ecx",
               "movzwl 4(%r9),%r10d",
               "movzbl %sil,%eax",
               "mov $0x123456789abc,%rax",
               "mov $5000000000,%r9",
               "mov $-1,%rax",
               "mov $4294967295,%eax",
               "imul %rcx,%rax",
               "imul (%rbx),%r8d",
               "clflush (%rdi)",
               "clflush 64(%r9)",
               "lea 100000(%r15),%rax",
               "lea (%rbx,%rcx),%edx"};
  for (size_t size = 0; size < 4; ++size) {
    const std::string s(1, suffix[size]);
    for (const auto* m : memory) {
      const std::string mem = m;
      for (const auto& names : registers) {
        const std::string& r = names[size];
        for (const char* op : {"mov", "add", "sub", "xor", "and", "or", "cmp"}) {
          out.push_back(op + s + " " + r + "," + mem);
          out.push_back(op + s + " " + mem + "," + r);
        }
        out.push_back("xchg" + s + " " + r + "," + mem);
        out.push_back("xchg" + s + " " + mem + "," + r);
        out.push_back("lock xadd" + s + " " + r + "," + mem);
        out.push_back("lock cmpxchg" + s + " " + r + "," + mem);
        out.push_back("lock add" + s + " " + r + "," + mem);
        out.push_back("test" + s + " " + r + "," + mem);
        if (size >= 2) out.push_back("movnti " + r + "," + mem);
      }
      for (const char* imm : {"$0", "$1", "$-1", "$127"}) {
        out.push_back("mov" + s + " " + imm + "," + mem);
        out.push_back("lock or" + s + " " + imm + "," + mem);
        out.push_back("cmp" + s + " " + imm + "," + mem);
      }
      if (size >= 1) out.push_back("add" + s + " $1000," + mem);
      if (size == 3)
        for (const char* op : {"cmpxchg16b ", "lock cmpxchg16b "}) out.push_back(op + mem);
      for (const char* op : {"inc", "dec", "not", "neg"}) {
        out.push_back(op + s + " " + mem);
        out.push_back("lock " + (op + s) + " " + mem);
      }
    }
    for (const auto& names : registers) {
      const std::string& r = names[size];
      for (const auto& other : registers) {
        out.push_back("mov " + r + "," + other[size]);
        out.push_back("xor " + r + "," + other[size]);
        out.push_back("test " + r + "," + other[size]);
      }
      for (const char* imm : {"$0", "$1", "$-1", "$100"}) {
        out.push_back("mov " + std::string(imm) + "," + r);
        out.push_back("add " + std::string(imm) + "," + r);
        out.push_back("cmp " + std::string(imm) + "," + r);
      }
      if (size >= 1) out.push_back("and $1000," + r);
      out.push_back("inc " + r);
      out.push_back("neg " + r);
      if (size >= 1) out.push_back("ror $8," + r);
      out.push_back("shl $5," + r);
    }
  }
  return out;
}

TEST(Encode, X86AsGnuAs) { compare("", "--64", "", x86_64::encode, x86_lines()); }

Lines aarch64_lines() {
  Lines out = {"NOP",
               "ISB",
               "RET",
               "MOV W0,#0",
               "MOV W9,#65535",
               "MOV X3,#65536",
               "MOV X3,#-1",
               "MOV W3,#-2",
               "MOV X5,X20",
               "MOV W5,WZR",
               "MOVK X2,#4660,LSL #16",
               "ADD SP,SP,#16",
               "SUB SP,SP,#112",
               "ADD X1,X2,#4095",
               "ADD X1,X2,#4096",
               "ADD X1,X2,W3,SXTW",
               "CSEL W3,W4,W5,EQ",
               "CSEL X2,X3,XZR,LT",
               "CSET W1,NE",
               "MUL W1,W2,W3",
               "STR X19,[SP,#16]",
               "LDR X30,[SP,#8]",
               "LDR W1,[X2,X3]",
               "LDR W1,[X2,W3,UXTW]",
               "LDR W1,[X2,W3,SXTW #2]",
               "LDR X1,[X2,X3,LSL #3]",
               "STR W8,[X12,W11,SXTW]",
               "LDRSW X1,[X2,#4]",
               "LDURB W1,[X2,#-1]",
               "LDAPURH W1,[X2,#3]",
               "STLURB W1,[X2,#-256]",
               "LDRSW X1,[X2,W3,SXTW #2]",
               "SXTW X1,W2",
               "UXTB W1,W2",
               "UXTH W1,W2",
               "LSL X1,X2,#63",
               "UBFX X1,X2,#63,#1",
               "ROR X1,X2,#63",
               "LDPSW X1,X2,[X3,#-256]",
               "LDPSW X1,X2,[X3],#252",
               "LDR W1,[X2,#-4]",
               "LDR W1,[X2,#3]",
               "BIC W1,W2,W3",
               "CMP W1,#1",
               "CMP X1,X2",
               "CMN X1,X2",
               "CMN W1,#1",
               "CSET W1,VS",
               "CSET W1,MI",
               "TST W1,W2",
               "TST W1,#4",
               "AND W1,W2,#0x0f0f0f0f",
               "EOR W1,W2,#0x80000001",
               "ORR X1,X2,#0xff000000000000ff"};
  for (const char* option :
       {"SY", "ST", "LD", "ISH", "ISHST", "ISHLD", "NSH", "NSHST", "NSHLD", "OSH", "OSHST", "OSHLD"})
    for (const char* m : {"DMB ", "DSB "}) out.push_back(std::string(m) + option);
  for (const char* r : {"W", "X"}) {
    const std::string R = r;
    for (const char* m : {"LDR", "STR", "LDAR", "STLR", "LDAPR", "LDXR", "LDAXR"}) {
      out.push_back(std::string(m) + " " + R + "1,[X2]");
      out.push_back(std::string(m) + " " + R + "30,[X19]");
      if (R == "W")
        for (const char* narrow : {"B", "H"}) out.push_back(std::string(m) + narrow + " W7,[X21]");
    }
    for (const char* m : {"LDP ", "STP "})
      for (const char* at : {"[X2]", "[SP,#-256]", "[X30,#248]", "[X2,#-8]!", "[SP],#16"})
        out.push_back(m + R + "1," + R + "30," + at);
    for (const char* m : {"LDR ", "STR ", "LDUR ", "STUR ", "LDAPUR ", "STLUR "})
      for (const char* at : {"[X2,#-256]", "[SP,#255]"}) out.push_back(m + R + "1," + at);
    for (const char* m : {"LDR ", "STR ", "LDRSB ", "LDRSH "})
      for (const char* at : {"[X2],#255", "[X2],#-256", "[SP,#-8]!", "[X2,#8]"}) out.push_back(m + R + "1," + at);
    for (const char* m : {"LSL ", "LSR ", "ASR ", "ROR "}) {
      for (const char* by : {"#0", "#1", "#31"}) out.push_back(m + R + "1," + R + "30," + by);
      out.push_back(m + R + "1," + R + "2," + R + "3");
    }
    for (const char* m : {"UBFM ", "SBFM ", "BFM "})
      for (const char* bits : {"#8,#15", "#28,#3", "#31,#31"}) out.push_back(m + R + "1," + R + "2," + bits);
    for (const char* m : {"UBFX ", "UBFIZ ", "SBFX ", "SBFIZ ", "BFI ", "BFXIL "})
      for (const char* bits : {"#8,#15", "#1,#31", "#31,#1"}) out.push_back(m + R + "1," + R + "2," + bits);
    for (const char* by : {"#1", "#31"}) out.push_back("EXTR " + R + "1," + R + "2," + R + "3," + by);
    for (const char* m : {"SXTB ", "SXTH "}) out.push_back(m + R + "1,W2");
    for (const char* m : {"CSINC ", "CSINV ", "CSNEG "}) out.push_back(m + R + "1," + R + "2," + R + "3,GE");
    for (const char* m : {"MADD ", "MSUB "}) out.push_back(m + R + "1," + R + "2," + R + "3," + R + "30");
    out.push_back("MNEG " + R + "1," + R + "2," + R + "3");
    out.push_back("CSETM " + R + "1,LS");
    for (const char* m : {"MOVZ ", "MOVN "})
      for (const char* imm : {"#1", "#65535,LSL #16"}) out.push_back(m + R + "1," + imm);
    for (const char* m : {"AND ", "BIC ", "ORR ", "ORN ", "EOR ", "EON ", "ANDS ", "BICS "})
      for (const char* shift : {"", ",LSL #1", ",LSR #31", ",ASR #4", ",ROR #8"})
        out.push_back(m + R + "1," + R + "2," + R + "3" + shift);
    for (const char* m : {"ADD ", "SUB ", "ADDS ", "SUBS "})
      for (const char* shift : {",LSL #1", ",LSR #31", ",ASR #4"})
        out.push_back(m + R + "1," + R + "2," + R + "3" + shift);
    for (const char* how : {"UXTB", "UXTH", "UXTW", "SXTB", "SXTH #1", "SXTW #4"})
      out.push_back("ADD " + R + "1," + R + "2,W3," + how);
    for (const char* m : {"NEG ", "MVN "})
      for (const char* shift : {"", ",LSL #3"}) out.push_back(m + R + "1," + R + "2" + shift);
    for (const char* m : {"LDXP ", "LDAXP "}) out.push_back(m + R + "1," + R + "19,[X2]");
    for (const char* m : {"STXP W9,", "STLXP W30,"}) out.push_back(m + R + "1," + R + "19,[X20]");
    for (const char* m : {"CASP ", "CASPA ", "CASPL ", "CASPAL "})
      out.push_back(m + R + "2," + R + "3," + R + "28," + R + "29,[X5]");
    for (const char* m : {"STXR", "STLXR"}) out.push_back(std::string(m) + " W9," + R + "1,[X2]");
    for (const char* m : {"CAS", "SWP", "LDADD", "LDCLR", "LDEOR", "LDSET", "LDSMAX", "LDUMIN"})
      for (const char* order : {"", "A", "L", "AL"}) {
        out.push_back(std::string(m) + order + " " + R + "3," + R + "4,[X5]");
        out.push_back(std::string(m) + order + " " + R + "3," + R + "ZR,[X20]");
        if (R == "W") out.push_back(std::string(m) + order + "B W3,W4,[X5]");
      }
    for (const char* m : {"STADD", "STADDL", "STSET", "STEORL"}) out.push_back(std::string(m) + " " + R + "3,[X5]");
    for (const char* m : {"ADD", "SUB", "ADDS", "SUBS", "AND", "ORR", "EOR", "ANDS"}) {
      out.push_back(std::string(m) + " " + R + "1," + R + "2," + R + "3");
      out.push_back(std::string(m) + " " + R + "19," + R + "30,#8");
    }
    for (const char* bits : {"1", "2", "128", "255", "0x7ffffffe"}) out.push_back("AND " + R + "1," + R + "2,#" + bits);
  }
  return out;
}

Lines riscv64_lines() {
  Lines out = {"nop",
               "ret",
               "fence",
               "fence.i",
               "fence.tso",
               "mv x5,x20",
               "neg t0,a1",
               "li a0,0",
               "li a0,-1",
               "li t0,2047",
               "li t0,2048",
               "li s1,74565",
               "li s1,-2048",
               "li s1,-4096",
               "li x9,2147483647",
               "li x9,2147483648",
               "li x5,4294967295",
               "li x5,4294967298",
               "li x6,-4294967298",
               "li x7,0x101010101010101",
               "li x7,0x7fffffffffffffff",
               "li x7,-0x8000000000000000",
               "addi sp,sp,-112",
               "slli x1,x2,3",
               "srli x1,x2,63"};
  for (const char* before : {"r", "w", "rw", "iorw"})
    for (const char* after : {"r", "w", "rw", "iorw"}) out.push_back(std::string("fence ") + before + "," + after);
  for (const char* m : {"lb", "lh", "lw", "ld", "lbu", "lhu", "lwu", "sb", "sh", "sw", "sd"})
    for (const char* at : {"0(x6)", "2047(a1)", "-2048(sp)", "-4(s11)"}) out.push_back(std::string(m) + " t3," + at);
  for (const char* m : {"add", "sub", "xor", "or", "and", "sll", "srl", "mul"})
    out.push_back(std::string(m) + " x5,x17,x31");
  for (const char* m : {"addi", "xori", "ori", "andi", "addiw"})
    for (const char* imm : {"0", "1", "-1", "2047"}) out.push_back(std::string(m) + " x8,s0," + imm);
  for (const char* size : {".w", ".d"})
    for (const char* order : {"", ".aq", ".rl", ".aqrl"}) {
      out.push_back(std::string("lr") + size + order + " x1,(x6)");
      out.push_back(std::string("sc") + size + order + " x2,x3,(x9)");
      for (const char* m : {"amoswap", "amoadd", "amoxor", "amoand", "amoor", "amomin", "amomax", "amominu", "amomaxu"})
        out.push_back(std::string(m) + size + order + " x9,x5,(x6)");
    }
  return out;
}

Lines ppc64le_lines() {
  Lines out = {"sync",          "lwsync",         "eieio",           "isync",          "nop",
               "blr",           "li r1,1",        "li r31,-32768",   "lis r4,18",      "addi r3,r3,1",
               "addi r5,r4,-8", "addis r5,r4,1",  "ori r3,r3,22136", "sldi r3,r3,32",  "sldi r31,r14,5",
               "sldi r1,r2,63", "extsb r3,r31",   "extsh r3,r31",    "extsw r3,r31",   "xoris r3,r31,65535",
               "xori r3,r4,1",  "andi. r9,r10,4", "oris r1,r2,3",    "mr r1,r20",      "neg r3,r4",
               "cmpw r1,r2",    "cmpd r30,r31",   "cmpwi r1,0",      "cmpdi r14,-1",   "mulli r3,r4,5",
               "subf r1,r2,r3", "sub r1,r2,r3",   "mullw r3,r4,r5",  "mulld r3,r4,r5", "xor. r3,r1,r1",
               "and. r3,r1,r1"};
  for (const char* m : {"lwz", "lbz", "lhz", "stw", "stb", "sth", "ld", "std", "lwa"})
    for (const char* at : {"0(r2)", "-8(r1)", "32764(r31)"}) out.push_back(std::string(m) + " r14," + at);
  for (const char* m : {"lwzx", "lbzx", "lhzx", "stwx", "stbx", "sthx", "ldx", "stdx", "lwarx", "ldarx", "stwcx.",
                        "stdcx.", "add", "xor", "and", "or"})
    out.push_back(std::string(m) + " r5,r7,r6"), out.push_back(std::string(m) + " r30,r29,r28");
  return out;
}

Lines s390x_lines() {
  Lines out = {"nop",
               "br %r14",
               "bcr 14,0",
               "bcr 15,0",
               "lhi %r1,1",
               "lhi %r15,-2",
               "lghi %r2,1000",
               "lgfi %r9,-100000",
               "iihf %r9,0",
               "iihf %r15,4294967295",
               "ahi %r3,1",
               "aghi %r4,-1",
               "chi %r5,7",
               "lr %r1,%r14",
               "ar %r2,%r3",
               "xr %r4,%r4",
               "nr %r5,%r6",
               "or %r7,%r8",
               "cr %r9,%r10",
               "lgr %r11,%r12",
               "agr %r13,%r14",
               "clgr %r1,%r2",
               "xgrk %r3,%r4,%r5",
               "stmg %r6,%r15,48(%r15)",
               "lmg %r6,%r15,48(%r15)"};
  for (const char* m : {"l", "st", "stc", "sth"})
    for (const char* at : {"0(%r2)", "4095(%r15)"}) out.push_back(std::string(m) + " %r14," + at);
  for (const char* m : {"lg", "stg", "llc", "llh", "lay"})
    for (const char* at : {"0(%r2)", "-1(%r3)", "524287(%r4)", "-524288(%r15)"})
      out.push_back(std::string(m) + " %r14," + at);
  for (const char* m : {"cs", "csg", "laa", "lao", "lan", "lax"}) out.push_back(std::string(m) + " %r1,%r14,8(%r15)");
  return out;
}

Lines alpha_lines() {
  Lines out = {"mb",
               "wmb",
               "nop",
               "ret",
               "mov $1,$30",
               "mov 255,$2",
               "lda $30,-80($30)",
               "lda $1,32767($31)",
               "ldah $2,-32768($3)"};
  for (const auto& row : alpha::kMemory)
    for (const char* at : {"0($2)", "-32768($30)", "32767($16)"})
      if (std::string(row.name) != "ldah" && std::string(row.name) != "lda")
        out.push_back(std::string(row.name) + " $14," + at);
  for (const auto& row : alpha::kOperations)
    for (const char* operands : {" $1,$17,$30", " $31,$2,$3", " $16,0,$1", " $9,255,$31"})
      out.push_back(std::string(row.name) + operands);
  return out;
}

Lines mips64el_lines() {
  Lines out = {"nop",           "sync 4",      "sync 31",          "jr $31",       "li $2,0",
               "li $v0,-32768", "li $3,-1",    "li $a0,32768",     "li $t3,65535", "li $s7,65536",
               "li $4,-65536",  "li $5,74565", "li $6,2147483647", "lui $7,65535", "li $7,-2147483648",
               "move $ra,$fp",  "move $s8,$gp"};
  for (const auto& row : mips64el::kSyncs) out.emplace_back(row.name);
  for (const auto& row : mips64el::kMemory)
    for (const char* at : {"0($v1)", "-32768($sp)", "32767($31)"}) out.push_back(std::string(row.name) + " $t2," + at);
  for (const auto& row : mips64el::kAdditions)
    for (const char* imm : {"0", "-32768", "32767"}) out.push_back(std::string(row.name) + " $a7,$k0," + imm);
  for (const auto& row : mips64el::kLogical)
    for (const char* imm : {"0", "65535"}) out.push_back(std::string(row.name) + " $k1,$s0," + imm);
  for (const auto& row : mips64el::kShifts)
    for (const char* by : {"1", "31"}) out.push_back(std::string(row.name) + " $t8,$t9," + by);
  for (const auto& row : mips64el::kRegisters)
    out.push_back(std::string(row.name) + " $4,$at,$31"), out.push_back(std::string(row.name) + " $zero,$0,$a6");
  return out;
}

TEST(Encode, AArch64AsGnuAs) { compare("aarch64-linux-gnu-", "", ".arch armv8.4-a", aarch64::encode, aarch64_lines()); }
TEST(Encode, RiscVAsGnuAs) {
  compare("riscv64-linux-gnu-", "-march=rv64gc", ".option norvc", riscv64::encode, riscv64_lines());
}
TEST(Encode, PowerAsGnuAs) {
  compare("powerpc64le-linux-gnu-", "-mregnames -mpower8", "", ppc64le::encode, ppc64le_lines());
}

TEST(Encode, S390xAsGnuAs) { compare("s390x-linux-gnu-", "-m64 -march=z13", "", s390x::encode, s390x_lines()); }

TEST(Encode, AlphaAsGnuAs) { compare("alpha-linux-gnu-", "-mev67", ".set noat", alpha::encode, alpha_lines()); }
/// Without what it does beside: delay slots are filled by it, and loops of LL and SC are mended for one processor's sake.
constexpr const char* kMipsOptions = "-O0 -mips64r2 -mabi=64 -mno-fix-loongson3-llsc";
TEST(Encode, MipsAsGnuAs) {
  compare("mips64el-linux-gnuabi64-", kMipsOptions, ".set noat", mips64el::encode, mips64el_lines());
}

/// A loop whose label is beyond what an instruction before the last reaches, and one after.
void compare_branches(const std::string& prefix, const std::string& options, const std::string& head,
                      bool (*encode)(std::string_view, Code&), const std::string& code) {
  if (!there(prefix + "as")) GTEST_SKIP() << prefix << "as is not installed";
  const auto expected = by_gnu(prefix, options, head, {code});
  auto mine = assemble(code, encode);
  EXPECT_EQ(mine.error, "");
  mine.bytes.resize(32);
  EXPECT_EQ(hex(mine.bytes), hex(expected[0]));
}
TEST(Encode, BranchesAsGnuAs) {
  compare_branches("aarch64-linux-gnu-", "", "", aarch64::encode,
                   "a:\nCBZ W1,b\nCBNZ X2,a\nB.EQ a\nB.NE b\nTBZ W3,#5,a\nTBNZ X4,#63,b\nb:\nB a\n");
  compare_branches("riscv64-linux-gnu-", "-march=rv64gc", ".option norvc", riscv64::encode,
                   "a:\nbeq x1,x2,b\nbne a0,x0,a\nbltu x1,x2,a\nbeqz x4,b\nb:\nj a\n");
  compare_branches("powerpc64le-linux-gnu-", "-mregnames", "", ppc64le::encode,
                   "a:\nbeq b\nbne a\nblt a\nbge b\nb:\nb a\n");
  compare_branches("s390x-linux-gnu-", "-m64", "", s390x::encode, "a:\nje b\njne a\njl a\njh b\njnl a\nb:\nj a\n");
  compare_branches("alpha-linux-gnu-", "-mev67", "", alpha::encode,
                   "a:\nbeq $1,b\nbne $30,a\nblt $2,a\nble $3,b\nbge $4,a\nbgt $5,b\nb:\nbr a\n");
  compare_branches("mips64el-linux-gnuabi64-", kMipsOptions, "", mips64el::encode,
                   "a:\nbeq $2,$3,b\nbnez $v1,a\nbeqz $4,b\nb:\nb a\n");
}

TEST(Encode, X86Jumps) {
  // Short where it reaches, long where it does not, and one long jump makes another one long.
  std::string near = "a:\nnop\njne b\njmp a\nb:\nret", far = "jmp b\na:\nje b\n";
  for (int i = 0; i < 126; ++i) far += "nop\n";
  far += "jne a\nb:\nret\n";
  EXPECT_EQ(hex(assemble(near, x86_64::encode).bytes), "90 75 02 eb fb c3 ");
  if (!there("as")) GTEST_SKIP() << "as is not installed";
  char file[] = "/tmp/jump-XXXXXX";
  ASSERT_GE(mkstemp(file), 0);
  std::ofstream(file) << far;
  const std::string stem = file;
  ASSERT_EQ(std::system(
                ("as --64 -o " + stem + ".o " + stem + " && objcopy -O binary -j .text " + stem + ".o " + stem + ".bin")
                    .c_str()),
            0);
  std::ifstream in(stem + ".bin", std::ios::binary);
  EXPECT_EQ(hex(assemble(far, x86_64::encode).bytes), hex({std::istreambuf_iterator<char>(in), {}}));
  for (const char* end : {"", ".o", ".bin"}) unlink((stem + end).c_str());
}

TEST(Encode, WhatIsOutsideTheSubsetIsNamed) {
  for (const char* line :
       {"vmovdqa (%rax),%xmm0", "mov (x),%eax", "lock mov %eax,(%rbx)", "movl %rax,(%rbx)", "lock addl (%rax),%ebx",
        "mov $1,(%rax)", "movb $300,(%rax)", "addq $0x123456789,%rax", "mov (%eax),%ebx"})
    EXPECT_NE(assemble(line, x86_64::encode).error.find(line), std::string::npos) << line;
  for (const char* line :
       {"CASP W1,W2,W4,W5,[X0]", "CASP X0,X2,X4,X5,[X0]", "LDP W1,X2,[X0]", "LDP X1,X2,[X0,#4]", "LDP X1,X2,[X0,#512]",
        "LDXP X1,X2,[X0,#16]", "STXP X0,X1,X2,[X3]", "LDPSW W1,W2,[X0]", "CASP X2,X3,X4,X5,[X0],#16"})
    EXPECT_NE(assemble(line, aarch64::encode).error.find(line), std::string::npos) << line;
  for (const char* line : {"addq $1,256,$1", "addq $1,-1,$1", "lda $1,32768($31)", "ldl $1,0($32)", "stq $f1,0($2)"})
    EXPECT_NE(assemble(line, alpha::encode).error.find(line), std::string::npos) << line;
  for (const char* line : {"daddiu $2,$3,32768", "ori $2,$3,-1", "li $2,4294967296", "lw 2,0($3)", "sync 32",
                           "dsll $2,$3,32", "beqz $2,$3,x"})
    EXPECT_NE(assemble(line, mips64el::encode).error.find(line), std::string::npos) << line;
  EXPECT_EQ(assemble("jmp nowhere", x86_64::encode).error, "no label 'nowhere'");
}

}  // namespace
}  // namespace fenceline::arch
