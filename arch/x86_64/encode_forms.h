// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <array>
#include <string>
#include <vector>

namespace fenceline::arch::x86_64 {

inline std::vector<std::string> encode_forms() {
  const char* memory[] = {"(%rax)",   "8(%rbx)",     "-4(%rsp)",    "(%rbp)",          "4096(%r12)", "(%r13)",
                          "64(%r15)", "(%rdi,%rcx)", "(%r8,%r9,4)", "12(%rbp,%rax,8)", "-128(%rsi)", "128(%r11)"};
  const std::vector<std::array<std::string, 4>> registers = {
      {"%al", "%ax", "%eax", "%rax"},     {"%bl", "%bx", "%ebx", "%rbx"},  {"%sil", "%si", "%esi", "%rsi"},
      {"%bpl", "%bp", "%ebp", "%rbp"},    {"%r8b", "%r8w", "%r8d", "%r8"}, {"%r13b", "%r13w", "%r13d", "%r13"},
      {"%r15b", "%r15w", "%r15d", "%r15"}};
  const std::string suffix = "bwlq";
  std::vector<std::string> out = {"mfence",
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

}  // namespace fenceline::arch::x86_64
