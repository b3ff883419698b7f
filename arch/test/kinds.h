// What a variant of each kind of list must do, and a function of four of its operations in a row, to be looked at.
#pragma once
#include <arch/code.h>
#include <arch/flushes.h>
#include <arch/opaque.h>
#include <arch/ops.h>
#include <arch/transactions.h>
#include <arch/updates.h>
#include <sys/mman.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace fenceline::arch {
namespace {

template <class Op>
using Value = typename Op::value_type;

// ---- the code to look at: four operations in a row. Wide values are passed in halves and results are folded, so that no ABI
// passes them through memory.

template <class F>
inline __attribute__((always_inline)) void four_times(F&& f) {
  f(), f(), f(), f();
}

template <class T>
inline __attribute__((always_inline)) T make(uint64_t low, [[maybe_unused]] uint64_t high) {
  if constexpr (sizeof(T) > sizeof low)
    return T{high} << 64 | low;
  else
    return static_cast<T>(low);
}
template <class T>
inline __attribute__((always_inline)) uint64_t fold(T value) {
  if constexpr (sizeof(T) > sizeof(uint64_t))
    return static_cast<uint64_t>(value) ^ static_cast<uint64_t>(value >> 64);
  else
    return value;
}

// ---- what each must do

/// Values that show a carry, a sign, a width or a byte order that is wrong.
template <class T>
T sample(unsigned i) {
  switch (i) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return static_cast<T>(~T{0});
    case 3:
      return static_cast<T>(T{1} << (sizeof(T) * 8 - 1));
    case 4:
      return make<T>(0x0123456789abcdef, 0x8091a2b3c4d5e6f7);
    default:
      return make<T>(~uint64_t{0}, 0x7f);
  }
}
constexpr unsigned kSamples = 6;

/// A value in a register that holds other bits above it, as most ABIs allow.
template <class T>
T unclean(T value) {
  if constexpr (sizeof(T) < sizeof(uintptr_t)) {
    uintptr_t wide = value | ~uintptr_t{0} << sizeof(T) * 8;
    opaque(wide);
    return static_cast<T>(wide);
  }
  return value;
}

constexpr const char* kOk = "ok";

template <class T>
struct Outcome {
  T returned;
  T stored;
};

/// Does act(at, value, other) on a word that holds `old`, for samples of old and value and at every
/// place of a block, and expects want(old, value) and no other byte changed. One copy for all
/// variants of a type: inlined into each it would take longer to compile than all the rest.
template <class T>
__attribute__((noinline)) const char* check(T (*act)(T* at, T value, T other), Outcome<T> (*want)(T old, T value),
                                            T other = 0) {
  struct alignas(64) Block {
    unsigned char bytes[64];
  };
  for (unsigned i = 0; i < kSamples * kSamples; ++i) {
    const T old = sample<T>(i / kSamples), value = sample<T>(i % kSamples);
    for (size_t place = 0; place < sizeof(Block); place += sizeof(T)) {
      Block block, wanted;
      for (unsigned b = 0; b < sizeof(Block); ++b) block.bytes[b] = static_cast<unsigned char>(0x5a + b);
      std::memcpy(block.bytes + place, &old, sizeof(T));
      wanted = block;
      const Outcome<T> outcome = want(old, value);
      std::memcpy(wanted.bytes + place, &outcome.stored, sizeof(T));
      const T returned = act(reinterpret_cast<T*>(block.bytes + place), value, other);
      compiler_barrier();
      const char* const wrong = returned != outcome.returned ? "returned another value"
                                : std::memcmp(block.bytes + place, wanted.bytes + place, sizeof(T)) != 0
                                    ? "left another value in memory"
                                : std::memcmp(&block, &wanted, sizeof block) != 0 ? "touched its neighbours"
                                                                                  : nullptr;
      if (wrong) {
        static char text[80];
        std::snprintf(text, sizeof text, "%s (samples %u, %u, byte %zu)", wrong, i / kSamples, i % kSamples, place);
        return text;
      }
    }
  }
  return kOk;
}

