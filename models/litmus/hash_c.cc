// The code of a test in C as herd7 hashes it: each function with its body as it stands in the file, comments and all,
// and its parameters with their types printed anew (lib/CParser.mly and lib/CType.ml of herdtools7).
#include <models/dialect/c_tokens.h>
#include <models/litmus/hash.h>
#include <base/text.h>

#include <algorithm>
#include <iterator>

namespace fenceline::models {
namespace {

// A type as it is printed; is it a name alone?
struct Printed {
  std::string text;
  bool alone = false;
};

// Types that herd7 does not read have no hash.
struct Unknown {};

class Types {
 public:
  explicit Types(std::vector<CToken> tokens) : tokens_(std::move(tokens)) {}

  // "int** p, _Atomic int* x", of all parameters.
  std::string parameters() {
    std::string out;
    while (next_ < tokens_.size()) {
      if (!out.empty()) expect(","), out += ", ";
      out += type().text + " ";
      out += word();
    }
    return out;
  }

 private:
  std::string_view peek() const { return next_ < tokens_.size() ? tokens_[next_].text : std::string_view(); }
  bool take(std::string_view text) {
    if (peek() != text) return false;
    ++next_;
    return true;
  }
  void expect(std::string_view text) {
    if (!take(text)) throw Unknown();
  }
  std::string word() {
    if (!is_c_word(peek())) throw Unknown();
    return std::string(tokens_[next_++].text);
  }

  static Printed atomic(const Printed& t) { return {t.alone ? "_Atomic " + t.text : "_Atomic (" + t.text + ")"}; }
  static Printed volatile_(const Printed& t) { return {t.alone ? "volatile " + t.text : t.text + " volatile"}; }
  static Printed constant(const Printed& t) { return {t.text + " const"}; }

  Printed name() {
    static constexpr std::string_view kNames[] = {
        "char",    "int",      "long",     "int8_t",    "uint8_t",    "int16_t",  "uint16_t", "int32_t", "uint32_t",
        "int64_t", "uint64_t", "intptr_t", "uintptr_t", "spinlock_t", "atomic_t", "mtx_t",    "void"};
    const std::string text = word();
    if (text == "atomic_int") return atomic({"int", true});
    if (text == "struct") return {"struct " + word(), true};
    if (std::find(std::begin(kNames), std::end(kNames), text) == std::end(kNames)) throw Unknown();
    return {text, true};
  }

  Printed bracketed() {
    if (!take("(")) return name();
    const Printed inner = type();
    expect(")");
    return inner;
  }

  Printed type() {
    Printed out = take("_Atomic")    ? atomic(bracketed())
                  : take("volatile") ? volatile_(bracketed())
                  : take("const")    ? constant(bracketed())
                                     : bracketed();
    for (;;) {
      if (take("*"))
        out = {out.text + "*"};
      else if (take("volatile"))
        out = volatile_(out);
      else if (take("const"))
        out = constant(out);
      else
        return out;
    }
  }

  const std::vector<CToken> tokens_;
  std::size_t next_ = 0;
};

// Behind the brace that closes the one at `open`; comments are not known there.
std::size_t behind_block(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    depth += text[at] == '{';
    depth -= text[at] == '}';
    if (depth == 0) return at + 1;
  }
  throw Unknown();
}

// Comments outside of functions are as if they were not there.
void skip_comments(std::string_view& text) {
  for (;;) {
    text = trim(text);
    const std::string_view close = text.starts_with("/*") ? "*/" : text.starts_with("//") ? "\n" : "";
    if (close.empty()) return;
    const std::size_t end = text.find(close, 2);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + close.size());
  }
}

std::vector<std::vector<std::string>> columns(std::string_view text) {
  std::vector<std::vector<std::string>> out;
  for (skip_comments(text); !text.empty(); skip_comments(text)) {
    const std::size_t open = text.find('('), close = text.find(')', open), brace = text.find('{', close);
    if (brace == std::string_view::npos) throw Unknown();
    const std::size_t end = behind_block(text, brace);
    const std::string name = "P" + std::to_string(out.size());
    if (!trim(text.substr(0, open)).ends_with(name)) throw Unknown();
    std::size_t last = text.rfind(')', brace);
    const std::string parameters = Types(c_tokens(text.substr(open + 1, last - open - 1), {})).parameters();
    out.push_back({name + "(" + parameters + ") {\n" + std::string(text.substr(brace + 1, end - brace - 2)) + "\n}\n"});
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::vector<std::string>>> c_hash_columns(std::string_view code) {
  try {
    return columns(code);
  } catch (const Unknown&) {
    return std::nullopt;
  }
}

}  // namespace fenceline::models
