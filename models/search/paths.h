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
};

// Address of an access, or of a part of one, -> values that may be stored there.
using Domain = std::map<Value, std::set<Value>>;

// All paths of every thread, where each load returns any value that some write may have stored; if
// `coherent`, of its own thread's writes only the last before it, and the initial value only if
// there is none. A path that accesses memory outside all locations, or loops longer than `unroll`,
// is left out.
struct ThreadPaths {
  std::vector<std::vector<Path>> of;  // [thread]
  Domain domain;
  bool cut = false;    // some path was left out
  bool parts = false;  // accesses of several sizes overlap: some access is several events
};
ThreadPaths thread_paths(const LitmusTest& test, int unroll, bool coherent = true);

// Is that memory within a location? A location that is no array is as wide as the accesses to its
// address: tests seldom declare it.
bool within_location(const LitmusTest& test, Value address, int size);
// Initial value of so many bytes, as a signed number. They are within a location.
Value initial_value(const LitmusTest& test, Value address, int size);

}  // namespace fenceline::models
