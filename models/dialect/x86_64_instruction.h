// An x86-64 instruction in parts: its mnemonic, its operands, what it does.
#pragma once

#include <models/dialect/build.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models::x86 {

struct X86Operand {
  enum Kind { kReg, kImm, kMem } kind = kReg;
  Operand value;  // register or immediate
  Address at;
  int size = 0;
  std::string text;  // as AT&T
  std::string canonical;
};

// `intel`: constants have no $. Throws InstructionError.
X86Operand read_operand(std::string_view text, bool intel, Scope& scope);

// The bytes that "dword ptr [x]" and the like tell, which are taken off; 0: it tells none.
int take_size(std::string_view& operand);

struct Mnemonic {
  enum Kind { kMov, kMovnt, kAlu, kUnary, kXchg, kXadd, kCmpxchg, kCmp, kTest, kNop } kind;
  Alu alu = Alu::kSecond;
  Value operand = 0;  // of inc, dec
};

const std::map<std::string, Mnemonic>& mnemonics();
const std::map<std::string, Cond>& jumps();

// Addresses and widths that move, and moves on a condition: LEA, MOVZX, MOVSX, CDQE, SETcc, CMOVcc. Nothing where it is none
// of them.
std::optional<Instruction> read_moves(const Words& words, Scope& scope);
std::vector<std::string> move_mnemonics();

// What it does; the last operand is the destination. `size`: bytes of the operands.
void emit(Instruction& out, const Mnemonic& m, const std::vector<X86Operand>& ops, int size, bool lock, Scope& scope);
// cmpxchg16b.
Instruction compare_and_swap_pair(const Words& words, bool lock, Scope& scope);

}  // namespace fenceline::models::x86
