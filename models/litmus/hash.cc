// herd7 and litmus7 name what a test does by a hash of its initial state, code and observed locations, each printed in
// their own way (lib/testHash.ml of herdtools7 says what is hashed): logs of one test are told from those of another by
// it. It is told where all of the test is of a kind that is known to be printed so.
#include <models/litmus/litmus.h>
#include <models/litmus/reader.h>
#include <base/md5.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Instructions that those tools print as we do, with their operands: found out by their hashes. None for others.
std::string_view printed_alike(Isa isa) {
  switch (isa) {
    case Isa::aarch64:
      return " ldr ldrb ldrh str strb strh ldar ldarb ldapr stlr stlrb ldxr ldxrh stxr stxrh stlxr ldp stp cas casa "
             "casal "
             "swp swpa swpl ldadd stadd mov add sub and orr eor cmp csel sxtw cbz cbnz tbz tbnz b b.eq b.ne b.lt b.ge "
             "b.gt "
             "b.le dmb dsb isb nop ";
    case Isa::x86_64:
      return " mfence movl movq ";
    case Isa::riscv64:
      return " fence lb lbu ld lh lhu li lw lw.aq lwu sb sd sh sw sw.rl nop ori xor add beq bne amoswap.w ";
    case Isa::ppc64le:
      return " li addi addis lis xor cmpw beq bne lwz lwzx stw stwx lwsync sync eieio isync nop ";
    default:
      return "";
  }
}

// Shifts, and addresses that are written back, those tools print in other ways.
bool is_printed_alike(Isa isa, const std::string& text) {
  const std::string mnemonic = " " + lower(text.substr(0, text.find(' '))) + " ";
  if (printed_alike(isa).find(mnemonic) == std::string_view::npos) return false;
  static constexpr std::string_view kOthers[] = {"LSL", "LSR", "ASR", "ROR",  "XTB", "XTH",
                                                 "],",  "!",   "#-",  ",#0]", ",8)"};
  return std::none_of(std::begin(kOthers), std::end(kOthers),
                      [&](std::string_view other) { return text.find(other) != std::string::npos; });
}

bool is_printed_alike(const LitmusTest& test) {
  return std::all_of(test.threads.begin(), test.threads.end(), [&](const Thread& thread) {
    return std::all_of(thread.code.begin(), thread.code.end(),
                       [&](const Instruction& i) { return is_printed_alike(test.isa, i.text); });
  });
}

std::string place_text(const HashParts::Place& place) {
  const std::string name = place.thread < 0 ? place.name : std::to_string(place.thread) + ":" + place.name;
  return place.element < 0 ? name : name + "[" + std::to_string(place.element) + "]";
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

std::string instruction_text(const LitmusTest& test, const Instruction& instruction,
                             const std::map<std::string, std::string>& labels) {
  std::string text = instruction.text;
  const bool jumps = std::any_of(instruction.ops.begin(), instruction.ops.end(),
                                 [](const MicroOp& op) { return op.op == Op::kBranch || op.op == Op::kCodeAddress; });
  if (!jumps) return text;
  const std::size_t at = text.find_last_of(" ,") + 1;
  if (const auto label = labels.find(text.substr(at)); label != labels.end())
    text.replace(at, std::string::npos, label->second);
  // Power's branches have a column for what they branch to.
  if (test.isa == Isa::ppc64le && text.find(',') == std::string::npos)
    text = text.substr(0, text.find(' ')) + (text.starts_with("b ") ? "   " : "  ") + text.substr(at);
  return text;
}

// The code in columns.
std::string code_text(const LitmusTest& test) {
  const auto labels = numbered_labels(test);
  std::vector<std::vector<std::string>> columns;
  for (const Thread& thread : test.threads) {
    auto& lines = columns.emplace_back();
    for (const Instruction& i : thread.code) {
      for (const std::string& label : i.labels) lines.push_back(labels.at(label) + ":");
      lines.push_back(instruction_text(test, i, labels));
    }
    for (const std::string& label : thread.end_labels) lines.push_back(labels.at(label) + ":");
  }
  std::size_t height = 0;
  std::vector<std::size_t> widths;
  for (const auto& lines : columns) {
    height = std::max(height, lines.size());
    widths.push_back(0);
    for (const std::string& line : lines) widths.back() = std::max(widths.back(), line.size());
  }
  std::string out;
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t t = 0; t < columns.size(); ++t) {
      std::string cell = row < columns[t].size() ? columns[t][row] : "";
      cell.resize(widths[t], ' ');
      out += (t == 0 ? " " : "| ") + cell + " ";
    }
    out += ";\n";
  }
  return out;
}

}  // namespace

void note_init(Draft& draft, std::string_view type, std::string_view left, std::string_view right) {
  HashParts& hashed = draft.hashed;
  const bool points = type.ends_with('*');
  if (points) type = trim(type.substr(0, type.size() - 1));
  HashParts::Place place;
  std::string text;
  if (const std::size_t colon = left.find(':'); colon != std::string_view::npos) {
    const std::string_view thread = trim(left.substr(0, colon));
    place.thread = static_cast<int>(to_integer(thread.substr(thread.starts_with('P') ? 1 : 0)).value_or(0));
    left = trim(left.substr(colon + 1));
  }
  const std::size_t bracket = left.find('[');
  place.name = trim(left.substr(0, bracket));
  if (!type.empty()) text = std::string(type) + " ";
  text += (points ? "*" : "") + place_text(place);
  text += bracket != std::string_view::npos ? std::string(left.substr(bracket))
          : right.empty()                   ? "=0"
                                            : "=" + std::string(right);
  if (type.find_first_of(" *") != std::string_view::npos ||
      right.find_first_of("&:[]+\"' ") != std::string_view::npos || left.find('%') != std::string_view::npos ||
      (points && type.empty()))
    hashed.known = false;
  hashed.init.emplace(std::move(place), std::move(text));
}

std::string herd_hash(const LitmusTest& test) {
  const bool of_file = !test.file.empty() && test.file != "<text>";
  const Draft draft = read_draft(of_file ? file_text(test.file) : write_litmus(test), test.file);
  if (!draft.hashed.known || draft.head == "X86" || !is_printed_alike(draft.test)) return {};
  std::vector<std::string> init, observed;
  for (const auto& [place, text] : draft.hashed.init) init.push_back(text);
  for (const auto& place : draft.hashed.observed) observed.push_back(place_text(place));
  return hexadecimal(md5(md5(join(init, "; ")) + md5(code_text(draft.test)) + md5(join(observed, "; "))));
}

}  // namespace fenceline::models