struct Load {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe(const Value<Op>* at) {
    Value<Op> sum{0};
    four_times([&] { sum = static_cast<Value<Op>>(sum ^ Op::op(at)); });
    return fold(sum);
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    using Signed =
        typename std::conditional_t<sizeof(T) <= sizeof(int64_t), std::make_signed<T>, std::type_identity<T>>::type;
    for (unsigned i = 0; i < kSamples; ++i) {
      alignas(sizeof(T)) const T word = sample<T>(i);  // of a whole operand: s390x aligns 16 bytes to 8
      const Whole<T> value = Op::op(&word);
      if (value != Whole<T>{word} && value != static_cast<Whole<T>>(static_cast<Signed>(word)))
        return "left something above the value in its register";
    }
    return check<T>([](T* at, T, T) { return static_cast<T>(Op::op(at)); },
                    [](T old, T) {
                      return Outcome<T>{old, old};
                    });
  }
};

/// A load whose address is the value before. Here a compiler shows what else it takes to use the value.
struct LoadChain {
  template <class Op>
  static __attribute__((noinline)) uintptr_t probe(uintptr_t base) {
    uintptr_t address = base;
    four_times([&] {
      address = base + static_cast<uintptr_t>(Op::op(reinterpret_cast<const Value<Op>*>(address)));
      opaque(address);
    });
    return address;
  }
  template <class Op>
  static const char* test() {
    // Of a whole operand: s390x aligns 16 bytes to 8. Not const: some loads need a writable page.
    alignas(sizeof(Value<Op>)) static Value<Op> word{0};
    const auto base = reinterpret_cast<uintptr_t>(&word);
    return probe<Op>(base) == base ? kOk : "found another value";
  }
};

/// A CAS that expects what the one before has found. Here a compiler shows what else it takes to use that.
struct CasChain {
  // What one register holds: two are handed over in memory on some ISAs.
  template <class Op>
  using Handed = std::conditional_t<(sizeof(Value<Op>) > sizeof(uint64_t)), uint64_t, Value<Op>>;
  template <class Op>
  static __attribute__((noinline)) Handed<Op> probe(Value<Op>* at, Handed<Op> start) {
    Value<Op> found = start;
    four_times([&] { found = Op::op(at, found, Value<Op>{0}); });
    return static_cast<Handed<Op>>(found);
  }
  template <class Op>
  static const char* test() {
    alignas(sizeof(Value<Op>)) Value<Op> word{0};
    return probe<Op>(&word, Handed<Op>{0}) == Handed<Op>{0} ? kOk : "found another value";
  }
};

/// void op(at, value): what it leaves is F(old, value).
template <auto F>
struct Update {
  template <class Op>
  static __attribute__((noinline)) void probe(Value<Op>* at, uint64_t low, uint64_t high) {
    const auto value = make<Value<Op>>(low, high);
    four_times([&] { Op::op(at, value); });
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    return check<T>([](T* at, T value, T) { return Op::op(at, unclean(value)), T{0}; },
                    [](T old, T value) {
                      if constexpr (requires { Op::adds_one; }) value = 1;
                      return Outcome<T>{0, static_cast<T>(F(old, value))};
                    });
  }
};

/// T op(at, value): returns what was there, leaves F(old, value).
template <auto F>
struct Fetch {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe(Value<Op>* at, uint64_t low, uint64_t high) {
    const auto value = make<Value<Op>>(low, high);
    Value<Op> sum{0};
    four_times([&] { sum = static_cast<Value<Op>>(sum ^ Op::op(at, value)); });
    return fold(sum);
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    return check<T>([](T* at, T value, T) { return Op::op(at, unclean(value)); },
                    [](T old, T value) {
                      return Outcome<T>{old, static_cast<T>(F(old, value))};
                    });
  }
};

/// What a variant that keeps an extremum leaves.
template <class Op>
[[maybe_unused]] constexpr auto kept = [](auto old, auto value) { return extremum(Op::keeps, old, value); };

