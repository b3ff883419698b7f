// The execution of one thread by itself, for given values that its loads may return.
#pragma once

#include <models/search/partition.h>
#include <models/search/paths.h>

#include <string>
#include <vector>

namespace fenceline::models {

struct Walk {
  std::vector<Path> paths;
  // Paths that loop longer than they were followed: they end where they were left.
  std::vector<Path> unfinished;
  // Paths whose last round of a loop changed nothing, so that one with a round less says the same.
  std::vector<Path> idle;
  // Paths that no execution takes to their end: another thread may have read what they stored, and so lead them elsewhere.
  std::vector<Path> dropped;
  Domain stores;        // what its writes store; and, empty, what it only looks at
  bool waits = false;   // some path waits for what it never finds (MicroOp::awaits), and is left out
  std::string cut_off;  // why the last path that was left out was so
};

// `domains`: what each thread may store. Accesses that overlap without being equal are told to
// `partition`, and are several events where it cuts them.
Walk walk(const LitmusTest& test, int thread, const std::vector<Domain>& domains, const PathOptions& options,
          Partition& partition);

}  // namespace fenceline::models
