// A record of some words that threads read and replace: each turn of a thread is a read or an update, by `read_share`. The
// words of a record are all the same: whoever finds two apart has seen a half of one update and a half of another.
#pragma once
#include <kernels/draws.h>
#include <kernels/sojourn.h>
#include <kernels/work.h>
#include <kernels/workload.h>
#include <structures/record/concept.h>
#include <structures/transaction.h>

#include <array>
#include <span>

namespace fenceline::records {

/// N words, each the number of updates.
template <class Word, size_t N>
struct Words {
  std::array<Word, N> words{};

  void add() {
    const Word next = static_cast<Word>(words[0] + 1);
    for (Word& word : words) word = next;
  }
  bool agree() const {
    Word apart = 0;
    for (const Word& word : words) apart |= word ^ words[0];
    return apart == 0;
  }
  bool counts(uint64_t updates) const { return agree() && words[0] == static_cast<Word>(updates); }
  friend bool operator==(const Words&, const Words&) = default;
};

/// What a thread has done since setup, and where it is in its draws.
struct Turns {
  uint64_t reads = 0, updates = 0, torn = 0, draws = 0;
};

/// What came of all members' transactions, where the record has such.
std::vector<Figure> transactions(const std::array<uint64_t, arch::kAttempts>& attempts, uint64_t locked,
                                 uint64_t calls);
/// The parameter of rows whose record has a size that is chosen: the usual one, or many bytes too.
Axis bytes(bool many);
/// read_share, of kAll.
Axis read_share(std::vector<int64_t> values);

/// What a thread has done, and what became of its transactions, where the record has such.
struct alignas(arch::kPadBytes) Lane {
  Turns turns;
  std::array<uint64_t, arch::kAttempts> attempts{};
  uint64_t locked = 0;
  Histogram updates{};  ///< how long they took, where each is timed
};

template <class S>
class Site {
 public:
  explicit Site(const Shared& shared) : place_(shared.threads), lanes_(shared.threads) {
    for (unsigned t = 0; t < shared.threads; ++t) lanes_[t].turns.draws = (shared.seed << 8) + t;
  }

  S& record() { return place_.record; }
  Lane& lane(unsigned thread) { return lanes_[thread]; }
  std::span<const Lane> lanes() const { return lanes_; }

  std::string check() {
    if constexpr (!kWhole<S>) return "";
    const Turns all = sum();
    if (all.torn != 0) return "a reader saw one half of an update";
    bool counts = false;
    typename S::Member member(record(), 0);
    record().read(member, [&](const auto& now) { counts = now.counts(all.updates); });
    return counts ? "" : "updates were lost";
  }
  std::vector<Figure> figures() const {
    std::vector<Figure> out;
    const Turns all = sum();
    if constexpr (!kWhole<S>) out.push_back({"torn", "", double(all.torn) / double(std::max<uint64_t>(all.reads, 1))});
    if constexpr (requires { place_.domain.held(); }) out.push_back({"held", "node", double(place_.domain.held())});
    if constexpr (requires(typename S::Member & member) { member.attempts; }) {
      std::array<uint64_t, arch::kAttempts> attempts{};
      uint64_t locked = 0;
      for (const Lane& lane : lanes_) {
        for (size_t a = 0; a < attempts.size(); ++a) attempts[a] += lane.attempts[a];
        locked += lane.locked;
      }
      for (auto& figure : transactions(attempts, locked, all.reads + all.updates)) out.push_back(std::move(figure));
    }
    return out;
  }

 private:
  Turns sum() const {
    Turns all;
    for (const Lane& lane : lanes_) {
      all.reads += lane.turns.reads;
      all.updates += lane.turns.updates;
      all.torn += lane.turns.torn;
    }
    return all;
  }

