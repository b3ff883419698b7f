#include <models/enumerate.h>
#include <models/paths.h>

#include <algorithm>
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
      if (!(both_read && options_.load_load_hazard))
        ok = ok && put_before(precede, both_read ? source_[a] : a, write);
    });
    for_each(x_.po_loc.row(read) & (writes_ | sourced), [&](int b) {
      if (x_.events[b].kind == Event::kWrite)
        ok = ok && b != write && put_before(precede, write, b);
      else if (!options_.load_load_hazard)
        ok = ok && put_before(precede, write, source_[b]);
    });
    return ok;
  }

  bool source_reads(std::size_t next, EventSet sourced, const Relation& precede,
                    const Found& found) {
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
      for (std::size_t p = order_.size(); order_[--p] != source_[read];)
        ok &= x_.same_thread.has(order_[p], write);
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
        paths_(thread_paths(test, kUnroll, options.prune)) {
    if (paths_.parts && !options_.mixed_sizes)
      throw Unsupported(
          "accesses of mixed size to the same bytes: the source of the model's axioms does not "
          "cover them");
    index_values();
  }

  void run() { choose(0, 0, 0, Relation(std::min<int>(kMaxEvents, numbers_.size()))); }

 private:
  // Numbers the pairs of address and value, so that a combination of paths in which some read has
  // no write to read from is seen early. Pairs past the 64th are not looked at.
  int number(const Event& e) {
    return numbers_.emplace(std::pair(e.address, e.value), numbers_.size()).first->second;
  }
  static EventSet bit(int number) { return number < kMaxEvents ? event(number) : 0; }

  bool reads_initial(const Event& e) const {
    return initial_value(test_, e.address, e.size) == e.value;
  }

  void index_values() {
    EventSet stored = 0, again = 0, initial = 0;
    needs_.resize(paths_.of.size());
    offers_.resize(paths_.of.size());
    for (std::size_t t = 0; t < paths_.of.size(); ++t) {
      EventSet by_thread = 0;
      for (const Path& path : paths_.of[t]) {
        EventSet needs = 0, offers = 0;
        for (const Event& e : path.events) {
          if (e.kind == Event::kFence) continue;
          const EventSet pair = bit(number(e));
          if (reads_initial(e)) initial |= pair;
          if (e.kind == Event::kWrite) again |= offers & pair, offers |= pair;
          if (e.kind == Event::kRead && !reads_initial(e)) needs |= pair;
        }
        needs_[t].push_back(needs);
        offers_[t].push_back(offers);
        by_thread |= offers;
      }
      again |= stored & by_thread;
      stored |= by_thread;
    }
    again |= stored & initial;
    order_.resize(paths_.of.size());
    for (std::size_t t = 0; t < paths_.of.size(); ++t)
      for (const Path& path : paths_.of[t]) order_[t].push_back(value_order(path, again, initial));
    can_offer_.assign(paths_.of.size() + 1, 0);
    for (std::size_t t = paths_.of.size(); t-- > 0;) {
      can_offer_[t] = can_offer_[t + 1];
      for (EventSet offers : offers_[t]) can_offer_[t] |= offers;
    }
  }

  // Where one write alone can have stored a value, coherence orders values as it orders writes:
  // pairs of values in which the first must come before the second. A pair of equals: never.
  std::vector<std::pair<int, int>> value_order(const Path& path, EventSet ambiguous,
                                               EventSet initial) {
    std::vector<std::pair<int, int>> out;
    if (!options_.prune) return out;
    for (std::size_t j = 0; j < path.events.size(); ++j) {
      const Event& b = path.events[j];
      const int second = b.kind == Event::kFence ? kMaxEvents : number(b);
      if ((bit(second) & ~ambiguous) == 0) continue;
      for (std::size_t i = 0; i < j; ++i) {
        const Event& a = path.events[i];
        if (a.kind == Event::kFence || a.address != b.address) continue;
        const int first = number(a);
        const bool both_read = a.kind == Event::kRead && b.kind == Event::kRead;
        if ((bit(first) & ~ambiguous) == 0 || (both_read && options_.load_load_hazard)) continue;
        const bool own_future =
            first == second && a.kind == Event::kRead && b.kind == Event::kWrite;
        if (own_future || (first != second && (bit(second) & initial) != 0))
          out.emplace_back(second, second);
        else if (first != second)
          out.emplace_back(first, second);
      }
    }
    return out;
  }

  static bool add_order(Relation& before, const std::vector<std::pair<int, int>>& pairs) {
    return std::all_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
      return pair.first != pair.second && put_before(before, pair.first, pair.second);
    });
  }

  bool choose(std::size_t t, EventSet needs, EventSet offers, const Relation& order) {
    if ((needs & ~(offers | can_offer_[t])) != 0) return true;
    if (t == paths_.of.size()) return combine();
    for (std::size_t p = 0; p < paths_.of[t].size(); ++p) {
      Relation narrowed = order;
      if (!add_order(narrowed, order_[t][p])) continue;
      chosen_.push_back(&paths_.of[t][p]);
      const bool go_on = choose(t + 1, needs | needs_[t][p], offers | offers_[t][p], narrowed);
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
    if (total > kMaxEvents) throw Unsupported("more than 64 events in one execution");
    const int n = static_cast<int>(total);
    for (Relation* r : {&x.po, &x.addr, &x.data, &x.ctrl, &x.pick_addr, &x.pick_data, &x.pick_ctrl,
                        &x.rmw, &x.rf, &x.co})
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
    return x;
  }

  // Final states hang on the paths and on the last write to each address alone: those that nobody
  // wants are passed over before their executions are put together.
  bool combine() {
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
    const State state = final_state(x, last);
    const auto wanted = [&] { return !options_.wanted || options_.wanted(state); };
    if (!wanted()) return true;
    for (std::size_t i = 0; i < solvers.size(); ++i)
      if (solvers[i].each(last[i], [] { return false; })) return true;  // there is no way
    bool stopped = false;
    const std::function<bool(std::size_t)> solve = [&](std::size_t i) {
      if (i < solvers.size()) return solvers[i].each(last[i], [&] { return solve(i + 1); });
      apply(x, solvers);
      stopped = !visit_(x, state);
      return !stopped && wanted();
    };
    solve(0);
    return !stopped;
  }

  State final_state(const Execution& x, const std::vector<int>& last) const {
    State state;
    for (const Variable& v : test_.observed) {
      if (v.thread >= 0) {
        state.push_back(chosen_[v.thread]->registers[v.index]);
        continue;
      }
      state.push_back(final_value(x, v, last));
    }
    return state;
  }

  // Bytes that nobody writes stay. A location that is no array is as wide as the writes to it.
  Value final_value(const Execution& x, const Variable& v, const std::vector<int>& last) const {
    const Location& location = test_.locations[v.index];
    const Value address = address_of(v.index) + v.element * location.size;
    Value value = v.element < std::ssize(location.init) ? location.init[v.element] : 0;
    const Value most = location.elements > 1 ? location.size : 8;
    Value size = 0;
    for (int w : last) {
      const Event& e = x.events[w];
      for (int i = 0; i < e.size && e.thread >= 0; ++i) {
        const Value at = e.address + i - address;
        if (at < 0 || at >= most) continue;
        value = (value & ~(Value{0xff} << 8 * at)) | (e.value >> 8 * i & 0xff) << 8 * at;
        size = std::max(size, at + 1);
      }
    }
    return size == 0 ? value
                     : cut(value, static_cast<int>(std::max<Value>(size, location.size)), true);
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
  std::map<std::pair<Value, Value>, int> numbers_;  // address and value
  // Of each path of each thread.
  std::vector<std::vector<EventSet>> needs_, offers_;
  std::vector<std::vector<std::vector<std::pair<int, int>>>> order_;
  std::vector<EventSet> can_offer_;
  std::vector<const Path*> chosen_;
};

}  // namespace

void enumerate(const LitmusTest& test, const EnumerateOptions& options,
               const std::function<bool(const Execution&, const State&)>& visit) {
  Enumerator(test, options, visit).run();
}

}  // namespace fenceline::models
