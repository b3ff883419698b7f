#include <models/paths.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// What a register holds, and from which events its value comes: `basic` through data alone, `pick`
// also through what selected it (Arm ARM B2.3, "Pick dependency").
struct Cell {
  Value value = 0;
  EventSet basic = 0, pick = 0;
};

struct Machine {
  int pc = 0;
  int op = 0;
  int loops = 0;
  std::vector<Cell> registers;
  EventSet ctrl = 0, pick_ctrl = 0;
  int reservation = -1;  // event of the latest load-linked
  Path path;
};

class Walker {
 public:
  Walker(const LitmusTest& test, int thread, const Domain& domain, int unroll,
         std::vector<Path>& out, Domain& stores, const char*& cut_off)
      : test_(test),
        thread_(test.threads[thread]),
        domain_(domain),
        unroll_(unroll),
        out_(out),
        stores_(stores),
        cut_off_(cut_off) {}

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

  Cell address(const Machine& m, const MicroOp& op) const {
    Cell base = read(m, op.base);
    const Cell index = read(m, op.index);
    base.value += index.value << op.shift;
    base.basic |= index.basic;
    base.pick |= index.pick;
    return base;
  }

  // Appends a memory event; -1 if too many.
  int append(Machine& m, const MicroOp& op, Event::Kind kind, const Cell& address, Value value,
             Cell data, std::uint16_t order) const {
    Event e;
    e.kind = kind;
    e.instruction = m.pc;
    e.address = address.value;
    e.size = op.size;
    e.value = value;
    e.order = order;
    e.fence = op.fence;
    Dependencies d;
    if (kind != Event::kFence) {
      d.addr = address.basic, d.pick_addr = address.pick;
      d.data = data.basic, d.pick_data = data.pick;
    }
    d.ctrl = m.ctrl, d.pick_ctrl = m.pick_ctrl | m.ctrl;
    const int id = static_cast<int>(m.path.events.size());
    if (id >= kMaxEvents) throw Unsupported("more than 64 events in one execution");
    m.path.events.push_back(e);
    m.path.dependencies.push_back(d);
    return id;
  }

  void store(Machine& m, const MicroOp& op, const Cell& address, Value value, Cell data) {
    const Value stored = cut(value, op.size, true);
    append(m, op, Event::kWrite, address, stored, data, op.order);
    stores_[address.value].insert(stored);
  }

  static std::uint16_t read_order(const MicroOp& op) {
    std::uint16_t order = op.order;
    if ((op.op == Op::kRmw || op.op == Op::kCas) && op.dst == kNoReg) order |= kNoReturn;
    return order;
  }

  // One path for each value that the load may return.
  void load(const Machine& before, const MicroOp& op) {
    const Cell where = address(before, op);
    Value initial = 0;
    const auto values = domain_.find(where.value);
    if (!initial_value(test_, where.value, &initial)) return outside(where.value);
    std::set<Value> candidates = {cut(initial, op.size, true)};
    if (values != domain_.end())
      for (Value v : values->second) candidates.insert(cut(v, op.size, true));
    touched(where.value);
    for (Value v : candidates) {
      Machine m = before;
      const bool updated = loaded(m, op, where, v);
      ++m.op;
      if (updated && op.op == Op::kCas && test_.isa == Isa::aarch64) {
        // A CAS that succeeds leaves in its result register what was there. Whether it does so by
        // writing the value that it read, or the one that it compared, is open: each way carries
        // its own dependency.
        const Cell expected = read(before, op.b);
        Machine kept = m;
        if (op.dst != kNoReg) {
          kept.registers[op.dst].basic = expected.basic;
          kept.registers[op.dst].pick |= expected.pick;
        }
        step(std::move(kept));
        if (expected.pick == 0) continue;  // the other way only adds order
      }
      step(std::move(m));
    }
  }

