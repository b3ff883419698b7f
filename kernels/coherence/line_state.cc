// What an operation costs on a line that another PU has left in a given state, at the distance that the placement
// says. Thread 0 is measured; thread 1 owns the lines; any further threads share them.
//
// How a state is made, and how far software can know it: lines that thread 1 has just written are Modified in its
// cache; flushed and then read by it alone, Exclusive; flushed and read by it and by all further threads (or written
// and then read by them), Shared, where MOESI machines have Owned and MESIF machines Forward for one of the holders;
// flushed and touched by nobody, in no cache. What software cannot see is a cache that gave a line up by itself: 32
// lines spread over pages are far below any cache's size, and a fresh round is prepared before each look.
#include <kernels/coherence/crew.h>
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;
using coherence::Steps;

/// A round looks once at as many lines as an unrolled loop has operations.
inline constexpr size_t kRound = kUnroll;
/// Each round takes other lines out of so many, in an order without a stride: prefetchers foresee fixed strides even
/// across pages, and walks that they have seen before (both showed loads at half the cost of a CAS).
inline constexpr size_t kPool = 32 * kRound;
inline constexpr size_t kStride = 17 * arch::kPadBytes;  // spread over the sets of the caches
inline constexpr size_t kSteps = kPool * kStride;
inline constexpr size_t kBytes = kSteps + Steps::kBytes;

/// Where the i-th line of a round lies: a bijection of the numbers below kPool (multiplication by an odd number, and
/// folding the upper half of the bits into the lower).
size_t line(uint64_t round, size_t i) {
  size_t x = (round * kRound + i) * 0x2c1 % kPool;
  x ^= x >> 5;
  return x * 0x19d % kPool * kStride;
}

enum class State { modified, exclusive, shared, uncached };

/// Brings the round's lines into the state. Every thread takes part in every step.
template <State kState>
void prepare(Shared& shared, unsigned thread, uint64_t round, Steps& steps) {
  const auto each = [&](auto f) {
    for (size_t i = 0; i < kRound; ++i) f(shared.at<volatile uint64_t>(line(round, i)));
  };
  const auto read = [](volatile uint64_t* p) { (void)*p; };
  steps.next();
  if constexpr (kState == State::modified) {
    if (thread == 1) each([](volatile uint64_t* p) { *p = *p; });
  } else {
    if constexpr (arch::kCanFlush) {
      if (thread == 1) {
        each([](volatile uint64_t* p) { arch::flush_line(const_cast<uint64_t*>(p)); });
        arch::flush_done();
      }
    } else if (thread == 1) {
      each([](volatile uint64_t* p) { *p = *p; });  // Shared alone can be made without a flush
    }
    steps.next();
    if (thread == 1 && kState != State::uncached) each(read);
    steps.next();
    if (thread > 1 && kState == State::shared) each(read);
  }
  steps.next();
}

/// Does the operation on the word; what comes back is 0 and goes into the next address.
template <class Step>
void look_at_all(Shared& shared, uint64_t round, Step step) {
  size_t at[kRound];  // found beforehand: only the operation itself is timed
  for (size_t i = 0; i < kRound; ++i) at[i] = line(round, i);
  uint64_t carry = 0;
  const Ticks before = arch::tick();
  for (size_t i = 0; i < kRound; ++i) {
    carry = step(shared.at<uint64_t>(at[i] + carry));
    arch::opaque(carry);
  }
  const Ticks after = arch::tick();
  shared.timed.ticks.count += (after - before).count;
  shared.timed.ops += kRound;
}

template <State kState, class Step>
void rounds(Shared& shared, unsigned thread, uint64_t iterations, Step step) {
  Steps steps(shared.data + kSteps, shared.threads);
  for (uint64_t n = iterations / kRound; n != 0; --n) {
    const uint64_t round = steps.number();  // all threads have the same: they meet below, an equal number of times
    prepare<kState>(shared, thread, round, steps);
    if (thread == 0) look_at_all(shared, round, step);
  }
}