  alignas(arch::kPadBytes) RecordPlace<S> place_;
  std::vector<Lane> lanes_;
};

/// A thread that takes turns: made by it, for libraries want to know their threads.
template <class S>
class Hand {
 public:
  Hand(Site<S>& site, unsigned thread)
      : record_(site.record()), member_(record_, thread), lane_(site.lane(thread)), turns(lane_.turns) {}
  ~Hand() {
    rest();
    lane_.turns = turns;
    if constexpr (requires { member_.attempts; }) {
      for (size_t a = 0; a < lane_.attempts.size(); ++a) lane_.attempts[a] += member_.attempts[a];
      lane_.locked += member_.locked;
    }
  }
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;

  void read() {
    record_.read(member_, [&](const auto& now) { turns.torn += !now.agree(); });
    ++turns.reads;
    between();
  }
  void update() {
    record_.update(member_, [](auto& now) { now.add(); });
    ++turns.updates;
    between();
  }

 private:
  /// Now and then a thread says that it holds nothing: some reclaimers live by it.
  void between() {
    arch::compiler_barrier();  // the next turn reads anew
    if ((turns.reads + turns.updates) % 64 == 0) rest();
  }
  void rest() {
    if constexpr (requires { member_.quiescent(); }) member_.quiescent();
  }

  S& record_;
  typename S::Member member_;
  Lane& lane_;

