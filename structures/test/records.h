// Records and lazily made objects on the ISA that this is built for: part of all_main.cc.
#pragma once
#include <structures/lazy/double_checked.h>
#include <structures/lazy/raced.h>
#include <structures/lock/rw_spin.h>
#include <structures/reclaim/list.h>
#include <structures/record/elided.h>
#include <structures/record/locked.h>
#include <structures/record/one_word.h>
#include <structures/record/published.h>
#include <structures/record/seqlocked.h>
#include <structures/record/shared_pointer.h>
#include <structures/test/threads.h>

#include <string>

namespace fenceline {

/// Two words that each update adds one to.
template <class Word>
struct TwoWords {
  std::array<Word, 2> words{};
  void add() {
    for (Word& word : words) ++word;
  }
  friend bool operator==(const TwoWords&, const TwoWords&) = default;
};

/// Two threads update, one reads: nothing torn, nothing lost.
template <class S>
bool record_holds() {
  constexpr int kUpdates = 300;
  RecordPlace<S> place(3);
  std::atomic<bool> torn{false};
  together(3, [&](unsigned thread) {
    typename S::Member member(place.record, thread);
    for (int i = 0; i < kUpdates; ++i) {
      if (thread < 2) {
        place.record.update(member, [](auto& now) { now.add(); });
      } else {
        place.record.read(member, [&](const auto& now) {
          if (now.words[0] != now.words[1]) torn = true;
        });
      }
      if constexpr (requires { member.quiescent(); }) member.quiescent();
    }
  });
  typename S::Member member(place.record, 0);
  bool all = false;
  place.record.read(member, [&](const auto& now) { all = now.words[0] == 2 * kUpdates; });
  return all && !torn;
}

/// Threads that want it all get the same.
template <class L>
bool lazy_holds() {
  for (int round = 0; round < 50; ++round) {
    L lazy;
    const void* got[3] = {};
    together(3, [&](unsigned thread) { got[thread] = &lazy.get([] { return Native::make<long>(7); }); });
    if (got[0] == nullptr || got[0] != got[1] || got[1] != got[2]) return false;
  }
  return true;
}

/// report(name, ok) for each, skip(name, why) where it cannot be had.
template <class Report, class Skip>
void records(Report report, Skip skip) {
  using Two = TwoWords<std::uint64_t>;
  for_each_reclaimer([&]<class R>(const char* name) {
    report((std::string("Published over ") + name).c_str(), record_holds<Published<Two, R>>());
  });
  report("Seqlocked", record_holds<Seqlocked<Two>>());
  report("Locked", record_holds<Locked<Two, RwSpinLock<>>>());
  report("OneWord", record_holds<OneWord<TwoWords<std::uint32_t>>>());
  bool wide = false, elided = false;
  if constexpr (kWideCas) {
    wide = has_wide_cas();
    if (wide) report("WideRecord", record_holds<WideRecord<Two>>());
  }
  if (!wide) skip("WideRecord", "no 16-byte compare-and-swap");
  if constexpr (kTransactions) {
    elided = has_transactions();
    if (elided) report("Elided", record_holds<Elided<Two>>());
  }
  if (!elided) {
    skip("Elided", "no hardware transactions");
    report("Elided, by its lock", record_holds<Elided<Two, Native, NoTransactions>>());
  }
  if constexpr (kSharedPointerMissing == nullptr) report("SharedPointer", record_holds<SharedPointer<Two>>());
  report("DoubleChecked", lazy_holds<DoubleChecked<long>>());
  report("Raced", lazy_holds<Raced<long>>());
}

}  // namespace fenceline
