#include <models/search/enumerate.h>
#include <models/search/paths.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>

namespace fenceline::models {
namespace {

// Puts `first` before `second` in a transitive relation, where row(e) holds what comes before e;
// false if that makes a cycle.
bool put_before(Relation& before, int first, int second) {
  if (first == second || before.has(second, first)) return true;
  if (before.has(first, second)) return false;
  const EventSet earlier = before.row(first) | event(first);
  for (int e = 0; e < before.size(); ++e)
    if (e == second || before.has(e, second)) before.row(e) |= earlier;
  return true;
}

// Finds the ways in which the accesses to one address may read and be ordered: first what each read
// takes its value from, then the orders of the writes that this leaves.
class AddressSolver {
 public:
  using Found = std::function<bool()>;

  AddressSolver(const Execution& x, int initial, const EnumerateOptions& options)
      : x_(x), options_(options), initial_(initial) {
    const EventSet at = x.same_location.row(initial);
    writes_ = at & x.writes & ~event(initial);
    for_each(at & x.reads, [&](int r) { reads_.push_back(r); });
    before_ = x.po_loc.inverse();
  }

  // Writes that may be the last.
  EventSet last_writes() const {
    if (writes_ == 0) return event(initial_);
    EventSet out = 0;
    for_each(writes_, [&](int w) {
      if (!options_.prune || (x_.po_loc.row(w) & writes_) == 0) out |= event(w);
    });
    return out;
  }

  // Calls found() for every way that ends in `last`, until it returns false: then so does each().
  bool each(int last, const Found& found) {
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

  // The way that was found last.
  const std::vector<int>& order() const { return order_; }                      // writes in co
  const std::vector<std::pair<int, int>>& sources() const { return sources_; }  // write, read

 private:
  // Coherence, pairwise: of two accesses in program order the second may not lie before the first
  // in co, where a read lies at the write that it reads ("Herding Cats", 4.2: coWW, coRW1, coRW2,
  // coWR, coRR are all the ways to break it).
  bool coherent(int read, EventSet sourced, Relation& precede) const {
    if (!options_.prune) return true;
    const int write = source_[read];
    bool ok = true;
    for_each(before_.row(read) & (writes_ | sourced), [&](int a) {
      const bool both_read = x_.events[a].kind == Event::kRead;
      if (!(both_read && options_.load_load_hazard)) ok = ok && put_before(precede, both_read ? source_[a] : a, write);
    });
    for_each(x_.po_loc.row(read) & (writes_ | sourced), [&](int b) {
      if (x_.events[b].kind == Event::kWrite)
        ok = ok && b != write && put_before(precede, write, b);
      else if (!options_.load_load_hazard)
        ok = ok && put_before(precede, write, source_[b]);
    });
    return ok;
  }

  bool source_reads(std::size_t next, EventSet sourced, const Relation& precede, const Found& found) {
    if (next == reads_.size()) return order_writes(writes_, precede, found);
    const int read = reads_[next];
    bool go_on = true;
    for_each(writes_ | event(initial_), [&](int write) {
      if (!go_on || x_.events[write].value != x_.events[read].value) return;
      source_[read] = write;
      Relation narrowed = precede;
      if (!coherent(read, sourced, narrowed)) return;
      sources_.emplace_back(write, read);
      go_on = source_reads(next + 1, sourced | event(read), narrowed, found);
      sources_.pop_back();
    });
    return go_on;
  }

  // No foreign write between what an atomic update reads and its own write, the next in co.
  bool atomic(int write) const {
    if (!options_.prune) return true;
    bool ok = true;
    for_each(before_.row(write) & x_.reads, [&](int read) {
      if (!x_.rmw.has(read, write)) return;
      for (std::size_t p = order_.size(); order_[--p] != source_[read];) ok &= x_.same_thread.has(order_[p], write);
    });
    return ok;
  }

  bool order_writes(EventSet left, const Relation& precede, const Found& found) {
    if (left == 0) return found();
    bool go_on = true;
    for_each(left, [&](int w) {
      if (!go_on || (precede.row(w) & left) != 0 || !atomic(w)) return;
      order_.push_back(w);
      go_on = order_writes(left & ~event(w), precede, found);
      order_.pop_back();
    });
    return go_on;
  }

  const Execution& x_;
  const EnumerateOptions& options_;
  const int initial_;
  EventSet writes_ = 0;
  std::vector<int> reads_;
  Relation before_;
  std::array<int, kMaxEvents> source_ = {};  // of each read
  std::vector<int> order_;
  std::vector<std::pair<int, int>> sources_;
};

class Enumerator {
 public:
  using Visit = std::function<bool(const Execution&, const State&)>;
  Enumerator(const LitmusTest& test, const EnumerateOptions& options, const Visit& visit)
      : test_(test),
        options_(options),
        visit_(visit),
        paths_(thread_paths(test, {options.unroll, options.prune, options.self_justified})) {
    if (paths_.parts && !options_.mixed_sizes)
      throw Unsupported(
          "accesses of mixed size to the same bytes: the source of the model's axioms does not "
          "cover them");
    index_values();
  }

