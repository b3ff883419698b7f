// Records by their concept: nothing torn, nothing lost; and what an elided lock does about transactions that do not go
// through.
#include <gmock/gmock.h>
#include <structures/lock/bravo.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/rw_spin.h>
#include <structures/reclaim/list.h>
#include <structures/record/elided.h>
#include <structures/record/locked.h>
#include <structures/record/one_word.h>
#include <structures/record/plain.h>
#include <structures/record/published.h>
#include <structures/record/seqlocked.h>
#include <structures/record/shared_pointer.h>
#include <structures/test/threads.h>

namespace fenceline {
namespace {

template <class Word, std::size_t N>
struct Words {
  std::array<Word, N> words{};
  void add() {
    for (Word& word : words) ++word;
  }
  bool agree() const { return words == std::array<Word, N>(filled(words[0])); }
  static std::array<Word, N> filled(Word value) {
    std::array<Word, N> all;
    all.fill(value);
    return all;
  }
  friend bool operator==(const Words&, const Words&) = default;
};
using Many = Words<std::uint64_t, 8>;
using Two = Words<std::uint64_t, 2>;

/// Updates by two threads, reads by another.
template <class S>
void holds(const char* name) {
  static_assert(SharedRecord<S> && kWhole<S>);
  const int rounds = kRounds / 10;
  RecordPlace<S> place(3);
  std::atomic<int> torn{0}, backwards{0};
  together(3, [&](unsigned thread) {
    typename S::Member member(place.record, thread);
    std::uint64_t last = 0;
    for (int i = 0; i < rounds; ++i) {
      if (thread < 2) {
        place.record.update(member, [](auto& now) { now.add(); });
      } else {
        place.record.read(member, [&](const auto& now) {
          torn += !now.agree();
          backwards += now.words[0] < last;
          last = now.words[0];
        });
      }
      if constexpr (requires { member.quiescent(); }) member.quiescent();
    }
  });
  EXPECT_EQ(torn, 0) << name;
  EXPECT_EQ(backwards, 0) << name;
  typename S::Member member(place.record, 0);
  std::uint64_t end = 0;
  place.record.read(member, [&](const auto& now) { end = now.words[0]; });
  EXPECT_EQ(end, 2u * static_cast<unsigned>(rounds)) << name;
}

TEST(Records, AreWholeAndNoneIsLost) {
  for_each_reclaimer([]<class R>(const char* name) { holds<Published<Many, R>>(name); });
  holds<Seqlocked<Many>>("seqlock");
  holds<Locked<Many, FutexMutex<>>>("futex_mutex");
  holds<Locked<Many, RwSpinLock<>>>("rw_spin");
  holds<Locked<Many, RwLanes<>>>("rw_lanes");
  holds<Locked<Many, BravoLock<>>>("bravo");
  holds<OneWord<Words<std::uint32_t, 2>>>("packed");
  if constexpr (kSharedPointerMissing == nullptr) holds<SharedPointer<Many>>("atomic_shared_ptr");
}

TEST(Records, OfTwoWordsInHardwareThatNotEveryCpuHas) {
  if constexpr (kWideCas) {
    if (has_wide_cas()) holds<WideRecord<Two>>("wide_cas");
  }
  if constexpr (kTransactions) {
    if (has_transactions()) holds<Elided<Two>>("elided");
  }
  if (!has_wide_cas() && !has_transactions()) GTEST_SKIP() << "this CPU, or build, has neither";
}

/// A CPU whose transactions end as it is told.
template <arch::Attempt kHow, bool kAgain>
struct Told {
  static inline unsigned begun = 0, committed = 0;
  static arch::Began begin() { return ++begun, arch::Began{kHow, kAgain}; }
  static void commit() { ++committed; }
  static void cancel() {}
};

template <class Transactions>
auto after_one_update() {
  Transactions::begun = Transactions::committed = 0;
  using S = Elided<Two, Native, Transactions>;
  S record(1);
  typename S::Member member(record, 0);
  record.update(member, [](Two& now) { now.add(); });
  record.read(member, [](const Two& now) { EXPECT_EQ(now.words[0], 1u); });
  return member;
}

TEST(Elided, TakesNoLockWhereTransactionsGoThrough) {
  using Through = Told<arch::Attempt::started, true>;
  const auto member = after_one_update<Through>();
  EXPECT_EQ(member.locked, 0u);
  EXPECT_EQ(member.attempts[0], 2u);
  EXPECT_EQ(Through::committed, 2u);
}

TEST(Elided, TriesAgainAFewTimesAndThenTakesTheLock) {
  const auto conflict = after_one_update<Told<arch::Attempt::conflict, true>>();
  EXPECT_EQ(conflict.locked, 2u);
  EXPECT_EQ(conflict.attempts[static_cast<size_t>(arch::Attempt::conflict)], 16u);
}

TEST(Elided, DoesNotTryAgainWhatCannotGoThrough) {
  const auto member = after_one_update<Told<arch::Attempt::capacity, false>>();
  EXPECT_EQ(member.locked, 2u);
  EXPECT_EQ(member.attempts[static_cast<size_t>(arch::Attempt::capacity)], 2u);
}

}  // namespace
}  // namespace fenceline
