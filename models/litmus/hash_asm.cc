// The code of a test of an instruction set as herd7 hashes it: labels are numbered, instructions printed in its own way.
#include <models/dialect/build.h>
#include <models/litmus/hash.h>
#include <base/text.h>

#include <algorithm>
#include <map>

namespace fenceline::models {
namespace {

// An instruction's label is its last operand.
bool jumps(const Instruction& i) {
  return std::any_of(i.ops.begin(), i.ops.end(),
                     [](const MicroOp& op) { return op.op == Op::kBranch || op.op == Op::kCodeAddress; });
}

// Labels are numbered in the order of their names.
std::map<std::string, std::string> numbered_labels(const LitmusTest& test) {
  std::map<std::string, std::string> out;
  for (const Thread& thread : test.threads) {
    for (const Instruction& i : thread.code)
      for (const std::string& label : i.labels) out[label];
    for (const std::string& label : thread.end_labels) out[label];
  }
  out.erase(std::string(kThreadEnd));  // is the reader's own
  int n = 0;
  for (auto& [label, name] : out) {
    name = (n < 10 ? "L0" : "L") + std::to_string(n);
    ++n;
  }
  return out;
}

std::string with_label(const Instruction& instruction, std::string text,
                       const std::map<std::string, std::string>& labels) {
  if (!jumps(instruction)) return text;
  const std::size_t at = text.find_last_of(" ,\t") + 1;
  if (const auto label = labels.find(text.substr(at)); label != labels.end())
    text.replace(at, std::string::npos, label->second);
  return text;
}

// What each instruction of a thread is called in the file; symbolic registers stand for what the reader chose.
std::vector<std::string> as_written(const std::vector<Piece>& cells) {
  std::vector<std::string> out;
  for (const Piece& cell : cells)
    if (const LabelledText labelled = without_labels(cell.text); !labelled.text.empty())
      out.emplace_back(labelled.text);
  return out;
}

// By canonical name, what a thread calls registers that it leaves open.
using Symbols = std::map<std::string, std::string, std::less<>>;
Symbols symbols_of(const Draft& draft, int thread) {
  Symbols out;
  for (const auto& [symbol, name] : draft.symbols)
    if (symbol.first == thread) out.emplace(name, symbol.second);
  return out;
}

// Names of registers that were left open as they stand in the file: "[X%x]" of AArch64, "0(%x)" of others.
std::string with_symbols(const Dialect& dialect, const std::string& text, const Symbols& symbols) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + (text[at] == '$' || text[at] == '%' ? 1 : 0);
    while (end < text.size() && word_char(text[end])) ++end;
    const std::string token = text.substr(at, std::max<std::size_t>(end - at, 1));
    const auto symbol = symbols.find(dialect.canonical_register(token));
    const bool letter = dialect.isa() == Isa::aarch64;
    out += symbol == symbols.end() ? token : (letter ? token.substr(0, 1) : "") + symbol->second;
    at += token.size();
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::vector<std::string>>> asm_hash_columns(const Draft& draft) {
  const LitmusTest& test = draft.test;
  if (draft.cells.size() != test.threads.size()) return std::nullopt;  // no table: Go, which those tools do not read
  const auto labels = numbered_labels(test);
  std::vector<std::vector<std::string>> columns;
  for (std::size_t t = 0; t < test.threads.size(); ++t) {
    const Thread& thread = test.threads[t];
    const auto written = as_written(draft.cells[t]);
    const Symbols symbols = symbols_of(draft, static_cast<int>(t));
    auto& lines = columns.emplace_back();
    for (std::size_t i = 0; i < thread.code.size(); ++i) {
      const Instruction& instruction = thread.code[i];
      for (const std::string& label : instruction.labels) lines.push_back(labels.at(label) + ":");
      const bool raw = test.isa == Isa::x86_64;
      const auto text =
          herd_instruction(test.isa, draft.head, with_label(instruction, raw ? written[i] : instruction.text, labels));
      if (!text) return std::nullopt;
      lines.push_back(symbols.empty() ? *text : with_symbols(*draft.dialect, *text, symbols));
    }
    for (const std::string& label : thread.end_labels)
      if (label != kThreadEnd) lines.push_back(labels.at(label) + ":");
  }
  return columns;
}

}  // namespace fenceline::models
