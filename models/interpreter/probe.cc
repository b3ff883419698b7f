#include <models/interpreter/probe.h>

#include <models/dialect/dialect.h>

#include <memory>
#include <utility>
#include <vector>

namespace fenceline::models::cat {
namespace {

// An execution by hand. Event 0 is the initial write of x, 1 that of y.
class Maker {
 public:
  explicit Maker(Isa isa) {
    test_.isa = isa;
    test_.threads.resize(2);
    test_.locations.resize(2);
    test_.locations[0].name = "x", test_.locations[1].name = "y";
    for (Thread& thread : test_.threads) thread.code.resize(3);
    x_.test = &test_;
    add(Event::kWrite, -1, 0, 0);
    add(Event::kWrite, -1, 1, 0);
  }
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  int read(int thread, std::uint16_t order, int location = 0) { return add(Event::kRead, thread, location, order); }
  int write(int thread, std::uint16_t order, int location = 0) { return add(Event::kWrite, thread, location, order); }

  // `from`: what each read reads; `orders`: the writes of each location in co, after the initial ones.
  bool allowed(const AxiomsOf& axioms, std::string_view without, const std::vector<std::pair<int, int>>& from,
               const std::vector<std::vector<int>>& orders, std::pair<int, int> update = {0, 0}, bool control = false) {
    const int n = x_.size();
    for (Relation* r :
         {&x_.po, &x_.addr, &x_.data, &x_.ctrl, &x_.pick_addr, &x_.pick_data, &x_.pick_ctrl, &x_.rmw, &x_.rf, &x_.co})
      *r = Relation(n);
    for (int i = 2; i < n; ++i)
      for (int j = i + 1; j < n; ++j)
        if (x_.events[i].thread == x_.events[j].thread) x_.po.add(i, j);
    if (control) x_.ctrl = x_.pick_ctrl = x_.po;
    if (update.first != update.second) x_.rmw.add(update.first, update.second);
    x_.fix_paths();
    for (const auto& [write, read] : from) x_.rf.add(write, read);
    for (std::size_t location = 0; location < orders.size(); ++location) {
      int before = static_cast<int>(location);
      for (const int write : orders[location]) x_.co.add(before, write), before = write;
    }
    x_.co = x_.co.closure();
    x_.derive();
    Axioms a(without);
    axioms(x_, a);
    return !a.violated();
  }

  const Execution& execution() const { return x_; }

 private:
  int add(Event::Kind kind, int thread, int location, std::uint16_t order) {
    Event e;
    e.kind = kind;
    e.thread = thread;
    e.address = address_of(location);
    e.size = 4;
    e.order = order;
    if (thread >= 0) {
      e.instruction = steps_[thread];
      e.step = e.access = static_cast<std::int16_t>(steps_[thread]++);
    }
    x_.events.push_back(e);
    return x_.size() - 1;
  }

