// The execution of one thread by itself, for given values that its loads may return.
#pragma once

#include <models/search/partition.h>
#include <models/search/paths.h>

#include <vector>

namespace fenceline::models {

struct Walk {
  std::vector<Path> paths;
  Domain stores;             // what its writes store; and, empty, what it only looks at
  const char* cut_off = "";  // why the last path that was left out was so
};

// `domains`: what each thread may store. Accesses that overlap without being equal are told to
// `partition`, and are several events where it cuts them. `unroll`, `coherent`: of thread_paths().
Walk walk(const LitmusTest& test, int thread, const std::vector<Domain>& domains, int unroll,
          bool coherent, Partition& partition);

}  // namespace fenceline::models
