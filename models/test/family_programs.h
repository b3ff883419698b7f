// Programs in the operations of a kernel or runtime, as tests of its own model, and as tests of an instruction set by a mapping.
// Linux' own is the kernel's memory model. What an operation of the others means in C++:
//   Go       The Go Memory Model, 2022, "Atomic Values": sequentially consistent; LoadAcq, StoreRel, CasRel as their names
//   OpenJDK  Lea, "Using JDK 9 Memory Order Modes": opaque is relaxed, volatile is seq_cst
// and of a fence between reads or writes alone what an acquire or a release fence means there.
#pragma once

#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/test/mapping_shapes.h>
#include <models/test/mapping_writer.h>
#include <base/text.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace fenceline::models {

struct FamilyStep {
  Step step;
  std::string operation;   // "store release", as in mappings.tsv
  std::string fence = {};  // before it: "fence reads"; empty: none
};
using FamilyProgram = std::vector<std::vector<FamilyStep>>;
using Mapping = std::map<std::string, std::string>;  // "store release": "store stlr"

inline bool is_update(const std::string& operation) {
  return operation.starts_with("exchange") || operation.starts_with("fetch_add") || operation.starts_with("cas");
}

/// May an operation stand where a shape reads or writes? An addition of nothing reads, an exchange and a successful
/// compare-and-swap write.
inline bool fits(const std::string& operation, const Step& step) {
  return step.kind == 'R'
             ? operation.starts_with("load") || operation.starts_with("fetch_add")
             : operation.starts_with("store") || operation.starts_with("exchange") || operation.starts_with("cas");
}
/// May a fence stand between two accesses? Those of one kind of access only where they mean something, those for updates
/// beside one without order.
inline bool fits_between(const std::string& fence, const FamilyStep& first, const FamilyStep& second) {
  if (fence == "fence reads") return first.step.kind == 'R' && second.step.kind == 'R';
  if (fence == "fence writes") return first.step.kind == 'W' && second.step.kind == 'W';
  if (fence == "fence before_update") return is_update(second.operation) && second.operation.ends_with("relaxed");
  if (fence == "fence after_update") return is_update(first.operation) && first.operation.ends_with("relaxed");
  return true;
}

inline std::string to_string(const FamilyProgram& program) {
  std::string out;
  for (const auto& thread : program) {
    out += out.empty() ? "" : " | ";
    for (const FamilyStep& s : thread)
      out += (s.fence.empty() ? "" : s.fence + "; ") + s.operation + " " + s.step.location + "; ";
  }
  return out;
}

/// The condition that tells all that a program read and left, in one order for all instruction sets.
class Observed {
 public:
  void add(const std::string& variable) { terms_.push_back(variable + "=0"); }
  std::string text(const std::string& succeeds) const {
    return (succeeds.empty() ? "" : "filter (" + succeeds + ")\n") + "exists (" + join(terms_, " /\\ ") + ")";
  }

 private:
  std::vector<std::string> terms_;
};

inline std::set<char> locations(const FamilyProgram& program) {
  std::set<char> out;
  for (const auto& thread : program)
    for (const FamilyStep& s : thread) out.insert(s.step.location);
  return out;
}

/// A statement of an operation or a fence of Linux, as the kernel's C has it.
inline std::string in_kernel_c(const std::string& use, const std::string& order, const std::string& at,
                               const std::string& value) {
  const std::string suffix = order == "seq_cst" ? "" : "_" + order;
  if (use == "load") return order == "acquire" ? "smp_load_acquire(" + at + ")" : "READ_ONCE(*" + at + ")";
  if (use == "store")
    return order == "release"   ? "smp_store_release(" + at + ", " + value + ")"
           : order == "seq_cst" ? "smp_store_mb(*" + at + ", " + value + ")"
                                : "WRITE_ONCE(*" + at + ", " + value + ")";
  if (use == "fetch_add") return "atomic_fetch_add" + suffix + "(0, " + at + ")";
  if (use == "exchange") return "xchg" + suffix + "(" + at + ", " + value + ")";
  if (use == "cas") return "cmpxchg" + suffix + "(" + at + ", 0, " + value + ")";
  return order == "reads"           ? "smp_rmb()"
         : order == "writes"        ? "smp_wmb()"
         : order == "before_update" ? "smp_mb__before_atomic()"
         : order == "after_update"  ? "smp_mb__after_atomic()"
                                    : "smp_mb()";
}

