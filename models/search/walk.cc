#include <models/search/walk.h>
#include <models/dialect/dialect.h>
#include <models/search/places.h>
#include <models/search/rounds.h>
#include <models/search/thread_state.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace fenceline::models {
namespace {

using Halves = std::array<Cell, 2>;  // what the registers of an access hold; mostly one

class Walker {
 public:
  // `domains`: what each thread may store.
  Walker(const LitmusTest& test, int thread, const std::vector<Domain>& domains, const PathOptions& options,
         Partition& partition, Walk& out)
      : test_(test),
        rules_(dialect(test.isa).rules()),
        number_(thread),
        thread_(test.threads[thread]),
        domains_(domains),
        coherent_(options.coherent),
        rounds_(test, thread, options.unroll),
        places_(test, thread, partition),
        out_(out) {}

  void run() {
    ThreadState s;
    s.registers.resize(thread_.registers.size());
    for (const RegisterInit& init : thread_.init) s.registers[init.reg].value = init.value;
    step(std::move(s));
  }

 private:
  // No parts where the path ends there.
  Place place(const ThreadState& s, const MicroOp& op) {
    Place out = places_.of(s, op);
    if (out.parts.empty()) out_.cut_off = out.nowhere;
    return out;
  }

  // Appends an event; returns its number.
  int append(ThreadState& s, Event e, Dependencies d) const {
    e.instruction = s.pc;
    d.ctrl |= s.ctrl, d.pick_ctrl = s.pick_ctrl | d.ctrl;
    const int id = static_cast<int>(s.path.events.size());
    if (id >= kMaxEvents) throw too_many_events();
    s.path.events.push_back(e);
    s.path.dependencies.push_back(d);
    return id;
  }

  // Appends the events of an access: one for each part, with its value and what the data of its
  // register depend on. Returns those of each register.
  std::array<EventSet, 2> access(ThreadState& s, const MicroOp& op, Event::Kind kind, const Place& place,
                                 const std::vector<Value>& values, const Halves& data, std::uint16_t order) const {
    std::array<EventSet, 2> out = {};
    if (op.at_once) --s.steps, s.accesses = static_cast<std::int16_t>(s.accesses - 2);
    for (std::size_t i = 0; i < place.parts.size(); ++i) {
      const int half = place.half(place.parts[i]);
      Event e;
      e.kind = kind;
      e.address = place.parts[i].address;
      e.size = static_cast<std::uint8_t>(place.parts[i].size);
      e.value = values[i];
      e.order = order;
      e.sync = op.sync;
      e.step = s.steps;
      e.access = static_cast<std::int16_t>(s.accesses + (op.pair == Pair::kApart ? half : 0));
      Dependencies d;
      d.addr = place.address.basic, d.pick_addr = place.address.pick;
      d.data = data[half].basic, d.pick_data = data[half].pick;
      if (predicated(op)) d.ctrl = s.read(op.c).basic;
      out[half] |= event(append(s, e, d));
    }
    ++s.steps;
    s.accesses = static_cast<std::int16_t>(s.accesses + 2);
    return out;
  }

  static bool predicated(const MicroOp& op) {
    return (op.op == Op::kLoad || op.op == Op::kStore) && op.cond != Cond::kAlways;
  }

  // The events of a store of what two cells hold.
  EventSet store(ThreadState& s, const MicroOp& op, const Place& place, const Halves& data) {
    std::vector<Value> values;
    for (const Part& part : place.parts) {
      values.push_back(cut(data[place.half(part)].value >> place.shift(part), part.size, true));
      out_.stores[part.address].insert(values.back());
    }
    const auto events = access(s, op, Event::kWrite, place, values, data, op.order);
    return events[0] | events[1];
  }

  static constexpr std::size_t kMaxChoices = 1000;
  static std::uint16_t read_order(const MicroOp& op, bool fails) {
    const bool update = op.op == Op::kRmw || op.op == Op::kCas;
    std::uint16_t order = update && fails ? op.failure : op.order;
    if (update && op.dst == kNoReg) order |= kNoReturn;
    return order;
  }

  // What a load returns where no other thread writes.
  Value own_value(const ThreadState& s, const Part& part) const {
    for (auto e = s.path.events.rbegin(); coherent_ && e != s.path.events.rend(); ++e)
      if (e->kind == Event::kWrite && e->address == part.address) return e->value;
    return initial_value(test_, part.address, part.size);
  }

