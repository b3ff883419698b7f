// A reader that stands still inside an operation while others replace what it reads: how many nodes are held back, as a
// curve. A third of the window it reads, a third it stalls, then it reads on.
#pragma once
#include <kernels/reclamation/reads.h>

namespace fenceline::reclamation {

/// What is looked at, in ticks since the window began.
struct Look {
  uint64_t at;
  int64_t held;
  uint64_t replaced;  ///< objects, so far
};

template <class R>
class StalledSite : public Site<R> {
 public:
  /// stall_ns: how long the reader stalls.
  StalledSite(const Shared& shared, int64_t stall_ns)
      : Site<R>(shared),
        tick_hz_(shared.tick_hz),
        stall_(static_cast<uint64_t>(double(stall_ns) * shared.tick_hz * 1e-9)) {
    looks_.reserve(kLooks);
  }

  /// By one thread before each phase. Only the window has a stall in it: settle() comes before that alone.
  void settle() { settled_ = true; }
  void begin() {
    if (settled_) origin_ = next_ = stamp().count;
  }

  /// By the first writer, between two replacements.
  void look() {
    if (origin_ == 0 || looks_.size() == kLooks) return;
    const uint64_t now = stamp().count;
    if (now < next_) return;
    next_ += stall_ / kLooksAStall;
    looks_.push_back({now - origin_, this->held(), this->replaced()});
  }

  /// By the reader: whether its stall is due; it stalls once.
  bool due() const { return origin_ != 0 && stalled_to_ == 0 && stamp().count - origin_ >= stall_; }
  void stall(const Shared& shared, typename R::Member& member, Account& account) {
    account.broken += !this->published().read(member, [&](const Object<R>& object) {
      const uint64_t value = object.value();
      if (stalled_from_ == 0) stalled_from_ = stamp().count - origin_;
      for (Patience patience(shared); stamp().count - origin_ < 2 * stall_ && !shared.stopped();) patience.wait();
      if (stalled_to_ == 0) stalled_to_ = stamp().count - origin_;
      return object.whole() && object.value() == value;
    });
  }

  std::vector<Series> series() const {
    Series held{"held", "node", {}};
    for (const Look& look : looks_) held.points.push_back({nanoseconds(look.at), double(look.held)});
    return {std::move(held)};
  }
  std::vector<Figure> figures() const {
    std::vector<Figure> all{{"stalled_from", "ns", nanoseconds(stalled_from_).count},
                            {"stalled_to", "ns", nanoseconds(stalled_to_).count}};
    if (looks_.empty()) return all;
    const double peak = double(std::ranges::max(looks_, {}, &Look::held).held);
    all.push_back({"held_peak", "node", peak});
    all.push_back({"held_peak_bytes", "B", peak * sizeof(Object<R>)});
    all.push_back({"held_left", "node", double(looks_.back().held)});
    // The stall's second half, that what is bounded has reached its bound.
    const auto after = [&](uint64_t at) { return std::ranges::lower_bound(looks_, at, {}, &Look::at); };
    const auto from = after((stalled_from_ + stalled_to_) / 2), to = after(stalled_to_);
    if (from < to && to[-1].replaced > from->replaced)
      all.push_back({"held_growth", "", double(to[-1].held - from->held) / double(to[-1].replaced - from->replaced)});
    return all;
  }

 private:
  /// Windows may be longer than three stalls.
  static constexpr size_t kLooksAStall = 40, kLooks = 1000;
  Nanoseconds nanoseconds(uint64_t ticks) const { return {double(ticks) / tick_hz_ * 1e9}; }

  const double tick_hz_;
  const uint64_t stall_;
  bool settled_ = false;
  uint64_t origin_ = 0;
  alignas(arch::kPadBytes) uint64_t next_ = 0;
  std::vector<Look> looks_;
  alignas(arch::kPadBytes) uint64_t stalled_from_ = 0, stalled_to_ = 0;
};

template <class R>
uint64_t replace_and_look(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<StalledSite<R>>();
  return timed(shared, thread, [&] {
    return steps<R>(site, iterations, [&, n = 0u](typename R::Member& member) mutable {
      site.replace(member, thread);
      if (thread == 0 && ++n % 8 == 0) site.look();
      return true;
    });
  });
}

template <class R>
uint64_t read_and_stall(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& site = shared.object<StalledSite<R>>();
  Account& account = site.accounts[thread];
  return steps<R>(site, iterations, [&](typename R::Member& member) {
    if (site.due())
      site.stall(shared, member, account);
    else
      account.broken += !site.read(member);
    return true;
  });
}

template <class R>
void add_stalled(std::vector<Kernel>& list, const char* name) {
  Kernel k =
      describe<R>(name, "stalled", Metric::contended,
                  "the object is replaced, again and again, beside a reader that stands still for a third of the "
                  "window with the object in its hands; series.csv has how many nodes are held back meanwhile");
  k.roles = {{.name = "writer", .most = kAnyThreads, .run = replace_and_look<R>},
             {.name = "reader", .run = read_and_stall<R>}};
  k.self_timed = true;
  k.gives_way = true;  // to threads of libraries that destroy on their own
  k.axes = {{.name = "stall",
             .unit = "ns",
             .values = {5'000'000},
             .least = 10'000,
             .most = 1'000'000'000,
             .what = "how long the reader stands still; the window is three times as long"}};
  k.least_window = [](const std::vector<int64_t>& args) { return Nanoseconds{3 * double(args[0])}; };
  k.setup = [](Shared& shared) { shared.make<StalledSite<R>>(shared, shared.args[0]); };
  k.settle = [](Shared& shared, unsigned thread) {
    if (thread == 0) shared.object<StalledSite<R>>().settle();
  };
  k.begin = [](Shared& shared) { shared.object<StalledSite<R>>().begin(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<StalledSite<R>>().check(); };
  k.figures = [](const Shared& shared) { return shared.object<StalledSite<R>>().figures(); };
  k.series = [](const Shared& shared) { return shared.object<StalledSite<R>>().series(); };
  list.push_back(std::move(k));
}

}  // namespace fenceline::reclamation
