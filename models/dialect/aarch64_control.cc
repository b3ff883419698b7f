// What AArch64's branches mean, to labels and to addresses in registers.
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_operands.h>
#include <models/dialect/aarch64_reader.h>

namespace fenceline::models::aarch64 {
namespace {

// X30 gets the address of the instruction behind this one.
void link(Operands& o) { o.add(code_address(o.scope.reg("X30"), o.scope.label(".+4"))); }

void jump(Operands& o, Cond cond) {
  expect_operands(o.words, 1);
  o.add(branch(cond, cond == Cond::kAlways ? imm(0) : reg(o.scope.reg(kFlags)), o.scope.label(o.words.operands[0])));
}

// RET alone is to X30, and ends a thread that nobody has called.
void indirect(Operands& o) {
  const bool returns = o.words.mnemonic == "ret" && o.words.operands.empty();
  if (!returns) expect_operands(o.words, 1);
  Reg to = returns ? o.scope.reg("X30") : o.register_at(0).reg;
  if (o.words.mnemonic == "blr") {
    const Reg kept = o.scope.reg(kTemp);
    o.add(alu(Alu::kSecond, kept, {}, reg(to)));
    link(o);
    to = kept;
  }
  o.add(jump_to(reg(to), returns ? o.scope.label(kThreadEnd) : -1));
}

void compare_and_branch(Operands& o) {
  expect_operands(o.words, 2);
  const auto r = o.register_at(0);
  const Reg test = o.scope.reg(kTemp);
  o.add(alu(Alu::kCompare, test, reg(r.reg), imm(0), r.size));
  o.add(branch(o.words.mnemonic == "cbz" ? Cond::kEq : Cond::kNe, reg(test), o.scope.label(o.words.operands[1])));
}

void test_and_branch(Operands& o) {
  expect_operands(o.words, 3);
  const Reg test = o.scope.reg(kTemp);
  const Value bit = o.constant_at(1);
  if (bit < 0 || bit > 63) unreadable("there is no bit " + std::to_string(bit));
  o.add(alu(Alu::kShr, test, reg(o.register_at(0).reg), imm(bit)));
  o.add(alu(Alu::kAnd, test, reg(test), imm(1)));
  o.add(alu(Alu::kCompare, test, reg(test), imm(0)));
  o.add(branch(o.words.mnemonic == "tbz" ? Cond::kEq : Cond::kNe, reg(test), o.scope.label(o.words.operands[2])));
}

}  // namespace

bool names_label(std::string_view m) {
  return m == "b" || m.starts_with("b.") || m == "bl" || m == "adr" || m == "cbz" || m == "cbnz" || m == "tbz" ||
         m == "tbnz";
}

bool read_control(Operands& o) {
  const std::string& m = o.words.mnemonic;
  if (m == "b") {
    jump(o, Cond::kAlways);
  } else if (m.starts_with("b.")) {
    jump(o, o.condition(m.substr(2)));
  } else if (m == "bl") {
    link(o);
    jump(o, Cond::kAlways);
  } else if (m == "br" || m == "blr" || m == "ret") {
    indirect(o);
  } else if (m == "adr") {
    expect_operands(o.words, 2);
    o.add(code_address(o.register_at(0).reg, o.scope.label(o.words.operands[1])));
  } else if (m == "cbz" || m == "cbnz") {
    compare_and_branch(o);
  } else if (m == "tbz" || m == "tbnz") {
    test_and_branch(o);
  } else {
    return false;
  }
  return true;
}

}  // namespace fenceline::models::aarch64
