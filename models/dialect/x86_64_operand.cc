// Operands in AT&T syntax, as herd7's X86_64 tests have it, and in the Intel-like syntax of its X86 tests.
#include <models/dialect/x86_64_instruction.h>
#include <models/dialect/x86_64_reader.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace fenceline::models {
namespace x86 {

namespace {

[[noreturn]] void refuse_operand(std::string_view text) {
  unreadable("cannot read the operand '" + std::string(text) + "'");
}

// The parts of an address, and as AT&T writes it: (x), 4(%rax), (%rax,%rbx,4).
struct Place {
  Address at;
  std::string base, index;
  Value displacement = 0;
  int scale = 0;  // 0: none is written
};

void set_base(Place& place, std::string_view name, Scope& scope, std::string_view operand) {
  if (!place.base.empty()) refuse_operand(operand);
  if (const X86Register r = decode_x86_register(name); r.size != 0) {
    place.at.base.reg = scope.reg(r.canonical);
    place.base = x86_register_text(r.canonical, 8);
  } else if (const auto address = scope.address(name)) {
    place.at.base.imm += *address;
    place.base = name;
  } else {
    refuse_operand(operand);
  }
}

void set_index(Place& place, std::string_view name, std::string_view scale, Scope& scope, std::string_view operand) {
  const X86Register r = decode_x86_register(name);
  if (r.size == 0 || !place.index.empty()) unreadable("cannot read the index in '" + std::string(operand) + "'");
  place.at.index = reg(scope.reg(r.canonical));
  place.index = x86_register_text(r.canonical, 8);
  if (scale.empty()) return;
  const auto by = to_integer(scale);
  while (by && (1 << place.at.shift) < *by && place.at.shift < 3) ++place.at.shift;
  if (!by || (1 << place.at.shift) != *by) unreadable("cannot read the scale in '" + std::string(operand) + "'");
  place.scale = static_cast<int>(*by);
}

// "rax+rbx*4+8" and "x-4", as Intel's syntax has them.
Place sum(std::string_view text, Scope& scope, std::string_view operand) {
  Place out;
  for (bool minus = false; !text.empty();) {
    const std::size_t end = std::min(text.find_first_of("+-", 1), text.size());
    const std::string_view term = trim(text.substr(0, end));
    const std::size_t star = term.find('*');
    if (const auto number = to_integer(term))
      out.displacement += minus ? -*number : *number;
    else if (minus)
      refuse_operand(operand);
    else if (star != std::string_view::npos)
      set_index(out, trim(term.substr(0, star)), trim(term.substr(star + 1)), scope, operand);
    else if (out.base.empty())
      set_base(out, term, scope, operand);
    else
      set_index(out, term, "", scope, operand);
    minus = end < text.size() && text[end] == '-';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (out.base.empty()) refuse_operand(operand);
  return out;
}

// "4(%rax,%rbx,4)", and "x(%rip)" for x.
Place displaced(std::string_view offset, std::string_view inside, Scope& scope, std::string_view operand) {
  Place out;
  const auto parts = split_operands(inside);
  if (parts.empty() || parts.size() > 3) refuse_operand(operand);
  if (const std::string base = lower(parts[0]); base == "rip" || base == "%rip") {
    if (parts.size() > 1 || offset.empty()) refuse_operand(operand);
    return sum(offset, scope, operand);
  }
  if (!offset.empty()) {
    const auto number = to_integer(offset);
    if (!number) unreadable("cannot read the offset in '" + std::string(operand) + "'");
    out.displacement = *number;
  }
  set_base(out, parts[0], scope, operand);
  if (parts.size() > 1) set_index(out, parts[1], parts.size() > 2 ? parts[2] : "", scope, operand);
  return out;
}

std::string att_text(const Place& place) {
  return (place.displacement != 0 ? std::to_string(place.displacement) : "") + "(" + place.base +
         (place.index.empty() ? "" : "," + place.index) + (place.scale == 0 ? "" : "," + std::to_string(place.scale)) +
         ")";
}

}  // namespace

int take_size(std::string_view& operand) {
  static constexpr std::pair<std::string_view, int> kSizes[] = {{"byte", 1}, {"word", 2}, {"dword", 4}, {"qword", 8}};
  const std::size_t end = std::min(operand.find_first_of(" \t["), operand.size());
  const std::string word = lower(operand.substr(0, end));
  for (const auto& [name, size] : kSizes) {
    if (word != name || end == operand.size()) continue;
    operand = trim(operand.substr(end));
    if (lower(operand.substr(0, 3)) == "ptr") operand = trim(operand.substr(3));
    return size;
  }
  return 0;
}

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
  out.kind = X86Operand::kMem;
  const std::size_t open = text.find_first_of("([");
  Place place;
  if (open == std::string_view::npos) {
    set_base(place, text, scope, text);
  } else {
    if (text.back() != ')' && text.back() != ']') unreadable("no closing bracket in '" + std::string(text) + "'");
    const std::string_view inside = trim(text.substr(open + 1, text.size() - open - 2));
    const bool sums = text[open] == '[' && inside.find_first_of("+-*") != std::string_view::npos && open == 0;
    place = sums ? sum(inside, scope, text) : displaced(trim(text.substr(0, open)), inside, scope, text);
  }
  out.at = place.at;
  out.at.base.imm += in_bits(place.displacement, 32, "a displacement");
  out.text = att_text(place);
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