  // One path for each value that the load may return: each choice of the values of its parts.
  void load(const ThreadState& before, const MicroOp& op) {
    const Place where = place(before, op);
    std::vector<std::set<Value>> candidates;
    for (const Part& part : where.parts) {
      candidates.push_back({own_value(before, part)});
      out_.stores[part.address];  // looked at: known to the domain
      for (std::size_t t = 0; t < domains_.size(); ++t) {
        if (coherent_ && static_cast<int>(t) == number_) continue;
        if (const auto values = domains_[t].find(part.address); values != domains_[t].end())
          candidates.back().insert(values->second.begin(), values->second.end());
      }
    }
    // Of parts that sums are written to the values multiply with each round.
    std::size_t choices = candidates.empty() ? 0 : 1;
    for (const auto& values : candidates) choices *= values.size();
    if (where.parts.size() > 1 && choices > kMaxChoices)
      throw Unsupported("an access of mixed size that may return more than " + std::to_string(kMaxChoices) + " values");
    std::vector<Value> values;
    if (choices > 0) load(before, op, where, candidates, values);
  }

  void load(const ThreadState& before, const MicroOp& op, const Place& where,
            const std::vector<std::set<Value>>& candidates, std::vector<Value>& values) {
    if (values.size() < candidates.size()) {
      for (Value v : candidates[values.size()]) {
        values.push_back(v);
        load(before, op, where, candidates, values);
        values.pop_back();
      }
      return;
    }
    ThreadState s = before;
    const bool updated = loaded(s, op, where, values);
    if (op.awaits && !updated) {
      out_.waits = true;
      return;
    }
    ++s.op;
    if (updated && op.weak) {
      ThreadState failed = before;
      loaded(failed, op, where, values, true);
      ++failed.op;
      step(std::move(failed));
    }
    if (updated && op.op == Op::kCas && rules_.result_may_be_expected) {
      // A CAS that succeeds leaves in its result register what was there. Whether it does so by
      // writing the value that it read, or the one that it compared, is open: each way carries
      // its own dependency.
      const Halves expected = {before.read(op.b), before.read(op.b2)};
      ThreadState kept = s;
      for (const int half : {0, 1}) {
        const Reg dst = half == 0 ? op.dst : op.dst2;
        if (dst == kNoReg) continue;
        kept.registers[dst].basic = expected[half].basic;
        kept.registers[dst].pick |= expected[half].pick;
      }
      step(std::move(kept));
      // The other way only adds order.
      if ((expected[0].pick | expected[1].pick) == 0) return;
    }
    step(std::move(s));
  }

  // The events of a load or an atomic update; was there an update? `spurious`: a kCas fails in any
  // case.
  bool loaded(ThreadState& s, const MicroOp& op, const Place& where, const std::vector<Value>& values,
              bool spurious = false) {
    Halves result;
    for (std::size_t i = 0; i < values.size(); ++i)
      result[where.half(where.parts[i])].value |= cut(values[i], where.parts[i].size, false)
                                                  << where.shift(where.parts[i]);
    const Halves expected = {s.read(op.b), s.read(op.b2)};
    bool equal = !spurious;  // of a kCas: what it finds and expects
    for (const int half : {0, 1}) {
      result[half].value = cut(result[half].value, op.size, op.sign);
      if (half == 0 || op.pair != Pair::kNone)
        equal &= cut(expected[half].value, op.size, op.sign) == result[half].value;
    }
    const bool writes = op.op == Op::kCas ? equal : op.op == Op::kRmw && lets_write(s, op, result[0].value);
    const auto events = access(s, op, Event::kRead, where, values, {}, read_order(op, !writes));
    const EventSet all = events[0] | events[1];
    for (const int half : {0, 1}) result[half].basic = result[half].pick = events[half];
    EventSet written = 0;
    if (op.op == Op::kRmw) {
      Cell operand = s.read(op.a);
      if (op.alu != Alu::kSecond) {
        operand.pick |= all;
        if (rules_.update_carries_data) operand.basic |= all;
      }
      operand.value = compute(op.alu, result[0].value, operand.value, op.size, op.sign);
      if (writes) written = store(s, op, where, {operand});
      if (op.cond != Cond::kAlways) result[1] = {written != 0, all, all};
      if (rules_.result_carries_write) {
        result[0].basic |= written;
        result[0].pick |= written;
      }
    } else if (op.op == Op::kCas) {
      Halves desired = {s.read(op.a), s.read(op.a2)};
      for (Cell& cell : desired) cell.pick |= expected[0].pick | expected[1].pick | all;
      if (writes) written = store(s, op, where, desired);
      if (op.pair == Pair::kNone) result[1] = {written != 0, all, all};
    } else if (op.op == Op::kLoadLinked) {
      s.reservation = all, s.reserved = where.address.value;
      s.reserved_size = bytes(op);
    }
    link(s, all, written);
    s.write(op.dst, result[0]);
    s.write(op.dst2, result[1]);
    return written != 0;
  }