  // The path ends at an access to no location, or to a part of one.
  void outside(Value address) {
    const int index = location_at(address, static_cast<int>(test_.locations.size()));
    const bool part =
        index >= 0 &&
        address - address_of(index) < test_.locations[index].size * test_.locations[index].elements;
    cut_off_ = part ? "it accesses a part of a location: accesses of mixed size are not modelled"
                    : "it accesses memory outside all locations";
  }

  void touched(Value address) { stores_[address]; }

  // The events of a load or an atomic update; was there an update?
  bool loaded(Machine& m, const MicroOp& op, const Cell& where, Value memory) {
    const Value value = cut(memory, op.size, op.sign);
    const int id = append(m, op, Event::kRead, where, memory, {}, read_order(op));
    Cell result{value, event(id), event(id)};
    if (op.op == Op::kRmw) {
      Cell operand = read(m, op.a);
      if (op.alu != Alu::kSecond) operand.pick |= event(id);
      m.path.rmw.emplace_back(id, static_cast<int>(m.path.events.size()));
      store(m, op, where, compute(op.alu, value, operand.value, op.size, op.sign), operand);
      // RISC-V: an AMO is one memory operation, so what depends on its result depends on its write.
      if (test_.isa == Isa::riscv64) {
        result.basic |= event(id + 1);
        result.pick |= event(id + 1);
      }
    } else if (op.op == Op::kCas) {
      const Cell expected = read(m, op.b), desired = read(m, op.a);
      if (cut(expected.value, op.size, op.sign) == value) {
        Cell data = desired;
        data.pick |= expected.pick | event(id);
        m.path.rmw.emplace_back(id, static_cast<int>(m.path.events.size()));
        store(m, op, where, desired.value, data);
      }
    } else if (op.op == Op::kLoadLinked) {
      m.reservation = id;
    }
    write(m, op.dst, result);
    return !m.path.rmw.empty() && m.path.rmw.back().first == id;
  }

  // The store half of load-linked / store-conditional: it may always fail.
  void store_conditional(const Machine& before, const MicroOp& op) {
    const Cell where = address(before, op), data = read(before, op.a);
    // What the result depends on. RISC-V: a successful SC (unprivileged ISA, RVWMO, "Syntactic
    // Dependencies"). Power: the registers that the instruction reads, as CR0 is one of its
    // results. On Arm it carries no order.
    Cell failed{1, 0, 0}, succeeded{0, 0, 0};
    if (test_.isa == Isa::ppc64le) {
      failed.basic = succeeded.basic = where.basic | data.basic;
      failed.pick = succeeded.pick = where.pick | data.pick;
    }
    {
      Machine m = before;
      m.reservation = -1;
      write(m, op.dst, failed);
      ++m.op;
      step(std::move(m));
    }
    if (before.reservation < 0 || before.path.events[before.reservation].address != where.value)
      return;
    Machine m = before;
    const int id = static_cast<int>(m.path.events.size());
    m.path.rmw.emplace_back(m.reservation, id);
    store(m, op, where, data.value, data);
    m.reservation = -1;
    if (test_.isa == Isa::riscv64) succeeded.basic = succeeded.pick = event(id);
    write(m, op.dst, succeeded);
    ++m.op;
    step(std::move(m));
  }

