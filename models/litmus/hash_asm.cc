// The code of a test of an instruction set as herd7 hashes it: labels are numbered, instructions printed in its own way.
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
  int n = 0;
  for (auto& [label, name] : out) {
    name = (n < 10 ? "L0" : "L") + std::to_string(n);
    ++n;
  }
  return out;
}

std::string with_label(const Instruction& instruction, const std::map<std::string, std::string>& labels) {
  std::string text = instruction.text;
  if (!jumps(instruction)) return text;
  const std::size_t at = text.find_last_of(" ,") + 1;
  if (const auto label = labels.find(text.substr(at)); label != labels.end())
    text.replace(at, std::string::npos, label->second);
  return text;
}

}  // namespace

std::optional<std::vector<std::vector<std::string>>> asm_hash_columns(const LitmusTest& test) {
  const auto labels = numbered_labels(test);
  std::vector<std::vector<std::string>> columns;
  for (const Thread& thread : test.threads) {
    auto& lines = columns.emplace_back();
    for (const Instruction& i : thread.code) {
      for (const std::string& label : i.labels) lines.push_back(labels.at(label) + ":");
      const auto text = herd_instruction(test.isa, with_label(i, labels));
      if (!text) return std::nullopt;
      lines.push_back(*text);
    }
    for (const std::string& label : thread.end_labels) lines.push_back(labels.at(label) + ":");
  }
  return columns;
}

}  // namespace fenceline::models
