#include <models/enumerate.h>
#include <models/paths.h>

#include <algorithm>
#include <map>

namespace fenceline::models {
namespace {

// One way in which the accesses to one address may read and be ordered.
struct Choice {
  std::vector<int> order;                    // writes in co
  std::vector<std::pair<int, int>> sources;  // write, read
};

// Finds every Choice for the events at one address.
class AddressSolver {
 public:
  AddressSolver(const Execution& x, EventSet at, const EnumerateOptions& options)
      : x_(x), options_(options) {
    for_each(at, [&](int e) {
      if (x.events[e].kind == Event::kRead)
        reads_.push_back(e);
      else if ((x.initial & event(e)) != 0)
        choice_.order.insert(choice_.order.begin(), e);
      else
        writes_ |= event(e);
    });
    before_ = x.po_loc.inverse();
    position_.fill(0);
  }

  std::vector<Choice> solve() {
    order_writes(writes_);
    return std::move(out_);
  }

 private:
  // Coherence, pairwise: of two accesses in program order the second may not lie before the first
  // in co, where a read lies at the write that it reads ("Herding Cats", 4.2: coWW, coRW1, coRW2,
  // coWR, coRR are all the ways to break it).
  bool coherent(int read, EventSet placed) const {
    if (!options_.prune) return true;
    bool ok = true;
    for_each(placed & before_.row(read), [&](int a) {
      const bool both_read = x_.events[a].kind == Event::kRead;
      if (!(both_read && options_.load_load_hazard)) ok &= position_[a] <= position_[read];
    });
    for_each(placed & x_.po_loc.row(read), [&](int b) {
      if (x_.events[b].kind == Event::kWrite)
        ok &= position_[read] < position_[b];
      else if (!options_.load_load_hazard)
        ok &= position_[read] <= position_[b];
    });
    return ok && atomic(read);
  }

  // No foreign write between what an atomic update reads and its own write.
  bool atomic(int read) const {
    bool ok = true;
    for_each(x_.rmw.row(read), [&](int write) {
      for (int p = position_[read] + 1; p < position_[write]; ++p)
        ok &= x_.same_thread.has(choice_.order[p], write);
    });
    return ok;
  }

  void order_writes(EventSet left) {
    if (left == 0) return source_reads(0, writes_);
    for_each(left, [&](int w) {
      if (options_.prune && (before_.row(w) & left) != 0) return;  // coWW
      position_[w] = static_cast<int>(choice_.order.size());
      choice_.order.push_back(w);
      order_writes(left & ~event(w));
      choice_.order.pop_back();
    });
  }

  void source_reads(std::size_t next, EventSet placed) {
    if (next == reads_.size()) {
      out_.push_back(choice_);
      return;
    }
    const int read = reads_[next];
    for (std::size_t p = 0; p < choice_.order.size(); ++p) {
      const int write = choice_.order[p];
      if (x_.events[write].value != x_.events[read].value) continue;
      position_[read] = static_cast<int>(p);
      if (!coherent(read, placed)) continue;
      choice_.sources.emplace_back(write, read);
      source_reads(next + 1, placed | event(read));
      choice_.sources.pop_back();
    }
  }

  const Execution& x_;
  const EnumerateOptions& options_;
  EventSet writes_ = 0;
  std::vector<int> reads_;
  Relation before_;
  std::array<int, kMaxEvents> position_;
  Choice choice_;
  std::vector<Choice> out_;
};

class Enumerator {
 public:
  using Visit = std::function<bool(const Execution&, const State&)>;
  Enumerator(const LitmusTest& test, const EnumerateOptions& options, const Visit& visit)
      : test_(test), options_(options), visit_(visit), paths_(thread_paths(test, kUnroll)) {
    index_values();
  }

  void run() { choose(0, 0, 0); }