  // Runs to the end of the thread, one call for each choice.
  void step(Machine m) {
    for (;;) {
      if (m.pc >= static_cast<int>(thread_.code.size())) return finish(std::move(m));
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
          Value value = op.alu == Alu::kSetIf ? holds(op.cond, a.value)
                                              : compute(op.alu, a.value, b.value, op.size, op.sign);
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
          const Cell where = address(m, op);
          Value initial = 0;
          if (!initial_value(test_, where.value, &initial)) return outside(where.value);
          const Cell data = read(m, op.a);
          store(m, op, where, data.value, data);
          break;
        }
        case Op::kFence:
          append(m, op, Event::kFence, {}, 0, {}, kPlain);
          break;
        case Op::kBranch: {
          const Cell flags = read(m, op.c);
          m.ctrl |= flags.basic;
          m.pick_ctrl |= flags.pick;
          if (holds(op.cond, flags.value)) {
            if (op.target <= m.pc && ++m.loops > unroll_) {
              cut_off_ = "it loops on";
              return;
            }
            m.pc = op.target, m.op = 0;
            continue;
          }
          break;
        }
      }
      ++m.op;
    }
  }

  void finish(Machine m) {
    for (const Cell& cell : m.registers) m.path.registers.push_back(cell.value);
    out_.push_back(std::move(m.path));
  }

  const LitmusTest& test_;
  const Thread& thread_;
  const Domain& domain_;
  const int unroll_;
  std::vector<Path>& out_;
  Domain& stores_;
  const char*& cut_off_;
};

// Byte ranges of accesses to one location must coincide or be disjoint.
void refuse_mixed_sizes(const LitmusTest& test, const ThreadPaths& paths) {
  std::map<Value, int> size_at;
  for (const auto& thread : paths.of)
    for (const Path& path : thread)
      for (const Event& e : path.events) {
        if (e.kind == Event::kFence) continue;
        const auto [it, fresh] = size_at.emplace(e.address, e.size);
        const Location& l =
            test.locations[location_at(e.address, static_cast<int>(test.locations.size()))];
        if ((!fresh && it->second != e.size) || (l.elements > 1 && e.size > l.size))
          throw Unsupported("accesses of mixed size to the same bytes");
      }
  for (auto it = size_at.begin(); it != size_at.end(); ++it) {
    const auto next = std::next(it);
    if (next != size_at.end() && it->first + it->second > next->first)
      throw Unsupported("accesses of mixed size to the same bytes");
  }
}

}  // namespace

bool initial_value(const LitmusTest& test, Value address, Value* value) {
  const int index = location_at(address, static_cast<int>(test.locations.size()));
  if (index < 0) return false;
  const Location& location = test.locations[index];
  const Value offset = address - address_of(index);
  if (offset % location.size != 0 || offset / location.size >= location.elements) return false;
  const auto element = static_cast<std::size_t>(offset / location.size);
  *value = element < location.init.size() ? location.init[element] : 0;
  return true;
}

ThreadPaths thread_paths(const LitmusTest& test, int unroll) {
  // The domain grows from the initial values: a value is in it once a chain of writes, each fed by
  // the one before, can produce it. A chain in one execution is no longer than its writes are many.
  ThreadPaths paths;
  std::size_t most_writes = 0;
  std::vector<const char*> cut_off;  // why the last path of each thread that was left out was so
  for (std::size_t round = 0;; ++round) {
    paths.of.assign(test.threads.size(), {});
    cut_off.assign(test.threads.size(), "");
    Domain stores;
    most_writes = 0;
    for (std::size_t t = 0; t < test.threads.size(); ++t) {
      Walker(test, static_cast<int>(t), paths.domain, unroll, paths.of[t], stores, cut_off[t])
          .run();
      std::size_t most = 0;
      for (const Path& path : paths.of[t])
        most = std::max<std::size_t>(
            most, std::count_if(path.events.begin(), path.events.end(),
                                [](const Event& e) { return e.kind == Event::kWrite; }));
      most_writes += most;
    }
    const bool settled = stores == paths.domain;
    if (settled || round > most_writes) break;
    for (const auto& [address, values] : stores)
      paths.domain[address].insert(values.begin(), values.end());
  }
  paths.cut =
      std::any_of(cut_off.begin(), cut_off.end(), [](const char* why) { return *why != 0; });
  for (std::size_t t = 0; t < test.threads.size(); ++t)
    if (paths.of[t].empty())
      throw Unsupported("P" + std::to_string(t) +
                        " cannot end within the bounds of the model: " + cut_off[t]);
  refuse_mixed_sizes(test, paths);
  return paths;
}

}  // namespace fenceline::models
