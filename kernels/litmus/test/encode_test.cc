// The built-in encoders against GNU as: every instruction that they claim, in every form of
// operand.
#include <arch/aarch64/encode.h>
#include <arch/aarch64/encode_forms.h>
#include <arch/alpha/encode.h>
#include <arch/alpha/encode_forms.h>
#include <arch/assembler.h>
#include <arch/mips64el/encode.h>
#include <arch/mips64el/encode_forms.h>
#include <arch/ppc64le/encode.h>
#include <arch/ppc64le/encode_forms.h>
#include <arch/riscv64/encode.h>
#include <arch/riscv64/encode_forms.h>
#include <arch/s390x/encode.h>
#include <arch/s390x/encode_forms.h>
#include <arch/x86_64/encode.h>
#include <arch/x86_64/encode_forms.h>
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

TEST(Encode, X86AsGnuAs) { compare("", "--64", "", x86_64::encode, x86_64::encode_forms()); }

TEST(Encode, AArch64AsGnuAs) {
  compare("aarch64-linux-gnu-", "", ".arch armv8.4-a", aarch64::encode, aarch64::encode_forms());
}
TEST(Encode, RiscVAsGnuAs) {
  compare("riscv64-linux-gnu-", "-march=rv64gc", ".option norvc", riscv64::encode, riscv64::encode_forms());
}
TEST(Encode, PowerAsGnuAs) {
  compare("powerpc64le-linux-gnu-", "-mregnames -mpower8", "", ppc64le::encode, ppc64le::encode_forms());
}

TEST(Encode, S390xAsGnuAs) { compare("s390x-linux-gnu-", "-m64 -march=z13", "", s390x::encode, s390x::encode_forms()); }

TEST(Encode, AlphaAsGnuAs) { compare("alpha-linux-gnu-", "-mev67", ".set noat", alpha::encode, alpha::encode_forms()); }
/// Without what it does beside: delay slots are filled by it, and loops of LL and SC are mended for one processor's sake.
constexpr const char* kMipsOptions = "-O0 -mips64r2 -mabi=64 -mno-fix-loongson3-llsc";
TEST(Encode, MipsAsGnuAs) {
  compare("mips64el-linux-gnuabi64-", kMipsOptions, ".set noat", mips64el::encode, mips64el::encode_forms());
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
