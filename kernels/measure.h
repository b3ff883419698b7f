// Loops that every suite over instruction variants uses: how an operation becomes a dependent chain, a
// stream of independent ones, or a line that threads fight for. A kernel file says which of them it
// registers over which lists.
#pragma once
#include <arch/ops.h>
#include <kernels/kernel.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace fenceline::measure {

/// Independent lines that throughput loops go round: more than any core keeps locked operations in
/// flight, few enough to stay in L1.
inline constexpr unsigned kLines = 8;

template <class Op>
using Value = typename Op::value_type;

template <class T>
constexpr unsigned bits = sizeof(T) * 8;

/// Loop without operation: what unrolled() itself costs.
inline uint64_t nothing(Shared&, unsigned, uint64_t iterations) {
  return unrolled(iterations, [](auto) { arch::compiler_barrier(); });
}

// ---- what an operation does to a word, so that it can be chained and checked -------------------
// An action adapts a list's signature: step(at, v) does the operation once and returns what the next
// one of a chain depends on. `thread` tells what final() must find after n[t] steps of each thread.

struct LoadAction {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op>) {
    return static_cast<Value<Op>>(Op::op(at));
  }
};

/// store, and, or, xor: void op(at, v), nothing comes back.
struct StoreAction {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op> v) {
    Op::op(at, v);
    return v;
  }
};

/// exchange, fetch_add …: T op(at, v)
struct FetchAction {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op> v) {
    return Op::op(at, v);
  }
};

/// add, inc: always by one, as inc knows nothing else. The chain is the word itself.
struct AddAction {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op> v) {
    Op::op(at, Value<Op>{1});
    return v;
  }
};

/// The word holds 0 and every CAS puts 0 for 0: always successful, and the next one waits for the value
/// that this one found.
struct CasSuccess {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op> v) {
    return Op::op(at, v, Value<Op>{0});
  }
};

/// The word holds 0 and is never 1: always unsuccessful. The chain goes through the desired value, as
/// the expected one has to be made anew each time.
struct CasFailure {
  template <class Op>
  [[gnu::always_inline]] static Value<Op> step(Value<Op>* at, Value<Op> v) {
    return Op::op(at, Value<Op>{1}, v);
  }
};

// ---- chains: each operation needs the one before -----------------------------------------------
// The time of a chain's link is the operation's latency only where the core could begin the next one before this one's
// result is there. A locked operation keeps its unit busy for longer than its result takes (on Zen 5 a `lock xadd` 20
// cycles, its result 1): kernels/latency/ tells the two apart, here such a row is called a chain.

/// The next operation's operand is this one's result.
template <class Action, class Op>
uint64_t chain(Shared& shared, unsigned, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(0);
  Value<Op> v{0};
  return unrolled(iterations, [&](auto) { v = Action::template step<Op>(at, v); });
}

/// An address that depends on a value that is 0: base + value, and 0 once more for each of `Additions` but the first.
template <unsigned Additions>
[[gnu::always_inline]] inline uintptr_t after_additions(uintptr_t base, uintptr_t value, uintptr_t zero) {
  uintptr_t address = base + value;
  arch::opaque(address);
  for (unsigned i = 1; i < Additions; ++i) {
    address += zero;
    arch::opaque(address);
  }
  return address;
}

/// The next load's address depends on this one's value.
template <class Op, unsigned Additions>
uint64_t address_chain_with(Shared& shared, unsigned, uint64_t iterations) {
  const auto base = reinterpret_cast<uintptr_t>(shared.data);
  uintptr_t address = base, zero = 0;
  arch::opaque(zero);
  return unrolled(iterations, [&](auto) {
    const auto value = static_cast<uintptr_t>(Op::op(reinterpret_cast<const Value<Op>*>(address)));
    address = after_additions<Additions>(base, value, zero);
  });
}
inline uint64_t address_chain_empty(Shared&, unsigned, uint64_t iterations) {
  uintptr_t base = 0, address = 0;
  arch::opaque(base);
  return unrolled(iterations, [&](auto) {
    address = base + address;
    arch::opaque(address);
  });
}
/// An operation of arch::loads in that chain. The addition is no part of it: what it adds is subtracted.
template <class Op>
Role address_chain() {
  return {.run = address_chain_with<Op, 1>,
          .empty = address_chain_empty,
          .own = {OwnWork::twice, address_chain_with<Op, 2>}};
}

