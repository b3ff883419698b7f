#include <models/dialect/build.h>
#include <models/litmus/reader.h>
#include <base/text.h>

#include <algorithm>
#include <optional>

namespace fenceline::models {
namespace {

class ThreadScope : public Scope {
 public:
  ThreadScope(Draft& draft, Thread& thread) : draft_(draft), thread_(thread) {}
  int line = 0;  // of the instruction that is read
  Reg reg(std::string_view canonical) override { return numbered(thread_, canonical); }
  std::optional<Value> address(std::string_view name) override {
    if (!is_name(name)) return std::nullopt;
    return address_of(draft_.location(name, line));
  }
  int label(std::string_view name) override {
    const auto at = std::find(labels.begin(), labels.end(), name) - labels.begin();
    if (at == std::ssize(labels)) labels.emplace_back(name);
    return static_cast<int>(at);
  }
  std::vector<std::string> labels;

 private:
  Draft& draft_;
  Thread& thread_;
};

// ".+8": two instructions further.
int relative(const Draft& draft, const std::string& name, int here, int size, int line) {
  const auto bytes = to_integer(name.substr(name[1] == '+' ? 2 : 1));
  const long long to = bytes ? here + *bytes / 4 : -1;
  if (!bytes || *bytes % 4 != 0 || to < 0 || to > size)
    draft.fail(line, "'" + name + "' leads to no instruction of its thread");
  return static_cast<int>(to);
}

// Where labels lead.
void settle_targets(Draft& draft, Thread& thread, int number, const std::vector<std::string>& names) {
  const auto size = static_cast<int>(thread.code.size());
  for (int here = 0; here < size; ++here)
    for (MicroOp& op : thread.code[here].ops) {
      if ((op.op != Op::kBranch && op.op != Op::kCodeAddress && op.op != Op::kJump) || op.target < 0) continue;
      const int line = thread.code[here].line;
      const std::string& name = names[op.target];
      if (const auto place = draft.labels.find({number, name}); place != draft.labels.end()) {
        op.target = place->second;
      } else if (name == kThreadEnd) {
        op.target = size;
        thread.end_labels.push_back(name);
        draft.labels[{number, name}] = size;
      } else if (name.starts_with(".+") || name.starts_with(".-")) {
        op.target = relative(draft, name, here, size, line);
      } else if (const int location = draft.known_location(name); op.op == Op::kCodeAddress && location >= 0) {
        op = alu(Alu::kSecond, op.dst, {}, imm(address_of(location)));
      } else {
        op.target = -1;
        draft.place_of({number, name, line});
      }
    }
}

void read_thread(Draft& draft, Thread& thread, int number, const std::vector<Piece>& cells) {
  ThreadScope scope(draft, thread);
  std::vector<std::string> waiting;
  for (const Piece& cell : cells) {
    const LabelledText labelled = without_labels(cell.text);
    for (const std::string_view label : labelled.labels) {
      const std::string name(label);
      if (!draft.labels.emplace(std::pair(number, name), static_cast<int>(thread.code.size())).second)
        draft.fail(cell.line, "label '" + name + "' is defined twice");
      waiting.push_back(name);
    }
    const std::string_view text = labelled.text;
    if (text.empty()) continue;
    scope.line = cell.line;
    try {
      Instruction instruction = draft.dialect->parse(text, scope);
      instruction.line = cell.line;
      instruction.labels = std::move(waiting);
      waiting.clear();
      thread.code.push_back(std::move(instruction));
    } catch (const InstructionError& e) {
      draft.fail(cell.line, e.message);
    }
  }
  thread.end_labels = std::move(waiting);
  settle_targets(draft, thread, number, scope.labels);
  for (const std::string& r : thread.registers)
    if (draft.is_stack(r))
      draft.fail(cells.empty() ? 1 : cells[0].line,
                 "register " + r + " is the thread's stack, and no test's to use otherwise");
  for (const RegisterInit& init : thread.init)
    if (std::count_if(thread.init.begin(), thread.init.end(),
                      [&](const RegisterInit& o) { return o.reg == init.reg; }) > 1)
      draft.fail(cells.empty() ? 1 : cells[0].line, "register " + thread.registers[init.reg] + " is initialised twice");
}

}  // namespace

LabelledText without_labels(std::string_view cell) {
  LabelledText out{cell, {}};
  for (;;) {
    std::string_view& text = out.text;
    const std::size_t end =
        std::min<std::size_t>(std::find_if_not(text.begin(), text.end(), word_char) - text.begin(), text.size());
    if (end == 0 || end == text.size() || text[end] != ':') return out;
    out.labels.push_back(text.substr(0, end));
    text = trim(text.substr(end + 1));
  }
}

// "# (a)Wx1 | (b)Ry0", a line behind the row before.
void skip_remarks(Entry& row) {
  while (row.text.starts_with('#')) {
    const std::size_t end = std::min(row.text.find('\n'), row.text.size());
    row.text = trim(row.text.substr(end));
    ++row.line;
  }
}

// Rows of cells, one for each thread.
void split_program(Draft& draft, Piece piece) {
  const int first = piece.line;
  bool header = true;
  while (!piece.text.empty()) {
    Entry row = take_entry(piece);
    skip_remarks(row);
    // An empty row; but "   |  ;" has empty cells.
    if (row.text.empty()) continue;
    if (!row.complete) draft.fail(row.line, "a row of code must end with ';'");
    auto cells = split(row.text, '|');
    // "membar #LoadLoad|#LoadStore" of SPARC has the same sign between masks.
    for (std::size_t i = cells.size(); --i > 0;)
      if (cells[i].starts_with('#')) {
        const char* const begin = cells[i - 1].data();
        cells[i - 1] = {begin, static_cast<std::size_t>(cells[i].data() + cells[i].size() - begin)};
        cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(i));
      }
    if (header) {
      for (const std::string_view cell : cells)
        if (cell.ends_with(".F"))
          draft.fail(row.line, "exceptions are not covered: '" + std::string(cell) + "' is a handler of them");
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (const std::string name = "P" + std::to_string(i);
            !cells[i].starts_with(name) || (cells[i].size() > name.size() && word_char(cells[i][name.size()])))
          draft.fail(row.line, "expected 'P" + std::to_string(i) + "', found '" + std::string(cells[i]) + "'");
      draft.test.threads.resize(cells.size());
      draft.cells.resize(cells.size());
      header = false;
      continue;
    }
    if (cells.size() > draft.test.threads.size())
      draft.fail(row.line, "a row has " + std::to_string(cells.size()) + " cells, but there are " +
                               std::to_string(draft.test.threads.size()) + " threads");
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty()) draft.cells[i].push_back({cells[i], row.line});
  }
  if (header) draft.fail(first, "no code: expected a row 'P0 | P1 …;'");
}

void read_program(Draft& draft) {
  for (std::size_t t = 0; t < draft.test.threads.size(); ++t)
    read_thread(draft, draft.test.threads[t], static_cast<int>(t), draft.cells[t]);
  draft.settle_labels();
}

}  // namespace fenceline::models
