// The built-in encoders against GNU as: every instruction that they claim, in every form of operand.
#include <arch/assembler.h>
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
std::vector<std::vector<uint8_t>> by_gnu(const std::string& prefix, const std::string& options,
                                         const std::string& head, const Lines& lines) {
  char directory[] = "/tmp/encode-XXXXXX";
  EXPECT_NE(mkdtemp(directory), nullptr);
  const std::string stem = directory;
  {
    std::ofstream out(stem + "/t.s");
    out << ".text\n" << head << "\n";
    for (size_t i = 0; i < lines.size(); ++i)
      out << ".balign 32, 0\n" << lines[i] << "\n.balign 32, 0\n";
  }
  const std::string command = prefix + "as " + options + " -o " + stem + "/t.o " + stem + "/t.s && " +
                              prefix + "objcopy -O binary -j .text " + stem + "/t.o " + stem + "/t.bin";
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
  const char* memory[] = {"(%rax)",      "8(%rbx)",      "-4(%rsp)",      "(%rbp)",
                          "4096(%r12)",  "(%r13)",       "64(%r15)",      "(%rdi,%rcx)",
                          "(%r8,%r9,4)", "12(%rbp,%rax,8)", "-128(%rsi)", "128(%r11)"};
  const std::vector<std::array<std::string, 4>> registers = {
      {"%al", "%ax", "%eax", "%rax"},    {"%bl", "%bx", "%ebx", "%rbx"},
      {"%sil", "%si", "%esi", "%rsi"},   {"%bpl", "%bp", "%ebp", "%rbp"},
      {"%r8b", "%r8w", "%r8d", "%r8"},   {"%r13b", "%r13w", "%r13d", "%r13"},
      {"%r15b", "%r15w", "%r15d", "%r15"}};
  const std::string suffix = "bwlq";
  Lines out = {"mfence", "sfence", "lfence", "pause", "nop", "ret", "push %rbx", "push %r12",
               "pop %r15", "pop %rbp", "movzbl (%rax),%ecx", "movzwl 4(%r9),%r10d",
               "movzbl %sil,%eax", "mov $0x123456789abc,%rax", "mov $5000000000,%r9",
               "mov $-1,%rax", "mov $4294967295,%eax", "imul %rcx,%rax", "imul (%rbx),%r8d",
               "clflush (%rdi)", "clflush 64(%r9)", "lea 100000(%r15),%rax", "lea (%rbx,%rcx),%edx"};
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
  ASSERT_EQ(std::system(("as --64 -o " + stem + ".o " + stem + " && objcopy -O binary -j .text " +
                         stem + ".o " + stem + ".bin")
                            .c_str()),
            0);
  std::ifstream in(stem + ".bin", std::ios::binary);
  EXPECT_EQ(hex(assemble(far, x86_64::encode).bytes),
            hex({std::istreambuf_iterator<char>(in), {}}));
  for (const char* end : {"", ".o", ".bin"}) unlink((stem + end).c_str());
}

TEST(Encode, WhatIsOutsideTheSubsetIsNamed) {
  for (const char* line : {"vmovdqa (%rax),%xmm0", "mov (x),%eax", "lock mov %eax,(%rbx)",
                           "movl %rax,(%rbx)", "lock addl (%rax),%ebx", "mov $1,(%rax)",
                           "movb $300,(%rax)", "addq $0x123456789,%rax", "mov (%eax),%ebx"})
    EXPECT_NE(assemble(line, x86_64::encode).error.find(line), std::string::npos) << line;
  EXPECT_EQ(assemble("jmp nowhere", x86_64::encode).error, "no label 'nowhere'");
}

}  // namespace
}  // namespace fenceline::arch
