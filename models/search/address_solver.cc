#include <models/search/address_solver.h>

#include <algorithm>

namespace fenceline::models {

bool put_before(Relation& before, int first, int second) {
  if (first == second || before.has(second, first)) return true;
  if (before.has(first, second)) return false;
  const EventSet earlier = before.row(first) | event(first);
  for (int e = 0; e < before.size(); ++e)
    if (e == second || before.has(e, second)) before.row(e) |= earlier;
  return true;
}

AddressSolver::AddressSolver(const Execution& x, int initial, const EnumerateOptions& options, std::size_t& steps)
    : x_(x), options_(options), steps_(steps), initial_(initial) {
  const EventSet at = x.same_location.row(initial);
  writes_ = at & x.writes & ~event(initial);
  for_each(at & x.reads, [&](int r) { reads_.push_back(r); });
  before_ = x.po_loc.inverse();
}

EventSet AddressSolver::last_writes() const {
  if (writes_ == 0) return event(initial_);
  EventSet out = 0;
  for_each(writes_, [&](int w) {
    if (!options_.prune || (x_.po_loc.row(w) & writes_) == 0) out |= event(w);
  });
  return out;
}

bool AddressSolver::each(int last, const Found& found) {
  last_ = last;
  Relation precede(x_.size());
  order_.assign(1, initial_);
  sources_.clear();
  if (options_.prune)
    for_each(writes_, [&](int w) {
      precede.row(w) = (before_.row(w) & writes_) | event(initial_);  // coWW
    });
  bool possible = true;
  for_each(writes_, [&](int w) { possible = possible && put_before(precede, w, last); });
  return !possible || source_reads(0, 0, precede, found);
}

void AddressSolver::step() {
  if (++steps_ > options_.most_steps) throw TooLarge("more than " + std::to_string(options_.most_steps) + " steps");
}

// Does coherence order what it does with other accesses, where races are bounded?
bool AddressSolver::synchronizes(int access) const {
  return !options_.bounded_races || (x_.events[access].order & kRelaxed) != 0;
}

// Accesses that coherence orders with a read.
EventSet AddressSolver::ordered(int read) const {
  if (!options_.bounded_races) return x_.memory;
  return synchronizes(read) ? x_.with(kRelaxed) : 0;
}

// Coherence, pairwise: of two accesses in program order the second may not lie before the first
// in co, where a read lies at the write that it reads ("Herding Cats", 4.2: coWW, coRW1, coRW2,
// coWR, coRR are all the ways to break it).
bool AddressSolver::coherent(int read, EventSet sourced, Relation& precede) const {
  if (!options_.prune) return true;
  const int write = source_[read];
  bool ok = !x_.po_loc.has(read, write);
  const EventSet known = ordered(read) & (writes_ | sourced);
  for_each(before_.row(read) & known, [&](int a) {
    const bool both_read = x_.events[a].kind == Event::kRead;
    if (both_read && (options_.load_load_hazard || !synchronizes(source_[a]))) return;
    ok = ok && put_before(precede, both_read ? source_[a] : a, write);
  });
  if (!synchronizes(write)) return ok;
  for_each(x_.po_loc.row(read) & known, [&](int b) {
    if (x_.events[b].kind == Event::kWrite)
      ok = ok && put_before(precede, write, b);
    else if (!options_.load_load_hazard)
      ok = ok && put_before(precede, write, source_[b]);
  });
  return ok;
}

bool AddressSolver::source_reads(std::size_t next, EventSet sourced, const Relation& precede, const Found& found) {
  step();
  if (next == reads_.size()) {
    find_updates();
    return order_writes(writes_, updates_[initial_], precede, found);
  }
  const int read = reads_[next];
  bool go_on = true;
  for_each(writes_ | event(initial_), [&](int write) {
    if (!go_on || x_.events[write].value != x_.events[read].value) return;
    if ((x_.events[read].last && write != last_) || taken(read, write, sourced)) return;
    source_[read] = write;
    Relation narrowed = precede;
    if (!coherent(read, sourced, narrowed)) return;
    sources_.emplace_back(write, read);
    go_on = source_reads(next + 1, sourced | event(read), narrowed, found);
    sources_.pop_back();
  });
  return go_on;
}

// Does another update read that write already? Of two, one would come between the other and what it reads.
bool AddressSolver::taken(int read, int write, EventSet sourced) const {
  if (!options_.prune || !synchronizes(write)) return false;
  EventSet others = 0;
  for_each(sourced, [&](int other) { others |= source_[other] == write ? x_.rmw.row(other) & writes_ : 0; });
  bool out = false;
  for_each(x_.rmw.row(read) & writes_, [&](int own) {
    for_each(others & ~x_.same_thread.row(own), [&](int other) { out |= synchronizes(own) && synchronizes(other); });
  });
  return out;
}

void AddressSolver::find_updates() {
  for_each(writes_ | event(initial_), [&](int write) { updates_[write] = 0; });
  for (const auto& [write, read] : sources_) updates_[write] |= x_.rmw.row(read) & writes_;
}

// No foreign write between what an atomic update reads and its own write, the next in co. `open`: writes of updates that
// are not in the order yet, while what they read is.
bool AddressSolver::order_writes(EventSet left, EventSet open, const Relation& precede, const Found& found) {
  step();
  if (left == 0) return found();
  bool go_on = true;
  for_each(left, [&](int w) {
    if (!go_on || (precede.row(w) & left) != 0) return;
    if (options_.prune && (open & ~event(w) & ~x_.same_thread.row(w)) != 0 && synchronizes(w)) return;
    const EventSet rest = left & ~event(w);
    order_.push_back(w);
    go_on = order_writes(rest, (open | updates_[w]) & rest, precede, found);
    order_.pop_back();
  });
  return go_on;
}

}  // namespace fenceline::models
