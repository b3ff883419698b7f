// Litmus tests in C, C++ and Go: comments, and the program.
#include <models/dialect/c_code.h>
#include <models/litmus/reader.h>

#include <algorithm>
#include <iterator>

namespace fenceline::models {

// /* */ and //, and the (* *) of litmus tests where that cannot be code, which is in braces behind the initial state's.
// Where the code declares everything, as in Go, there is no such state. The head may have // in an address.
std::string blank_language_comments(const Draft& draft, std::string_view text) {
  std::string out(text);
  int braces = 0;
  bool head = true, initial = !draft.dialect->rules().declares;
  for (std::size_t i = 0; i < out.size(); ++i) {
    braces += out[i] == '{';
    head = head && braces == 0;
    braces -= out[i] == '}';
    initial = initial && (head || braces > 0);
    const std::string_view two = text.substr(i, 2);
    const std::string_view close = two == "//" && !head                      ? "\n"
                                   : two == "/*"                             ? "*/"
                                   : two == "(*" && (initial || braces == 0) ? "*)"
                                                                             : "";
    if (close.empty()) continue;
    std::size_t end = text.find(close, i + 2);
    if (end == std::string_view::npos && close != "\n")
      draft.fail(1 + static_cast<int>(std::count(text.begin(), text.begin() + i, '\n')),
                 "comment '" + std::string(two) + "' is not closed");
    end = std::min(end, text.size() - close.size()) + close.size();
    std::replace_if(
        out.begin() + i, out.begin() + end, [](char c) { return c != '\n'; }, ' ');
    i = end - 1;
  }
  return out;
}

namespace {

const Dialect& c_dialect_of(const Draft& draft, std::string_view text, std::optional<Isa> preferred) {
  std::set<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && word_char(text[end])) ++end;
    words.insert(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  std::vector<const Dialect*> languages;
  for (const Dialect* d : dialects())
    if (d->c_library() != nullptr && d->litmus_name() == draft.dialect->litmus_name()) languages.push_back(d);
  const auto names_own = [&](const Dialect* d) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
      return std::all_of(languages.begin(), languages.end(),
                         [&](const Dialect* other) { return c_names(*other->c_library(), word) == (other == d); });
    });
  };
  std::vector<const Dialect*> named;
  std::copy_if(languages.begin(), languages.end(), std::back_inserter(named), names_own);
  if (named.size() == 1) return *named[0];
  for (const Dialect* d : languages)
    if (preferred && d->isa() == *preferred) return *d;
  return *draft.dialect;
}

// With blanks in place of what stands before it in its first line, so that columns are the file's.
std::string in_its_columns(const Piece& piece) {
  return std::string(static_cast<std::size_t>(piece.column - 1), ' ').append(piece.text);
}

}  // namespace

void choose_language(Draft& draft, std::string_view text, const Piece& program, std::optional<Isa> preferred) {
  if (draft.dialect->c_library() == nullptr) return;
  draft.dialect = &c_dialect_of(draft, text, preferred);
  draft.test.isa = draft.dialect->isa();
  if (!untyped(*draft.dialect->c_library())) return;
  try {
    draft.test.threads.resize(parse_c_functions(in_its_columns(program), {program.line, 1}).size());
  } catch (const CError& e) {
    draft.fail(e.at.line, e.message, e.at.column);
  }
}

void read_language_program(Draft& draft, Piece piece) {
  try {
    const std::string text = draft.dialect->c_library() != nullptr ? in_its_columns(piece) : std::string(piece.text);
    draft.dialect->read_code(text, piece.line, draft.test);
  } catch (const CodeError& e) {
    draft.fail(e.line, e.message, e.column);
  }
}

}  // namespace fenceline::models
