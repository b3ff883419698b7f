// What a thread did, as the explorer keeps it.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

namespace fenceline::verify {

/// Threads of a scenario, and events of one of them, at most: a clock is 8 bytes.
inline constexpr int kMostThreads = 8, kMostEvents = 255;

using EventId = std::int32_t;     // place in the order in which the graph grew
using LocationId = std::int32_t;  // of an atomic or a plain
using ObjectId = std::int32_t;    // of what lives and dies together
inline constexpr EventId kNone = -1;
/// What reads from no event reads the value that the location was made with.
inline constexpr EventId kInitial = -1;

/// A value of at most 16 bytes, the rest zero.
struct Value {
  std::uint64_t low = 0, high = 0;
  bool operator==(const Value&) const = default;
};

/// How many events of each thread come before, itself included: a set of events that is closed
/// under program order.
struct Clock {
  std::array<std::uint8_t, kMostThreads> count{};

  bool has(int thread, int index) const { return index < count[static_cast<std::size_t>(thread)]; }
  void add(const Clock& other) {
    for (std::size_t t = 0; t < kMostThreads; ++t)
      if (other.count[t] > count[t]) count[t] = other.count[t];
  }
};

/// A place in the source: std::source_location, which Clang 14 lacks.
struct Where {
  const char* file = "";
  int line = 0;
  static constexpr Where current(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

/// Where in the source an access stands, and the number of its order (0: none).
struct Site {
  Where where;
  int number = 0;
};

enum class Kind : std::uint8_t {
  load,
  store,
  fence,
  make,    // an object begins to live
  end,     // and ends
  choice,  // one of several ways to go on
  notify,  // wakes who waits for a location
};

/// What an update writes, from what it read and its operand.
enum class Change : std::uint8_t { swap, add, subtract, conjunction, disjunction, difference };

/// A light fence is in order with heavy ones only, for those are done in all threads, and orders nothing by itself.
enum class Weight : std::uint8_t { full, light, heavy };

/// What a thread asks for. An update is a load and then a store, as in RC11; `exclusive` marks both.
struct Access {
  Kind kind = Kind::load;
  bool plain = false;      // not atomic
  bool exclusive = false;  // half of an update
  bool compares = false;   // an update that happens only where `expected` is found, else it is a
                           // load of the order `failure`
  bool waits = false;      // a load by wait(), which sleeps where `expected` is found
  std::memory_order order = std::memory_order_relaxed;
  std::memory_order success = std::memory_order_relaxed;
  std::memory_order failure = std::memory_order_relaxed;
  std::int16_t success_number = 0, failure_number = 0;
  LocationId location = kNone;
  Value expected{};
  Value value{};  // what a store writes or a load has read; of a choice, the one taken; of a notify: 0 one, 1 all
  Site site{};
  Weight weight = Weight::full;  // of a fence
};

struct Event : Access {
  std::uint8_t thread = 0;
  std::uint8_t index = 0;  // within its thread
  EventId from = kNone;    // load: the store that it reads
  // Modification order of its location: neighbours, and its place (the initial value has place 0).
  EventId before = kNone, after = kNone;
  std::int32_t place = 0;
  ObjectId object = kNone;  // make, end
  Clock hb;                 // what happens before it
  Clock porf;               // what it depends on: program order and reads-from
  Clock pending;            // what an acquire fence would make happen before
  Clock fenced;             // what happened before the thread's last release fence
  Clock message;            // store: what happens before whoever acquires from it

  bool accesses() const { return kind == Kind::load || kind == Kind::store; }
  bool is_sc() const { return order == std::memory_order_seq_cst && (accesses() || kind == Kind::fence); }
  /// An update's load that goes on to write.
  bool succeeds() const { return exclusive && (!compares || value == expected); }
};

}  // namespace fenceline::verify
