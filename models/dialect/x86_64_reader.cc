// x86-64 instructions as tests write them (Intel SDM vol. 2).
#include <models/dialect/x86_64_instruction.h>
#include <models/dialect/x86_64_reader.h>

#include <algorithm>

namespace fenceline::models {
namespace {

using namespace x86;

// SDM vol. 2, LOCK: of these those that write memory; others fault.
bool may_lock(const Mnemonic& m) {
  return m.kind == Mnemonic::kAlu || m.kind == Mnemonic::kUnary || m.kind == Mnemonic::kXchg ||
         m.kind == Mnemonic::kXadd || m.kind == Mnemonic::kCmpxchg;
}
[[noreturn]] void refuse_lock(const std::string& mnemonic) {
  unreadable("'" + mnemonic + "' takes no lock: a processor refuses it");
}

// SDM vol. 2: only a move to a register has a constant of 64 bits; others extend the sign of 32.
void check_constant(Value value, const std::string& mnemonic, const Mnemonic& m, const X86Operand& destination,
                    int size) {
  if (m.kind == Mnemonic::kXchg || m.kind == Mnemonic::kXadd || m.kind == Mnemonic::kCmpxchg ||
      m.kind == Mnemonic::kMovnt)
    unreadable("'" + mnemonic + "' takes no constant");
  if (m.alu == Alu::kShl || m.alu == Alu::kShr || m.alu == Alu::kSar)
    in_range(value, 0, 255, mnemonic);
  else if (size < 8)
    in_range(value, -(Value{1} << (8 * size - 1)), (Value{1} << 8 * size) - 1, mnemonic);
  else if (m.kind != Mnemonic::kMov || destination.kind != X86Operand::kReg)
    in_bits(value, 32, mnemonic);
}

std::string bits(int bytes) { return std::to_string(8 * bytes) + " bits"; }

Instruction two_operands(const Words& words, bool lock, Scope& scope) {
  // The mnemonic may end in a size: movl, incq.
  std::string stem = words.mnemonic;
  int size = 0;
  auto entry = mnemonics().find(stem);
  if (entry == mnemonics().end() && stem.size() > 2) {
    static constexpr std::string_view kSuffixes = "bwlq";
    if (const std::size_t at = kSuffixes.find(stem.back()); at != std::string_view::npos) {
      size = 1 << at;
      stem.pop_back();
      entry = mnemonics().find(stem);
    }
  }
  if (entry == mnemonics().end()) {
    auto known = keys(mnemonics());
    for (const auto& [jump, cond] : jumps()) known.push_back(jump);
    known.insert(known.end(), {"mfence", "sfence", "lfence", "lock", "nop", "cmpxchg16b", "ret"});
    const auto moves = move_mnemonics();
    known.insert(known.end(), moves.begin(), moves.end());
    unknown_mnemonic(words.mnemonic, known);
  }
  const Mnemonic& m = entry->second;
  expect_operands(words, m.kind == Mnemonic::kUnary ? 1 : 2);

  // Intel order has the destination first; what tells it is a bracket or a bare register.
  bool intel = false;
  std::vector<std::string_view> operands = words.operands;
  for (std::string_view& o : operands) {
    const int told = take_size(o);
    if (told != 0 && size != 0 && told != size) unreadable("'" + words.mnemonic + "' is told two sizes");
    if (told != 0) size = told;
    intel |=
        told != 0 || o.find('[') != std::string_view::npos || (!o.starts_with('%') && decode_x86_register(o).size != 0);
  }
  const bool shifts = m.alu == Alu::kShl || m.alu == Alu::kShr || m.alu == Alu::kSar;
  std::vector<X86Operand> ops;
  for (std::string_view o : operands) ops.push_back(read_operand(o, intel || shifts, scope));
  if (intel && ops.size() == 2) std::swap(ops[0], ops[1]);
  if (shifts && ops[0].kind != X86Operand::kImm) unreadable("'" + words.mnemonic + "' is read by a constant");
  for (const X86Operand& o : ops) {
    if (o.kind != X86Operand::kReg) continue;
    if (size == 0) size = o.size;
    if (size != o.size)
      unreadable("'" + words.mnemonic + "' is of " + bits(size) + ", " + x86_register_text(o.canonical, o.size) +
                 " has " + bits(o.size));
  }
  if (size == 0) size = 4;
  X86Operand& destination = ops.back();
  if (destination.kind == X86Operand::kImm) unreadable("a constant cannot be a destination");
  // Tests write `cmpxchgl (x),%ecx` and `xaddl (x),%eax` too: the memory is the destination.
  if ((m.kind == Mnemonic::kXchg || m.kind == Mnemonic::kXadd || m.kind == Mnemonic::kCmpxchg) &&
      ops[0].kind == X86Operand::kMem)
    std::swap(ops[0], ops[1]);
  for (X86Operand& o : ops)
    if (o.kind == X86Operand::kReg) o.text = x86_register_text(o.canonical, size);
  if (lock && (shifts || !may_lock(m))) refuse_lock(words.mnemonic);
  if (ops[0].kind == X86Operand::kImm) check_constant(ops[0].value.imm, words.mnemonic, m, destination, size);
  if (ops.size() == 2 && ops[0].kind == X86Operand::kMem && ops[1].kind == X86Operand::kMem)
    unreadable("both operands are in memory");

  Instruction out;
  out.text = (lock ? "lock " : "") + stem + (m.kind == Mnemonic::kMovnt ? 'l' : x86_suffix(size));
  if (m.kind == Mnemonic::kMovnt) out.text.back() = x86_suffix(size);
  out.text += " " + ops[0].text + (ops.size() > 1 ? "," + ops[1].text : "");
  if (lock && destination.kind != X86Operand::kMem) unreadable("'lock' needs a destination in memory");
  emit(out, m, ops, size, lock, scope);
  return out;
}

// A locked update of the thread's own stack that leaves it as it is, "lock addl $0,(%rsp)" or "lock or dword ptr [rsp-4],0",
// changes nothing there and drains the store buffer (SDM vol. 3A, 9.2.3.9; Linux' smp_mb(), HotSpot and GCC use it for
// mfence).
bool updates_stack_by_nothing(const Words& words) {
  const std::string stem = words.mnemonic.substr(0, words.mnemonic.find_last_not_of("bwlq") + 1);
  if ((stem != "add" && stem != "or") || words.operands.size() != 2) return false;
  const auto is_zero = [](std::string_view o) { return to_integer(o.substr(o.starts_with('$') ? 1 : 0)) == 0; };
  const auto is_stack = [](std::string_view o) {
    take_size(o);
    const std::size_t name = lower(o).find("rsp");
    return name != std::string::npos && (o.ends_with(")") || o.ends_with("]")) && o.find_first_of("*,") == o.npos;
  };
  return (is_zero(words.operands[0]) && is_stack(words.operands[1])) ||
         (is_zero(words.operands[1]) && is_stack(words.operands[0]));
}

}  // namespace

Instruction read_x86(std::string_view text, Scope& scope) {
  Words words = split_words(text);
  bool lock = false;
  if (words.mnemonic == "lock" || words.mnemonic == "lock;") {
    lock = true;
    words = split_words(trim(text.substr(words.mnemonic.size())));
    if (words.mnemonic.empty() || words.mnemonic.starts_with("lock"))
      unreadable("'lock' stands alone: write the instruction that it locks behind it");
  }
  Instruction out;
  const bool plain = words.mnemonic.ends_with("fence") || words.mnemonic.starts_with("nop") ||
                     words.mnemonic == "pause" || words.mnemonic.starts_with("ret") || words.mnemonic == "endbr64" ||
                     jumps().contains(words.mnemonic);
  if (lock && plain) refuse_lock(words.mnemonic);
  if (words.mnemonic == "mfence" || words.mnemonic == "sfence" || words.mnemonic == "lfence") {
    expect_operands(words, 0);
    const bool stores = words.mnemonic[0] == 's', loads = words.mnemonic[0] == 'l';
    out.text = words.mnemonic;
    out.ops = {stores  ? fence(FenceKind::kSfence, kW, kW)
               : loads ? fence(FenceKind::kLfence, kR, kRW)
                       : fence(FenceKind::kMfence)};
    return out;
  }
  if (lock && updates_stack_by_nothing(words)) {
    out.text = "lock addl $0,(%rsp)";
    out.ops = {fence(FenceKind::kMfence)};
    return out;
  }
  if (words.mnemonic == "nop" || words.mnemonic == "pause" || words.mnemonic == "endbr64") {
    out.text = words.mnemonic;
    return out;
  }
  if (words.mnemonic == "nopl" || words.mnemonic == "nopw") {  // whatever its operand is
    out.text = "nop";
    return out;
  }
  if (words.mnemonic == "ret" || words.mnemonic == "retq") {
    out.text = "jmp " + std::string(kThreadEnd);
    out.ops = {branch(Cond::kAlways, {}, scope.label(kThreadEnd))};
    return out;
  }
  if (const auto jump = jumps().find(words.mnemonic); jump != jumps().end()) {
    expect_operands(words, 1);
    out.text = words.mnemonic + " " + std::string(words.operands[0]);
    out.ops = {branch(jump->second, reg(jump->second == Cond::kAlways ? kNoReg : scope.reg(kFlags)),
                      scope.label(words.operands[0]))};
    return out;
  }
  if (!lock)
    if (auto moves = read_moves(words, scope)) return std::move(*moves);
  if (words.mnemonic == "cmpxchg16b") return compare_and_swap_pair(words, lock, scope);
  return two_operands(words, lock, scope);
}

}  // namespace fenceline::models