 public:
  Turns turns;
};

// ---- forms: how a record is kept, whatever is in it ------------------------------------------------

/// F::of<T>: a record of a T. Its size is the last of a row's args.
template <template <class> class S>
struct Sized {
  static constexpr bool kSized = true;
  template <class T>
  using of = S<T>;
};
/// Whether it is compiled for many bytes, too: not where that takes too long.
template <class Form>
inline constexpr bool kTakesMany = true;
/// Of one size.
template <class S>
struct Fixed {
  static constexpr bool kSized = false;
  using type = S;
};

inline constexpr int64_t kUsualBytes = 64, kManyBytes = 1024;

/// f.operator()<S>() for the record that the trial is about.
template <class Form, class F>
auto with(const Shared& shared, F&& f) {
  if constexpr (Form::kSized) {
    if constexpr (kTakesMany<Form>) {
      if (shared.args.back() != kUsualBytes)
        return f.template operator()<typename Form::template of<Words<uint64_t, kManyBytes / 8>>>();
    }
    return f.template operator()<typename Form::template of<Words<uint64_t, kUsualBytes / 8>>>();
  } else {
    return f.template operator()<typename Form::type>();
  }
}

// ---- rows --------------------------------------------------------------------------------------

template <class Form, bool kReads>
uint64_t alone(Shared& shared, unsigned thread, uint64_t iterations) {
  return with<Form>(shared, [&]<class S>() {
    Hand hand(shared.object<Site<S>>(), thread);
    for (uint64_t n = 0; n != iterations; ++n) kReads ? hand.read() : hand.update();
    return iterations;
  });
}

inline constexpr uint64_t kAll = 10'000;  // what read_share is a part of

/// args: read_share, parallel
template <class Form>
uint64_t mixed(Shared& shared, unsigned thread, uint64_t iterations) {
  const auto share = static_cast<uint64_t>(shared.args[0]), parallel = static_cast<uint64_t>(shared.args[1]);
  return with<Form>(shared, [&]<class S>() {
    Hand hand(shared.object<Site<S>>(), thread);
    uint64_t x = 0;
    for (uint64_t n = 0; n != iterations; ++n) {
      drawn(hand.turns.draws, share, kAll) ? hand.read() : hand.update();
      x = work(x, parallel);
    }
    arch::opaque(x);
    return iterations;
  });
}

template <class S>
struct PacedSite : Site<S> {
  sojourn::Traffic traffic;
  explicit PacedSite(const Shared& shared) : Site<S>(shared), traffic(shared, shared.args[1]) {}
};

/// args: read_share, interval
template <class Form, class Clock>
uint64_t paced(Shared& shared, unsigned thread, uint64_t iterations) {
  const auto share = static_cast<uint64_t>(shared.args[0]);
  return with<Form>(shared, [&]<class S>() {
    auto& site = shared.object<PacedSite<S>>();
    Hand<S> hand(site, thread);
    Histogram& updates = site.lane(thread).updates;
    sojourn::Lane& due = site.traffic.template due<Clock>(thread);
    uint64_t done = 0;
    for (; done != iterations && sojourn::wait<Clock>(shared, due); ++done) {
      if (drawn(hand.turns.draws, share, kAll)) {
        hand.read();
        due.over(due.arrivals.due(), Clock::now());
      } else {
        hand.update();
        const uint64_t now = Clock::now();
        updates.add(now < due.arrivals.due() ? 0 : now - due.arrivals.due());
      }
      due.arrivals.next();
    }
    return done;
  });
}

/// Reads and updates apart; the reads' first: their median is the figure.
template <class S>
std::vector<Distribution> latencies(const PacedSite<S>& site) {
  auto out = site.traffic.distributions("");
  out[0].what = "read_latency";
  Distribution updates{.role = "", .what = "update_latency", .unit = "tick", .values = {}};
  for (const auto& lane : site.lanes()) updates.values.merge(lane.updates);
  out.push_back(std::move(updates));
  return out;
}

/// The kernels over one form of a record.
template <class Form, class Clock = sojourn::Stamps>
void add(std::vector<Kernel>& list, const char* suite, const std::string& name) {
  const auto row = [&](const char* how, Metric metric, const char* what, std::vector<Axis> axes, Role role) -> Kernel& {
    auto& k = list.emplace_back(workload::describe(suite, "record", name.c_str(), how, metric, what));
    k.axes = std::move(axes);
    if (Form::kSized) k.axes.push_back(bytes(kTakesMany<Form>));
    k.roles = {std::move(role)};
    k.setup = [](Shared& shared) { with<Form>(shared, [&]<class S>() { shared.make<Site<S>>(shared); }); };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) {
      return with<Form>(shared, [&]<class S>() { return shared.object<Site<S>>().check(); });
    };
    k.figures = [](const Shared& shared) {
      return with<Form>(shared, [&]<class S>() { return shared.object<Site<S>>().figures(); });
    };
    return k;
  };
  row("read", Metric::latency, "a record read by one thread, all its words, again and again", {},
      {.run = alone<Form, true>});
  row("update", Metric::latency, "a record replaced by the next one, by one thread", {}, {.run = alone<Form, false>});
  row("mixed", Metric::contended,
      "a record read or replaced by all threads; `read_share` of ten thousand turns only read, which ones is drawn",
      {read_share({5000, 9900, 9999}), cycles("parallel", {0}, "work between two turns of a thread")},
      {.least = 2, .most = kAnyThreads, .run = mixed<Form>})
      .axes[1]
      .usual = 0;
  Kernel& k = row("", Metric::sojourn, "", {read_share({9000}), sojourn::interval()},
                  {.least = 2, .most = kAnyThreads, .run = paced<Form, Clock>});
  k = sojourn::row(
      std::move(k),
      "a record read or replaced, from when that was due, at random but `interval` apart in the mean, until "
      "it was done; the figure is the readers' median, percentiles.csv has read_latency and update_latency");
  k.axes[1].values = {1000};
  k.setup = [](Shared& shared) { with<Form>(shared, [&]<class S>() { shared.make<PacedSite<S>>(shared); }); };
  k.settle = [](Shared& shared, unsigned thread) {
    with<Form>(shared, [&]<class S>() {
      auto& site = shared.object<PacedSite<S>>();
      site.traffic.forget(thread);
      site.lane(thread).updates = {};
    });
  };
  k.begin = [](Shared& shared) {
    with<Form>(shared, [&]<class S>() { shared.object<PacedSite<S>>().traffic.begin(); });
  };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return with<Form>(shared, [&]<class S>() { return shared.object<PacedSite<S>>().check(); });
  };
  k.figures = [](const Shared& shared) {
    return with<Form>(shared, [&]<class S>() {
      const auto& site = shared.object<PacedSite<S>>();
      return site.traffic.with_figures(site.figures());
    });
  };
  k.distributions = [](const Shared& shared) {
    return with<Form>(shared, [&]<class S>() { return latencies(shared.object<PacedSite<S>>()); });
  };
}

}  // namespace fenceline::records