struct Cas {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe(Value<Op>* at, uint64_t low, uint64_t high, uint64_t new_low,
                                                  uint64_t new_high) {
    const auto expected = make<Value<Op>>(low, high), desired = make<Value<Op>>(new_low, new_high);
    Value<Op> sum{0};
    four_times([&] { sum = static_cast<Value<Op>>(sum ^ Op::op(at, expected, desired)); });
    return fold(sum);
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    constexpr auto act = [](T* at, T value, T difference) {
      return Op::op(at, unclean(static_cast<T>(*at ^ difference)), unclean(value));
    };
    const char* result = check<T>(act, [](T old, T value) { return Outcome<T>{old, value}; });
    // Any one wrong bit of the expectation makes it fail, store nothing and return what is there.
    for (unsigned bit = 0; bit < sizeof(T) * 8 && result == kOk; ++bit)
      result = check<T>(
          act,
          [](T old, T) {
            return Outcome<T>{old, old};
          },
          static_cast<T>(T{1} << bit));
    return result;
  }
};

/// void op(at, value): what it leaves is Op::after(old, value, 1); what a thousand leave is after(old, value, 1000).
struct OtherUpdate {
  template <class Op>
  static __attribute__((noinline)) void probe(Value<Op>* at, uint64_t value) {
    const auto operand = static_cast<Value<Op>>(value);
    four_times([&] { Op::op(at, operand); });
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    const char* const result = check<T>([](T* at, T value, T) { return Op::op(at, value), T{0}; },
                                        [](T old, T value) {
                                          return Outcome<T>{0, Op::after(old, value, 1)};
                                        });
    if (result != kOk) return result;
    T word = sample<T>(4);
    for (int i = 0; i < 1001; ++i) Op::op(&word, T{5});
    compiler_barrier();
    return word == Op::after(sample<T>(4), T{5}, 1001) ? kOk : "leaves another value after many";
  }
};

/// op(at): the lowest bit is set, or clear; one that tests returns what it was.
template <bool Set, bool Tests>
struct Bit {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe(Value<Op>* at) {
    Value<Op> sum{0};
    four_times([&] {
      if constexpr (Tests)
        sum = static_cast<Value<Op>>(sum ^ Op::op(at));
      else
        (void)Op::op(at);
    });
    return fold(sum);
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    return check<T>(
        [](T* at, T, T) {
          if constexpr (Tests) return static_cast<T>(Op::op(at));
          (void)Op::op(at);
          return T{0};
        },
        [](T old, T) {
          return Outcome<T>{static_cast<T>(Tests ? old & 1 : 0), static_cast<T>(Set ? old | 1 : old & ~T{1})};
        });
  }
};

/// void op(): that it comes back is all that one thread can see.
struct Barrier {
  template <class Op>
  static __attribute__((noinline)) void probe() {
    four_times([] { Op::op(); });
  }
  template <class Op>
  static const char* test() {
    for (int i = 0; i < 100; ++i) Op::op();
    return kOk;
  }
};

/// T op(at, current): returns what is there, at once where that is not `current`; else one thread
/// alone might wait for ever. The waiting itself is executed by the kernels of contention/spin.
struct AddressWait {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe(const Value<Op>* at, Value<Op> current) {
    Value<Op> sum{0};
    four_times([&] { sum = static_cast<Value<Op>>(sum ^ Op::op(at, current)); });
    return fold(sum);
  }
  template <class Op>
  static const char* test() {
    using T = Value<Op>;
    return check<T>([](T* at, T, T) { return Op::op(at, static_cast<T>(~*at)); },
                    [](T old, T) {
                      return Outcome<T>{old, old};
                    });
  }
};

/// uint64_t op(): does not run backwards.
struct Timer {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe() {
    uint64_t sum = 0;
    four_times([&] { sum ^= Op::op(); });
    return sum;
  }
  template <class Op>
  static const char* test() {
    uint64_t before = Op::op();
    for (int i = 0; i < 1000; ++i) {
      const uint64_t after = Op::op();
      if (after < before) return "ran backwards";
      before = after;
    }
    return kOk;
  }
};