/// Whether a chain of an operation of arch::loads is load-to-use latency: one instruction, which only loads.
template <class Op>
constexpr bool only_loads() {
  return Op::info.emits.find(';') == std::string_view::npos && !arch::is_read_modify_write<Op>;
}
/// How its chain is called: the value of a load into a vector register is moved before it is an address.
template <class Op>
constexpr const char* load_chain_name() {
  if (!only_loads<Op>()) return "chain";
  return arch::is_vector<Op> ? "latency_and_move" : "latency";
}

// ---- throughput: independent words, a line each ----------------------------------------------

/// Where the i-th of the independent words lies: `Apart` bytes and a word from the one before. Lines of their own, but
/// not the same place in them: that is one bank of the L1, and Zen 4 then makes 0.34 to 0.48 cycles of a load's 0.33,
/// as the loop happens to fall into step.
template <class T, size_t Apart = arch::kPadBytes>
constexpr size_t stream_offset(unsigned i) {
  return i % kLines * (Apart + std::max(sizeof(T), sizeof(uint64_t)));
}

template <class Action, class Op, size_t Apart = arch::kPadBytes, unsigned Times = kUnroll>
uint64_t stream(Shared& shared, unsigned, uint64_t iterations) {
  std::byte* const base = shared.data;
  return unrolled<Times>(iterations, [&](auto i) {
    auto* at = reinterpret_cast<Value<Op>*>(base + stream_offset<Value<Op>, Apart>(i));
    Action::template step<Op>(at, Value<Op>{0});
  });
}
/// A stream of operations so short that the loop's end may show: unrolled half as often it is there twice.
template <class Action, class Op, size_t Apart = arch::kPadBytes>
Role short_stream() {
  return {.run = stream<Action, Op, Apart>,
          .empty = nothing,
          .own = {OwnWork::twice, stream<Action, Op, Apart, kUnroll / 2>}};
}
/// Loads of neighbouring words: that they share a line costs them nothing.
template <class Op>
Role load_stream() {
  return short_stream<LoadAction, Op, 0>();
}
inline constexpr size_t kStreamBytes = kLines * (arch::kPadBytes + 2 * sizeof(uint64_t));

template <class Op, unsigned Times = kUnroll>
uint64_t fence_after_fence(Shared&, unsigned, uint64_t iterations) {
  return unrolled<Times>(iterations, [](auto) { Op::op(); });
}
template <class Op>
Role fence_alone() {
  return {.run = fence_after_fence<Op>, .empty = nothing, .own = {OwnWork::twice, fence_after_fence<Op, kUnroll / 2>}};
}

/// The store buffer's worst case for a full fence, and the body of Dekker and SB: store, fence, load of
/// another line. The next store waits for the load, so that rounds do not overlap.
template <class Op>
uint64_t store_load(Shared& shared, unsigned, uint64_t iterations) {
  auto* const mine = shared.at<volatile uint64_t>(0);
  auto* const other = shared.at<volatile uint64_t>(arch::kPadBytes);
  uint64_t v = 0;
  return unrolled(iterations, [&](auto) {
    *mine = v;
    Op::op();
    v = *other;
  });
}
// ---- contended: one word, or words of one line, for all threads ------------------------------

/// Where thread t works: all on one word, or `spacing` bytes apart.
inline size_t spacing(const Shared& shared) { return shared.args.empty() ? 0 : static_cast<size_t>(shared.args[0]); }

template <class Action, class Op>
uint64_t contended(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(spacing(shared) * thread);
  return unrolled(iterations, [&](auto) { Action::template step<Op>(at, Value<Op>{1}); });
}

