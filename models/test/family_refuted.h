// What the memory models say against the mappings of kernels and runtimes, and what they cannot judge.
//
// Not judged: And and Or, which return nothing; the updates of SPARC, whose model of TSO does not know that they drain the
// store buffer; on POWER an update that ends with isync, as that model knows no dependence of a stwcx.'s success.
#pragma once

#include <models/test/family_programs.h>

#include <algorithm>
#include <string>
#include <vector>

namespace fenceline::models {

struct Refuted {
  std::string isa, mapping, operation;
  std::string shape;
  std::vector<std::string> operations;  // of the shape's accesses, with a fence before those that have one
};
inline const std::vector<Refuted>& refuted() {
  static const std::vector<Refuted> all = {
      // The store of an stlxr is passed by a later load: commit 8e86f0b409a4.
      {"aarch64",
       "linux_3_13",
       "exchange seq_cst",
       "SB",
       {"exchange seq_cst", "load relaxed", "exchange seq_cst", "load relaxed"}},
      // Nothing stands behind the loop, so that what follows does not wait for what it read.
      {"ppc64le", "go", "fetch_add seq_cst", "MP", {"store plain", "store seq_cst", "fetch_add seq_cst", "load plain"}},
      // The barrier before the strex is one for stores: an earlier read does not wait for it.
      {"arm", "go", "cas seq_cst", "LB", {"load plain", "cas seq_cst", "load seq_cst", "store plain"}},
      {"arm", "go", "cas release", "LB", {"load plain", "cas release", "load seq_cst", "store plain"}},
      {"arm", "go", "exchange seq_cst", "LB", {"load plain", "exchange seq_cst", "load seq_cst", "store plain"}},
      // As MemBarVolatile: between a store and a load only.
      {"riscv64",
       "openjdk",
       "fence seq_cst",
       "MP",
       {"store plain", "store release", "load relaxed", "fence seq_cst, load plain"}},
  };
  return all;
}
inline bool is_refuted(const std::string& isa, const std::string& mapping, const std::string& operation) {
  return std::any_of(refuted().begin(), refuted().end(), [&](const Refuted& r) {
    return r.isa == isa && r.mapping == mapping && r.operation == operation;
  });
}

inline bool is_judged(const std::string& isa, const std::string& operation, const std::string& sequence) {
  if (operation.starts_with("and") || operation.starts_with("or")) return false;
  if (isa == "sparc64") return !is_update(operation);
  return isa != "ppc64le" || !sequence.ends_with("larx_stcx_isync") || operation.starts_with("cas");
}

}  // namespace fenceline::models
