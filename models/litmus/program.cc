#include <models/litmus/reader.h>
#include <base/nearest.h>
#include <base/text.h>

#include <algorithm>
#include <map>
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

void read_thread(Draft& draft, Thread& thread, const std::vector<Piece>& cells) {
  ThreadScope scope(draft, thread);
  std::map<std::string, int> places;
  std::vector<std::string> waiting;
  for (const Piece& cell : cells) {
    std::string_view text = cell.text;
    for (;;) {
      const std::size_t end =
          std::min<std::size_t>(std::find_if_not(text.begin(), text.end(), word_char) - text.begin(), text.size());
      if (end == 0 || end == text.size() || text[end] != ':') break;
      const std::string name(text.substr(0, end));
      if (!places.emplace(name, static_cast<int>(thread.code.size())).second)
        draft.fail(cell.line, "label '" + name + "' is defined twice");
      waiting.push_back(name);
      text = trim(text.substr(end + 1));
    }
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
  for (Instruction& instruction : thread.code)
    for (MicroOp& op : instruction.ops) {
      if (op.op != Op::kBranch) continue;
      const std::string& name = scope.labels[op.target];
      const auto place = places.find(name);
      if (place == places.end()) {
        std::vector<std::string> known;
        for (const auto& [label, at] : places) known.push_back(label);
        draft.fail(instruction.line, "no label '" + name + "'" + nearest_note(name, known));
      }
      op.target = place->second;
    }
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

// Rows of cells, one for each thread.
void split_program(Draft& draft, Piece piece) {
  const int first = piece.line;
  bool header = true;
  while (!piece.text.empty()) {
    const Entry row = take_entry(piece);
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
  for (std::size_t t = 0; t < draft.test.threads.size(); ++t) read_thread(draft, draft.test.threads[t], draft.cells[t]);
}

}  // namespace fenceline::models