/// Each thread has a bit of its own, so that and, or, xor can be checked afterwards.
template <class T>
T own_bit(unsigned thread) {
  return static_cast<T>(T{1} << thread % bits<T>);
}
template <class Op>
uint64_t contended_bits(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(spacing(shared) * thread);
  const auto bit = own_bit<Value<Op>>(thread);
  return unrolled(iterations, [&](auto) { (void)Op::op(at, bit); });
}
template <class Op>
uint64_t contended_clears(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(spacing(shared) * thread);
  const auto mask = static_cast<Value<Op>>(~own_bit<Value<Op>>(thread));
  return unrolled(iterations, [&](auto) { (void)Op::op(at, mask); });
}

/// What a thread holds against the word that starts as an extremum's weakest value: 0, or all ones. The same for signed
/// and unsigned numbers.
template <class T>
T own_extreme(arch::Extremum e, unsigned thread) {
  const auto value = static_cast<T>(thread + 1);
  return arch::is_max(e) ? value : static_cast<T>(~value);
}
template <class Op>
uint64_t contended_extremum(Shared& shared, unsigned thread, uint64_t iterations) {
  auto* at = shared.at<Value<Op>>(spacing(shared) * thread);
  const auto value = own_extreme<Value<Op>>(Op::keeps, thread);
  return unrolled(iterations, [&](auto) { (void)Op::op(at, value); });
}

/// An increment by CAS: an iteration is a success, however many attempts it took. Counting failed
/// attempts as work makes contention look cheap.
template <class Op>
uint64_t contended_cas(Shared& shared, unsigned thread, uint64_t iterations) {
  using T = Value<Op>;
  auto* at = shared.at<T>(spacing(shared) * thread);
  T seen{0};
  return unrolled(iterations, [&](auto) {
    for (;;) {
      const T found = Op::op(at, seen, static_cast<T>(seen + 1));
      const bool done = found == seen;
      seen = done ? static_cast<T>(seen + 1) : found;
      if (done) break;
    }
  });
}

/// Sums what came out of each exchange, per thread: what went in must have come out, or be there still.
template <class Op>
uint64_t contended_exchange(Shared& shared, unsigned thread, uint64_t iterations) {
  using T = Value<Op>;
  auto* at = shared.at<T>(spacing(shared) * thread);
  T out{0};
  unrolled(iterations, [&](auto i) { out = static_cast<T>(out + Op::op(at, static_cast<T>(i + 1))); });
  *shared.at<T>(arch::kPadBytes * (1 + shared.threads + thread)) += out;
  return iterations;
}
/// Sum of what kUnroll exchanges put in: 1 + … + kUnroll.
inline constexpr uint64_t kExchangeSum = uint64_t{kUnroll} * (kUnroll + 1) / 2;

// ---- checks ----------------------------------------------------------------------------------

/// Words at the threads' places against expectations; threads that share a place are combined.
template <class T, class Combine>
std::string check_words(const Shared& shared, T initial, Combine combine) {
  const size_t step = spacing(shared);
  for (unsigned first = 0; first < (step ? shared.threads : 1); ++first) {
    T want = initial;
    for (unsigned t = first; t < (step ? first + 1 : shared.threads); ++t) want = combine(want, t);
    const T got = *shared.at<T>(step * first);
    if (got != want)
      return "word of thread " + std::to_string(first) + " holds " + std::to_string(static_cast<uint64_t>(got)) +
             ", should hold " + std::to_string(static_cast<uint64_t>(want));
  }
  return "";
}

template <class T>
std::string check_sum(const Shared& shared, std::span<const uint64_t> iterations) {
  return check_words<T>(shared, 0, [&](T w, unsigned t) { return static_cast<T>(w + static_cast<T>(iterations[t])); });
}
template <class T>
std::string check_or(const Shared& shared, std::span<const uint64_t> iterations) {
  return check_words<T>(shared, 0,
                        [&](T w, unsigned t) { return iterations[t] ? static_cast<T>(w | own_bit<T>(t)) : w; });
}
template <class T>
std::string check_and(const Shared& shared, std::span<const uint64_t> iterations) {
  return check_words<T>(shared, static_cast<T>(~T{0}),
                        [&](T w, unsigned t) { return iterations[t] ? static_cast<T>(w & ~own_bit<T>(t)) : w; });
}
template <class T>
std::string check_xor(const Shared& shared, std::span<const uint64_t> iterations) {
  return check_words<T>(shared, 0,
                        [&](T w, unsigned t) { return iterations[t] % 2 ? static_cast<T>(w ^ own_bit<T>(t)) : w; });
}
template <class Op>
std::string check_extremum(const Shared& shared, std::span<const uint64_t> iterations) {
  using T = Value<Op>;
  const auto initial = static_cast<T>(arch::is_max(Op::keeps) ? 0 : ~T{0});
  return check_words<T>(shared, initial, [&](T w, unsigned t) {
    return iterations[t] ? arch::extremum(Op::keeps, w, own_extreme<T>(Op::keeps, t)) : w;
  });
}

