// Symbolic registers, `%x`, or `X%x` and `W%x` of AArch64: each stands for some register of its thread that the test
// does not name, and gets one before the code is read.
#include <base/text.h>
#include <models/litmus/reader.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace fenceline::models {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// Of every register that the text names, in whichever thread.
std::set<std::string> named_registers(const Dialect& dialect, std::string_view text) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && word_char(text[end])) ++end;
    const bool sign = at > 0 && (text[at - 1] == '%' || text[at - 1] == '$');
    for (const std::size_t from : {at, at - (sign ? 1 : 0)})
      if (const std::string name = dialect.canonical_register(text.substr(from, end - from)); !name.empty())
        out.insert(name);
    at = std::max(end, at + 1);
  }
  return out;
}

class Namer {
 public:
  Namer(Draft& draft, int thread, std::set<std::string> taken)
      : draft_(draft), thread_(thread), taken_(std::move(taken)) {}

  std::string without_symbols(const Piece& cell) {
    std::string out;
    for (std::size_t at = 0; at < cell.text.size(); ++at) {
      std::size_t end = at + 1;
      while (cell.text[at] == '%' && end < cell.text.size() && word_char(cell.text[end])) ++end;
      // `%rax` of x86-64 is a register's own name.
      const auto own = [&](std::string_view of) { return !draft_.dialect->canonical_register(of).empty(); };
      if (end == at + 1 || own(cell.text.substr(at, end - at))) {
        out += cell.text[at];
        continue;
      }
      const std::string& name = real(cell.text.substr(at, end - at), cell.line);
      // Of W%x the letter stays: it says how much of the register is meant.
      const bool prefixed =
          !out.empty() && is_letter(out.back()) && (out.size() == 1 || !word_char(out[out.size() - 2]));
      if (own("%" + name)) out += '%';
      out += prefixed ? name.substr(1) : name;
      at = end - 1;
    }
    return out;
  }

 private:
  const std::string& real(std::string_view symbol, int line) {
    std::string& name = draft_.symbols[{thread_, std::string(symbol)}];
    constexpr int kEnough = 64;  // names may come again behind the last
    for (int n = draft_.dialect->rules().first_symbolic; name.empty(); ++n) {
      const std::string candidate = draft_.dialect->nth_register(n);
      if (n == kEnough || draft_.dialect->canonical_register(candidate).empty())
        draft_.fail(line, "no register is left for '" + std::string(symbol) + "'");
      if (taken_.insert(candidate).second) name = candidate;
    }
    return name;
  }

  Draft& draft_;
  const int thread_;
  std::set<std::string> taken_;
};

}  // namespace

void name_registers(Draft& draft, std::string_view text) {
  if (draft.dialect->rules().first_symbolic < 0 || text.find('%') == std::string_view::npos) return;
  const std::set<std::string> taken = named_registers(*draft.dialect, text);
  for (std::size_t t = 0; t < draft.cells.size(); ++t) {
    Namer namer(draft, static_cast<int>(t), taken);
    for (Piece& cell : draft.cells[t])
      if (cell.text.find('%') != std::string_view::npos)
        cell.text = draft.rewritten.emplace_back(namer.without_symbols(cell));
  }
}

}  // namespace fenceline::models
