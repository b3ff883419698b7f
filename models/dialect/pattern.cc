#include <models/dialect/pattern.h>

#include <cctype>

namespace fenceline::models {
namespace {

bool operand_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '%' || c == '$';
}

// The longest run of characters that may be one operand's word, or a signed number.
std::string_view word_at(std::string_view text) {
  std::size_t n = !text.empty() && text[0] == '-' ? 1 : 0;
  while (n < text.size() && operand_char(text[n])) ++n;
  return text.substr(0, n);
}

// "mnemonic operands" with no other blanks.
std::string normalised(std::string_view text) {
  const Words words = split_words(text);
  std::string out = words.mnemonic;
  for (std::size_t i = 0; i < words.operands.size(); ++i) {
    out += i == 0 ? ' ' : ',';
    for (char c : words.operands[i])
      if (std::isspace(static_cast<unsigned char>(c)) == 0) out += c;
  }
  return out;
}

std::string mnemonic(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

void write(Emitter& out, std::string_view lines, const std::string& r0, const std::string& r1 = "", Value constant = 0,
           const std::string& label = "") {
  for (std::string_view line : split(lines, ';')) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != '{') {
        text += line[i];
        continue;
      }
      const char what = line[i + 1];
      text += what == '0' ? r0 : what == '1' ? r1 : what == '#' ? std::to_string(constant) : label;
      i += 2;
    }
    out.line(text);
  }
}

}  // namespace

std::optional<Match> PatternDialect::match(std::string_view pattern, std::string_view text, Scope* scope) const {
  Match out;
  while (!pattern.empty()) {
    if (pattern[0] != '{') {
      if (text.empty() || std::tolower(static_cast<unsigned char>(text[0])) != pattern[0]) return std::nullopt;
      out.text += text[0];
      pattern.remove_prefix(1), text.remove_prefix(1);
      continue;
    }
    const char what = pattern[1];
    const std::string_view word = what == 'l' ? text.substr(0, text.find(',')) : word_at(text);  // or ".+8"
    if (word.empty()) return std::nullopt;
    std::string written(word);
    if (what == '#') {
      const auto number = to_integer(word);
      if (!number) return std::nullopt;
      out.constant = *number;
    } else if (what == 'l') {
      if (scope != nullptr) out.label = scope->label(word);
    } else {
      const std::string name = canonical_register(word);
      if (!name.empty()) written = name;
      const bool zero = is_zero_register(written);
      if (!zero && name.empty()) return std::nullopt;
      if (!zero && scope != nullptr) out.reg[what - '0'] = scope->reg(written);
    }
    out.text += written;
    pattern.remove_prefix(3), text.remove_prefix(word.size());
  }
  if (!text.empty()) return std::nullopt;
  if (scope != nullptr) out.flags = scope->reg(kFlags), out.temp = scope->reg(kTemp);
  return out;
}

Instruction PatternDialect::parse(std::string_view text, Scope& scope) const {
  Instruction out;
  out.text = normalised(text);
  std::vector<std::string> mnemonics, forms;
  for (const Row& row : rows()) {
    // Registers are numbered only once the whole pattern fits.
    if (match(row.pattern, out.text, nullptr)) {
      const Match found = *match(row.pattern, out.text, &scope);
      if (!encodes(row.pattern, found.constant))
        unreadable("'" + mnemonic(out.text) + "' has no encoding for the constant " + std::to_string(found.constant));
      out.ops = row.meaning(found);
      out.text = found.text;
      return out;
    }
    mnemonics.push_back(mnemonic(row.pattern));
    if (mnemonics.back() == mnemonic(out.text)) forms.emplace_back(row.pattern);
  }
  if (forms.empty()) unknown_mnemonic(mnemonic(out.text), mnemonics);
  unreadable("cannot read '" + std::string(text) + "'; known forms: " + join(forms, "; "));
}

std::string PatternDialect::address(Emitter& out, const Access& access) const {
  std::string index;
  if (access.dependency == Edge::kAddr) {
    index = out.fresh();
    write(out, writing().zero, index, access.source);
  }
  const std::string base = out.pointer(access.location);
  if (index.empty()) return base;
  write(out, writing().sum, index, base);
  return index;
}

bool PatternDialect::sizes() const { return writing().load.size() > 1; }

std::string PatternDialect::emit_load(Emitter& out, const Access& access) const {
  const std::string at = address(out, access), r = out.fresh();
  write(out, writing().load.at(access.size), r, at, access.offset);
  return r;
}

std::string PatternDialect::value(Emitter& out, Value value) const {
  if (!encodes(writing().set, value)) return out.constant(value);
  const std::string r = out.fresh();
  write(out, writing().set, r, "", value);
  return r;
}

void PatternDialect::add(Emitter& out, const std::string& to, Value value) const {
  if (encodes(writing().add, value))
    write(out, writing().add, to, "", value);
  else
    write(out, writing().sum, to, out.constant(value));
}

void PatternDialect::emit_store(Emitter& out, const Access& access) const {
  std::string stored;
  if (access.dependency == Edge::kData) {
    stored = out.fresh();
    write(out, writing().zero, stored, access.source);
    add(out, stored, access.value);
  } else {
    stored = value(out, access.value);
  }
  write(out, writing().store.at(access.size), stored, address(out, access), access.offset);
}

void PatternDialect::emit_branch(Emitter& out, const std::string& source) const {
  const std::string label = out.label();
  write(out, writing().branch, source, "", 0, label);
  out.line(label + ":");
}

}  // namespace fenceline::models
