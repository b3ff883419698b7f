// Litmus tests in C, C++ and Go: comments, and the program.
#include <models/litmus/reader.h>

#include <algorithm>

namespace fenceline::models {

// /* */ and //, and the (* *) of litmus tests where that cannot be code. The head may have // in an address.
std::string blank_language_comments(const Draft& draft, std::string_view text) {
  std::string out(text);
  int braces = 0;
  bool head = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    braces += out[i] == '{';
    head = head && braces == 0;
    braces -= out[i] == '}';
    const std::string_view two = text.substr(i, 2);
    const std::string_view close = two == "//" && !head         ? "\n"
                                   : two == "/*"                ? "*/"
                                   : two == "(*" && braces == 0 ? "*)"
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

void read_language_program(Draft& draft, Piece piece) {
  try {
    draft.dialect->read_code(piece.text, piece.line, draft.test);
  } catch (const CodeError& e) {
    draft.fail(e.line, e.message);
  }
}

}  // namespace fenceline::models
