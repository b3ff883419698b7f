// Operands in AT&T syntax, as herd7's X86_64 tests have it, and in the Intel-like syntax of its X86 tests.
#include <models/dialect/x86_64_instruction.h>
#include <models/dialect/x86_64_reader.h>

#include <cctype>

namespace fenceline::models {
namespace x86 {

X86Operand read_operand(std::string_view text, bool intel, Scope& scope) {
  X86Operand out;
  if (text.empty()) unreadable("an operand is missing");
  const auto bare = intel ? to_integer(text) : std::nullopt;
  if (text[0] == '$' || bare) {
    const auto number = bare ? bare : to_integer(text.substr(1));
    if (!number) unreadable("cannot read the constant '" + std::string(text) + "'");
    out.kind = X86Operand::kImm;
    out.value = imm(*number);
    out.text = "$" + std::to_string(*number);
    return out;
  }
  if (const X86Register r = decode_x86_register(text); r.size != 0) {
    out.value = reg(scope.reg(r.canonical));
    out.size = r.size;
    out.canonical = r.canonical;
    return out;
  }
  // Memory: (x), [x], x, 4(%rax), (%rax,%rbx)
  out.kind = X86Operand::kMem;
  const std::size_t open = text.find_first_of("([");
  std::string_view inside = text, offset;
  if (open != std::string_view::npos) {
    if (text.back() != ')' && text.back() != ']') unreadable("no closing bracket in '" + std::string(text) + "'");
    inside = trim(text.substr(open + 1, text.size() - open - 2));
    offset = trim(text.substr(0, open));
  }
  Value displacement = 0;
  if (!offset.empty()) {
    const auto number = to_integer(offset);
    if (!number) unreadable("cannot read the offset in '" + std::string(text) + "'");
    displacement = in_bits(*number, 32, "a displacement");
  }
  const auto parts = split_operands(inside);
  if (parts.empty() || parts.size() > 3) unreadable("cannot read the operand '" + std::string(text) + "'");
  std::string shown;
  if (const X86Register r = decode_x86_register(parts[0]); r.size != 0) {
    out.at.base = reg(scope.reg(r.canonical), displacement);
    shown = x86_register_text(r.canonical, 8);
  } else if (const auto address = scope.address(parts[0])) {
    out.at.base = imm(*address + displacement);
    shown = parts[0];
  } else {
    unreadable("cannot read the operand '" + std::string(text) + "'");
  }
  if (parts.size() > 1) {
    const X86Register r = decode_x86_register(parts[1]);
    if (r.size == 0) unreadable("cannot read the index in '" + std::string(text) + "'");
    out.at.index = reg(scope.reg(r.canonical));
    shown += "," + x86_register_text(r.canonical, 8);
  }
  if (parts.size() > 2) {
    const auto scale = to_integer(parts[2]);
    while (scale && (1 << out.at.shift) < *scale && out.at.shift < 3) ++out.at.shift;
    if (!scale || (1 << out.at.shift) != *scale) unreadable("cannot read the scale in '" + std::string(text) + "'");
    shown += "," + std::to_string(*scale);
  }
  out.text = (displacement != 0 ? std::to_string(displacement) : "") + "(" + shown + ")";
  return out;
}

}  // namespace x86

X86Register decode_x86_register(std::string_view name) {
  static constexpr std::string_view kBase[] = {"ax", "bx", "cx", "dx", "si", "di", "bp", "sp"};
  std::string s = lower(name);
  if (!s.empty() && s[0] == '%') s.erase(0, 1);
  for (std::string_view base : kBase) {
    const std::string b(base);
    if (s == "r" + b) return {"r" + b, 8};
    if (s == "e" + b) return {"r" + b, 4};
    if (s == b) return {"r" + b, 2};
    if (s == (b[1] == 'x' ? b.substr(0, 1) : b) + "l") return {"r" + b, 1};
  }
  if (s.size() >= 2 && s[0] == 'r' && std::isdigit(static_cast<unsigned char>(s[1])) != 0) {
    int size = 8;
    std::string digits = s.substr(1);
    if (digits.back() == 'd')
      size = 4, digits.pop_back();
    else if (digits.back() == 'w')
      size = 2, digits.pop_back();
    else if (digits.back() == 'b')
      size = 1, digits.pop_back();
    const auto n = to_integer(digits);
    if (n && *n >= 8 && *n <= 15) return {"r" + digits, size};
  }
  return {};
}

std::string x86_register_text(const std::string& canonical, int size) {
  const std::string stem = canonical.substr(1);
  if (std::isdigit(static_cast<unsigned char>(stem[0])) != 0)
    return "%" + canonical + (size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
  if (size == 8) return "%" + canonical;
  if (size == 4) return "%e" + stem;
  if (size == 2) return "%" + stem;
  return "%" + (stem[1] == 'x' ? stem.substr(0, 1) : stem) + "l";
}

char x86_suffix(int size) { return size == 8 ? 'q' : size == 4 ? 'l' : size == 2 ? 'w' : 'b'; }

}  // namespace fenceline::models
