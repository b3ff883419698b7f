#include <models/search/address_solver.h>
#include <models/search/value_pairs.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// Between a load-linked and its store-conditional a thread may itself write: that write then takes what both read.
bool own_write_between(const Path& path, int read, int write) {
  return std::any_of(path.events.begin() + read, path.events.begin() + write, [&](const Event& e) {
    return e.kind == Event::kWrite && e.address == path.events[write].address;
  });
}

}  // namespace

ValuePairs::ValuePairs(const LitmusTest& test, const EnumerateOptions& options, std::vector<std::vector<Path>>& paths)
    : test_(test), options_(options) {
  for (const auto& of_thread : paths)
    for (const Path& path : of_thread)
      for (const Event& e : path.events)
        if (e.kind == Event::kWrite && (e.order & kRelaxed) == 0) ordinary_.insert(e.address);
  for (const auto& of_thread : paths) {
    auto& summaries = summaries_.emplace_back();
    summaries.reserve(of_thread.size());
    for (const Path& path : of_thread) summaries.push_back(summary(path));
  }
  bound_writes();
  leave_out_impossible(paths);
  most_stored_.assign(paths.size() + 1, {});
  for (std::size_t t = paths.size(); t-- > 0;) {
    Counts& most = most_stored_[t];
    for (const Summary& path : summaries_[t])
      for (int n = 0; n < pairs(); ++n) most[n] = std::max(most[n], path.stored[n]);
    add(most, most_stored_[t + 1]);
  }
}

void ValuePairs::add(Counts& to, const Counts& more) const {
  for (int n = 0; n < pairs(); ++n) to[n] += more[n];
}

ValuePairs::Summary ValuePairs::summary(const Path& path) {
  Summary out;
  std::map<std::size_t, const Event*> last;
  for (const Event& e : path.events) {
    if (e.kind == Event::kFence) continue;
    const int n = number(e);
    if (e.kind == Event::kWrite) last[addresses_.emplace(e.address, addresses_.size()).first->second] = &e;
    if (n >= kMaxEvents) continue;
    if (reads_initial(e)) initial_[n] = 1;
    if (e.kind == Event::kWrite)
      ++out.stored[n];
    else
      out.needs |= event(n);
  }
  note_feeds(path);
  for (const auto& [read, write] : path.rmw)
    if (own_write_between(path, read, write))
      continue;
    else if (const int n = number(path.events[read]);
             n < kMaxEvents && path.events[read].address == path.events[write].address)
      ++out.updated[n];
  out.last.assign(last.begin(), last.end());
  if (options_.prune) out.order = value_order(path);
  return out;
}

// Which pairs updates store, and what they read for it; and which others do.
void ValuePairs::note_feeds(const Path& path) {
  Counts updates = {};
  for (const auto& [read, write] : path.rmw) {
    const int from = number(path.events[read]), to = number(path.events[write]);
    if (to >= kMaxEvents || from >= kMaxEvents || path.events[read].address != path.events[write].address ||
        own_write_between(path, read, write))
      continue;
    ++updates[to];
    feeds_[to] |= event(from);
  }
  Counts writes = {};
  for (const Event& e : path.events)
    if (e.kind == Event::kWrite)
      if (const int n = number(e); n < kMaxEvents && ++writes[n] > updates[n]) plain_ |= event(n);
}

// How many writes of an execution can store each pair: of a pair that only updates store, no more than there are
// writes for these to read, as each takes one for itself. Then increments from 0 on store each number once, and in
// order.
void ValuePairs::bound_writes() {
  for (int n = 0; n < pairs(); ++n) {
    std::size_t all = initial_[n];
    for (const auto& summaries : summaries_) {
      std::uint8_t most = 0;
      for (const Summary& path : summaries) most = std::max(most, path.stored[n]);
      all += most;
    }
    bound_[n] = static_cast<std::uint8_t>(std::min<std::size_t>(all, 255));
  }
  fixed_order_ = Relation(pairs());
  if (!options_.prune) return;
  for (bool changed = true; changed;) {
    changed = false;
    for (int n = 0; n < pairs(); ++n) {
      if ((plain_ & event(n)) != 0) continue;
      std::size_t fed = initial_[n];
      for_each(feeds_[n], [&](int from) { fed += bound_[from]; });
      if (fed < bound_[n]) bound_[n] = static_cast<std::uint8_t>(fed), changed = true;
    }
  }
  for (int n = 0; n < pairs(); ++n)
    if (bound_[n] == 1 && initial_[n] == 0 && (plain_ & event(n)) == 0 && count_of(feeds_[n]) == 1)
      if (const int from = first_of(feeds_[n]); bound_[from] == 1) put_before(fixed_order_, from, n);
}

