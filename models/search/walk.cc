#include <models/search/walk.h>
#include <models/dialect/dialect.h>
#include <models/search/liveness.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace fenceline::models {
namespace {

// What a register holds, and from which events its value comes: `basic` through data alone, `pick`
// also through what selected it (Arm ARM B2.3, "Pick dependency").
struct Cell {
  Value value = 0;
  EventSet basic = 0, pick = 0;
  bool operator==(const Cell&) const = default;
};

// Where a thread stood when it last came to a milestone of a loop.
struct Visit {
  int pc = 0;
  std::size_t events = 0;
  std::vector<Cell> registers;
  EventSet reservation = 0;
};

struct Machine {
  int pc = 0;
  int op = 0;
  int loops = 0, turns = 0;  // backward branches that hang on a read, and others
  std::vector<Cell> registers;
  EventSet ctrl = 0, pick_ctrl = 0;
  std::vector<std::pair<EventSet, EventSet>> scopes;  // both, as they were before each scoped branch
  bool chance = false;       // a store-conditional succeeded or failed
  EventSet reservation = 0;  // events of the latest load-linked
  Value reserved = 0;        // its address, and how many bytes
  int reserved_size = 0;
  std::int16_t steps = 0, accesses = 0;
  std::vector<Visit> visits;  // one for each milestone
  Path path;
};

using Two = std::array<Cell, 2>;  // what the registers of an access hold; mostly one

class Walker {
 public:
  // `domains`: what each thread may store.
  Walker(const LitmusTest& test, int thread, const std::vector<Domain>& domains, const PathOptions& options,
         Partition& partition, Walk& out)
      : test_(test),
        rules_(dialect(test.isa).rules()),
        liveness_(test, thread),
        number_(thread),
        thread_(test.threads[thread]),
        domains_(domains),
        unroll_(options.unroll),
        coherent_(options.coherent),
        partition_(partition),
        out_(out) {}

  void run() {
    Machine m;
    m.registers.resize(thread_.registers.size());
    for (const RegisterInit& init : thread_.init) m.registers[init.reg].value = init.value;
    step(std::move(m));
  }

 private:
  static Cell read(const Machine& m, const Operand& o) {
    Cell cell = o.reg == kNoReg ? Cell{} : m.registers[o.reg];
    cell.value += o.imm;
    return cell;
  }
  static void write(Machine& m, Reg reg, Cell cell) {
    if (reg != kNoReg) m.registers[reg] = cell;
  }

  // What an access takes: its address, and its parts, each of one of two registers.
  struct Place {
    Cell address;
    std::vector<Part> parts;
    int size = 0;  // of a register
    int half(const Part& part) const { return part.address < address.value + size ? 0 : 1; }
    int shift(const Part& part) const {
      return static_cast<int>(8 * (part.address - address.value - half(part) * size));
    }
  };

  // No parts where the path ends there.
  Place place(const Machine& m, const MicroOp& op) {
    Place out;
    out.size = op.size;
    out.address = read(m, op.base);
    const Cell index = read(m, op.index);
    out.address.value += index.value << op.shift;
    out.address.basic |= index.basic;
    out.address.pick |= index.pick;
    const Value at = out.address.value;
    if (!within_location(test_, at, op.size) ||
        (op.pair != Pair::kNone && !within_location(test_, at + op.size, op.size))) {
      out_.cut_off = nowhere(m, op, out.address);
      return out;
    }
    refuse_torn(at, op.pair == Pair::kWhole ? 2 * op.size : op.size);
    out.parts = partition_.of(at, op.size);
    if (op.pair != Pair::kNone) {
      const std::vector<Part>& more = partition_.of(at + op.size, op.size);
      out.parts.insert(out.parts.end(), more.begin(), more.end());
    }
    return out;
  }

  std::string nowhere(const Machine& m, const MicroOp& op, const Cell& address) const {
    const std::string& text = thread_.code[m.pc].text;
    if (address.value >= kFirstCode && address.value < code_address_of(static_cast<int>(test_.threads.size()), 0))
      return "ifetch is not covered: '" + text + "' accesses code, of which no model here speaks as of data";
    const std::string what = "'" + text + "' accesses memory outside all locations";
    const bool unset = address.value == 0 && address.basic == 0 && op.base.reg != kNoReg;
    return what + (unset ? ": its address register " + thread_.registers[op.base.reg] + " has no value" : "");
  }