/// The same of Go or OpenJDK in C++.
inline std::string in_cpp(const std::string& use, const std::string& order, const std::string& at,
                          const std::string& value) {
  const std::string as = "memory_order_" + (order == "plain"    ? "relaxed"
                                            : order == "reads"  ? "acquire"
                                            : order == "writes" ? "release"
                                                                : order);
  if (use == "load") return "atomic_load_explicit(" + at + ", " + as + ")";
  if (use == "store") return "atomic_store_explicit(" + at + ", " + value + ", " + as + ")";
  if (use == "fetch_add") return "atomic_fetch_add_explicit(" + at + ", 0, " + as + ")";
  if (use == "fence") return "atomic_thread_fence(" + as + ")";
  return "atomic_exchange_explicit(" + at + ", " + value + ", " + as + ")";
}

/// The program as its family writes it.
inline LitmusTest in_source(const std::string& family, const FamilyProgram& program) {
  const bool kernel = family == "linux";
  const auto statement = [&](const std::string& operation, const std::string& at, int value) {
    const auto space = operation.find(' ');
    return (kernel ? in_kernel_c : in_cpp)(operation.substr(0, space), operation.substr(space + 1), at,
                                           std::to_string(value));
  };
  std::vector<std::string> parameters, succeeds;
  for (char l : locations(program)) parameters.push_back((kernel ? "atomic_t* " : "atomic_int* ") + std::string(1, l));
  Observed observed;
  std::string text = "C T\n{}\n";
  for (std::size_t t = 0; t < program.size(); ++t) {
    text += "P" + std::to_string(t) + " (" + join(parameters, ", ") + ") {\n";
    for (std::size_t n = 0; n < program[t].size(); ++n) {
      const FamilyStep& s = program[t][n];
      const std::string result = "r" + std::to_string(n);
      if (!s.fence.empty()) text += "  " + statement(s.fence, {}, 0) + ";\n";
      text += "  " + (s.operation.starts_with("store") ? "" : "int " + result + " = ") +
              statement(s.operation, std::string(1, s.step.location), s.step.value) + ";\n";
      if (s.step.kind == 'R') observed.add(std::to_string(t) + ":" + result);
      if (s.operation.starts_with("cas")) succeeds.push_back(std::to_string(t) + ":" + result + "=0");
    }
    text += "}\n";
  }
  for (char l : locations(program)) observed.add(std::string(1, l));
  text += observed.text(join(succeeds, " /\\ ")) + "\n";
  return kernel ? parse_litmus(text, "<text>", Isa::linux_kernel) : parse_litmus(text);
}

/// The program by a mapping.
inline std::string compiled(const std::string& isa, const Mapping& mapping, const FamilyProgram& program) {
  MappingWriter writer(isa);
  Observed observed;
  for (std::size_t t = 0; t < program.size(); ++t) {
    writer.thread();
    for (std::size_t n = 0; n < program[t].size(); ++n) {
      const FamilyStep& s = program[t][n];
      if (!s.fence.empty()) writer.fence(mapping.at(s.fence));
      writer.access(mapping.at(s.operation), s.step.location, s.step.value);
      if (s.step.kind == 'R') observed.add(writer.result(t, n));
    }
  }
  for (char l : locations(program)) observed.add(std::string(1, l));
  return writer.text(observed.text(writer.succeeds()));
}

/// The final states of a test in the variables of its condition.
inline std::set<State> final_states(const LitmusTest& test, std::string_view model, const JudgeOptions& options = {}) {
  std::set<State> out;
  for (State s : judge(test, *find_model(model), options).states) {
    s.resize(test.condition_variables);
    out.insert(s);
  }
  return out;
}

}  // namespace fenceline::models
