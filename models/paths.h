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
  std::vector<std::pair<int, int>> rmw;    // read and write of one atomic update
  std::vector<Value> registers;            // final values
};

using Domain = std::map<Value, std::set<Value>>;  // address -> values that it may hold

// All paths of every thread, where each load returns any value that some write may have stored.
// A path that accesses memory outside all locations, or loops longer than `unroll`, is left out.
struct ThreadPaths {
  std::vector<std::vector<Path>> of;  // [thread]
  Domain domain;
  bool cut = false;  // some path was left out
};
ThreadPaths thread_paths(const LitmusTest& test, int unroll);

// Initial value of the memory at `address`: an element of a location. False if there is none.
bool initial_value(const LitmusTest& test, Value address, Value* value);

}  // namespace fenceline::models
