// Instructions as herd7 prints them where it makes a test's hash: dump_instruction_hash() of its lib/*Base.ml. It has its
// own ways, some of them slips, that it keeps for the sake of old hashes.
#include <models/dialect/build.h>
#include <models/dialect/x86_64_reader.h>
#include <models/litmus/hash.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace fenceline::models {
namespace {

using Text = std::optional<std::string>;

struct Written {
  std::string mnemonic;  // in lower case
  std::vector<std::string> operands;
};
Written split_instruction(const std::string& text) {
  const Words words = split_words(text);
  Written out{words.mnemonic, {}};
  for (const std::string_view o : words.operands) out.operands.emplace_back(o);
  return out;
}

bool is_in(std::string_view list, const std::string& mnemonic) {
  return list.find(" " + mnemonic + " ") != std::string_view::npos;
}
std::string joined(const std::string& mnemonic, const std::vector<std::string>& operands) {
  return operands.empty() ? mnemonic : mnemonic + " " + join(operands, ",");
}

// ---- AArch64 ------------------------------------------------------------------------------------

// "LSL 4" and "LSL#4" as "LSL #4", "0x10" as "#16".
std::string with_signs(const std::string& operand) {
  std::string out;
  for (std::size_t at = 0; at < operand.size();) {
    const char before = at == 0 ? ',' : operand[at - 1];
    const bool begins = before == ',' || before == ' ' || before == '#' || before == '[' ||
                        (std::isalpha(static_cast<unsigned char>(before)) != 0 && operand[at] == '#');
    std::size_t end = at + (operand[at] == '#' ? 1 : 0);
    const std::size_t number = end;
    if (end < operand.size() && operand[end] == '-') ++end;
    while (end < operand.size() && std::isalnum(static_cast<unsigned char>(operand[end])) != 0) ++end;
    const auto value = begins ? to_integer(lower(operand.substr(number, end - number))) : std::nullopt;
    if (!value) {
      out += operand[at++];
      continue;
    }
    if (!out.empty() && std::isalpha(static_cast<unsigned char>(out.back())) != 0) out += ' ';
    out += "#" + std::to_string(*value);
    at = end;
  }
  return out;
}

bool shifts_by_zero(const std::string& operand) {
  static constexpr std::string_view kShifts[] = {"LSL #0", "LSR #0", "ASR #0", "ROR #0"};
  return std::find(std::begin(kShifts), std::end(kShifts), operand) != std::end(kShifts);
}

// "[X1,#0]" and "[X1,X2,LSL #0]" lose what is zero; what is behind the bracket stands there without a comma, of a pair
// with a blank before.
void print_address(std::vector<std::string>& operands, std::size_t at, bool pair) {
  if (at >= operands.size()) return;
  std::string& address = operands[at];
  for (const std::string_view zero : {",LSL #0]", ",#0]", " #0]"})
    if (address.ends_with(zero)) address.replace(address.size() - zero.size(), zero.size(), "]");
  if (at + 1 < operands.size()) {
    address = (pair ? " " : "") + address + operands[at + 1];
    operands.resize(at + 1);
  }
}

// Where the result, or the first operand, is the zero register an instruction goes by another name.
void print_alias(std::string& name, std::vector<std::string>& o) {
  const auto zero = [&](std::size_t i) { return i < o.size() && (o[i] == "WZR" || o[i] == "XZR"); };
  if ((name == "SUBS" || name == "ANDS") && zero(0)) {
    name = name == "SUBS" ? "CMP" : "TST";
    o.erase(o.begin());
  } else if (name == "ORN" && zero(1)) {
    name = "MVN";
    o.erase(o.begin() + 1);
  } else if (name == "NEG" && o.size() >= 2) {
    name = "SUB";
    o.insert(o.begin() + 1, o[0].substr(0, 1) + "ZR");
  } else if (name == "REV64") {
    name = "REV";
  }
  if (!o.empty() && shifts_by_zero(o.back())) o.pop_back();
}

Text text_of_aarch64(const std::string& text) {
  Written p = split_instruction(text);
  const std::string& m = p.mnemonic;
  std::string name = upper(m);
  auto& o = p.operands;
  for (std::string& operand : o) operand = with_signs(operand);
  static constexpr std::string_view kSingle = " ldr ldrb ldrh ldrsb ldrsh ldrsw str strb strh ";
  static constexpr std::string_view kPairs = " ldp stp ldnp stnp ldpsw ldiapp stilp ";
  static constexpr std::string_view kComputes =
      " sxtw add sub and orr eor bic orn eon adds subs ands bics cmp tst mvn neg mul madd msub mneg smull umull smaddl "
      "umaddl smsubl umsubl smnegl umnegl rbit abs rev rev16 rev32 rev64 extr csel csinc csinv csneg cset cinc ";
  static constexpr std::string_view kAlike = " nop b br blr bl ret cbz cbnz tbz tbnz dmb dsb isb mov movz movn movk ";
  static constexpr std::string_view kAccesses[] = {"cas",    "swp",    "ldadd",  "ldclr",  "ldeor", "ldset", "ldsmax",
                                                   "ldsmin", "ldumax", "ldumin", "stadd",  "stclr", "steor", "stset",
                                                   "stsmax", "stsmin", "stumax", "stumin", "ldar",  "ldapr", "ldaxr",
                                                   "ldxr",   "stlr",   "stxr",   "stlxr",  "stxp",  "stlxp"};
  const auto begins = [&](std::string_view s) { return m.starts_with(s); };
  if (is_in(kSingle, m)) {
    print_address(o, 1, false);
  } else if (is_in(kPairs, m)) {
    print_address(o, 2, true);
  } else if (m == "ldur" && o.size() == 2) {
    print_address(o, 1, false);
    if (o[0].starts_with('W')) o[0][0] = 'X';
    o[1] = " " + o[1];
  } else if (m == "ldxp" || m == "ldaxp") {
    if (!o.empty() && o[0].starts_with('X')) o[0][0] = 'W';
  } else if (m == "ubfm" || m == "sbfm") {
    for (std::string& operand : o)
      if (operand.starts_with('W')) operand[0] = 'X';
  } else if ((m == "movz" || m == "movn" || m == "movk") && o.size() == 3) {
    o[2] = "," + o[2];
  } else if (is_in(kComputes, m)) {
    // A negative constant is the other one's of ADD and SUB.
    if (std::any_of(o.begin(), o.end(), [](const std::string& s) { return s.starts_with("#-"); })) return std::nullopt;
    print_alias(name, o);
  } else if (std::any_of(std::begin(kAccesses), std::end(kAccesses), begins)) {
    print_address(o, o.size() - 1, false);
  } else if (!is_in(kAlike, m) && !m.starts_with("b.")) {
    return std::nullopt;
  }
  return joined(name, o);
}

// ---- others -------------------------------------------------------------------------------------

Text text_of_arm(const std::string& text) {
  Written p = split_instruction(text);
  std::string name = upper(p.mnemonic);
  auto& o = p.operands;
  for (std::string& operand : o) {
    operand = upper(operand);
    if (const std::size_t shift = operand.find("LSL #"); shift != std::string::npos) operand.replace(shift, 5, "lsl #");
    if (operand == "IP") operand = "R12";
    if (const std::size_t ip = operand.find("[IP"); ip != std::string::npos) operand.replace(ip, 3, "[R12");
  }
  const std::string& m = p.mnemonic;
  if (m.starts_with("movw") || m.starts_with("movt")) {
    const std::string how = name.substr(0, 4) + (m[3] == 't' ? " " : "") + name.substr(4);
    return o.size() == 2 ? Text(how + o[0] + ", " + o[1]) : std::nullopt;
  }
  if (m == "ldrd") {
    if (o.size() == 2) o.insert(o.begin() + 1, "R" + std::to_string(to_integer(o[0].substr(1)).value_or(0) + 1));
    if (const std::size_t comma = o.back().find(','); comma != std::string::npos) o.back().insert(comma + 1, " ");
    return name + " " + join(o, ", ");
  }
  if (m == "ldm" || m == "ldmib") return name + " " + join(o, ", ");
  if ((m == "dmb" || m == "dsb") && !o.empty() && o[0] == "SY") o.clear();
  static constexpr std::string_view kAlike =
      " nop add adds sub subs and ands orr orrs eor eors cmp b beq bne bx cbz cbnz ldr ldreq ldrne ldrex lda ldaex str "
      "streq strne strex stl stlex mov "
      "moveq movne dmb dsb isb ";
  return is_in(kAlike, m) ? Text(joined(name, o)) : std::nullopt;
}

bool jumps_to_label(const std::string& mnemonic) { return mnemonic.starts_with('b') || mnemonic == "j"; }

// By their numbers, as "a0" is x10.
std::string numbered_registers(const std::string& operand, const std::map<std::string, int, std::less<>>& names,
                               const std::string& sign) {
  std::string out;
  for (std::size_t at = 0; at < operand.size();) {
    std::size_t end = at;
    while (end < operand.size() && std::isalnum(static_cast<unsigned char>(operand[end])) != 0) ++end;
    const auto name = names.find(operand.substr(at, end - at));
    if (name != names.end())
      out += (out.ends_with(sign) ? "" : sign) + std::to_string(name->second);
    else
      out += operand.substr(at, std::max<std::size_t>(end - at, 1));
    at = std::max(end, at + 1);
  }
  return out;
}

Text text_of_riscv(const std::string& text) {
  static const auto names = [] {
    std::map<std::string, int, std::less<>> out = {{"zero", 0}, {"ra", 1}, {"sp", 2}, {"gp", 3}, {"tp", 4}, {"fp", 8}};
    for (int n = 0; n < 8; ++n) out["a" + std::to_string(n)] = 10 + n;
    for (int n = 0; n < 7; ++n) out["t" + std::to_string(n)] = n < 3 ? 5 + n : 25 + n;
    for (int n = 0; n < 12; ++n) out["s" + std::to_string(n)] = n < 2 ? 8 + n : 16 + n;
    return out;
  }();
  Written p = split_instruction(text);
  auto& o = p.operands;
  if (!jumps_to_label(p.mnemonic))
    for (std::string& operand : o) operand = numbered_registers(lower(operand), names, "x");
  std::string& m = p.mnemonic;
  if (m.starts_with("amo")) {
    if (o.size() == 3 && o[2].starts_with("0(")) o[2].erase(0, 1);
  } else if (m.starts_with("lr.") || m.starts_with("sc.")) {
    if (!o.empty() && o.back().starts_with('(')) o.back().insert(0, "0");
  } else if (m == "xori") {
    m = " xori";
  } else if (m == "addi" && o.size() == 3 && o[2] == "0") {
    m = "mv";
    o.pop_back();
  } else if ((m == "beqz" || m == "bnez") && o.size() == 2) {
    m.pop_back();
    o.insert(o.begin() + 1, "x0");
  }
  static constexpr std::string_view kAlike =
      " nop ret li mv addi slti sltiu andi ori  xori slli srli srai lui la addiw slliw srliw sraiw add slt sltu and or "
      "xor sll srl sub sra addw sllw srlw subw sraw j beq bne blt bltu bge bgeu auipc fence fence.i fence.tso sext.w ";
  const std::string stem = m.substr(0, m.find('.', 1));
  const bool known =
      is_in(kAlike, m) || is_in(" lb lbu lh lhu lw lwu ld sb sh sw sd lr sc ", stem) || m.starts_with("amo");
  return known ? Text(joined(m, o)) : std::nullopt;
}

Text text_of_ppc(const std::string& text) {
  Written p = split_instruction(text);
  auto& o = p.operands;
  const std::string& m = p.mnemonic;
  if (is_in(" beq bne blt bge bgt ble ", m) && o.size() == 1) return m + "  " + o[0];
  if ((m == "b" || m == "bl") && o.size() == 1) return m + "   " + o[0];
  if ((m == "rlwinm" || m == "rlwimi") && o.size() == 5) o[3].insert(0, " ");
  if (m == "extsw" && o.size() == 2) return m + " " + join(o, ", ");
  static constexpr std::string_view kAlike =
      " nop add sub subf or xor and mullw divw nor slw sraw add. sub. subf. or. xor. and. mullw. divw. nor. slw. sraw. "
      "neg neg. srawi srawi. addi addis ori xori andi. mulli rlwinm rlwimi clrldi li lis cmpwi cmplwi cmpw mr lwzu lwa "
      "stwu lwarx stwcx. lmw stmw lbz lhz lwz ld lbzx lhzx lwzx ldx lwax stb sth stw std stbx sthx stwx stdx sync "
      "lwsync isync eieio dcbf blr mtlr mflr mfcr ";
  return is_in(kAlike, m) ? Text(joined(m, o)) : std::nullopt;
}

// "$1" and "1" are one; of "0(%rax)" the offset is not told, of three parts the second stands behind a blank.
Text operand_of_x86_64(std::string_view text) {
  const bool dollar = text.starts_with('$');
  if (const auto constant = to_integer(text.substr(dollar ? 1 : 0))) return "$" + std::to_string(*constant);
  const auto register_text = [](std::string_view name) -> Text {
    const X86Register r = decode_x86_register(trim(name));
    return r.size == 0 ? std::nullopt : Text(x86_register_text(r.canonical, r.size));
  };
  const std::size_t open = text.find_first_of("([");
  if (open == std::string_view::npos) return register_text(text);
  const auto offset = to_integer(trim(text.substr(0, open)));
  if (!offset && open > 0) return std::nullopt;
  const std::string before = offset.value_or(0) == 0 ? "" : std::to_string(*offset);
  const std::string_view inside = trim(text.substr(open + 1, text.size() - open - 2));
  const auto parts = split_operands(inside);
  if (parts.size() == 1) {
    const Text name = register_text(inside);
    return before + "(" + (name ? *name : std::string(inside)) + ")";
  }
  const Text base = register_text(parts[0]), index = parts.size() == 3 ? register_text(parts[1]) : std::nullopt;
  if (!base || !index) return std::nullopt;
  return before + "(" + *base + ", " + *index + "," + std::string(parts[2] == "0" ? "" : parts[2]) + ")";
}

Text text_of_x86_64(const std::string& text) {
  Written p = split_instruction(text);
  std::string& m = p.mnemonic;
  if (m == "lock" || m == "lock;") {
    const Text locked = text_of_x86_64(std::string(trim(std::string_view(text).substr(m.size()))));
    return locked ? "lock; " + *locked : locked;
  }
  if (m.starts_with("nop") || m == "endbr64") return "NOP";
  if (m == "ret" || m == "retq") return "ret";
  static constexpr std::string_view kSized = " add or xor mov cmp dec inc xchg cmpxchg ";
  static constexpr std::string_view kAlike = " and shl movnti movntil movntiq mfence sfence lfence ";
  static constexpr std::string_view kJumps = " jmp je jne jle jlt jgt jge js jns ";
  const bool sized = m.ends_with('b') || m.ends_with('w') || m.ends_with('l') || m.ends_with('q');
  if (is_in(kJumps, m) && p.operands.size() == 1) return joined(m == "jlt" ? "jl" : m == "jgt" ? "jg" : m, p.operands);
  if (!is_in(kAlike, m) && !is_in(kSized, m) && !(sized && is_in(kSized, m.substr(0, m.size() - 1))))
    return std::nullopt;
  for (std::string& operand : p.operands) {
    const Text printed = operand_of_x86_64(operand);
    if (!printed) return std::nullopt;
    operand = *printed;
  }
  return joined(m, p.operands);
}

// Of tests that begin with X86, in Intel's order.
Text text_of_x86(const std::string& text) {
  Written p = split_instruction(text);
  const std::string m = upper(p.mnemonic);
  if (m == "LOCK" || m == "LOCK;") {
    const Text locked = text_of_x86(std::string(trim(std::string_view(text).substr(m.size()))));
    return locked ? "LOCK; " + *locked : locked;
  }
  if (is_in(" JMP JE JNE JLE JGE JS JNS ", m)) return joined(m, p.operands);
  if (!is_in(" NOP ADD XOR OR MOV MOVB MOVW MOVL MOVQ DEC INC CMP XCHG CMPXCHG MFENCE SFENCE LFENCE ", m))
    return std::nullopt;
  for (std::string& operand : p.operands) {
    const bool dollar = operand.starts_with('$');
    if (const auto constant = to_integer(operand.substr(dollar ? 1 : 0)))
      operand = "$" + std::to_string(*constant);
    else if (decode_x86_register(operand).size != 0)
      operand = upper(operand);
    else if (!operand.starts_with('[') || !is_name(trim(std::string_view(operand).substr(1, operand.size() - 2))))
      return std::nullopt;
  }
  const bool wide = m == "DEC" || m == "INC" || m == "CMP";
  return joined(wide ? m + " " : m, p.operands);
}

Text text_of_mips(const std::string& text) {
  // Those that mean the same register in all of its ABIs.
  static const std::map<std::string, int, std::less<>> names = {
      {"zero", 0}, {"v0", 2},  {"v1", 3},  {"a0", 4},  {"a1", 5},  {"a2", 6},  {"a3", 7},  {"s0", 16},
      {"s1", 17},  {"s2", 18}, {"s3", 19}, {"s4", 20}, {"s5", 21}, {"s6", 22}, {"s7", 23}, {"t8", 24},
      {"t9", 25},  {"k0", 26}, {"k1", 27}, {"gp", 28}, {"sp", 29}, {"fp", 30}, {"ra", 31}};
  Written p = split_instruction(text);
  static constexpr std::string_view kAlike =
      " nop li move lui sync ori andi xori addiu daddiu slti sltiu addu daddu subu and or xor nor slt sltu dsll lw ld "
      "sw ll "
      "sc dext jr ";
  static constexpr std::string_view kBranches = " b beq bne blez bgtz bltz bgez ";
  if (p.mnemonic == "b" && p.operands == std::vector<std::string>{std::string(kThreadEnd)}) return "jr $31";
  const bool branches = is_in(kBranches, p.mnemonic);
  for (std::size_t i = 0; i < p.operands.size() - (branches ? 1 : 0); ++i) {
    std::string& operand = p.operands[i];
    operand = numbered_registers(lower(operand), names, "$");
    if (operand.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) return std::nullopt;
  }
  return branches || is_in(kAlike, p.mnemonic) ? Text(joined(p.mnemonic, p.operands)) : std::nullopt;
}

}  // namespace

std::optional<std::string> herd_instruction(Isa isa, std::string_view head, const std::string& text) {
  switch (isa) {
    case Isa::aarch64:
      return text_of_aarch64(text);
    case Isa::arm:
      return text_of_arm(text);
    case Isa::riscv64:
      return text_of_riscv(text);
    case Isa::ppc64le:
      return text_of_ppc(text);
    case Isa::x86_64:
      return head == "X86" ? text_of_x86(text) : text_of_x86_64(text);
    case Isa::mips64el:
      return text_of_mips(text);
    default:
      return std::nullopt;
  }
}

}  // namespace fenceline::models