  LitmusTest test_;
  Execution x_;
  int steps_[2] = {0, 0};
};

std::vector<std::uint16_t> marks(Isa isa) {
  std::vector<std::uint16_t> out = {kPlain, kExclusive, kAtomic, kLocked};
  for (const Annotation& a : dialect(isa).annotations()) out.push_back(a.order);
  return out;
}

// A shape of one location, with both accesses of the first thread marked: is it allowed?
bool co_ww(const AxiomsOf& axioms, Isa isa, std::string_view without, std::uint16_t a, std::uint16_t b) {
  Maker m(isa);
  const int first = m.write(0, a), second = m.write(0, b);
  return m.allowed(axioms, without, {}, {{second, first}});
}
bool co_rw(const AxiomsOf& axioms, Isa isa, std::string_view without, std::uint16_t a, std::uint16_t b) {
  Maker own(isa), other(isa);
  const int read = own.read(0, a), write = own.write(0, b);
  if (own.allowed(axioms, without, {{write, read}}, {{write}})) return true;
  other.read(0, a), other.write(0, b);
  const int theirs = other.write(1, a);
  return other.allowed(axioms, without, {{theirs, read}}, {{write, theirs}});
}
bool co_wr(const AxiomsOf& axioms, Isa isa, std::string_view without, std::uint16_t a, std::uint16_t b) {
  Maker initial(isa), other(isa);
  const int write = initial.write(0, a), read = initial.read(0, b);
  if (initial.allowed(axioms, without, {{0, read}}, {{write}})) return true;
  other.write(0, a), other.read(0, b);
  const int theirs = other.write(1, a);
  return other.allowed(axioms, without, {{theirs, read}}, {{theirs, write}});
}
bool co_rr(const AxiomsOf& axioms, Isa isa, std::string_view without, std::uint16_t a, std::uint16_t b) {
  Maker m(isa);
  const int first = m.read(0, a), second = m.read(0, b), theirs = m.write(1, a);
  return m.allowed(axioms, without, {{theirs, first}, {0, second}}, {{theirs}});
}
bool torn_update(const AxiomsOf& axioms, Isa isa, std::string_view without, std::uint16_t a, std::uint16_t b) {
  Maker m(isa);
  const int read = m.read(0, a), write = m.write(0, a), theirs = m.write(1, b);
  return m.allowed(axioms, without, {{0, read}}, {{theirs, write}}, {read, write});
}

// Ordinary accesses whose races are bounded: of those of one thread a read returns the last write before it, or another
// thread's, and no later one; and writes keep their order.
bool bounded(const AxiomsOf& axioms, Isa isa, std::string_view without) {
  Maker future(isa), past(isa), hidden(isa);
  const int read = future.read(0, kPlain), later = future.write(0, kPlain);
  if (future.allowed(axioms, without, {{later, read}}, {{later}})) return false;
  const int own = past.write(0, kPlain), behind = past.read(0, kPlain);
  if (past.allowed(axioms, without, {{0, behind}}, {{own}})) return false;
  const int first = hidden.write(0, kPlain), second = hidden.write(0, kPlain), last = hidden.read(0, kPlain);
  return !hidden.allowed(axioms, without, {{first, last}}, {{first, second}}) &&
         !co_ww(axioms, isa, without, kPlain, kPlain);
}

}  // namespace

Probed probe_coherence(const AxiomsOf& axioms, Isa isa, std::string_view without, bool bounded_races) {
  Probed out;
  if (bounded_races && !bounded(axioms, isa, without)) return out;
  for (const std::uint16_t a : marks(isa))
    for (const std::uint16_t b : marks(isa)) {
      if (bounded_races && (a & b & kRelaxed) == 0) continue;
      for (const auto shape : {co_ww, co_rw, co_wr})
        if (shape(axioms, isa, without, a, b)) return out;
      // An update is so marked, or its language has atomic ones alone.
      const bool update = (a & (kExclusive | kAtomic | kLocked | kRelaxed)) != 0;
      if (update && torn_update(axioms, isa, without, a, b)) return out;
      out.load_load_hazard |= co_rr(axioms, isa, without, a, b);
    }
  out.coherent = true;
  return out;
}

bool allows_thin_air(const AxiomsOf& axioms, Isa isa) {
  const auto allowed = [&](std::uint16_t order) {
    Maker m(isa);
    const int from_x = m.read(0, order, 0), to_y = m.write(0, order, 1);
    const int from_y = m.read(1, order, 1), to_x = m.write(1, order, 0);
    return m.allowed(axioms, {}, {{to_x, from_x}, {to_y, from_y}}, {{to_x}, {to_y}}, {0, 0}, true);
  };
  return allowed(kRelaxed) || allowed(kPlain);
}

void try_out(const AxiomsOf& axioms, Isa isa) {
  Maker m(isa);
  const int write = m.write(0, kPlain), read = m.read(1, kPlain);
  m.allowed(axioms, {}, {{write, read}}, {{write}});
  Axioms all({}, true);
  axioms(m.execution(), all);
}

}  // namespace fenceline::models::cat