/// void op(const std::byte* at): what was changed is executed. Written and executed at one address, by one thread: an
/// emulator knows no more.
struct CodeSync {
  template <class Op>
  static __attribute__((noinline)) void probe(const std::byte* at) {
    four_times([&] { Op::op(at); });
  }
  template <class Op>
  static const char* test() {
    void* const memory =
        mmap(nullptr, kCodeBytes, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return "no memory that can be written and executed";
    const char* result = kOk;
    for (uint16_t value = 0; value < 1024 && result == kOk; ++value) {
      put_constant(static_cast<std::byte*>(memory), value);
      code_written::op(static_cast<std::byte*>(memory));
      Op::op(static_cast<std::byte*>(memory));
      if (reinterpret_cast<unsigned (*)()>(memory)() != value) result = "executed what was there before";
    }
    munmap(memory, kCodeBytes);
    return result;
  }
};

/// One that goes through is done; one that is cancelled is not, and says so. That none goes through is allowed.
struct Transaction {
  template <class Op>
  static __attribute__((noinline)) uint64_t probe() {
    uint64_t through = 0;
    four_times([&]() __attribute__((always_inline)) {
      if (Op::begin().attempt != Attempt::started) return;
      Op::commit();
      ++through;
    });
    return through;
  }
  template <class Op>
  static const char* test() {
    volatile uint64_t word = 0;
    uint64_t through = 0, cancelled = 0;
    for (int i = 0; i < 1000; ++i) through += once<Op>(&word, false) == Attempt::started;
    if (word != through) return "left another value in memory";
    for (int i = 0; i < 1000; ++i) cancelled += once<Op>(&word, true) == Attempt::cancelled;
    if (word != through) return "was cancelled and yet done";
    return (through == 0) == (cancelled == 0) ? kOk : "does not say that it was cancelled";
  }

 private:
  template <class Op>
  static Attempt once(volatile uint64_t* at, bool cancel) {
    const Began began = Op::begin();
    if (began.attempt != Attempt::started) return began.attempt;
    *at = *at + 1;
    if (cancel) Op::cancel();
    Op::commit();
    return Attempt::started;
  }
};

/// A line in the middle of others, filled with what its neighbours are not.
struct Lines {
  Line before, line, after;

  explicit Lines(uint64_t value) {
    for (Line* l : {&before, &line, &after})
      for (uint64_t& word : l->words) word = l == &line ? value : ~value;
  }
  bool hold(uint64_t value, uint64_t beside) const {
    const auto all = [](const Line& l, uint64_t wanted) {
      for (const uint64_t word : l.words)
        if (word != wanted) return false;
      return true;
    };
    return all(line, value) && all(before, beside) && all(after, beside);
  }
};

/// What a line holds stays, and so do its neighbours.
struct Flush {
  template <class Op>
  static __attribute__((noinline)) void probe(void* line) {
    four_times([&] { Op::op(line); });
  }
  template <class Op>
  static const char* test() {
    for (uint64_t i = 1; i < 100; ++i) {
      static Lines lines{0};
      lines = Lines{i};
      compiler_barrier();
      Op::op(&lines.line);
      if constexpr (requires { typename Op::done; }) Op::done::op();
      if (!discards<Op> && !lines.hold(i, ~i)) return "changed what it flushed";
    }
    return kOk;
  }
};

/// The line's words are what they were to be, and its neighbours what they were.
struct LineWrite {
  template <class Op>
  static __attribute__((noinline)) void probe(void* line, uint64_t value, const Line& full) {
    four_times([&] { Op::op(line, value, full); });
  }
  template <class Op>
  static const char* test() {
    for (uint64_t i = 1; i < 100; ++i) {
      static Lines lines{0}, full{0};
      lines = Lines{~i}, full = Lines{i};
      compiler_barrier();
      Op::op(&lines.line, i, full.line);
      Op::done::op();
      if (!lines.hold(zeroes<Op> ? 0 : i, i)) return "left another value in memory";
    }
    return kOk;
  }
};

}  // namespace
}  // namespace fenceline::arch
