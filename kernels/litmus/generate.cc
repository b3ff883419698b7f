#include <arch/litmus.h>
#include <kernels/litmus/generate.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <stdexcept>

namespace fenceline::litmus {
namespace {

using models::LitmusTest;
using models::MicroOp;
using models::Value;

/// Registers that must hold their initial value when a cell begins: those that the initial state
/// names, and those that may be read, or observed, before the thread writes them.
std::vector<bool> to_initialise(const LitmusTest& test, int t) {
  const models::Thread& thread = test.threads[t];
  std::vector<bool> out(thread.registers.size()), written(thread.registers.size());
  bool branched = false;  // what stands behind a branch may not be executed
  const auto read = [&](const models::Operand& o) {
    if (o.reg >= 0 && !written[o.reg]) out[o.reg] = true;
  };
  for (const auto& instruction : thread.code)
    for (const MicroOp& op : instruction.ops) {
      for (const auto* o : {&op.a, &op.b, &op.c, &op.a2, &op.b2, &op.base, &op.index}) read(*o);
      branched |= op.op == models::Op::kBranch;
      for (const models::Reg dst : {op.dst, op.dst2})
        if (dst >= 0 && !branched) written[dst] = true;
    }
  for (const auto& v : test.observed)
    if (v.thread == t && !written[v.index]) out[v.index] = true;
  for (const auto& init : thread.init) out[init.reg] = true;
  for (size_t r = 0; r < out.size(); ++r)  // pseudo-registers of the models: flags, temporaries
    if (thread.registers[r][0] == '#') out[r] = false;
  return out;
}

std::string with_labels(std::string_view text, const models::Thread& thread, const std::string& suffix) {
  const auto is_label = [&](std::string_view word) {
    const auto in = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), word) != list.end();
    };
    return in(thread.end_labels) ||
           std::any_of(thread.code.begin(), thread.code.end(), [&](const auto& i) { return in(i.labels); });
  };
  const auto at = text.find_last_of(" ,\t");
  if (at == text.npos || !is_label(text.substr(at + 1))) return std::string(text);
  return std::string(text) + suffix;
}

/// `text` with every word that is `from` replaced; the sign that names may begin with (%r15, $sp) is of the word.
std::string renamed(const std::string& text, std::string_view from, const std::string& to) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == from.front()))
      ++end;
    const std::string_view word = std::string_view(text).substr(i, end - i);
    if (word.empty())
      out += text[end++];
    else
      out += word == from ? std::string_view(to) : word;
    i = end;
  }
  return out;
}

class Generator {
 public:
  Generator(const LitmusTest& test, int t, const Layout& layout, Carry carry, const Sequence* sequence)
      : test_(test), thread_(test.threads[t]), t_(t), layout_(layout), carry_(carry), sequence_(sequence) {}

  std::string run() {
    reserve();
    const auto initial = to_initialise(test_, t_);
    line(arch::prologue());
    // The arguments sit where roles may want to be: move each before something is put there.
    move_arguments();
    if (layout_.flags != 0) {
      line(arch::add(flags_, origin_, int64_t(layout_.flags)));
      line(arch::load(meeting_, flags_, flag(t_)));
    }
    for (const auto& [value, reg] : carried_)
      if (reg != s_) line(arch::add(reg, s_, value));
    if (!carried_.empty()) line(arch::add(s_, s_, first_));
    line("again:\n");
    for (unsigned i = 0; i < layout_.unroll; ++i) {
      if (layout_.flags != 0) meet(i);
      cell(i, initial);
    }
    if (layout_.stride != 0)
      for (const auto& base : bases_)
        if (!base.empty()) advance(base, layout_.stride * layout_.unroll);
    for (const auto& out : outs_) advance(out, size_t(layout_.width) * layout_.unroll);
    line(arch::countdown(turns_, "again"));
    line(arch::epilogue());
    return std::move(text_);
  }

 private:
  void line(const std::string& text) {
    text_ += text;
    if (!text.empty() && text.back() != '\n') text_ += '\n';
  }

  void advance(const std::string& reg, size_t n) {
    constexpr size_t kMost = 2047;  // what every ISA can add to a register in place
    for (; n > kMost; n -= kMost) line(arch::add(reg, reg, int64_t(kMost)));
    line(arch::add(reg, reg, int64_t(n)));
  }

