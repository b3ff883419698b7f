#include <verify/rc11.h>
#include <verify/search.h>
#include <verify/trace.h>

#include <algorithm>
#include <chrono>

namespace fenceline::verify {

Result Search::run() {
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  for (std::uint64_t n = 1;; ++n) {
    execute();
    if (result_.violation) break;
    if (guide_ == Guide::replay) break;
    if (guide_ == Guide::random) {
      if (n >= options_.random) {
        note_limit(std::to_string(options_.random) + " executions at random");
        break;
      }
      graph().truncate(0);
    } else if (!next_job()) {
      break;
    }
    if (options_.executions != 0 && n >= options_.executions) {
      note_limit(std::to_string(options_.executions) + " executions");
      break;
    }
    if (options_.seconds > 0 && n % 64 == 0 && elapsed() > options_.seconds) {
      note_limit(std::to_string(options_.seconds) + " s");
      break;
    }
  }
  result_.seconds = elapsed();
  return std::move(result_);
}

void Search::note_limit(const std::string& what) {
  if (result_.limit.empty()) result_.limit = what;
}

// ---- what is left to try ------------------------------------------------------------------------

bool Search::next_job() {
  while (!jobs_.empty()) {
    const Job job = std::move(jobs_.back());
    jobs_.pop_back();
    frames_.resize(job.frame + 1);
    if (job.graph ? revisit(job) : redo(job)) return true;
    if (result_.violation) return false;
  }
  return false;
}

// An event of the current graph once more, with another choice; what came after it goes.
bool Search::redo(const Job& job) {
  Access access = graph()[job.at];
  const int thread = graph()[job.at].thread;
  graph().truncate(job.at);
  if (access.kind == Kind::choice) access.value.low = static_cast<std::uint64_t>(job.value);
  const EventId id = graph().add(thread, access, job.choice);
  if (access.kind == Kind::store) graph().place(id, job.choice);
  return is_consistent(id, id);
}

bool Search::revisit(const Job& job) {
  if (job.graph.use_count() == 1)
    frames_.push_back(std::move(*job.graph));
  else
    frames_.push_back(*job.graph);
  Graph& g = graph();
  g.place(job.store, job.choice);
  g.revisit(job.at, job.store);
  if (g.place_of(g.known(g[job.at].location, g.past(job.at))) > g[job.store].place) return false;
  return is_consistent(job.at, job.store);
}

/// Of what changed last: an event, and in a revisit the store, too.
bool Search::is_consistent(EventId id, EventId other) {
  if (graph().sc_events() > 1 && (may_close_cycle(graph(), id) || (id != other && may_close_cycle(graph(), other))) &&
      !seq_cst_is_acyclic(graph()))
    return false;
  if (const auto what = wrong(id)) report(*what);
  return !result_.violation;
}

// ---- choices, and the jobs that they leave -----------------------------------------------------

/// One of the stores that a load may read from, or that a store may come after; `at` is their event.
EventId Search::pick(const std::vector<EventId>& options, EventId at) {
  if (guide_ == Guide::random)
    return options[std::uniform_int_distribution<std::size_t>(0, options.size() - 1)(*random_)];
  if (guide_ == Guide::replay) {
    const LocationId location = graph()[at].location;
    EventId s = graph().location(location).last;
    std::size_t n = 0;
    for (; n < offset_ && s != kInitial; ++n) s = graph()[s].before;
    if (n < offset_ || std::find(options.begin(), options.end(), s) == options.end())
      fail("replay '" + options_.replay + "' is not of this scenario: no such store");
    return s;
  }
  for (std::size_t i = options.size(); i-- > 1;)
    jobs_.push_back({.frame = frames_.size() - 1, .at = at, .choice = options[i]});
  return options.front();
}

/// Whether an event is what would be added if nothing but `store`'s past and what came before it
/// were there: the latest store in modification order, or a load of it. Only such events are taken
/// away by a store that reaches back: all others come from graphs of their own.
bool Search::is_maximal(EventId id, EventId store) const {
  const Graph& g = graph();
  const Event& e = g[id];
  if (e.kind == Kind::choice) return e.value.low == 0;
  if (!e.accesses() || e.plain) return true;
  const auto previous = [&](EventId other) { return other <= id || g.depends(other, store); };
  if (e.kind == Kind::store) {
    for (EventId r = 0; r < id; ++r)
      if (g[r].kind == Kind::load && g[r].from == id) return false;
  }
  EventId last = g.location(e.location).last;
  while (last != kNone && (last == store || !previous(last))) last = g[last].before;
  return last == (e.kind == Kind::store ? id : e.from);
}

void Search::revisits(EventId store) {
  const Graph& g = graph();
  const Event& w = g[store];
  std::vector<bool> keep;
  std::vector<EventId> id;
  for (EventId r = store - 1; r >= 0; --r) {
    const Event& load = g[r];
    if (load.kind != Kind::load || load.location != w.location || load.plain) continue;
    if (g.depends(r, store) || !is_maximal(r, store)) continue;
    keep.assign(static_cast<std::size_t>(g.size()), true);
    bool maximal = true;
    for (EventId e = r + 1; maximal && e < store; ++e) {
      if (g.depends(e, store)) continue;
      keep[static_cast<std::size_t>(e)] = false;
      maximal = is_maximal(e, store);
    }
    if (!maximal) continue;
    const auto next = std::make_shared<Graph>(g.restricted(keep, id));
    Job job{.frame = frames_.size() - 1,
            .at = id[static_cast<std::size_t>(r)],
            .graph = next,
            .store = id[static_cast<std::size_t>(store)]};
    for (const EventId place : places(*next, job.store)) {
      job.choice = place;
      jobs_.push_back(job);
    }
  }
}

/// After which stores a new store may come, the last one first.
std::vector<EventId> Search::places(const Graph& g, EventId store) {
  const Event& w = g[store];
  const LocationId at = w.location;
  if (w.exclusive) {
    const EventId read = g[g.thread(w.thread)[static_cast<std::size_t>(w.index) - 1]].from;
    return g.is_taken(at, read) ? std::vector<EventId>() : std::vector<EventId>{read};
  }
  const int least = g.place_of(g.known(at, g.past(store)));
  std::vector<EventId> out;
  for (EventId s = g.location(at).last;; s = g[s].before) {
    if (g.place_of(s) < least) break;
    if (!g.is_taken(at, s)) out.push_back(s);
    if (s == kInitial) break;
  }
  return out;
}

}  // namespace fenceline::verify
