// Numbered items on their way through a queue: what threads keep of those that they put in or took out, so that it can
// be told afterwards whether each came out once and in order; and how a thread waits where it cannot put or take one.
#pragma once
#include <kernels/counted.h>
#include <kernels/hand.h>
#include <kernels/patience.h>
#include <kernels/workload.h>
#include <structures/queue/concept.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <span>
#include <string>
#include <vector>

namespace fenceline::items {

/// An item: its producer, and a number from 1 that grows.
inline constexpr unsigned kNumberBits = 48;
constexpr uint64_t item_of(unsigned producer, uint64_t number) { return uint64_t{producer} << kNumberBits | number; }
constexpr uint64_t number_of(uint64_t item) { return item & ((uint64_t{1} << kNumberBits) - 1); }

/// An item that carries more: 64 bytes, all of which are written and read.
struct Parcel {
  std::array<uint64_t, 8> words{};
};
inline constexpr int64_t kParcelBytes = sizeof(Parcel);

template <class T>
T pack(uint64_t item) {
  if constexpr (std::same_as<T, Parcel>) {
    Parcel parcel;
    parcel.words.fill(item);
    return parcel;
  } else {
    return item;
  }
}
/// The item; another where the words of a parcel are not all of one.
inline uint64_t unpack(uint64_t item) { return item; }
inline uint64_t unpack(const Parcel& parcel) {
  uint64_t apart = 0;
  for (const uint64_t word : parcel.words) apart |= word ^ parcel.words[0];
  return parcel.words[0] + apart;
}

/// What a thread has done since setup.
struct alignas(arch::kPadBytes) Account {
  uint64_t items = 0, sum = 0;
  uint64_t waits = 0;          ///< attempts that found it full, or empty
  uint64_t retries = 0;        ///< compare-and-swaps that failed, where they are counted
  uint64_t disorder = 0;       ///< items of a producer that came after a later one of the same
  uint64_t in_burst = 0;       ///< of a producer: items since it last rested
  std::vector<uint64_t> last;  ///< of a consumer: the last item of each producer

  void add(uint64_t more, uint64_t of_sum, uint64_t in_vain) {
    items += more;
    sum += of_sum;
    waits += in_vain;
  }
  /// That it came out now.
  void see(uint64_t item) {
    const auto producer = std::min<size_t>(item >> kNumberBits, last.size() - 1);
    disorder += item <= last[producer];
    last[producer] = item;
  }
};

/// What no consumer took out, but somebody between two phases or in the end.
struct Sweepings {
  uint64_t items = 0, sum = 0;
  uint64_t left = 0;  ///< the last time
};

/// A queue, and the account of each thread. The first role is that of the producers.
template <class Q>
struct Site {
  std::vector<Account> accounts;  ///< by thread
  workload::Weighed<Q> weighed;
  Q& queue = weighed.structure;
  Sweepings swept;

  Site(size_t capacity, const Shared& shared) : accounts(shared.threads), weighed(Room{capacity, shared.threads}) {
    for (Account& a : accounts) a.last.resize(shared.cast.threads[0]);
  }
  /// Takes out what is in it; by one thread, when no other is there.
  void sweep() {
    swept.left = 0;
    auto&& hand = hand_of(queue);
    for (typename Q::value_type item{}; hand.try_pop(item); ++swept.left) swept.sum += unpack(item);
    swept.items += swept.left;
  }
};

/// Empty where every item has come out once and, of an ordered queue, each consumer has seen those of a producer in their
/// order.
std::string verdict(const Shared&, std::span<const Account>, const Sweepings&, bool ordered);
template <class Q>
std::string check(const Shared& shared, Site<Q>& site) {
  site.sweep();
  return verdict(shared, site.accounts, site.swept, is_ordered<Q>());
}

/// Of all threads' accounts: attempts in vain on each side for each item, where they were counted, and how many items
/// were on their way when the window ended.
std::vector<Figure> told(const Shared&, std::span<const Account>, const Sweepings&, bool counted);

/// Compare-and-swaps that failed, on both sides, for each item.
Figure retries(const Shared&, std::span<const Account>);

/// Items that came after a later one of the same producer, of all.
Figure overtaken(const Shared&, std::span<const Account>);

/// All that is told of a queue, and what it holds.
template <class Q>
std::vector<Figure> figures(const Shared& shared, const Site<Q>& site, bool counted) {
  auto all = told(shared, site.accounts, site.swept, counted);
  if (kCounted<Q>) all.push_back(retries(shared, site.accounts));
  if (!is_ordered<Q>()) all.push_back(overtaken(shared, site.accounts));
  site.weighed.tell(all);
  return all;
}

/// Looks until it is done or the phase is over. put, take: false where it is over.
class Spinning {
 public:
  static constexpr bool kCountsLooks = true;
  explicit Spinning(const Shared& shared) : shared_(shared), patience_(shared) {}

  template <class Q, class T>
  bool put(Q& queue, const T& item) {
    return look([&] { return queue.try_push(item); });
  }
  template <class Q, class T>
  bool take(Q& queue, T& item) {
    return look([&] { return queue.try_pop(item); });
  }
  uint64_t waits() const { return patience_.looks(); }

 private:
  template <class Done>
  bool look(Done done) {
    for (;; patience_.wait()) {
      if (done()) return true;
      if (shared_.stopped()) return false;
    }
  }

  const Shared& shared_;
  Patience patience_;
};

/// Sleeps in the queue, which is closed when the phase is over.
class Sleeping {
 public:
  static constexpr bool kCountsLooks = false;  // nobody tells how often it slept
  explicit Sleeping(const Shared&) {}

  template <class Q, class T>
  bool put(Q& queue, const T& item) {
    return queue.push(item);
  }
  template <class Q, class T>
  bool take(Q& queue, T& item) {
    return queue.pop(item);
  }
  uint64_t waits() const { return 0; }
};

}  // namespace fenceline::items
