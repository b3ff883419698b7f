// What it costs that another thread undoes a transaction: it writes to a word that the transaction has read, or writes to or
// reads one that it has written to.
//
// Thread 0 is timed: it touches the word and waits for an answer. Thread 1 is in a transaction that has the word meanwhile and
// does nothing but wait; it answers when it is back at the beginning. `none` is the same without a transaction: thread 1 watches
// the word until it changes. What it takes longer than that is the price of being undone; a transaction's way is one trip of the
// line shorter, for it need not read the word again.
#include <kernels/measure.h>
#include <kernels/patience.h>
#include <kernels/stamp.h>
#include <kernels/transactions/tally.h>
#include <kernels/work.h>

namespace fenceline {
namespace {

using namespace measure;
using namespace transactions;

/// Cycles after which thread 1 is in its transaction, however far it is from thread 0.
constexpr uint64_t kHead = 1024;
/// One is given up of itself after so many cycles, or the threads would wait for ever where nothing undoes it.
constexpr uint64_t kLongest = 1 << 14;
/// Attempts one after the other that something else undid at once, after which thread 1 answers all the same; the check tells.
constexpr unsigned kMostInVain = 1 << 12;

struct Duel {
  alignas(arch::kPadBytes) std::atomic<uint64_t> round{0};   ///< thread 0's: the word will be touched in a moment
  alignas(arch::kPadBytes) std::atomic<uint64_t> answer{0};  ///< thread 1's
  /// Each thread has a half of the line: `touched` is thread 0's, `own` thread 1's.
  struct alignas(arch::kPadBytes) Line {
    uint64_t touched = 0, own = 0;
  } line;
  Tally tally;  ///< thread 1's
};

enum class Conflict { read_set_written, write_set_written, write_set_read };
constexpr const char* name_of(Conflict c) {
  constexpr const char* names[] = {"read_set_written", "write_set_written", "write_set_read"};
  return names[static_cast<int>(c)];
}

/// No transaction: the word is watched.
struct NoTransaction {
  static constexpr arch::Info info{"none", "", "none"};
};

template <Conflict kConflict>
uint64_t touch(Shared& shared, unsigned, uint64_t iterations) {
  auto& duel = shared.object<Duel>();
  const Patience patience(shared);
  std::atomic_ref<uint64_t> word(duel.line.touched);
  for (uint64_t n = iterations; n != 0; --n) {
    const uint64_t turn = duel.round.load(std::memory_order_relaxed) + 1;
    duel.round.store(turn, std::memory_order_release);  // (1) release: pairs with the acquire in (2); forbids MP
    uint64_t head = work(turn, kHead);
    arch::opaque(head);
    const Ticks before = stamp();
    // Again and again: an interrupt may have thrown thread 1 out of the transaction that was to be undone.
    for (Patience wait = patience;; wait.wait()) {
      if constexpr (kConflict == Conflict::write_set_read)
        (void)word.load(std::memory_order_relaxed);
      else
        word.store(turn, std::memory_order_relaxed);
      // (4) acquire: pairs with the release in (3); forbids MP
      if (duel.answer.load(std::memory_order_acquire) == turn) break;
    }
    shared.timed.ticks.count += (stamp() - before).count;
    ++shared.timed.ops;
  }
  return iterations;
}

/// A transaction that has the line until something undoes it. It sees nothing of what others do.
template <Conflict kConflict, class T>
Attempt hold(Duel& duel) {
  const arch::Began began = T::begin();
  if (began.attempt != Attempt::started) return began.attempt;
  if constexpr (kConflict == Conflict::read_set_written)
    (void)*static_cast<volatile uint64_t*>(&duel.line.touched);
  else
    *static_cast<volatile uint64_t*>(&duel.line.own) = 1;
  uint64_t waited = work(0, kLongest);
  arch::opaque(waited);
  T::cancel();
  T::commit();  // not reached
  return Attempt::started;
}

template <Conflict kConflict, class T>
uint64_t be_undone(Shared& shared, unsigned, uint64_t iterations) {
  auto& duel = shared.object<Duel>();
  const Patience patience(shared);
  std::atomic_ref<uint64_t> word(duel.line.touched);
  for (uint64_t n = iterations; n != 0; --n) {
    const uint64_t turn = duel.answer.load(std::memory_order_relaxed) + 1;
    // (2) acquire: pairs with the release in (1); forbids MP
    for (Patience wait = patience; duel.round.load(std::memory_order_acquire) != turn;) wait.wait();
    if constexpr (std::same_as<T, NoTransaction>) {
      for (Patience wait = patience; word.load(std::memory_order_relaxed) != turn;) wait.looked();
    } else {
      Patience wait = patience;
      for (unsigned in_vain = 0; in_vain < kMostInVain; wait.looked()) {
        const Attempt how = hold<kConflict, T>(duel);
        duel.tally.count(how);
        if (how == Attempt::conflict) break;
        in_vain = how == Attempt::cancelled ? 0 : in_vain + 1;
      }
    }
    duel.answer.store(turn, std::memory_order_release);  // (3) release: pairs with the acquire in (4); forbids MP
  }
  return iterations;
}

template <Conflict kConflict, class T>
void add_conflict(std::vector<Kernel>& list, const std::string& what) {
  Kernel k = describe({T::info, 0}, kSuite, "abort", name_of(kConflict), Metric::latency, what);
  k.roles = {{.name = "other", .run = touch<kConflict>}, {.name = "in_transaction", .run = be_undone<kConflict, T>}};
  k.lockstep = k.by_pair = k.self_timed = true;
  k.shows = Emits::none;  // each thread has code of its own
  k.bytes = constant_bytes(1);
  k.setup = [](Shared& shared) { shared.make<Duel>(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) -> std::string {
    const auto& duel = shared.object<Duel>();
    if (duel.line.own != 0) return "an undone transaction left its store";
    if (duel.answer.load(std::memory_order_relaxed) != iterations[1]) return "not every turn was answered";
    if (!std::same_as<T, NoTransaction> && all({&duel.tally, 1}, Attempt::conflict) != iterations[1])
      return "other threads' accesses do not undo a transaction";
    return "";
  };
  if constexpr (!std::same_as<T, NoTransaction>)
    k.figures = [](const Shared& shared) { return shares({&shared.object<Duel>().tally, 1}); };
  list.push_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::transactions::for_each([&]<class T>() {
    if (std::ranges::none_of(list, [](const Kernel& k) { return k.suite == kSuite && k.variant == "none"; })) {
      add_conflict<Conflict::read_set_written, NoTransaction>(
          list, "no transaction: another thread's store to a word that a thread watches, until it has answered");
      list.back().needs = T::info.needs;  // it stands beside those
    }
    add_conflict<Conflict::read_set_written, T>(
        list, "another thread's store to a word that a transaction has read, until it is undone and has answered");
    add_conflict<Conflict::write_set_written, T>(
        list,
        "another thread's store to a line that a transaction has written to, until it is undone and has answered");
    add_conflict<Conflict::write_set_read, T>(
        list, "another thread's load of a line that a transaction has written to, until it is undone and has answered");
  });
});

}  // namespace
}  // namespace fenceline
