// What a hardware transaction costs: empty, around an increment, around stores to more and more lines; and what it costs that
// one is undone: because it says so, because of an instruction that is not allowed in it, because it touches more lines than
// the CPU keeps. Undone by another thread: conflicts.cc.
#include <kernels/measure.h>
#include <kernels/transactions/tally.h>
#include <kernels/workload.h>

namespace fenceline {
namespace {

using namespace measure;
using namespace transactions;

inline constexpr size_t kMostLines = 4096;
inline constexpr size_t kLinesBytes = kMostLines * arch::kLineBytes;

/// Behind the lines: how each thread's attempts ended.
std::span<Tally> tallies(const Shared& shared) { return {shared.at<Tally>(kLinesBytes), shared.threads}; }
Tally& tally(const Shared& shared, unsigned thread) { return tallies(shared)[thread]; }

/// One attempt: `body`, and commit.
template <class T, class Body>
[[gnu::always_inline]] inline Attempt attempt(Body body) {
  const arch::Began began = T::begin();
  if (began.attempt != Attempt::started) return began.attempt;
  body();
  T::commit();
  return Attempt::started;
}

// ---- that go through: by another attempt, and after so many by an atomic addition ----------------------------------------

inline constexpr int kAttemptsEach = 16;

/// An empty one, one that adds to a word, one that stores to args[0] lines.
template <class T>
uint64_t empty(Shared& shared, unsigned thread, uint64_t iterations) {
  Tally& mine = tally(shared, thread);
  for (uint64_t n = iterations; n != 0; --n) mine.count(attempt<T>([] {}));
  return iterations;
}

template <class T>
uint64_t increment(Shared& shared, unsigned thread, uint64_t iterations) {
  Tally& mine = tally(shared, thread);
  auto* const at = shared.at<volatile uint64_t>(0);
  const auto add = [&] {
    for (int n = 0; n < kAttemptsEach; ++n) {
      const Attempt how = attempt<T>([&] { *at = *at + 1; });
      mine.count(how);
      if (how == Attempt::started) return;
    }
    // Others' transactions have read the word: this undoes them, as any store would.
    arch::First<arch::Plain<uint64_t>::of, arch::fetch_adds>::op(const_cast<uint64_t*>(at), 1);
  };
  for (uint64_t n = iterations; n != 0; --n) add();
  return iterations;
}

template <class T>
uint64_t stores(Shared& shared, unsigned thread, uint64_t iterations) {
  const auto lines = static_cast<size_t>(shared.args[0]);
  Tally& mine = tally(shared, thread);
  for (uint64_t n = iterations; n != 0; --n)
    mine.count(attempt<T>([&] {
      for (size_t i = 0; i < lines; ++i) *shared.at<volatile uint64_t>(i * arch::kLineBytes) = n;
    }));
  return iterations;
}

// ---- that are undone ------------------------------------------------------------------------------------------------------

/// A store, and then what undoes it.
template <class T, class Undo>
[[gnu::always_inline]] inline uint64_t undone(Shared& shared, unsigned thread, uint64_t iterations, Undo undo) {
  Tally& mine = tally(shared, thread);
  auto* const at = shared.at<volatile uint64_t>(0);
  for (uint64_t n = iterations; n != 0; --n)
    mine.count(attempt<T>([&] {
      *at = n;
      undo();
    }));
  return iterations;
}
template <class T>
uint64_t cancelled(Shared& shared, unsigned thread, uint64_t iterations) {
  return undone<T>(shared, thread, iterations, [] { T::cancel(); });
}
template <class T>
uint64_t not_allowed(Shared& shared, unsigned thread, uint64_t iterations) {
  return undone<T>(shared, thread, iterations, [] { T::not_allowed(); });
}

// ---- what must be so afterwards -------------------------------------------------------------------------------------------

/// The word was added to once for each that went through, or was added otherwise.
std::string check_sum(const Shared& shared, std::span<const uint64_t> iterations) {
  const uint64_t got = *shared.at<uint64_t>(0), want = workload::sum(iterations);
  return got == want ? "" : "the word holds " + std::to_string(got) + ", should hold " + std::to_string(want);
}
/// Nothing of what was undone is left.
std::string check_undone(const Shared& shared, std::span<const uint64_t>) {
  if (*shared.at<uint64_t>(0) != 0) return "an undone transaction left its store";
  return all(tallies(shared), Attempt::started) == 0 ? "" : "a transaction went through that was to be undone";
}
/// All lines hold what the last that went through stored, or nothing where none did.
std::string check_whole(const Shared& shared, std::span<const uint64_t>) {
  const auto lines = static_cast<size_t>(shared.args[0]);
  for (size_t i = 1; i < lines; ++i)
    if (*shared.at<uint64_t>(i * arch::kLineBytes) != *shared.at<uint64_t>(0)) return "a transaction is torn";
  const bool some = *shared.at<uint64_t>(0) != 0;
  return some == (all(tallies(shared), Attempt::started) != 0) ? "" : "a store and its transaction do not agree";
}

void make(Shared& shared) {
  for (size_t i = 0; i < kLinesBytes; i += arch::kLineBytes) *shared.at<uint64_t>(i) = 0;
  std::ranges::fill(tallies(shared), Tally{});
}

template <class T>
Kernel& add(std::vector<Kernel>& list, const char* group, const char* how, Metric metric, const char* what, Run run,
            Verify verify) {
  Kernel& k = list.emplace_back(describe<T>(kSuite, group, how, metric, what));
  k.shows = Emits::once;
  k.roles[0].run = run;
  k.roles[0].empty = nullptr;
  k.bytes = [](unsigned threads, const std::vector<int64_t>&) { return kLinesBytes + threads * sizeof(Tally); };
  k.setup = make;
  k.verify = verify;
  k.figures = [](const Shared& shared) { return shares(tallies(shared)); };
  return k;
}

const Registration registration([](std::vector<Kernel>& list) {
  arch::transactions::for_each([&]<class T>() {
    add<T>(list, "commit", "empty", Metric::latency, "begin and commit", empty<T>, nullptr);
    add<T>(list, "commit", "increment", Metric::latency, "a word read and stored in one", increment<T>, check_sum);
    auto& many = add<T>(list, "commit", "stores", Metric::latency,
                        "stores to `lines` lines in one, those that are undone with those that go through", stores<T>,
                        check_whole);
    many.axes = {{.name = "lines",
                  .unit = "",
                  .values = {1, 8, 64, 512, 4096},
                  .least = 1,
                  .most = kMostLines,
                  .what = "that one transaction stores to"}};
    auto& contended = add<T>(list, "commit", "contended", Metric::contended,
                             "additions to one word by all threads, each in one; after 16 attempts an atomic one",
                             increment<T>, check_sum);
    contended.roles[0].least = 2;
    contended.roles[0].most = kAnyThreads;
    add<T>(list, "abort", "cancelled", Metric::latency, "a store in one, then the instruction that undoes it",
           cancelled<T>, check_undone);
    add<T>(list, "abort", "not_allowed", Metric::latency,
           "a store in one, then an instruction that no transaction may have", not_allowed<T>, check_undone);
  });
  if constexpr (arch::transactions::size == 0)
    list.push_back(workload::absent(kSuite, "commit", "transactions", "this ISA has no hardware transactions"));
});

}  // namespace
}  // namespace fenceline