  // An access is one single-copy atomic one if it is aligned to its size; on x86 also within an
  // aligned quadword (Intel SDM vol. 3A, 9.1.1; AMD APM vol. 2, 7.3.2; Arm ARM DDI 0487, B2.2.1;
  // RISC-V unprivileged ISA, "RVWMO Explanatory Material", on misaligned accesses). Locations are
  // aligned.
  void refuse_torn(Value address, int size) const {
    const Value offset = address % kAddressStep;
    const bool quadword = rules_.quadword_atomic && offset % 8 + size <= 8;
    if (offset % size != 0 && !quadword)
      throw Unsupported("an access of " + std::to_string(size) + " bytes at " + to_string(test_, address) +
                        " is not aligned, so it is not atomic");
    // Which bytes of a value an access to a part of it takes is only told for the little-endian.
    const Location& location = test_.locations[location_at(address, static_cast<int>(test_.locations.size()))];
    if (rules_.big_endian && (offset % location.size != 0 || (size > location.size && location.elements > 1)))
      throw Unsupported("an access to a part of " + location.name + " on a big-endian instruction set");
  }

  // Appends an event; returns its number.
  int append(Machine& m, Event e, Dependencies d) const {
    e.instruction = m.pc;
    d.ctrl = m.ctrl, d.pick_ctrl = m.pick_ctrl | m.ctrl;
    const int id = static_cast<int>(m.path.events.size());
    if (id >= kMaxEvents) throw too_many_events();
    m.path.events.push_back(e);
    m.path.dependencies.push_back(d);
    return id;
  }

  // Appends the events of an access: one for each part, with its value and what the data of its
  // register depend on. Returns those of each register.
  std::array<EventSet, 2> access(Machine& m, const MicroOp& op, Event::Kind kind, const Place& place,
                                 const std::vector<Value>& values, const Two& data, std::uint16_t order) const {
    std::array<EventSet, 2> out = {};
    for (std::size_t i = 0; i < place.parts.size(); ++i) {
      const int half = place.half(place.parts[i]);
      Event e;
      e.kind = kind;
      e.address = place.parts[i].address;
      e.size = static_cast<std::uint8_t>(place.parts[i].size);
      e.value = values[i];
      e.order = order;
      e.sync = op.sync;
      e.step = m.steps;
      e.access = static_cast<std::int16_t>(m.accesses + (op.pair == Pair::kApart ? half : 0));
      Dependencies d;
      d.addr = place.address.basic, d.pick_addr = place.address.pick;
      d.data = data[half].basic, d.pick_data = data[half].pick;
      out[half] |= event(append(m, e, d));
    }
    ++m.steps;
    m.accesses = static_cast<std::int16_t>(m.accesses + 2);
    return out;
  }