void ValuePairs::leave_out_impossible(std::vector<std::vector<Path>>& all) {
  for (std::size_t t = 0; t < summaries_.size(); ++t) {
    std::vector<Path> paths;
    std::vector<Summary> summaries;
    for (std::size_t p = 0; p < summaries_[t].size(); ++p) {
      if (!possible_alone(summaries_[t][p])) continue;
      paths.push_back(std::move(all[t][p]));
      summaries.push_back(std::move(summaries_[t][p]));
    }
    // What is known of writes points to the events, which stay where they are.
    all[t] = std::move(paths);
    summaries_[t] = std::move(summaries);
  }
}

bool ValuePairs::possible_alone(const Summary& path) const {
  for (int n = 0; n < pairs(); ++n)
    if (path.stored[n] + initial_[n] > bound_[n] || (options_.prune && path.updated[n] > bound_[n])) return false;
  Relation before = fixed_order_;
  return std::all_of(path.order.begin(), path.order.end(), [&](const ValueOrder& o) {
    const bool once = bound_[o.first] <= 1 && bound_[o.second] <= 1;
    return !once || (!o.never && put_before(before, o.first, o.second));
  });
}

// Does coherence order the two accesses of one thread where races are bounded?
bool ValuePairs::ordered(const Event& a, const Event& b) const {
  return (a.kind == Event::kWrite && b.kind == Event::kWrite) ||
         ((a.order & b.order & kRelaxed) != 0 && !ordinary_.contains(a.address));
}

std::vector<ValuePairs::ValueOrder> ValuePairs::value_order(const Path& path) {
  std::vector<ValueOrder> out;
  for (std::size_t j = 0; j < path.events.size(); ++j) {
    const Event& b = path.events[j];
    if (b.kind == Event::kFence) continue;
    for (std::size_t i = 0; i < j; ++i) {
      const Event& a = path.events[i];
      if (a.kind == Event::kFence || a.address != b.address) continue;
      const int first = number(a), second = number(b);
      const bool both_read = a.kind == Event::kRead && b.kind == Event::kRead;
      if (std::max(first, second) >= kMaxEvents || (both_read && options_.load_load_hazard)) continue;
      const bool own_future = first == second && a.kind == Event::kRead && b.kind == Event::kWrite;
      const bool before_initial = first != second && reads_initial(b);
      const bool hidden = before_initial && a.kind == Event::kWrite;
      if (options_.bounded_races && !ordered(a, b) && !own_future && !hidden) continue;
      if (first != second || own_future)
        out.push_back(
            {static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), own_future || before_initial});
    }
  }
  out.shrink_to_fit();
  return out;
}

ValuePairs::Choice ValuePairs::none() const {
  Choice out;
  out.stored = initial_;
  return out;
}

ValuePairs::Choice ValuePairs::with(const Choice& choice, std::size_t path) const {
  const Summary& more = summaries_[choice.paths.size()][path];
  Choice out = choice;
  out.paths.push_back(path);
  out.needs |= more.needs;
  add(out.stored, more.stored);
  add(out.updated, more.updated);
  return out;
}

bool ValuePairs::possible(const Choice& choice) const {
  const std::size_t threads = choice.paths.size();
  EventSet never = 0, once = 0;  // stored by no write, by one at most
  for (int n = 0; n < pairs(); ++n) {
    const int most = std::min<int>(choice.stored[n] + most_stored_[threads][n], bound_[n]);
    if (choice.stored[n] > bound_[n]) return false;
    if (most == 0) never |= event(n);
    if (most <= 1) once |= event(n);
    // An update takes the write that it reads for itself: no write may come between it and its
    // own.
    if (options_.prune && choice.updated[n] > most) return false;
  }
  if ((choice.needs & never) != 0) return false;
  Relation before = fixed_order_;
  for (std::size_t t = 0; t < threads; ++t)
    for (const ValueOrder& o : summaries_[t][choice.paths[t]].order)
      if (((event(o.first) | event(o.second)) & ~once) == 0 && (o.never || !put_before(before, o.first, o.second)))
        return false;
  return true;
}

}  // namespace fenceline::models
