#include <models/search/enumerate.h>
#include <models/search/paths.h>
#include <models/search/value_pairs.h>
#include <models/search/ways.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <span>

namespace fenceline::models {
namespace {

class Enumerator {
 public:
  using Visit = std::function<bool(const Execution&, const State&)>;
  Enumerator(const LitmusTest& test, const EnumerateOptions& options, const Visit& visit)
      : test_(test),
        options_(options),
        visit_(visit),
        paths_(thread_paths(test, {options.unroll, options.prune, options.self_justified})),
        pairs_(test, options_, paths_.of),
        candidates_(pairs_.addresses()) {
    if (paths_.parts && !options_.mixed_sizes)
      throw Unsupported(
          "accesses of mixed size to the same bytes: the source of the model's axioms does not "
          "cover them");
  }

  Enumeration run() {
    const bool ended = !choose(pairs_.none(), true);
    if (!ended && paths_.cut && options_.may_happen) {
      unfinished_ = true;
      choose(pairs_.none(), true);
    }
    return {cut_, tried_};
  }

 private:
  // Does a final state of the chosen paths, as far as coherence within threads tells, interest?
  bool may_interest(const ValuePairs::Choice& choice) {
    if (!options_.wanted || !options_.prune || unfinished_ || end_ != End::kReturns) return true;
    for (auto& at : candidates_) at.clear();
    for (std::size_t t = 0; t < choice.paths.size(); ++t)
      for (const auto& [address, write] : pairs_.last_writes(t, choice.paths[t])) candidates_[address].push_back(write);
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

  // A thread that another started may go on for ever: the program ends without it.
  bool may_end(std::size_t thread, const Path& path) const { return path.finished() || test_.threads[thread].started; }

  // First of finished paths alone; then of those of which some are not, until one may happen.
  bool choose(const ValuePairs::Choice& choice, bool finished) {
    ++tried_;
    if (!pairs_.possible(choice)) return true;
    const std::size_t t = choice.paths.size();
    if (t == paths_.of.size()) return finished == unfinished_ || combine(choice);
    for (std::size_t p = 0; p < paths_.of[t].size(); ++p) {
      const Path& path = paths_.of[t][p];
      if (!unfinished_ && !may_end(t, path)) break;
      chosen_.push_back(&path);
      const bool go_on = choose(pairs_.with(choice, p), finished && may_end(t, path));
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
    x.end = end_;
    for (std::size_t t = 0; t < chosen_.size() && end_ == End::kPanics; ++t)
      if (chosen_[t]->end == End::kPanics) x.ended_by = static_cast<int>(t), x.panic = chosen_[t]->panic;
    x.fix_paths();
    static std::atomic<std::uint64_t> numbers = 0;
    x.paths = numbers.fetch_add(1, std::memory_order_relaxed) + 1;
    return x;
  }

  // Final states hang on the paths and on the last write to each address alone: those that nobody
  // wants are passed over before their executions are put together.
  bool combine(const ValuePairs::Choice& choice) {
    end_ = program_end();
    if (!unfinished_ && end_ != End::kReturns && !(options_.stops && options_.stops(end_))) return true;
    std::optional<Execution> paths;
    if (options_.paths && !unfinished_) options_.paths(paths.emplace(skeleton()));
    if (!may_interest(choice)) return true;
    Execution x = paths ? std::move(*paths) : skeleton();
    std::vector<Ways> ways;
    std::vector<int> last;
    for_each(x.initial, [&](int init) { ways.emplace_back(x, init, options_, steps_); });
    return choose_last(x, ways, last);
  }

  // It ends when all threads do that no other started, or with the first panic.
  End program_end() const {
    End out = End::kReturns;
    for (std::size_t t = 0; t < chosen_.size(); ++t) {
      if (chosen_[t]->end == End::kPanics) return End::kPanics;
      if (chosen_[t]->end == End::kWaits && !test_.threads[t].started) out = End::kWaits;
    }
    return out;
  }

  bool choose_last(Execution& x, std::vector<Ways>& ways, std::vector<int>& last) {
    if (last.size() < ways.size()) {
      bool go_on = true;
      for_each(ways[last.size()].last_writes(), [&](int w) {
        if (!go_on) return;
        last.push_back(w);
        go_on = choose_last(x, ways, last);
        last.pop_back();
      });
      return go_on;
    }
    std::vector<const Event*> writes;
    for (const int w : last)
      if (x.events[w].thread >= 0) writes.push_back(&x.events[w]);
    const State state = final_state(writes);
    const auto wanted = [&] {
      if (unfinished_) return true;
      if (end_ != End::kReturns) return options_.stops(end_);
      return !options_.wanted || options_.wanted(state);
    };
    if (!wanted()) return true;
    for (std::size_t i = 0; i < ways.size(); ++i)
      if (!ways[i].any(last[i])) return true;
    bool stopped = false;
    std::vector<Way*> chosen;
    const std::function<bool(std::size_t)> solve = [&](std::size_t i) {
      if (i < ways.size())
        return ways[i].each(last[i], [&](Way& way) {
          chosen.push_back(&way);
          const bool go_on = hopeless(x, chosen, ways.size()) || solve(i + 1);
          chosen.pop_back();
          return go_on;
        });
      apply(x, chosen);
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

  struct Asked {
    int times = 0, yes = 0;
  };

  // Can these rf and co be part of no execution of these paths? It is asked as long as that pays.
  bool impossible(Execution& x, std::span<Way* const> chosen, Asked& asked) {
    constexpr int kTrials = 16, kPays = 8;  // one of so many saves as much as all of them take
    if (asked.times >= kTrials && asked.yes * kPays < asked.times) return false;
    apply(x, chosen);
    const bool out = !options_.may_complete(x);
    ++asked.times, asked.yes += out;
    return out;
  }

  bool exclude_each_other(Execution& x, Way& first, Way& second, Asked& asked) {
    Way* const both[] = {&first, &second};
    if (!first.kept || !second.kept) return impossible(x, both, asked);
    const auto [entry, fresh] = second.excludes.try_emplace(&first, false);
    if (fresh) entry->second = impossible(x, both, asked);
    return entry->second;
  }

  // Does what is chosen for some of the locations exclude all choices for the others? The last chosen one is new.
  bool hopeless(Execution& x, std::span<Way* const> chosen, std::size_t locations) {
    if (!options_.may_complete || unfinished_ || locations < 3) return false;
    const std::size_t last = chosen.size() - 1;
    for (std::size_t i = 0; i < last; ++i)
      if (exclude_each_other(x, *chosen[i], *chosen[last], of_two_[{i, last}])) return true;
    return last > 1 && chosen.size() < locations && impossible(x, chosen, of_first_[last]);
  }

  static void apply(Execution& x, std::span<Way* const> chosen) {
    x.rf = x.co = Relation(x.size());
    for (const Way* way : chosen) {
      for (const auto& [write, read] : way->sources) x.rf.add(write, read);
      EventSet later = 0;
      for (std::size_t w = way->order.size(); w-- > 0;) {
        x.co.row(way->order[w]) = later;
        later |= event(way->order[w]);
      }
    }
    x.derive();
  }

  const LitmusTest& test_;
  const EnumerateOptions& options_;
  const Visit& visit_;
  ThreadPaths paths_;
  ValuePairs pairs_;
  std::vector<std::vector<const Event*>> candidates_;  // of may_interest(), by address
  std::vector<const Path*> chosen_;
  End end_ = End::kReturns;  // of the program, by the chosen paths
  bool unfinished_ = false;  // combinations with a path that is not finished are looked at
  bool cut_ = false;
  std::size_t tried_ = 0, steps_ = 0;
  std::map<std::pair<std::size_t, std::size_t>, Asked> of_two_;  // by the numbers of the locations
  std::map<std::size_t, Asked> of_first_;                        // by that of the last
};

}  // namespace

Enumeration enumerate(const LitmusTest& test, const EnumerateOptions& options,
                      const std::function<bool(const Execution&, const State&)>& visit) {
  return Enumerator(test, options, visit).run();
}

}  // namespace fenceline::models