  // The events of a store of what two cells hold.
  EventSet store(Machine& m, const MicroOp& op, const Place& place, const Two& data) {
    std::vector<Value> values;
    for (const Part& part : place.parts) {
      values.push_back(cut(data[place.half(part)].value >> place.shift(part), part.size, true));
      out_.stores[part.address].insert(values.back());
    }
    const auto events = access(m, op, Event::kWrite, place, values, data, op.order);
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
  Value own_value(const Machine& m, const Part& part) const {
    for (auto e = m.path.events.rbegin(); coherent_ && e != m.path.events.rend(); ++e)
      if (e->kind == Event::kWrite && e->address == part.address) return e->value;
    return initial_value(test_, part.address, part.size);
  }

  // One path for each value that the load may return: each choice of the values of its parts.
  void load(const Machine& before, const MicroOp& op) {
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

  void load(const Machine& before, const MicroOp& op, const Place& where,
            const std::vector<std::set<Value>>& candidates, std::vector<Value>& values) {
    if (values.size() < candidates.size()) {
      for (Value v : candidates[values.size()]) {
        values.push_back(v);
        load(before, op, where, candidates, values);
        values.pop_back();
      }
      return;
    }
    Machine m = before;
    const bool updated = loaded(m, op, where, values);
    if (op.awaits && !updated) {
      out_.waits = true;
      return;
    }
    ++m.op;
    if (updated && op.weak) {
      Machine failed = before;
      loaded(failed, op, where, values, true);
      ++failed.op;
      step(std::move(failed));
    }
    if (updated && op.op == Op::kCas && rules_.result_may_be_expected) {
      // A CAS that succeeds leaves in its result register what was there. Whether it does so by
      // writing the value that it read, or the one that it compared, is open: each way carries
      // its own dependency.
      const Two expected = {read(before, op.b), read(before, op.b2)};
      Machine kept = m;
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
    step(std::move(m));
  }

  // The events of a load or an atomic update; was there an update? `spurious`: a kCas fails in any
  // case.
  bool loaded(Machine& m, const MicroOp& op, const Place& where, const std::vector<Value>& values,
              bool spurious = false) {
    Two result;
    for (std::size_t i = 0; i < values.size(); ++i)
      result[where.half(where.parts[i])].value |= cut(values[i], where.parts[i].size, false)
                                                  << where.shift(where.parts[i]);
    const Two expected = {read(m, op.b), read(m, op.b2)};
    bool equal = !spurious;  // of a kCas: what it finds and expects
    for (const int half : {0, 1}) {
      result[half].value = cut(result[half].value, op.size, op.sign);
      if (half == 0 || op.pair != Pair::kNone)
        equal &= cut(expected[half].value, op.size, op.sign) == result[half].value;
    }
    const bool writes = op.op == Op::kCas ? equal : op.op == Op::kRmw && lets_write(m, op, result[0].value);
    const auto events = access(m, op, Event::kRead, where, values, {}, read_order(op, !writes));
    const EventSet all = events[0] | events[1];
    for (const int half : {0, 1}) result[half].basic = result[half].pick = events[half];
    EventSet written = 0;
    if (op.op == Op::kRmw) {
      Cell operand = read(m, op.a);
      if (op.alu != Alu::kSecond) {
        operand.pick |= all;
        if (rules_.update_carries_data) operand.basic |= all;
      }
      operand.value = compute(op.alu, result[0].value, operand.value, op.size, op.sign);
      if (writes) written = store(m, op, where, {operand});
      if (op.cond != Cond::kAlways) result[1] = {written != 0, all, all};
      if (rules_.result_carries_write) {
        result[0].basic |= written;
        result[0].pick |= written;
      }
    } else if (op.op == Op::kCas) {
      Two desired = {read(m, op.a), read(m, op.a2)};
      for (Cell& cell : desired) cell.pick |= expected[0].pick | expected[1].pick | all;
      if (writes) written = store(m, op, where, desired);
      if (op.pair == Pair::kNone) result[1] = {written != 0, all, all};
    } else if (op.op == Op::kLoadLinked) {
      m.reservation = all, m.reserved = where.address.value;
      m.reserved_size = bytes(op);
    }
    link(m, all, written);
    write(m, op.dst, result[0]);
    write(m, op.dst2, result[1]);
    return written != 0;
  }

  // Does a kRmw write, by what it finds?
  static bool lets_write(const Machine& m, const MicroOp& op, Value found) {
    return op.cond == Cond::kAlways || holds(op.cond, compare(found, read(m, op.b).value, op.size));
  }

  static int bytes(const MicroOp& op) { return op.pair == Pair::kNone ? op.size : 2 * op.size; }

  static void link(Machine& m, EventSet read, EventSet written) {
    for_each(read, [&](int r) { for_each(written, [&](int w) { m.path.rmw.emplace_back(r, w); }); });
  }

  // The store half of load-linked / store-conditional: it may always fail.
  void store_conditional(const Machine& before, const MicroOp& op) {
    const Place where = place(before, op);
    if (where.parts.empty()) return;
    const Two data = {read(before, op.a), read(before, op.a2)};
    // What the result depends on. RISC-V: a successful SC (unprivileged ISA, RVWMO, "Syntactic
    // Dependencies"). Power: the registers that the instruction reads, as CR0 is one of its
    // results. On Arm it carries no order.
    Cell failed{1, 0, 0}, succeeded{0, 0, 0};
    if (rules_.status_carries_operands) {
      failed.basic = succeeded.basic = where.address.basic | data[0].basic;
      failed.pick = succeeded.pick = where.address.pick | data[0].pick;
    }
    {
      Machine m = before;
      m.reservation = 0, m.chance = true;
      write(m, op.dst, failed);
      ++m.op;
      step(std::move(m));
    }
    if (before.reservation == 0 || before.reserved != where.address.value) return;
    // What then happens no manual defines (Arm ARM B2.9.5: constrained unpredictable).
    if (before.reserved_size != bytes(op))
      throw Unsupported("a store-conditional of another size than its load-linked");
    Machine m = before;
    const EventSet written = store(m, op, where, data);
    link(m, m.reservation, written);
    m.reservation = 0, m.chance = true;
    if (rules_.result_carries_write) succeeded.basic = succeeded.pick = written;
    write(m, op.dst, succeeded);
    ++m.op;
    step(std::move(m));
  }

  // A milestone was come to: what is known of the thread there.
  void arrive(Machine& m) const {
    const auto at = std::find_if(m.visits.begin(), m.visits.end(), [&](const Visit& v) { return v.pc == m.pc; });
    Visit& visit = at == m.visits.end() ? m.visits.emplace_back() : *at;
    visit = {m.pc, m.path.events.size(), m.registers, m.reservation};
  }

  // Did the round since the milestone was last come to change nothing, to the thread or to others? Then all that follows
  // can follow without that round too: it read, and without its events and what they order an execution stays allowed,
  // as each axiom forbids cycles or pairs. Only what would race may not be left out.
  bool idle_round(const Machine& m, int milestone) const {
    const auto visit =
        std::find_if(m.visits.begin(), m.visits.end(), [&](const Visit& v) { return v.pc == milestone; });
    if (visit == m.visits.end()) return false;
    for (std::size_t e = visit->events; e < m.path.events.size(); ++e) {
      const Event& event = m.path.events[e];
      if (event.kind == Event::kWrite) return false;
      if (rules_.language && event.kind == Event::kRead && (event.order & kRelaxed) == 0) return false;
    }
    for (std::size_t r = 0; r < m.registers.size(); ++r)
      if (liveness_.live(milestone, static_cast<Reg>(r)) && !(m.registers[r] == visit->registers[r])) return false;
    return !liveness_.reservation_live(milestone) || m.reservation == visit->reservation;
  }

  // A loop that neither a read nor chance has a say in ends by itself, if it does: it may take many
  // turns.
  bool loops_on(Machine& m, const MicroOp& op, const Cell& flags) const {
    constexpr int kMostTurns = 1000;
    const bool decided = !m.chance && flags.pick == 0 && (op.cond != Cond::kAlways || m.pick_ctrl == 0);
    return decided ? ++m.turns > kMostTurns : ++m.loops > unroll_;
  }

  // Runs to the end of the thread, one call for each choice.
  void step(Machine m) {
    for (;;) {
      if (m.pc >= static_cast<int>(thread_.code.size())) return finish(std::move(m));
      if (m.op == 0 && liveness_.milestone(m.pc)) {
        if (idle_round(m, m.pc)) return leave(std::move(m), out_.idle);
        arrive(m);
      }
      const auto& ops = thread_.code[m.pc].ops;
      if (m.op >= static_cast<int>(ops.size())) {
        ++m.pc, m.op = 0;
        continue;
      }
      const MicroOp& op = ops[m.op];
      switch (op.op) {
        case Op::kAlu: {
          const Cell a = read(m, op.a), b = read(m, op.b);
          const bool first = op.alu != Alu::kSecond;
          Value value =
              op.alu == Alu::kSetIf ? holds(op.cond, a.value) : compute(op.alu, a.value, b.value, op.size, op.sign);
          write(m, op.dst, {value, (first ? a.basic : 0) | b.basic, (first ? a.pick : 0) | b.pick});
          break;
        }
        case Op::kSelect: {
          const Cell flags = read(m, op.c);
          Cell chosen = read(m, holds(op.cond, flags.value) ? op.a : op.b);
          chosen.value = cut(chosen.value, op.size, op.sign);
          chosen.pick |= flags.pick;
          write(m, op.dst, chosen);
          break;
        }
        case Op::kLoad:
        case Op::kRmw:
        case Op::kCas:
        case Op::kLoadLinked:
          return load(m, op);
        case Op::kStoreConditional:
          return store_conditional(m, op);
        case Op::kStore: {
          const Place where = place(m, op);
          if (where.parts.empty()) return;
          store(m, op, where, {read(m, op.a), read(m, op.a2)});
          break;
        }
        case Op::kFence: {
          Event e;
          e.kind = Event::kFence;
          e.fence = op.fence;
          e.address = read(m, op.base).value;
          e.step = m.steps++, e.access = m.accesses++;
          append(m, e, {});
          break;
        }
        case Op::kCodeAddress:
          write(m, op.dst, {code_address_of(number_, op.target), 0, 0});
          break;
        case Op::kJump: {
          const Cell to = read(m, op.a);
          m.ctrl |= to.basic;
          m.pick_ctrl |= to.pick;
          if (!jump(m, op, to)) return;
          continue;
        }
        case Op::kBlock:
          return block(std::move(m), op);
        case Op::kPanic:
          return panic(std::move(m), op);
        case Op::kBranch: {
          const Cell flags = read(m, op.c);
          if (op.scoped) m.scopes.emplace_back(m.ctrl, m.pick_ctrl);
          m.ctrl |= flags.basic;
          m.pick_ctrl |= flags.pick;
          if (holds(op.cond, flags.value)) {
            if (op.target <= m.pc && !goes_round(m, op, op.target, flags)) return;
            m.pc = op.target, m.op = 0;
            continue;
          }
          break;
        }
        case Op::kJoin:
          std::tie(m.ctrl, m.pick_ctrl) = m.scopes.back();
          m.scopes.pop_back();
          break;
      }
      ++m.op;
    }
  }

  // Is a loop's next round to be followed? If not, the path ends here.
  bool goes_round(Machine& m, const MicroOp& op, int target, const Cell& flags) {
    const bool idle = idle_round(m, target);
    if (!idle && !loops_on(m, op, flags)) return true;
    leave(std::move(m), idle ? out_.idle : out_.unfinished);
    return false;
  }

  // To an instruction whose address a register holds, or the other if it holds none. False: the path ends here.
  bool jump(Machine& m, const MicroOp& op, const Cell& to) {
    const bool unset = to.value == 0 && to.pick == 0 && op.target >= 0;
    const Value at = unset ? 4 * op.target : to.value - code_address_of(number_, 0);
    if (at < 0 || at % 4 != 0 || at / 4 > std::ssize(thread_.code)) {
      out_.cut_off = "'" + thread_.code[m.pc].text + "' leads to no instruction of its thread";
      return false;
    }
    const int target = static_cast<int>(at / 4);
    if (target <= m.pc && !goes_round(m, op, target, to)) return false;
    m.pc = target, m.op = 0;
    return true;
  }

  // Where the path is not followed to its end.
  void leave(Machine m, std::vector<Path>& to) {
    out_.cut_off = "it loops on";
    m.path.end = End::kLoops;
    keep(std::move(m), to);
  }

  void finish(Machine m) { keep(std::move(m), out_.paths); }

  // What the last reads found never changes.
  void block(Machine m, const MicroOp& op) {
    Value waiting = op.a.imm;
    for (auto e = m.path.events.rbegin(); waiting > 0; ++e)
      if (e->kind == Event::kRead) e->last = true, --waiting;
    m.path.end = End::kWaits;
    keep(std::move(m), out_.paths);
  }

  void panic(Machine m, const MicroOp& op) {
    m.path.end = End::kPanics, m.path.panic = op.sync;
    keep(std::move(m), out_.paths);
  }

  void keep(Machine m, std::vector<Path>& to) const {
    constexpr std::size_t kMostPaths = 100'000;
    if (out_.paths.size() + out_.idle.size() + out_.unfinished.size() >= kMostPaths)
      throw TooLarge("P" + std::to_string(number_) + " has more than " + std::to_string(kMostPaths) +
                     " paths, by what its loads may return: leave out loads, or rounds of loops");
    for (const Cell& cell : m.registers) m.path.registers.push_back(cell.value);
    m.path.events.shrink_to_fit();  // paths are what takes memory
    m.path.dependencies.shrink_to_fit();
    m.path.registers.shrink_to_fit();
    to.push_back(std::move(m.path));
  }

  const LitmusTest& test_;
  const Rules rules_;
  const Liveness liveness_;
  const int number_;
  const Thread& thread_;
  const std::vector<Domain>& domains_;
  const int unroll_;
  const bool coherent_;
  Partition& partition_;
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