template <class T>
std::string check_exchange(const Shared& shared, std::span<const uint64_t> iterations) {
  const size_t step = spacing(shared);
  T in{0}, out{0};
  for (unsigned t = 0; t < shared.threads; ++t) {
    in = static_cast<T>(in + static_cast<T>(iterations[t] / kUnroll * kExchangeSum));
    out = static_cast<T>(out + *shared.at<T>(arch::kPadBytes * (1 + shared.threads + t)));
    if (step || t == 0) out = static_cast<T>(out + *shared.at<T>(step * t));
  }
  return in == out ? "" : "what was put in by exchange has not all come out: a lost update";
}
/// The word still holds what was stored last: 1.
template <class T>
std::string check_stored(const Shared& shared, std::span<const uint64_t> iterations) {
  return check_words<T>(shared, 0, [&](T, unsigned t) { return static_cast<T>(iterations[t] ? 1 : 0); });
}
/// Chains and streams that add one: all words together hold what was added.
template <class T>
std::string check_total(const Shared& shared, std::span<const uint64_t> iterations) {
  T total{0};
  for (unsigned i = 0; i < kLines; ++i) total = static_cast<T>(total + *shared.at<T>(stream_offset<T>(i)));
  return total == static_cast<T>(iterations[0]) ? "" : "the words do not add up to what was added";
}
/// Chains and streams work with 0: nothing else may appear.
inline std::string check_zero(const Shared& shared, std::span<const uint64_t>) {
  const bool clean =
      std::all_of(shared.data, shared.data + shared.bytes, [](std::byte b) { return b == std::byte{0}; });
  return clean ? "" : "memory changed under operations that keep it zero";
}

// ---- registration ----------------------------------------------------------------------------

/// The bits that a variant accesses; 0 where it accesses none.
template <class Op>
constexpr unsigned width_of() {
  if constexpr (requires { typename Op::value_type; })
    return bits<Value<Op>>;
  else
    return 0;
}

/// What is known of a variant, as data: what is done once for each need not be compiled once for each of hundreds.
struct Variant {
  const arch::Info& info;
  unsigned width;
};
template <class Op>
constexpr Variant variant_of() {
  return {Op::info, width_of<Op>()};
}

using Verify = std::string (*)(const Shared&, std::span<const uint64_t>);

/// A kernel about a variant with all that is known of it filled in.
Kernel describe(Variant, const char* suite, const std::string& group, const std::string& how, Metric,
                const std::string& what);
template <class Op>
Kernel describe(const char* suite, const std::string& group, const std::string& how, Metric metric,
                const std::string& what) {
  return describe(variant_of<Op>(), suite, group, how, metric, what);
}

/// Adds one that works on the words of stream(). The reference holds until the next is added.
Kernel& add(std::vector<Kernel>&, Variant, const char* suite, const char* group, const char* how, Metric,
            const char* what, Run, Verify = nullptr);

Kernel& add(std::vector<Kernel>&, Variant, const char* suite, const char* group, const char* how, Metric,
            const char* what, Role, Verify = nullptr);

/// Adds the two atomics kernels in which threads fight: for one word, and for words that are neighbours or not. `run`
/// and `verify` are the same, the spacing differs.
void add_contended(std::vector<Kernel>&, Variant, const char* group, const std::string& what, Run, Verify,
                   void (*setup)(Shared&) = nullptr);

/// Kernel::bytes of a kernel that always needs the same.
std::function<size_t(unsigned, const std::vector<int64_t>&)> constant_bytes(size_t bytes);

}  // namespace fenceline::measure
