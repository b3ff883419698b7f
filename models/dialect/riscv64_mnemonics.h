// The RISC-V instructions that are read, by what reading them needs to know.
#pragma once

#include <models/dialect/build.h>

#include <map>
#include <string>
#include <vector>

namespace fenceline::models::riscv {

struct AluMnemonic {
  Alu alu;
  int size = 8;
  bool immediate = false;
};
const std::map<std::string, AluMnemonic>& alu_mnemonics();

struct BranchMnemonic {
  Cond cond;
  bool with_zero = false;
};
const std::map<std::string, BranchMnemonic>& branch_mnemonics();

struct AccessMnemonic {
  enum Kind { kLoad, kStore, kLoadReserved, kStoreConditional, kAmo, kAmoCas } kind;
  int size;
  bool sign = true;
  std::uint16_t order = kPlain;
  Alu alu = Alu::kSecond;
  bool pair = false;  // of two registers, each of `size`
};
const std::map<std::string, AccessMnemonic>& access_mnemonics();

// All, for messages.
std::vector<std::string> known_mnemonics();

}  // namespace fenceline::models::riscv
