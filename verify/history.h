// What threads asked of a structure and what it answered: a history.
#pragma once
#include <verify/explorer.h>

#include <vector>

namespace fenceline::verify {

enum class Does : std::uint8_t {
  push,
  pop,
  steal,
  add,
  read,
  write,
  replace,
  lock,
  try_lock,
  unlock,
  insert,
  assign,
  erase,
  find,
  acquire,
  release,
};

/// One call and its answer.
struct Operation {
  Does what = Does::push;
  bool done = true;  // false: full, empty, taken, another value
  long argument = 0;
  long result = 0;    // what was taken out, read, or there before
  long expected = 0;  // replace: only this value
  long key = 0;       // of a map

  static Operation pushed(long item, bool done = true) { return {Does::push, done, item, 0, 0}; }
  static Operation popped(long item) { return {Does::pop, true, 0, item, 0}; }
  static Operation found_empty() { return {Does::pop, false, 0, 0, 0}; }

  static Operation inserted(long key, long value, bool done) { return {Does::insert, done, value, 0, 0, key}; }
  static Operation assigned(long key, long value) { return {Does::assign, true, value, 0, 0, key}; }
  static Operation erased(long key, bool done) { return {Does::erase, done, 0, 0, 0, key}; }
  /// value: what was found, where it was.
  static Operation found(long key, long value, bool done) { return {Does::find, done, 0, value, 0, key}; }
};

/// Ticks of a clock that all threads share: a call is before another one if it ended before that began.
struct Interval {
  std::uint64_t begin = 0, end = 0;
  bool precedes(const Interval& other) const { return end < other.begin; }
};

/// The same in the explorer, where time is what happens before what.
struct Span {
  Moment begin, end;
  bool precedes(const Span& other) const { return other.begin.is_after(end); }
};

/// Calls by thread, each thread's in its own order.
template <class Time>
struct History {
  struct Call {
    Operation operation;
    Time time;
  };
  explicit History(std::size_t count) : threads(count) {}
  std::vector<std::vector<Call>> threads;
};

/// A history of threads in the explorer: in a scenario's state, so that each execution has its own.
class Recorder : public History<Span> {
 public:
  using History::History;

  /// Calls f, which returns the operation that it did.
  template <class F>
  void record(std::size_t thread, F&& f) {
    const Moment begin = now();
    const Operation operation = f();
    threads[thread].push_back({operation, {begin, now()}});
  }
  /// The same when all threads are done, in `finally`: these calls are after all others, each in its turn.
  template <class F>
  void record_after(F&& f) {
    if (!after_) threads.emplace_back();
    after_ = true;
    Moment end;
    end.thread = -1;
    end.clock.count.fill(0xff);
    threads.back().push_back({f(), {end, end}});
  }

 private:
  bool after_ = false;
};

}  // namespace fenceline::verify
