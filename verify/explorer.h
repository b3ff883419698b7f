// The explorer: runs a small concurrent program in every way that the C++ memory model allows.
//
//   struct Passing {                               // what the threads share, made anew for each run
//     Flag<Checked> flag;                          // a structure, with the explorer's policy
//     long got = 0;
//   };
//   const Scenario passing = scenario<Passing>("flag: passes a message",
//       {[](Passing& s) { s.flag.raise(7); },      // one function a thread
//        [](Passing& s) { s.got = s.flag.get(); }},
//       [](Passing& s) { require(s.got == 7, "the message arrives"); });
//   const Result r = explore(passing);             // r.violation, r.complete(), r.executions
//
// The model is RC11 (see rc11.h); docs/explorer.md says what is found, what is bounded, how to read a counterexample.
#pragma once
#include <verify/event.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <vector>

namespace fenceline::verify {

/// A program to explore. Made by scenario<State>().
struct Scenario {
  std::string name;
  std::size_t bytes = 0, alignment = 1;  // of the state
  std::function<void(void*)> make;       // constructs it
  std::vector<std::function<void(void*)>> threads;
  std::function<void(void*)> finally;  // when all threads are done; may be empty
  std::function<void(void*)> destroy;
};

/// State: default constructible, made before the threads start and destroyed after `finally`. Threads are
/// deterministic but for what they read from atomics, and call require() to say what must hold.
template <class State>
Scenario scenario(std::string name, std::vector<std::function<void(State&)>> threads,
                  std::function<void(State&)> finally = {}) {
  Scenario s;
  s.name = std::move(name);
  s.bytes = sizeof(State);
  s.alignment = alignof(State);
  s.make = [](void* at) { new (at) State(); };
  for (auto& t : threads) s.threads.push_back([t = std::move(t)](void* at) { t(*static_cast<State*>(at)); });
  if (finally) s.finally = [f = std::move(finally)](void* at) { f(*static_cast<State*>(at)); };
  s.destroy = [](void* at) { static_cast<State*>(at)->~State(); };
  return s;
}

/// An access by the number of its order, made weaker. `file`: how its path ends; empty: any.
struct Weakening {
  std::string file;
  int number = 0;
  std::memory_order order = std::memory_order_relaxed;
};

struct Options {
  /// Bounds; 0: none. A search that meets one is not complete and says so.
  std::uint64_t executions = 0;
  double seconds = 0;
  int events = 250;  // of one thread in one execution, 255 at most
  /// Seconds of CPU time, twice that at most, after which code of the scenario that has asked for nothing does not end.
  double patience = 2;
  /// Rounds of waiting loops that each thread may go before it waits for something new: more than 0 where a round
  /// that did nothing is not the same as the one before.
  int rounds = 0;
  /// compare_exchange_weak may fail although it finds what it expects.
  bool spurious = false;
  /// Instead of all executions, so many at random: the seed is part of the result's replay.
  std::uint64_t random = 0, seed = 1;
  std::vector<Weakening> weakened = {};
  /// One execution: the `replay` of a violation.
  std::string replay = {};
  /// Is told of each execution that came to its end, as a replay.
  std::function<void(const std::string&)> each = {};
};

struct Violation {
  std::string what;    // one line: "data race", "assertion", …, and where
  std::string trace;   // the execution, an event a line
  std::string replay;  // for Options::replay
};

/// An access with a numbered order that was executed.
struct NumberedAccess {
  std::string file;
  int number = 0;
  int line = 0;
  std::memory_order order = std::memory_order_relaxed;
  bool loads = false, stores = false, fence = false, compares = false;
  auto operator<=>(const NumberedAccess&) const = default;
};

struct Result {
  std::uint64_t executions = 0;  // that ran to their end
  std::uint64_t blocked = 0;     // in which a thread waits for what others' executions show
  double seconds = 0;
  std::string limit;  // the bound that was met; empty: none
  std::optional<Violation> violation;
  std::vector<NumberedAccess> accesses;
  /// Every execution was seen, and none is wrong.
  bool complete() const { return limit.empty() && !violation; }
};

Result explore(const Scenario& scenario, const Options& options = {});

/// In a thread of a scenario or in its `finally`: what must hold.
void require(bool holds, const char* what);

/// One of 0 … n-1: the explorer tries each.
int choose(int n);

/// A point in a thread's run: after how many of its events, and what happens before.
struct Moment {
  int thread = 0, events = 0;
  Clock clock;
  /// Whether this happens after another one.
  bool is_after(const Moment& other) const {
    return other.events == 0 ? thread == other.thread : clock.has(other.thread, other.events - 1);
  }
};
Moment now();

}  // namespace fenceline::verify