  Enumeration run() {
    const bool ended = !choose(0, initial_, {}, true);
    if (!ended && paths_.cut && options_.may_happen) {
      unfinished_ = true;
      choose(0, initial_, {}, true);
    }
    return {cut_, tried_};
  }

 private:
  // An address and a value are a pair, and pairs are numbered, so that combinations of paths that
  // cannot be are seen before they are put together. Pairs past the 64th are not looked at.
  using Counts = std::array<std::uint8_t, kMaxEvents>;  // of each pair

  // If each pair is stored by one write, coherence orders them as it orders the writes: the first
  // comes before the second; or the path cannot be.
  struct ValueOrder {
    int first, second;
    bool never;
  };

  // What there is to know of a path.
  struct Summary {
    EventSet needs = 0;   // pairs that it reads
    Counts stored = {};   // how many of its writes store a pair
    Counts updated = {};  // how many of its atomic updates read a pair
    std::vector<ValueOrder> order;
    std::vector<std::pair<std::size_t, const Event*>> last;  // write to each address, numbered
  };

  int number(const Event& e) { return numbers_.emplace(std::pair(e.address, e.value), numbers_.size()).first->second; }

  bool reads_initial(const Event& e) const { return initial_value(test_, e.address, e.size) == e.value; }

  void index_values() {
    std::map<Value, std::size_t> addresses;
    for (const auto& paths : paths_.of) {
      auto& summaries = summaries_.emplace_back();
      for (const Path& path : paths) summaries.push_back(summary(path, addresses));
    }
    candidates_.resize(addresses.size());
    bound_writes();
    leave_out_impossible();
    most_stored_.assign(paths_.of.size() + 1, {});
    for (std::size_t t = paths_.of.size(); t-- > 0;) {
      Counts& most = most_stored_[t];
      for (const Summary& path : summaries_[t])
        for (int n = 0; n < pairs(); ++n) most[n] = std::max(most[n], path.stored[n]);
      add(most, most_stored_[t + 1]);
    }
  }

