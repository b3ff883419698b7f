#include <base/text.h>
#include <models/dialect/c_code.h>
#include <models/dialect/c_dialect.h>
#include <models/dialect/c_syntax.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace fenceline::models {
namespace {

bool name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

std::string CDialect::canonical_register(std::string_view name) const {
  const bool fits = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                    std::all_of(name.begin(), name.end(), name_char);
  return fits ? std::string(name) : "";
}

Instruction CDialect::parse(std::string_view text, Scope&) const {
  Instruction out;
  out.text = text;
  try {
    out.ops = read_c_statement(text, *c_library());
  } catch (const CError& e) {
    throw InstructionError{e.message};
  }
  return out;
}

void CDialect::read_code(std::string_view text, int line, LitmusTest& test) const {
  try {
    read_c_code(parse_c_functions(text, {line, 1}), *c_library(), test);
  } catch (const CError& e) {
    throw CodeError{e.at.line, e.message, e.at.column};
  }
}

void CDialect::emit_branch(Emitter& out, const std::string& source) const {
  const auto value = out.expected(source);
  out.line("if (" + source + " == " + (value ? std::to_string(*value) : source) + ") {");
}

std::vector<std::string> CDialect::complete(int thread, std::vector<std::string> lines) const {
  const auto all = openings();
  std::map<std::string, std::size_t> opened;  // of locations: by which opening, the last of them
  std::size_t open = 0;
  for (const std::string& line : lines) {
    open += line.back() == '{';
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t at = line.find(all[i].before);
      if (at == std::string::npos) continue;
      const auto begin = line.begin() + static_cast<std::ptrdiff_t>(at + all[i].before.size());
      std::size_t& known = opened[{begin, std::find_if_not(begin, line.end(), name_char)}];
      known = std::max(known, i);
      break;
    }
  }
  std::vector<std::string> parameters;
  for (const auto& [location, i] : opened) parameters.push_back(std::string(all[i].type) + " " + location);
  lines.insert(lines.begin(), "P" + std::to_string(thread) + " (" + join(parameters, ", ") + ") {");
  lines.insert(lines.end(), open + 1, "}");
  return lines;
}

std::string CDialect::layout(const std::vector<std::vector<std::string>>& threads) const {
  std::string out;
  for (const auto& lines : threads) {
    out += "\n";
    std::size_t depth = 0;
    for (const std::string& line : lines) {
      if (line.empty()) continue;
      if (line[0] == '}' && depth > 0) --depth;
      out += std::string(2 * depth, ' ') + line + "\n";
      if (line.back() == '{') ++depth;
    }
  }
  return out + "\n";
}

std::string CDialect::place(Emitter& out, const Access& access) {
  const std::string name = out.name(access.location);
  return access.dependency == Edge::kAddr ? name + " + (" + access.source + " & 128)" : name;
}

std::string CDialect::memory(Emitter& out, const Access& access) {
  const std::string at = place(out, access);
  return "*" + (access.dependency == Edge::kAddr ? "(" + at + ")" : at);
}

std::string CDialect::stored(const Access& access) {
  return std::to_string(access.value) + (access.dependency == Edge::kData ? " + (" + access.source + " & 128)" : "");
}

}  // namespace fenceline::models