  std::string take() {
    for (const auto candidate : arch::kReservable) {
      const std::string reg(candidate);
      if (std::find(taken_.begin(), taken_.end(), reg) != taken_.end()) continue;
      taken_.push_back(reg);
      return reg;
    }
    throw std::runtime_error("P" + std::to_string(t_) + " of " + test_.name +
                             " leaves too few registers for the loop around it");
  }

  size_t left() const {
    return size_t(std::count_if(std::begin(arch::kReservable), std::end(arch::kReservable), [&](std::string_view r) {
      return std::find(taken_.begin(), taken_.end(), r) == taken_.end();
    }));
  }

  void reserve() {
    taken_ = registers_ = thread_.registers;
    for (auto& reg : registers_)
      for (const auto& [avoided, alias] : arch::kAvoid)
        if (reg == avoided) {
          const auto instead = take();
          renames_.emplace_back(avoided, instead);
          if (!alias.empty()) renames_.emplace_back(alias, instead);
          reg = instead;
        }
    turns_ = take();
    // One base where displacements reach everything, else one for each location, and each column.
    const size_t columns = size_t(
        std::count_if(test_.observed.begin(), test_.observed.end(), [&](const auto& v) { return v.thread == t_; }));
    origin_ = take();
    if (arch::kOneBase) bases_ = {origin_};
    for (size_t l = 0; !arch::kOneBase && l < test_.locations.size(); ++l) {
      const bool used = std::any_of(thread_.init.begin(), thread_.init.end(), [&](const auto& i) {
        return models::location_at(i.value, int(test_.locations.size())) == int(l);
      });
      bases_.push_back(used ? take() : std::string());
    }
    for (size_t k = 0; k < (arch::kOneBase ? 1 : columns); ++k) outs_.push_back(take());
    if (outs_.empty()) outs_.push_back(take());
    if (layout_.flags != 0) flags_ = take(), meeting_ = take();
    // Where each location has a base the loop has no use for what the bases are made of.
    if (layout_.flags != 0) scratch_ = arch::kOneBase ? take() : origin_;
    if (carry_ != Carry::constants) reserve_sequence();
    // Results are gathered where registers are left and a turn of the loop fills whole ones.
    const bool gathers = layout_.width < 8 && layout_.unroll % (8 / unsigned(layout_.width)) == 0 &&
                         !arch::gather(turns_, turns_, layout_.width).empty();
    if (gathers && left() >= columns)
      for (size_t k = 0; k < columns; ++k) gathered_.push_back(take());
  }

  void reserve_sequence() {
    s_ = take();
    for (const auto& c : sequence_->constants[t_]) {
      if (carried_.count(c.value)) continue;
      // The first constant shares its register with s itself.
      if (carried_.empty()) first_ = c.value;
      carried_[c.value] = carried_.empty() ? s_ : take();
    }
  }

  void move_arguments() {
    struct Move {
      std::string to, from;
    };
    std::vector<Move> moves = {{origin_, std::string(arch::kArguments[0])},
                               {outs_[0], std::string(arch::kArguments[1])},
                               {turns_, std::string(arch::kArguments[2])}};
    if (!s_.empty()) moves.push_back({s_, std::string(arch::kArguments[3])});
    while (!moves.empty()) {
      const auto free = std::find_if(moves.begin(), moves.end(), [&](const Move& m) {
        return std::none_of(moves.begin(), moves.end(), [&](const Move& o) { return &o != &m && o.from == m.to; });
      });
      if (free == moves.end()) throw std::runtime_error("arguments of the loop form a cycle");
      if (free->to != free->from) line(arch::move(free->to, free->from));
      moves.erase(free);
    }
    if (!arch::kOneBase)
      for (size_t l = 0; l < bases_.size(); ++l)
        if (!bases_[l].empty()) line(arch::add(bases_[l], origin_, int64_t(layout_.offset[l])));
    for (size_t k = 1; k < outs_.size(); ++k) line(arch::add(outs_[k], outs_[0], int64_t(k * layout_.column)));
  }

  /// Register and displacement of a location in the i-th cell of a turn.
  std::pair<std::string, int64_t> place(int location, unsigned i) const {
    const auto within = int64_t(i * layout_.stride);
    if (arch::kOneBase) return {bases_[0], int64_t(layout_.offset[location]) + within};
    return {bases_[location], within};
  }

  void initialise(models::Reg reg) {
    Value value = 0;
    for (const auto& init : thread_.init)
      if (init.reg == reg) value = init.value;
    const int location = models::location_at(value, int(test_.locations.size()));
    if (location < 0) {
      line(arch::constant(registers_[reg], value));
      return;
    }
    const auto [base, at] = place(location, cell_);
    line(arch::add(registers_[reg], base, at + value - models::address_of(location)));
  }