  // Does a kRmw write, by what it finds?
  static bool lets_write(const ThreadState& s, const MicroOp& op, Value found) {
    return op.cond == Cond::kAlways || holds(op.cond, compare(found, s.read(op.b).value, op.size));
  }

  static int bytes(const MicroOp& op) { return op.pair == Pair::kNone ? op.size : 2 * op.size; }

  static void link(ThreadState& s, EventSet read, EventSet written) {
    for_each(read, [&](int r) { for_each(written, [&](int w) { s.path.rmw.emplace_back(r, w); }); });
  }

  // The store half of load-linked / store-conditional: it may always fail.
  void store_conditional(const ThreadState& before, const MicroOp& op) {
    const Place where = place(before, op);
    if (where.parts.empty()) return;
    const Halves data = {before.read(op.a), before.read(op.a2)};
    // What the result depends on. RISC-V: a successful SC (unprivileged ISA, RVWMO, "Syntactic
    // Dependencies"). Power: the registers that the instruction reads, as CR0 is one of its
    // results. On Arm it carries no order.
    Cell failed{1, 0, 0}, succeeded{0, 0, 0};
    if (rules_.status_carries_operands) {
      failed.basic = succeeded.basic = where.address.basic | data[0].basic;
      failed.pick = succeeded.pick = where.address.pick | data[0].pick;
    }
    {
      ThreadState s = before;
      s.reservation = 0, s.chance = true;
      s.write(op.dst, failed);
      ++s.op;
      step(std::move(s));
    }
    if (before.reservation == 0 || before.reserved != where.address.value) return;
    // What then happens no manual defines (Arm ARM B2.9.5: constrained unpredictable).
    if (before.reserved_size != bytes(op))
      throw Unsupported("a store-conditional of another size than its load-linked");
    ThreadState s = before;
    const EventSet written = store(s, op, where, data);
    link(s, s.reservation, written);
    s.reservation = 0, s.chance = true;
    if (rules_.result_carries_write) succeeded.basic = succeeded.pick = written;
    s.write(op.dst, succeeded);
    ++s.op;
    step(std::move(s));
  }

  // Runs to the end of the thread, one call for each choice.
  void step(ThreadState s) {
    for (;;) {
      if (s.pc >= static_cast<int>(thread_.code.size())) return finish(std::move(s));
      if (s.op == 0 && rounds_.milestone(s.pc)) {
        if (rounds_.idle(s, s.pc)) return leave(std::move(s), out_.idle);
        rounds_.arrive(s);
      }
      const auto& ops = thread_.code[s.pc].ops;
      if (s.op >= static_cast<int>(ops.size())) {
        ++s.pc, s.op = 0;
        continue;
      }
      const MicroOp& op = ops[s.op];
      if (predicated(op) && !holds(op.cond, s.read(op.c).value)) {
        ++s.op;
        continue;
      }
      switch (op.op) {
        case Op::kAlu: {
          const Cell a = s.read(op.a), b = s.read(op.b);
          const bool first = op.alu != Alu::kSecond;
          Value value =
              op.alu == Alu::kSetIf ? holds(op.cond, a.value) : compute(op.alu, a.value, b.value, op.size, op.sign);
          s.write(op.dst, {value, (first ? a.basic : 0) | b.basic, (first ? a.pick : 0) | b.pick});
          break;
        }
        case Op::kSelect: {
          const Cell flags = s.read(op.c);
          Cell chosen = s.read(holds(op.cond, flags.value) ? op.a : op.b);
          chosen.value = cut(chosen.value, op.size, op.sign);
          chosen.pick |= flags.pick;
          s.write(op.dst, chosen);
          break;
        }
        case Op::kLoad:
        case Op::kRmw:
        case Op::kCas:
        case Op::kLoadLinked:
          return load(s, op);
        case Op::kStoreConditional:
          return store_conditional(s, op);
        case Op::kStore: {
          const Place where = place(s, op);
          if (where.parts.empty()) return;
          store(s, op, where, {s.read(op.a), s.read(op.a2)});
          break;
        }
        case Op::kFence: {
          Event e;
          e.kind = Event::kFence;
          e.fence = op.fence;
          e.address = s.read(op.base).value;
          e.step = s.steps++, e.access = s.accesses++;
          append(s, e, {});
          break;
        }
        case Op::kCodeAddress:
          s.write(op.dst, {code_address_of(number_, op.target), 0, 0});
          break;
        case Op::kJump: {
          const Cell to = s.read(op.a);
          s.ctrl |= to.basic;
          s.pick_ctrl |= to.pick;
          if (!jump(s, op, to)) return;
          continue;
        }
        case Op::kBlock:
          if (op.weak) return keep(std::move(s), out_.dropped);
          return block(std::move(s), op);
        case Op::kPanic:
          return panic(std::move(s), op);
        case Op::kBranch: {
          const Cell flags = s.read(op.c);
          if (op.weak) {
            s.chance = true;
            ThreadState passed = s;
            ++passed.op;
            step(std::move(passed));
          }
          if (op.scoped) s.scopes.emplace_back(s.ctrl, s.pick_ctrl);
          s.ctrl |= flags.basic;
          s.pick_ctrl |= flags.pick;
          if (holds(op.cond, flags.value)) {
            if (op.target <= s.pc && !goes_round(s, op, op.target, flags)) return;
            s.pc = op.target, s.op = 0;
            continue;
          }
          break;
        }
        case Op::kJoin:
          std::tie(s.ctrl, s.pick_ctrl) = s.scopes.back();
          s.scopes.pop_back();
          break;
      }
      ++s.op;
    }
  }

