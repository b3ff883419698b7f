// What the memory models say against the mappings of kernels and runtimes. results/reference/refuted.csv is made of it
// (refuted_test.cc).
#pragma once

#include <models/test/family_programs.h>

#include <algorithm>
#include <string>
#include <vector>

namespace fenceline::models {

struct Refuted {
  std::string isa, mapping, operation;  // "cas seq_cst"; "failing cas seq_cst"
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
      {"aarch64",
       "linux_3_13",
       "fetch_add seq_cst",
       "SB",
       {"store relaxed", "fetch_add seq_cst, load relaxed", "store relaxed", "fetch_add seq_cst, load relaxed"}},
      {"aarch64",
       "linux_3_13",
       "test_and_set_bit seq_cst",
       "SB",
       {"test_and_set_bit seq_cst", "load relaxed", "test_and_set_bit seq_cst", "load relaxed"}},
      {"aarch64",
       "linux_3_13",
       "test_and_clear_bit seq_cst",
       "SB",
       {"test_and_clear_bit seq_cst", "load relaxed", "test_and_clear_bit seq_cst", "load relaxed"}},
      // Nothing stands behind the loop, so that what follows does not wait for what it read.
      {"ppc64le", "go", "fetch_add seq_cst", "MP", {"store plain", "store seq_cst", "fetch_add seq_cst", "load plain"}},
      {"ppc64le", "go", "or seq_cst", "R", {"store plain", "store seq_cst", "or seq_cst", "load plain"}},
      {"ppc64le", "go", "and seq_cst", "R", {"store plain", "store seq_cst", "and seq_cst", "load plain"}},
      // lwsync before the loop lets an earlier store wait; Load has a sync there.
      {"ppc64le", "go", "failing cas seq_cst", "SB", {"store seq_cst", "cas seq_cst", "store seq_cst", "cas seq_cst"}},
      // Nor does Xchg's let an earlier Store be seen before it reads.
      {"ppc64le",
       "go",
       "exchange seq_cst",
       "SB",
       {"store seq_cst", "load seq_cst", "store seq_cst", "exchange seq_cst"}},
      // The sync stands before volatile loads alone: lwsync between two stores, and a sync in the other thread, is not enough.
      {"ppc64le", "openjdk", "store seq_cst", "R", {"store seq_cst", "store seq_cst", "store seq_cst", "load seq_cst"}},
      // The barrier before the strex is one for stores: an earlier read does not wait for it.
      {"arm", "go", "cas seq_cst", "LB", {"load plain", "cas seq_cst", "load seq_cst", "store plain"}},
      {"arm", "go", "cas release", "LB", {"load plain", "cas release", "load seq_cst", "store plain"}},
      {"arm", "go", "exchange seq_cst", "LB", {"load plain", "exchange seq_cst", "load seq_cst", "store plain"}},
      {"arm", "go", "fetch_add seq_cst", "LB", {"load plain", "fetch_add seq_cst", "load seq_cst", "store plain"}},
      {"arm", "go", "or seq_cst", "LB", {"load plain", "or seq_cst", "load seq_cst", "store plain"}},
      {"arm", "go", "and seq_cst", "LB", {"load plain", "and seq_cst", "load seq_cst", "store plain"}},
      // Where it fails it has no barrier at all.
      {"arm", "go", "failing cas seq_cst", "MP", {"store plain", "store seq_cst", "cas seq_cst", "load plain"}},
      // As MemBarVolatile: between a store and a load only.
      {"riscv64",
       "openjdk",
       "fence seq_cst",
       "MP",
       {"store plain", "store release", "load relaxed", "fence seq_cst, load plain"}},
  };
  return all;
}
/// The operation of a step as refuted() has it.
inline std::string judged_as(const FamilyStep& s) { return (fails(s) ? "failing " : "") + s.operation; }

inline bool is_refuted(const std::string& isa, const std::string& mapping, const std::string& operation) {
  return std::any_of(refuted().begin(), refuted().end(), [&](const Refuted& r) {
    return r.isa == isa && r.mapping == mapping && r.operation == operation;
  });
}
inline bool has_refuted(const std::string& isa, const std::string& mapping, const FamilyProgram& program) {
  for (const auto& thread : program)
    for (const FamilyStep& s : thread)
      if (is_refuted(isa, mapping, judged_as(s)) || is_refuted(isa, mapping, s.fence)) return true;
  return false;
}

/// What a family's model allows: the kernel's; of C++20, and of RC11 without its ban of load buffering, which no machine has.
class Source {
 public:
  Source(const std::string& family, const FamilyProgram& program) {
    const LitmusTest test = in_source(family, program);
    if (family == "linux") {
      allowed_.push_back(final_states(test, "lkmm"));
    } else {
      allowed_.push_back(final_states(test, "cxx20"));
      allowed_.push_back(final_states(test, "rc11", {.without = "no-thin-air"}));
    }
  }
  bool allows(const State& state) const {
    return std::all_of(allowed_.begin(), allowed_.end(), [&](const auto& all) { return all.contains(state); });
  }
  bool allows(const std::set<State>& states) const {
    return std::all_of(states.begin(), states.end(), [&](const State& s) { return allows(s); });
  }

 private:
  std::vector<std::set<State>> allowed_;
};

inline const CppShape& shape_named(const std::string& name) {
  for (const CppShape& s : cpp_shapes())
    if (s.name == name) return s;
  throw std::out_of_range(name);
}
/// A shape with these operations, "fence reads, load relaxed" where a fence stands before one.
inline FamilyProgram program_of(const Refuted& r) {
  FamilyProgram program;
  auto next = r.operations.begin();
  for (const auto& steps : shape_named(r.shape).threads) {
    program.emplace_back();
    for (const Step& step : steps) {
      const auto comma = next->find(", ");
      program.back().push_back(comma == std::string::npos
                                   ? FamilyStep{step, *next}
                                   : FamilyStep{step, next->substr(comma + 2), next->substr(0, comma)});
      ++next;
    }
  }
  return program;
}

}  // namespace fenceline::models
