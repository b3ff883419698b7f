// The paths that one thread may take, for given values that its loads may return.
#pragma once

#include <models/execution.h>
#include <models/program.h>

#include <map>
#include <set>
#include <vector>

namespace fenceline::models {

struct Dependencies {
  EventSet addr = 0, data = 0, ctrl = 0;                 // events of the same path, by index
  EventSet pick_addr = 0, pick_data = 0, pick_ctrl = 0;  // supersets of the former
};

struct Path {
  std::vector<Event> events;               // in program order; `thread` is left to the caller
  std::vector<Dependencies> dependencies;  // of each event
  std::vector<std::pair<int, int>> rmw;    // reads and writes of one atomic update
  std::vector<Value> registers;            // final values
  End end = End::kReturns;                 // kLoops: it loops on, and ends where it was left
  Sync panic = Sync::kNone;                // kPanics: what it did
  bool finished() const { return end != End::kLoops; }
};

// Address of an access, or of a part of one, -> values that may be stored there.
using Domain = std::map<Value, std::set<Value>>;

constexpr int kUnroll = 2;  // backward branches that a path may take where what is read decides

struct PathOptions {
  int unroll = kUnroll;
  // Of its own thread's writes a load returns only the last before it, and the initial value only if there is none.
  bool coherent = true;
  // A value may come from a write that is done only because the value was read. Of such values those are tried that
  // stand in the code or in the condition.
  bool self_justified = false;
};

// All paths of every thread, where each load returns any value that some write may have stored. A path that accesses
// memory outside all locations is left out, one that loops longer than `unroll` is not finished. A round of a loop that
// changes nothing is not taken.
struct ThreadPaths {
  std::vector<std::vector<Path>> of;  // [thread]: those that are finished come first
  Domain domain;
  bool cut = false;    // some path is not finished
  bool parts = false;  // accesses of several sizes overlap: some access is several events
};
// A thread that can only wait for ever has no path. Throws Unsupported where one has none to its end for other reasons.
ThreadPaths thread_paths(const LitmusTest& test, const PathOptions& options = {});

// Is that memory within a location? A location that is no array is as wide as the accesses to its
// address: tests seldom declare it.
bool within_location(const LitmusTest& test, Value address, int size);
// Initial value of so many bytes, as a signed number. They are within a location.
Value initial_value(const LitmusTest& test, Value address, int size);

}  // namespace fenceline::models