  // Is a loop's next round to be followed? If not, the path ends here.
  bool goes_round(ThreadState& s, const MicroOp& op, int target, const Cell& flags) {
    const bool idle = rounds_.idle(s, target);
    if (!idle && !rounds_.too_many(s, op, flags)) return true;
    leave(std::move(s), idle ? out_.idle : out_.unfinished);
    return false;
  }

  // To an instruction whose address a register holds, or the other if it holds none. False: the path ends here.
  bool jump(ThreadState& s, const MicroOp& op, const Cell& to) {
    const bool unset = to.value == 0 && to.pick == 0 && op.target >= 0;
    const Value at = unset ? 4 * op.target : to.value - code_address_of(number_, 0);
    if (at < 0 || at % 4 != 0 || at / 4 > std::ssize(thread_.code)) {
      out_.cut_off = "'" + thread_.code[s.pc].text + "' leads to no instruction of its thread";
      return false;
    }
    const int target = static_cast<int>(at / 4);
    if (target <= s.pc && !goes_round(s, op, target, to)) return false;
    s.pc = target, s.op = 0;
    return true;
  }

  // Where the path is not followed to its end.
  void leave(ThreadState s, std::vector<Path>& to) {
    out_.cut_off = "it loops on";
    s.path.end = End::kLoops;
    keep(std::move(s), to);
  }

  void finish(ThreadState s) { keep(std::move(s), out_.paths); }

  // What the last reads found never changes.
  void block(ThreadState s, const MicroOp& op) {
    Value waiting = op.a.imm;
    for (auto e = s.path.events.rbegin(); waiting > 0; ++e)
      if (e->kind == Event::kRead) e->last = true, --waiting;
    s.path.end = End::kWaits;
    keep(std::move(s), out_.paths);
  }

  void panic(ThreadState s, const MicroOp& op) {
    s.path.end = End::kPanics, s.path.panic = op.sync;
    keep(std::move(s), out_.paths);
  }

  void keep(ThreadState s, std::vector<Path>& to) const {
    constexpr std::size_t kMostPaths = 100'000;
    if (out_.paths.size() + out_.idle.size() + out_.unfinished.size() + out_.dropped.size() >= kMostPaths)
      throw TooLarge("P" + std::to_string(number_) + " has more than " + std::to_string(kMostPaths) +
                     " paths, by what its loads may return: leave out loads, or rounds of loops");
    for (const Cell& cell : s.registers) s.path.registers.push_back(cell.value);
    s.path.events.shrink_to_fit();  // paths are what takes memory
    s.path.dependencies.shrink_to_fit();
    s.path.registers.shrink_to_fit();
    to.push_back(std::move(s.path));
  }

  const LitmusTest& test_;
  const Rules rules_;
  const int number_;
  const Thread& thread_;
  const std::vector<Domain>& domains_;
  const bool coherent_;
  const Rounds rounds_;
  const Places places_;
  Walk& out_;
};

}  // namespace

Walk walk(const LitmusTest& test, int thread, const std::vector<Domain>& domains, const PathOptions& options,
          Partition& partition) {
  Walk out;
  Walker(test, thread, domains, options, partition, out).run();
  return out;
}

}  // namespace fenceline::models
