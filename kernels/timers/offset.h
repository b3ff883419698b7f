// How far apart two PUs' clocks may be. Cristian, "Probabilistic clock synchronization",
// Distributed Computing 3, 1989: thread 0 reads its clock (t1) and asks; thread 1 reads its own (t)
// and answers; thread 0 reads again (t2). Whatever the way there and back took, thread 1 read
// between the two readings of thread 0, so with both clocks going at one rate
//     t - t2 <= offset <= t - t1        offset: what thread 1's clock shows more than thread 0's.
// Every round narrows the interval; half the fastest round trip bounds how far its middle, which
// NTP takes, can be wrong. Where a clock goes in steps, each bound is a step wider.
//
// Thread 0 calls ask(), thread 1 answer(), at once and with as many rounds; no other pair of calls
// may run together on one Shared.
#pragma once
#include <base/backoff.h>
#include <kernels/kernel.h>
#include <kernels/stamp.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>
#include <utility>

namespace fenceline::timers {

/// The least change between two readings: no less than the step in which the timer goes, and no
/// more than that or the cost of a reading. A TSC that a hypervisor scales goes in steps of many
/// ticks, which differ by one. 0 for a timer that stands still.
template <class Read>
uint64_t least_step(Read read) {
  constexpr int kChanges = 1000, kReadings = 10'000'000;
  uint64_t least = std::numeric_limits<uint64_t>::max(), last = read();
  int changes = 0;
  for (int n = 0; changes < kChanges && n < kReadings; ++n) {
    const uint64_t next = read();
    if (next == last) continue;
    least = std::min(least, next - last);
    last = next;
    ++changes;
  }
  return changes ? least : 0;
}

/// Layout of Shared::data, each in lines of its own.
inline constexpr size_t kAsk = 0, kAnswer = arch::kPadBytes, kReading = kAnswer + sizeof(uint64_t),
                        kAccount = 2 * arch::kPadBytes, kRound = 3 * arch::kPadBytes, kPairBytes = 4 * arch::kPadBytes;

/// What thread 0 knows so far.
struct Account {
  uint64_t round = 0;
  int64_t low = std::numeric_limits<int64_t>::min(), high = std::numeric_limits<int64_t>::max();
};
inline void open_account(Shared& shared) { *shared.at<Account>(kAccount) = {}; }

/// A reading that is not made before the loads that stand before it. Where Op does not wait by
/// itself, a timer that does is read first: its barrier holds up both. That lengthens the round
/// trip a little.
template <class Op>
uint64_t read_after_loads() {
  if constexpr (!Waits<Op>::value) {
    uint64_t discarded = Waiting::op();
    arch::opaque(discarded);
  }
  return Op::op();
}

template <class Op>
void ask(Shared& shared, uint64_t rounds) {
  std::atomic_ref<uint64_t> asked(*shared.at<uint64_t>(kAsk));
  std::atomic_ref<uint64_t> answered(*shared.at<uint64_t>(kAnswer));
  const uint64_t& reading = *shared.at<uint64_t>(kReading);
  Account& account = *shared.at<Account>(kAccount);
  for (; rounds != 0; --rounds) {
    const uint64_t round = ++account.round, t1 = read_after_loads<Op>();
    // (1) release: pairs with the acquire in (2); forbids MP
    asked.store(when_known(round, t1), std::memory_order_release);
    // (4) acquire: pairs with the release in (3): the reading is there; forbids MP
    spin_until([&] { return answered.load(std::memory_order_acquire) == round; });
    const uint64_t t2 = read_after_loads<Op>(), t = reading;
    account.low = std::max(account.low, static_cast<int64_t>(t - t2));
    account.high = std::min(account.high, static_cast<int64_t>(t - t1));
  }
}

template <class Op>
void answer(Shared& shared, uint64_t rounds) {
  std::atomic_ref<uint64_t> asked(*shared.at<uint64_t>(kAsk));
  std::atomic_ref<uint64_t> answered(*shared.at<uint64_t>(kAnswer));
  uint64_t& reading = *shared.at<uint64_t>(kReading);
  uint64_t& round = *shared.at<uint64_t>(kRound);
  for (; rounds != 0; --rounds) {
    ++round;
    // (2) acquire: pairs with the release in (1): the timer is read after the question; forbids MP
    spin_until([&] { return asked.load(std::memory_order_acquire) == round; });
    reading = read_after_loads<Op>();
    // (3) release: pairs with the acquire in (4); forbids MP
    answered.store(round, std::memory_order_release);
  }
}

template <class Op>
uint64_t exchange_readings(Shared& shared, unsigned thread, uint64_t rounds) {
  if (thread == 0)
    ask<Op>(shared, rounds);
  else
    answer<Op>(shared, rounds);
  return rounds;
}

/// Least and greatest offset that all rounds allow; the least is above the greatest where none fits
/// them all.
template <class Op>
std::pair<int64_t, int64_t> offset(const Shared& shared) {
  const Account& account = *shared.at<Account>(kAccount);
  // Some CPUs add one to a bare reading that would be the last one's again: that is not the step.
  const auto step = static_cast<int64_t>(least_step(read_after_loads<Op>)) + 1;
  return {account.low - step, account.high + step};
}

/// Bounds that exclude each other are no lost work but a finding: clocks that drift apart or jump,
/// or an emulator whose reading of them waits for nothing.
inline std::string check_account(const Shared& shared, std::span<const uint64_t> iterations) {
  return shared.at<Account>(kAccount)->round == iterations[0] ? "" : "rounds were lost";
}

}  // namespace fenceline::timers
