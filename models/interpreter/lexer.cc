#include <models/interpreter/lexer.h>

#include <base/text.h>

#include <algorithm>

namespace fenceline::models::cat {
namespace {

constexpr std::string_view kKeywords[] = {"let",
                                          "rec",
                                          "and",
                                          "when",
                                          "acyclic",
                                          "irreflexive",
                                          "empty",
                                          "show",
                                          "unshow",
                                          "as",
                                          "fun",
                                          "in",
                                          "subset",
                                          "flag",
                                          "assert",
                                          "include",
                                          "begin",
                                          "end",
                                          "variant",
                                          "call",
                                          "enum",
                                          "debug",
                                          "match",
                                          "with",
                                          "forall",
                                          "from",
                                          "do",
                                          "try",
                                          "if",
                                          "then",
                                          "else",
                                          "catdep",
                                          "not",
                                          "default",
                                          "instructions",
                                          "procedure",
                                          "undefined_unless"};

// Longest first.
constexpr std::string_view kSymbols[] = {"-1", "->", "++", "||", "&&", "(", ")", "{",  "}", "[", "]", "_",
                                         "0",  "|",  "&",  "*",  "~",  "+", "^", "\\", "?", "=", ";", ","};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool in_name(char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'; }

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& file)
      : text_(text), file_(std::make_shared<const std::string>(file)) {}

  std::vector<Token> run() {
    std::vector<Token> out;
    do {
      skip_blanks();
      out.push_back(next());
    } while (out.back().kind != Token::kEnd);
    return out;
  }

 private:
  Where here() const { return {file_, line_, column_}; }
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  bool starts(std::string_view s) const { return text_.substr(at_).starts_with(s); }

  void advance(std::size_t count) {
    for (; count > 0; --count, ++at_)
      if (text_[at_] == '\n')
        ++line_, column_ = 1;
      else
        ++column_;
  }

  void skip_blanks() {
    for (;;) {
      if (at_ < text_.size() && (at(at_) == ' ' || at(at_) == '\t' || at(at_) == '\r' || at(at_) == '\n'))
        advance(1);
      else if (starts("//") || starts("#"))
        advance(std::min(text_.find('\n', at_), text_.size()) - at_);
      else if (starts("(*"))
        skip_comment();
      else
        return;
    }
  }

  // Comments nest.
  void skip_comment() {
    const Where begin = here();
    int depth = 0;
    do {
      if (at_ >= text_.size()) throw Wrong(begin, "a comment without its end: '*)' is missing");
      const int step = starts("(*") ? 1 : starts("*)") ? -1 : 0;
      depth += step;
      advance(step == 0 ? 1 : 2);
    } while (depth > 0);
  }

  // The length of the name that begins at `i`; 0 if none does.
  std::size_t name(std::size_t i) const {
    std::size_t end = i + (at(i) == '_' ? 1 : 0);
    if (!letter(at(end))) return 0;
    while (in_name(at(end))) ++end;
    if (at(end) == '\'') ++end;
    return end - i;
  }

  Token take(Token::Kind kind, std::size_t length, std::size_t quotes_before = 0, std::size_t quotes_behind = 0) {
    Token out{kind, std::string(text_.substr(at_ + quotes_before, length - quotes_before - quotes_behind)), here()};
    advance(length);
    return out;
  }

  Token next() {
    if (at_ >= text_.size()) return {Token::kEnd, "", here()};
    if (const std::size_t length = name(at_)) {
      const auto word = text_.substr(at_, length);
      const bool keyword = std::find(std::begin(kKeywords), std::end(kKeywords), word) != std::end(kKeywords);
      return take(keyword ? Token::kKeyword : Token::kName, length);
    }
    if (at(at_) == '\'' && name(at_ + 1) > 0) return take(Token::kTag, 1 + name(at_ + 1), 1);
    if (at(at_) == '"') {
      const std::size_t end = text_.find_first_of("\"\n", at_ + 1);
      if (end == std::string_view::npos || text_[end] != '"')
        throw Wrong(here(), "a string without its end: '\"' is missing");
      return take(Token::kString, end + 1 - at_, 1, 1);
    }
    for (const std::string_view symbol : kSymbols)
      if (starts(symbol)) return take(Token::kSymbol, symbol.size());
    throw Wrong(here(), "'" + printable(text_.substr(at_, 1)) + "' begins no word of the cat language");
  }

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  std::size_t at_ = 0;
  int line_ = 1, column_ = 1;
};

}  // namespace

std::string to_string(const Where& where) {
  return (where.file ? printable(*where.file) : std::string("built in")) + ":" + std::to_string(where.line) + ":" +
         std::to_string(where.column);
}

std::vector<Token> tokens(std::string_view text, const std::string& file) { return Lexer(text, file).run(); }

}  // namespace fenceline::models::cat
