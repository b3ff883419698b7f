// What a thread does: repeated from the graph, or new, or outside of the graph where it runs alone.
#include <base/error.h>
#include <verify/rc11.h>
#include <verify/search.h>
#include <verify/trace.h>

#include <algorithm>

namespace fenceline::verify {
namespace {

constexpr int kMostSteps = 100000;  // of what runs alone

Value changed(Change change, Value old, Value operand, int bytes) {
  if (change == Change::swap) return operand;
  std::uint64_t v = old.low;
  switch (change) {
    case Change::add:
      v += operand.low;
      break;
    case Change::subtract:
      v -= operand.low;
      break;
    case Change::conjunction:
      v &= operand.low;
      break;
    case Change::disjunction:
      v |= operand.low;
      break;
    default:
      v ^= operand.low;
      break;
  }
  return {bytes < 8 ? v & ((std::uint64_t{1} << (8 * bytes)) - 1) : v, 0};
}

}  // namespace

// ---- turns --------------------------------------------------------------------------------------

/// Before each event: whether it is this thread's turn.
void Search::turn() {
  ++beats_;
  if (phase_ == Phase::turns) {
    if (--steps_ <= 0) yield();
    return;
  }
  if (is_alone()) {
    if (++steps_ <= kMostSteps) return;
    fail(does_not_end());
  }
  while (me().next >= me().until) yield();
  if (me().next >= options_.events) block(State::spent);
}

bool Search::is_new() const {
  const Thread& t = threads_[static_cast<std::size_t>(running_)];
  return t.next == static_cast<int>(graph().thread(running_).size());
}

/// The thread's next event, which the graph has; what it reads is done by its own thread.
EventId Search::consume(Kind kind, LocationId location) {
  Thread& t = me();
  const EventId id = graph().thread(running_)[static_cast<std::size_t>(t.next)];
  const Event& e = graph()[id];
  if (e.kind != kind || e.location != location)
    fail("the scenario does not do the same when it reads the same: its threads must be deterministic");
  if (kind == Kind::load && e.from != kInitial) {
    const Event& source = graph()[e.from];
    while (me_of(source.thread).next <= source.index) {
      t.source = graph()[id].from;
      yield();
    }
  }
  ++t.next;
  return id;
}

// ---- growth -------------------------------------------------------------------------------------

EventId Search::grow(Access access, EventId from) {
  const EventId id = graph().add(running_, access, from);
  note(graph()[id]);
  return id;
}

EventId Search::grow_load(const Access& access) {
  const Graph& g = graph();
  const EventId last = g.location(access.location).last;
  if (access.plain) return grow(access, last);  // all that it could read otherwise is a race
  std::vector<EventId>& options = options_now_;
  options.clear();
  const int least = g.place_of(g.known(access.location, g.clock_of(running_)));
  for (EventId s = last;; s = g[s].before) {
    if (g.place_of(s) < least) break;
    options.push_back(s);
    if (s == kInitial) break;
  }
  const EventId id = grow(access, last);
  if (guide_ != Guide::all) {
    const bool ordered = graph().sc_events() > 1 && options.size() > 1;
    std::erase_if(options, [&](EventId s) {
      if (ordered) graph().truncate(id), graph().add(running_, access, s);
      const bool wins = access.exclusive && (!access.compares || g.value_of(access.location, s) == access.expected);
      return (ordered && !seq_cst_is_acyclic(graph())) || (wins && g.is_taken(access.location, s));
    });
  }
  const EventId from = pick(options, id);
  if (graph()[id].from != from) {
    graph().truncate(id);
    graph().add(running_, access, from);
  }
  return id;
}

void Search::grow_store(const Access& access) {
  const EventId id = grow(access);
  Graph& g = graph();
  if (access.plain) return g.place(id, g.location(access.location).last);
  if (guide_ == Guide::all) revisits(id);
  std::vector<EventId> options = places(g, id);
  if (guide_ != Guide::all && options.size() > 1 && g.sc_events() > 1) {
    std::erase_if(options, [&](EventId s) {
      g.truncate(id);
      g.add(running_, access);
      g.place(id, s);
      return !seq_cst_is_acyclic(g);
    });
    g.truncate(id);
    g.add(running_, access);
  }
  if (options.empty()) {  // an update of what another update has taken: only its revisits are executions
    cut_ = true;
    abandon();
  }
  g.place(id, access.exclusive ? options.front() : pick(options, id));
}

// ---- accesses -----------------------------------------------------------------------------------

Value Search::load(const Access& access) {
  turn();
  if (is_alone()) return solo_load(access);
  if (is_new()) {
    Access own = access;
    weaken(own);
    const EventId id = grow_load(own);
    if (const auto what = wrong(id)) fail(*what);
  }
  return graph()[consume(Kind::load, access.location)].value;
}

void Search::store(const Access& access) {
  if (access.exclusive) me().until = std::max(me().until, me().next + 1);  // one step with its load
  turn();
  if (is_alone()) return solo_store(access);
  if (is_new()) {
    Access own = access;
    weaken(own);
    grow_store(own);
    if (const auto what = wrong(graph().size() - 1)) fail(*what);
  }
  consume(Kind::store, access.location);
}

std::pair<Value, bool> Search::update(Access& access, Change change, Value operand, int bytes, bool weak) {
  if (weak && options_.spurious && choose(2, access.site) == 1) {
    access.order = access.failure, access.site.number = access.failure_number;
    return {load(access), false};
  }
  access.exclusive = true;
  access.success = access.order, access.success_number = static_cast<std::int16_t>(access.site.number);
  const Value seen = load(access);
  if (access.compares && seen != access.expected) return {seen, false};
  access.kind = Kind::store;
  access.compares = false;
  access.value = changed(change, seen, operand, bytes);
  store(access);
  return {seen, true};
}

void Search::fence(std::memory_order order, Site site, Weight weight) {
  turn();
  if (is_alone()) return;
  if (is_new()) {
    Access access{.kind = Kind::fence, .order = order, .site = site, .weight = weight};
    weaken(access);
    grow(access);
  }
  consume(Kind::fence, kNone);
}

void Search::pause() {
  ++beats_;
  if (phase_ == Phase::turns) return yield();
  if (phase_ == Phase::probe) {
    if (++rounds_ >= 3) abandon();
    return;
  }
  if (running_ != kSolo && me().rounds++ < options_.rounds) return;
  block(State::paused);
}

void Search::wait(Access access, Value old) {
  access.waits = true;
  access.expected = old;
  if (load(access) != old) return;
  if (phase_ == Phase::probe) abandon();
  if (phase_ == Phase::turns) return yield();
  if (running_ != kSolo) me().slept = graph().thread(running_).back();
  block(State::asleep);
}

void Search::notify(LocationId location, bool all, Site site) {
  turn();
  if (is_alone()) return;
  if (is_new())
    grow({.kind = Kind::notify, .location = location, .value = {static_cast<std::uint64_t>(all), 0}, .site = site});
  consume(Kind::notify, location);
}

int Search::choose(int n, Site site) {
  turn();
  if (running_ == kSolo) fail("choose() outside of a thread");
  if (is_alone()) return 0;
  if (is_new()) {
    Access access{.kind = Kind::choice, .site = site};
    if (guide_ == Guide::random)
      access.value.low = std::uniform_int_distribution<unsigned>(0, static_cast<unsigned>(n - 1))(*random_);
    if (guide_ == Guide::replay) access.value.low = offset_;
    const EventId id = grow(access);
    if (guide_ == Guide::all)
      for (int v = n; --v > 0;) jobs_.push_back({.frame = frames_.size() - 1, .at = id, .value = v});
  }
  return static_cast<int>(graph()[consume(Kind::choice, kNone)].value.low);
}

// ---- alone: before the threads, after them, or in a probe -------------------------------------

Value Search::solo_load(const Access& access) {
  if (phase_ == Phase::make) return graph().location(access.location).initial;
  const ObjectId o = graph().location(access.location).object;
  if (graph().object(o).end != kNone || ended_[static_cast<std::size_t>(o)])
    fail("use of what is destroyed: " + describe(access));
  return final_[static_cast<std::size_t>(access.location)];
}

void Search::solo_store(const Access& access) {
  if (phase_ == Phase::make) {
    graph().location(access.location).initial = access.value;
    return;
  }
  if (solo_load(access) == access.value) return;
  if (phase_ == Phase::probe) {
    progress_ = true;
    abandon();
  }
  final_[static_cast<std::size_t>(access.location)] = access.value;
}

}  // namespace fenceline::verify