  static int64_t flag(int thread) { return int64_t(kFlagBytes) * thread; }

  /// Each writes its own line and reads the others', which is one transfer where a counter would be
  /// two. Not ordered with what follows: a fence would drain the store buffer before each cell.
  void meet(unsigned i) {
    const std::string suffix = "_" + std::to_string(i);
    line(arch::add(meeting_, meeting_, 1));
    line(arch::store(meeting_, flags_, flag(t_), 8));
    for (int t = 0; t < int(test_.threads.size()); ++t)
      if (t != t_) line(arch::wait(flags_, flag(t), meeting_, scratch_, "meet" + std::to_string(t) + suffix));
    const unsigned delay = layout_.delays[size_t(t_)][i];
    if (delay == 0) return;
    line(arch::constant(scratch_, delay));
    line("delay" + suffix + ":");
    line(arch::countdown(scratch_, "delay" + suffix));
  }

  void cell(unsigned i, const std::vector<bool>& initial) {
    cell_ = i;
    const std::string suffix = "_" + std::to_string(i);
    for (size_t r = 0; r < initial.size(); ++r)
      if (initial[r]) initialise(models::Reg(r));
    for (size_t n = 0; n < thread_.code.size(); ++n) {
      const auto& instruction = thread_.code[n];
      for (const auto& label : instruction.labels) line(label + suffix + ":");
      std::string text = with_labels(instruction.text, thread_, suffix);
      for (const auto& [from, to] : renames_) text = renamed(text, from, to);
      if (carry_ != Carry::constants) text = carry(int(n), text);
      line(arch::memory(text, [&](std::string_view name) -> std::pair<std::string_view, int64_t> {
        for (size_t l = 0; l < test_.locations.size(); ++l)
          if (test_.locations[l].name == name) {
            const auto [base, at] = place(int(l), i);
            return {bases_[arch::kOneBase ? 0 : l], at};
          }
        throw std::runtime_error("no location '" + std::string(name) + "'");
      }));
    }
    for (const auto& label : thread_.end_labels) line(label + suffix + ":");
    size_t k = 0;
    for (const auto& v : test_.observed)
      if (v.thread == t_) result(k++, registers_[v.index], i);
    if (carry_ == Carry::per_cell)
      for (const auto& [value, reg] : carried_) line(arch::add(reg, reg, sequence_->step));
  }

  /// Keeps the k-th observed register of the i-th cell of a turn.
  void result(size_t k, const std::string& reg, unsigned i) {
    const auto save = [&](const std::string& from, unsigned cell, int size) {
      const int64_t at = int64_t(cell) * layout_.width;
      line(arch::store(from, outs_[arch::kOneBase ? 0 : k], at + (arch::kOneBase ? int64_t(k * layout_.column) : 0),
                       size));
    };
    if (gathered_.empty()) {
      save(reg, i, layout_.width);
      return;
    }
    const unsigned each = 8 / unsigned(layout_.width);
    line(arch::gather(gathered_[k], reg, layout_.width));
    if (i % each == each - 1) save(gathered_[k], i - (each - 1), 8);
  }

  std::string carry(int n, const std::string& text) const {
    for (const auto& c : sequence_->constants[t_]) {
      if (c.instruction != n) continue;
      const auto out = arch::immediate(text, c.value, carried_.at(c.value), c.size);
      if (out.empty()) throw std::runtime_error("cannot replace the constant of '" + text + "' by a register");
      return out;
    }
    return text;
  }

  const LitmusTest& test_;
  const models::Thread& thread_;
  int t_;
  const Layout& layout_;
  Carry carry_;
  const Sequence* sequence_;

  std::string text_;
  std::vector<std::string> taken_;
  std::vector<std::string> registers_;  // the test's, as they are here
  std::vector<std::pair<std::string, std::string>> renames_;
  std::string turns_, s_, origin_, flags_, meeting_, scratch_;
  std::vector<std::string> bases_;  // by location; "": the thread has no use for it
  std::vector<std::string> outs_, gathered_;
  std::map<Value, std::string> carried_;  // constant -> register that holds s + constant
  Value first_ = 0;
  unsigned cell_ = 0;
};

}  // namespace

std::string thread_text(const LitmusTest& test, int thread, const Layout& layout, Carry carry,
                        const Sequence* sequence) {
  return Generator(test, thread, layout, carry, sequence).run();
}

}  // namespace fenceline::litmus
