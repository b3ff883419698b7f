// Programs in the operations of a kernel or runtime, as tests in C++ that mean the same, and as tests of an instruction set by a
// mapping. What an operation means in C++:
//   Linux    atomic_t.txt: a full update is one without order between two full barriers, smp_store_mb() a store before one
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

/// The program in C++.
inline std::string in_cpp(const std::string& family, const FamilyProgram& program) {
  const std::string full = "  atomic_thread_fence(memory_order_seq_cst);\n";
  std::vector<std::string> parameters, succeeds;
  for (char l : locations(program)) parameters.push_back("atomic_int* " + std::string(1, l));
  Observed observed;
  std::string text = "C T\n{}\n";
  for (std::size_t t = 0; t < program.size(); ++t) {
    text += "P" + std::to_string(t) + " (" + join(parameters, ", ") + ") {\n";
    for (std::size_t n = 0; n < program[t].size(); ++n) {
      const FamilyStep& s = program[t][n];
      const auto space = s.operation.find(' ');
      const std::string use = s.operation.substr(0, space), order = s.operation.substr(space + 1);
      if (!s.fence.empty()) {
        const std::string kind = s.fence.substr(6);
        text += kind == "reads" || kind == "acquire"    ? "  atomic_thread_fence(memory_order_acquire);\n"
                : kind == "writes" || kind == "release" ? "  atomic_thread_fence(memory_order_release);\n"
                                                        : full;
      }
      const bool barriers = family == "linux" && order == "seq_cst";
      const std::string as = "memory_order_" + (barriers || order == "plain" ? "relaxed" : order);
      const std::string at(1, s.step.location), value = std::to_string(s.step.value), result = "r" + std::to_string(n);
      if (barriers && use != "store") text += full;
      text += use == "load"        ? "  int " + result + " = atomic_load_explicit(" + at + ", " + as + ");\n"
              : use == "fetch_add" ? "  int " + result + " = atomic_fetch_add_explicit(" + at + ", 0, " + as + ");\n"
              : use == "store"
                  ? "  atomic_store_explicit(" + at + ", " + value + ", " + as + ");\n"
                  : "  int " + result + " = atomic_exchange_explicit(" + at + ", " + value + ", " + as + ");\n";
      if (barriers) text += full;
      if (s.step.kind == 'R') observed.add(std::to_string(t) + ":" + result);
      if (use == "cas") succeeds.push_back(std::to_string(t) + ":" + result + "=0");
    }
    text += "}\n";
  }
  for (char l : locations(program)) observed.add(std::string(1, l));
  return text + observed.text(join(succeeds, " /\\ ")) + "\n";
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
inline std::set<State> final_states(const std::string& text, std::string_view model, const JudgeOptions& options = {}) {
  const LitmusTest test = parse_litmus(text);
  std::set<State> out;
  for (State s : judge(test, *find_model(model), options).states) {
    s.resize(test.condition_variables);
    out.insert(s);
  }
  return out;
}

}  // namespace fenceline::models