 private:
  // Numbers the pairs of address and value, so that a combination of paths in which some read has
  // no write to read from is seen early. Pairs past the 64th are not looked at.
  void index_values() {
    std::map<std::pair<Value, Value>, int> numbers;
    const auto bit = [&](const Event& e) -> std::uint64_t {
      const auto it = numbers.emplace(std::pair(e.address, e.value), numbers.size()).first;
      return it->second < 64 ? std::uint64_t{1} << it->second : 0;
    };
    needs_.resize(paths_.of.size());
    offers_.resize(paths_.of.size());
    for (std::size_t t = 0; t < paths_.of.size(); ++t)
      for (const Path& path : paths_.of[t]) {
        std::uint64_t needs = 0, offers = 0;
        for (const Event& e : path.events) {
          Value initial = 0;
          if (e.kind == Event::kWrite) offers |= bit(e);
          if (e.kind != Event::kRead) continue;
          if (initial_value(test_, e.address, &initial) && initial == e.value) continue;
          needs |= bit(e);
        }
        needs_[t].push_back(needs);
        offers_[t].push_back(offers);
      }
    can_offer_.assign(paths_.of.size() + 1, 0);
    for (std::size_t t = paths_.of.size(); t-- > 0;) {
      can_offer_[t] = can_offer_[t + 1];
      for (std::uint64_t offers : offers_[t]) can_offer_[t] |= offers;
    }
  }

  bool choose(std::size_t t, std::uint64_t needs, std::uint64_t offers) {
    if ((needs & ~(offers | can_offer_[t])) != 0) return true;
    if (t == paths_.of.size()) return combine();
    for (std::size_t p = 0; p < paths_.of[t].size(); ++p) {
      chosen_.push_back(&paths_.of[t][p]);
      const bool go_on = choose(t + 1, needs | needs_[t][p], offers | offers_[t][p]);
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
      initial_value(test_, address, &init.value);
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
        for (int j = i + 1; j < count; ++j) x.po.add(first + i, first + j);
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

  bool combine() {
    Execution x = skeleton();
    std::vector<std::vector<Choice>> choices;
    std::map<Value, std::size_t> number;  // address -> index into choices
    for_each(x.initial, [&](int init) {
      number.emplace(x.events[init].address, choices.size());
      choices.push_back(AddressSolver(x, x.same_location.row(init), options_).solve());
    });
    for (const auto& c : choices)
      if (c.empty()) return true;
    std::vector<std::size_t> at(choices.size(), 0);
    for (;;) {
      const State state = final_state(x, choices, at, number);
      if (!options_.wanted || options_.wanted(state)) {
        apply(x, choices, at);
        if (!visit_(x, state)) return false;
      }
      std::size_t digit = 0;
      while (digit < at.size() && ++at[digit] == choices[digit].size()) at[digit++] = 0;
      if (digit == at.size()) return true;
    }
  }

  State final_state(const Execution& x, const std::vector<std::vector<Choice>>& choices,
                    const std::vector<std::size_t>& at,
                    const std::map<Value, std::size_t>& number) const {
    State state;
    for (const Variable& v : test_.observed) {
      if (v.thread >= 0) {
        state.push_back(chosen_[v.thread]->registers[v.index]);
        continue;
      }
      const Value address = address_of(v.index) + v.element * test_.locations[v.index].size;
      const auto it = number.find(address);
      Value value = 0;
      if (it == number.end())
        initial_value(test_, address, &value);
      else
        value = x.events[choices[it->second][at[it->second]].order.back()].value;
      state.push_back(value);
    }
    return state;
  }

  static void apply(Execution& x, const std::vector<std::vector<Choice>>& choices,
                    const std::vector<std::size_t>& at) {
    x.rf = x.co = Relation(x.size());
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const Choice& choice = choices[i][at[i]];
      for (const auto& [write, read] : choice.sources) x.rf.add(write, read);
      EventSet later = 0;
      for (std::size_t w = choice.order.size(); w-- > 0;) {
        x.co.row(choice.order[w]) = later;
        later |= event(choice.order[w]);
      }
    }
    x.derive();
  }

  const LitmusTest& test_;
  const EnumerateOptions& options_;
  const Visit& visit_;
  ThreadPaths paths_;
  std::vector<std::vector<std::uint64_t>> needs_, offers_;
  std::vector<std::uint64_t> can_offer_;
  std::vector<const Path*> chosen_;
};

}  // namespace

void enumerate(const LitmusTest& test, const EnumerateOptions& options,
               const std::function<bool(const Execution&, const State&)>& visit) {
  Enumerator(test, options, visit).run();
}

}  // namespace fenceline::models