  Summary summary(const Path& path, std::map<Value, std::size_t>& addresses) {
    Summary out;
    std::map<std::size_t, const Event*> last;
    for (const Event& e : path.events) {
      if (e.kind == Event::kFence) continue;
      const int n = number(e);
      if (e.kind == Event::kWrite) last[addresses.emplace(e.address, addresses.size()).first->second] = &e;
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
  void note_feeds(const Path& path) {
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
  void bound_writes() {
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
      if (bound_[n] == 1 && initial_[n] == 0 && (plain_ & event(n)) == 0 && std::popcount(feeds_[n]) == 1)
        if (const int from = std::countr_zero(feeds_[n]); bound_[from] == 1) put_before(fixed_order_, from, n);
  }

  // Paths that can be part of no execution, whatever the other threads do.
  void leave_out_impossible() {
    for (std::size_t t = 0; t < summaries_.size(); ++t) {
      std::vector<Path> paths;
      std::vector<Summary> summaries;
      for (std::size_t p = 0; p < summaries_[t].size(); ++p) {
        if (!possible_alone(summaries_[t][p])) continue;
        paths.push_back(std::move(paths_.of[t][p]));
        summaries.push_back(std::move(summaries_[t][p]));
      }
      // What is known of writes points to the events, which stay where they are.
      paths_.of[t] = std::move(paths);
      summaries_[t] = std::move(summaries);
    }
  }

  bool possible_alone(const Summary& path) const {
    for (int n = 0; n < pairs(); ++n)
      if (path.stored[n] + initial_[n] > bound_[n] || (options_.prune && path.updated[n] > bound_[n])) return false;
    Relation before = fixed_order_;
    return std::all_of(path.order.begin(), path.order.end(), [&](const ValueOrder& o) {
      const bool once = bound_[o.first] <= 1 && bound_[o.second] <= 1;
      return !once || (!o.never && put_before(before, o.first, o.second));
    });
  }

  // Between a load-linked and its store-conditional a thread may itself write: that write then takes what both read.
  static bool own_write_between(const Path& path, int read, int write) {
    return std::any_of(path.events.begin() + read, path.events.begin() + write, [&](const Event& e) {
      return e.kind == Event::kWrite && e.address == path.events[write].address;
    });
  }

  std::vector<ValueOrder> value_order(const Path& path) {
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
        if (first != second || own_future) out.push_back({first, second, own_future || before_initial});
      }
    }
    return out;
  }

  // Does a final state of the chosen paths, as far as coherence within threads tells, interest?
  bool may_interest() {
    if (!options_.wanted || !options_.prune || unfinished_) return true;
    for (auto& at : candidates_) at.clear();
    for (std::size_t t = 0; t < chosen_.size(); ++t)
      for (const auto& [address, write] : summaries_[t][chosen_[t] - paths_.of[t].data()].last)
        candidates_[address].push_back(write);
    std::vector<const Event*> last;
    const std::function<bool(std::size_t)> interests = [&](std::size_t address) {
      if (address == candidates_.size()) return options_.wanted(final_state(last));
      if (candidates_[address].empty()) return interests(address + 1);
      return std::any_of(candidates_[address].begin(), candidates_[address].end(), [&](const Event* write) {
        last.push_back(write);
        const bool yes = interests(address + 1);
        last.pop_back();
        return yes;
      });
    };
    return interests(0);
  }

  int pairs() const { return std::min<int>(kMaxEvents, numbers_.size()); }

  void add(Counts& to, const Counts& more) const {
    for (int n = 0; n < pairs(); ++n) to[n] += more[n];
  }

  // Can the paths of the first threads that were chosen be part of an execution, whatever the other
  // threads do?
  bool possible(EventSet needs, const Counts& stored, const Counts& updated) const {
    const std::size_t threads = chosen_.size();
    EventSet never = 0, once = 0;  // stored by no write, by one at most
    for (int n = 0; n < pairs(); ++n) {
      const int most = std::min<int>(stored[n] + most_stored_[threads][n], bound_[n]);
      if (stored[n] > bound_[n]) return false;
      if (most == 0) never |= event(n);
      if (most <= 1) once |= event(n);
      // An update takes the write that it reads for itself: no write may come between it and its
      // own.
      if (options_.prune && updated[n] > most) return false;
    }
    if ((needs & never) != 0) return false;
    Relation before = fixed_order_;
    for (std::size_t t = 0; t < threads; ++t)
      for (const ValueOrder& o : summaries_[t][chosen_[t] - paths_.of[t].data()].order)
        if (((event(o.first) | event(o.second)) & ~once) == 0 && (o.never || !put_before(before, o.first, o.second)))
          return false;
    return true;
  }

  // First of finished paths alone; then of those of which some are not, until one may happen.
  bool choose(EventSet needs, const Counts& stored, const Counts& updated, bool finished) {
    ++tried_;
    if (!possible(needs, stored, updated)) return true;
    const std::size_t t = chosen_.size();
    if (t == paths_.of.size()) return finished == unfinished_ || combine();
    for (std::size_t p = 0; p < paths_.of[t].size(); ++p) {
      if (!unfinished_ && !paths_.of[t][p].finished) break;
      const Summary& path = summaries_[t][p];
      Counts all_stored = stored, all_updated = updated;
      add(all_stored, path.stored), add(all_updated, path.updated);
      chosen_.push_back(&paths_.of[t][p]);
      const bool go_on = choose(needs | path.needs, all_stored, all_updated, finished && paths_.of[t][p].finished);
      chosen_.pop_back();
      if (!go_on) return false;
    }
    return true;
  }

  // The events and fixed relations of one combination of paths.
  Execution skeleton() const {
    Execution x;
    x.test = &test_;
    std::map<Value, int> touched;  // address -> size
    for (const Path* path : chosen_)
      for (const Event& e : path->events)
        if (e.kind != Event::kFence) touched.emplace(e.address, e.size);
    for (const auto& [address, size] : touched) {
      Event init;
      init.kind = Event::kWrite;
      init.address = address;
      init.size = static_cast<std::uint8_t>(size);
      init.value = initial_value(test_, address, size);
      x.events.push_back(init);
    }
    std::size_t total = x.events.size();
    for (const Path* path : chosen_) total += path->events.size();
    if (total > kMaxEvents) throw too_many_events();
    const int n = static_cast<int>(total);
    for (Relation* r :
         {&x.po, &x.addr, &x.data, &x.ctrl, &x.pick_addr, &x.pick_data, &x.pick_ctrl, &x.rmw, &x.rf, &x.co})
      *r = Relation(n);
    int thread = 0;
    for (const Path* path : chosen_) {
      const int first = x.size();
      const int count = static_cast<int>(path->events.size());
      for (int i = 0; i < count; ++i) {
        Event e = path->events[i];
        e.thread = thread;
        x.events.push_back(e);
        for (int j = i + 1; j < count; ++j)
          if (path->events[j].step != e.step) x.po.add(first + i, first + j);
        const Dependencies& d = path->dependencies[i];
        const auto depend = [&](Relation& r, EventSet on) {
          for_each(on, [&](int source) { r.add(first + source, first + i); });
        };
        depend(x.addr, d.addr), depend(x.data, d.data), depend(x.ctrl, d.ctrl);
        depend(x.pick_addr, d.pick_addr), depend(x.pick_data, d.pick_data);
        depend(x.pick_ctrl, d.pick_ctrl);
      }
      for (const auto& [read, write] : path->rmw) x.rmw.add(first + read, first + write);
      ++thread;
    }
    x.fix_paths();
    static std::atomic<std::uint64_t> numbers = 0;
    x.paths = numbers.fetch_add(1, std::memory_order_relaxed) + 1;
    return x;
  }

  // Final states hang on the paths and on the last write to each address alone: those that nobody
  // wants are passed over before their executions are put together.
  bool combine() {
    if (!may_interest()) return true;
    Execution x = skeleton();
    std::vector<AddressSolver> solvers;
    std::vector<int> last;
    for_each(x.initial, [&](int init) { solvers.emplace_back(x, init, options_); });
    return choose_last(x, solvers, last);
  }

  bool choose_last(Execution& x, std::vector<AddressSolver>& solvers, std::vector<int>& last) {
    if (last.size() < solvers.size()) {
      bool go_on = true;
      for_each(solvers[last.size()].last_writes(), [&](int w) {
        if (!go_on) return;
        last.push_back(w);
        go_on = choose_last(x, solvers, last);
        last.pop_back();
      });
      return go_on;
    }
    std::vector<const Event*> writes;
    for (const int w : last)
      if (x.events[w].thread >= 0) writes.push_back(&x.events[w]);
    const State state = final_state(writes);
    const auto wanted = [&] { return unfinished_ || !options_.wanted || options_.wanted(state); };
    if (!wanted()) return true;
    for (std::size_t i = 0; i < solvers.size(); ++i)
      if (solvers[i].each(last[i], [] { return false; })) return true;  // there is no way
    bool stopped = false;
    const std::function<bool(std::size_t)> solve = [&](std::size_t i) {
      if (i < solvers.size()) return solvers[i].each(last[i], [&] { return solve(i + 1); });
      apply(x, solvers);
      if (unfinished_)
        stopped = cut_ = options_.may_happen(x);
      else
        stopped = !visit_(x, state);
      return !stopped && wanted();
    };
    solve(0);
    return !stopped;
  }

  // Where `last` are the last writes to what is written.
  State final_state(const std::vector<const Event*>& last) const {
    State state;
    for (const Variable& v : test_.observed) {
      if (v.thread >= 0) {
        state.push_back(shown(test_, v, chosen_[v.thread]->registers[v.index]));
        continue;
      }
      state.push_back(final_value(v, last));
    }
    return state;
  }

  // Bytes that nobody writes stay. A location that is no array is as wide as the writes to it.
  Value final_value(const Variable& v, const std::vector<const Event*>& last) const {
    const Location& location = test_.locations[v.index];
    const Value address = address_of(v.index) + v.element * location.size;
    Value value = v.element < std::ssize(location.init) ? location.init[v.element] : 0;
    const Value most = location.elements > 1 ? location.size : 8;
    Value size = 0;
    for (const Event* e : last) {
      for (int i = 0; i < e->size; ++i) {
        const Value at = e->address + i - address;
        if (at < 0 || at >= most) continue;
        value = (value & ~(Value{0xff} << 8 * at)) | (e->value >> 8 * i & 0xff) << 8 * at;
        size = std::max(size, at + 1);
      }
    }
    return size == 0 ? value : cut(value, static_cast<int>(std::max<Value>(size, location.size)), true);
  }

  static void apply(Execution& x, const std::vector<AddressSolver>& solvers) {
    x.rf = x.co = Relation(x.size());
    for (const AddressSolver& solver : solvers) {
      for (const auto& [write, read] : solver.sources()) x.rf.add(write, read);
      EventSet later = 0;
      for (std::size_t w = solver.order().size(); w-- > 0;) {
        x.co.row(solver.order()[w]) = later;
        later |= event(solver.order()[w]);
      }
    }
    x.derive();
  }

  const LitmusTest& test_;
  const EnumerateOptions& options_;
  const Visit& visit_;
  ThreadPaths paths_;
  std::map<std::pair<Value, Value>, int> numbers_;
  Counts initial_ = {};                                // pairs that nobody needs to store
  std::vector<std::vector<Summary>> summaries_;        // of each path of each thread
  EventSet plain_ = 0;                                 // pairs that some write stores that is no update
  std::array<EventSet, kMaxEvents> feeds_ = {};        // what updates read that store a pair
  Counts bound_ = {};                                  // writes of a pair, the initial one included
  Relation fixed_order_;                               // of pairs of one write
  std::vector<Counts> most_stored_;                    // by the threads from the t-th on
  std::vector<std::vector<const Event*>> candidates_;  // of may_interest(), by address
  std::vector<const Path*> chosen_;
  bool unfinished_ = false;  // combinations with a path that is not finished are looked at
  bool cut_ = false;
  std::size_t tried_ = 0;
};

}  // namespace

Enumeration enumerate(const LitmusTest& test, const EnumerateOptions& options,
                      const std::function<bool(const Execution&, const State&)>& visit) {
  return Enumerator(test, options, visit).run();
}

}  // namespace fenceline::models