template <State kState, class Op>
void load(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p); });
}
/// The compiler's full fence: on every ISA the last of its fences.
template <class List>
struct Last;
template <class... Ops>
struct Last<arch::List<Ops...>> {
  using type = typename decltype((std::type_identity<Ops>{}, ...))::type;
};
using Drain = Last<arch::fences>::type;

/// A store alone would only wait in the store buffer: the fence makes its cost visible and belongs to the figure.
template <State kState, class Op>
void store(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) {
    Op::op(p, uint64_t{0});
    Drain::op();
    return *static_cast<volatile uint64_t*>(p);  // or the next store's line would be fetched meanwhile
  });
}
template <State kState, class Op>
void cas(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations,
                     [](uint64_t* p) { return Op::op(p, uint64_t{0}, uint64_t{0}); });
}
template <State kState, class Op>
void fetch(Shared& shared, unsigned thread, uint64_t iterations) {
  rounds<kState>(shared, thread, iterations, [](uint64_t* p) { return Op::op(p, uint64_t{0}); });
}

/// The ISA's first 64-bit variant of a list that every CPU has, and that is not the compiler's.
template <class List>
struct FirstWord;
template <class Head, class... Tail>
struct FirstWord<arch::List<Head, Tail...>> {
  static constexpr bool fits = sizeof(Value<Head>) == sizeof(uint64_t) &&
                               Head::info.needs == arch::Feature::none &&
                               !Head::info.name.starts_with("builtin");
  static auto pick() {
    if constexpr (fits || sizeof...(Tail) == 0)
      return std::type_identity<Head>{};
    else
      return FirstWord<arch::List<Tail...>>::pick();
  }
};
template <class List>
using First = typename decltype(FirstWord<List>::pick())::type;

constexpr const char* name_of_state(State s) {
  constexpr const char* names[] = {"modified", "exclusive", "shared", "uncached"};
  return names[static_cast<int>(s)];
}

template <State kState>
void add_state(std::vector<Kernel>& list) {
  // Without a flush only what writing and reading can make is to be had.
  if constexpr (!arch::kCanFlush && (kState == State::exclusive || kState == State::uncached)) return;
  const auto add = [&]<class Op>(const char* what, auto run) {
    auto k = describe<Op>("coherence", "line_state", "", Metric::latency,
                          std::string(what) + " of a line that thread 1 left " + name_of_state(kState) +
                              (kState == State::shared ? ", all further threads sharing it" : "") +
                              ", each waiting for the one before");
    k.name = std::string("line_state/") + name_of_state(kState) + "/" + what;
    k.run = run;
    k.empty = nullptr;
    k.only_emits = false;  // threads meet between the rounds
    k.lockstep = k.self_timed = k.huge_pages = true;
    k.min_threads = 2;
    k.max_threads = kState == State::shared ? kAnyThreads : 2;
    k.bytes = constant_bytes(kBytes);
    k.setup = [](Shared& shared) { std::fill_n(shared.data, kBytes, std::byte{0}); };
    k.verify = [](const Shared& shared, std::span<const uint64_t>) -> std::string {
      for (size_t i = 0; i < kPool; ++i)
        if (*shared.at<uint64_t>(i * kStride) != 0) return "a line changed under operations that keep it zero";
      return shared.timed.ops == 0 ? "nothing was timed" : "";
    };
    list.push_back(k);
  };
  using Load = First<arch::loads>;
  using Store = First<arch::stores>;
  using Exchange = First<arch::exchanges>;
  using FetchAdd = First<arch::fetch_adds>;
  using Cas = First<arch::cas>;
  add.template operator()<Load>("load", load<kState, Load>);
  add.template operator()<Store>("store_fence", store<kState, Store>);
  add.template operator()<Cas>("cas", cas<kState, Cas>);
  add.template operator()<FetchAdd>("fetch_add", fetch<kState, FetchAdd>);
  add.template operator()<Exchange>("exchange", fetch<kState, Exchange>);
}

const Registration registration([](std::vector<Kernel>& list) {
  add_state<State::modified>(list);
  add_state<State::exclusive>(list);
  add_state<State::shared>(list);
  add_state<State::uncached>(list);
});

}  // namespace
}  // namespace fenceline
