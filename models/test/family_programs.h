// Programs in the operations of a kernel or runtime, as tests of its own model, and as tests of an instruction set by a mapping.
// Linux' own is the kernel's memory model. What an operation of the others means in C++:
//   Go       The Go Memory Model, 2022, "Atomic Values": sequentially consistent; LoadAcq, StoreRel, CasRel as their names
//   OpenJDK  Lea, "Using JDK 9 Memory Order Modes": opaque is relaxed, volatile is seq_cst
// and of a fence between reads or writes alone what an acquire or a release fence means there. A compare-and-swap that fails is a
// load: of Linux without order (Documentation/atomic_t.txt), of Go and of Java's compareAndSet with the order that its success has of
// loads; Java's weak ones may fail for no reason, so that nobody learns anything of it. Linux' operations on bits are those on words
// that they are made of (Documentation/atomic_bitops.txt).
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
  std::string fence = {};  // before it: "fence reads", or an update of a location of the thread's own; empty: none
  bool succeeds = false;   // a compare-and-swap that reads: it finds what it expects
};
using FamilyProgram = std::vector<std::vector<FamilyStep>>;
using Mapping = std::map<std::string, std::string>;  // "store release": "store stlr"

inline std::string use_of(const std::string& operation) { return operation.substr(0, operation.find(' ')); }
inline std::string order_of(const std::string& operation) { return operation.substr(operation.find(' ') + 1); }

inline bool is_update(const std::string& operation) {
  static const std::set<std::string> all = {
      "exchange", "fetch_add", "cas", "and", "or", "set_bit", "clear_bit", "test_and_set_bit", "test_and_clear_bit"};
  return all.contains(use_of(operation));
}

/// May an operation stand where a shape reads or writes? All updates that return what they find read (MappingWriter::reading);
/// those that find what is there at first write the value that they are given. A lock is taken where it is free: of one that
/// is not, nothing is learnt.
inline bool fits(const std::string& operation, const Step& step) {
  static const std::set<std::string> reads = {"load", "exchange",         "fetch_add",
                                              "cas",  "test_and_set_bit", "test_and_clear_bit"};
  return step.kind == 'R' ? reads.contains(use_of(operation)) : operation.starts_with("store") || is_update(operation);
}
inline bool is_reading_cas(const FamilyStep& s) { return s.step.kind == 'R' && use_of(s.operation) == "cas"; }
inline bool fails(const FamilyStep& s) { return is_reading_cas(s) && !s.succeeds; }
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
      out += (s.fence.empty() ? "" : s.fence + "; ") + (fails(s) ? "failing " : "") + s.operation + " " +
             s.step.location + "; ";
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
/// The location of a thread's own, where it has an update between its accesses.
inline char own_location(std::size_t thread) { return static_cast<char>('a' + thread); }

/// Whether an operation clears bits.
inline bool clears(const std::string& operation) {
  static const std::set<std::string> all = {"and", "clear_bit", "test_and_clear_bit"};
  return all.contains(use_of(operation));
}
/// What a location holds at first: all bits where some are cleared.
inline int initial(const FamilyProgram& program, char location) {
  for (const auto& thread : program)
    for (const FamilyStep& s : thread)
      if (s.step.location == location && s.step.kind == 'W' && clears(s.operation)) return 7;
  return 0;
}
/// What a compare-and-swap that reads expects.
inline int expected_by(const FamilyProgram& program, const FamilyStep& s) {
  return !s.succeeds ? MappingWriter::kNever : s.step.value != 0 ? s.step.value : initial(program, s.step.location);
}
/// Whether an operation of Linux has a result; an unlock is one with an order, of those that have.
inline bool has_result(const std::string& operation) {
  return !operation.starts_with("store") && !operation.starts_with("fence") && !operation.starts_with("set_bit") &&
         operation != "clear_bit relaxed";
}

/// A statement of an operation or a fence of Linux, as the kernel's C has it.
inline std::string in_kernel_c(const std::string& use, const std::string& order, const std::string& at,
                               const std::string& expected, const std::string& value) {
  const std::string suffix = order == "seq_cst" ? "" : "_" + order;
  if (use == "load") return order == "acquire" ? "smp_load_acquire(" + at + ")" : "READ_ONCE(*" + at + ")";
  if (use == "store")
    return order == "release"   ? "smp_store_release(" + at + ", " + value + ")"
           : order == "seq_cst" ? "smp_store_mb(*" + at + ", " + value + ")"
                                : "WRITE_ONCE(*" + at + ", " + value + ")";
  if (use == "fetch_add") return "atomic_fetch_add" + suffix + "(" + value + ", " + at + ")";
  const std::string bits = clears(use) ? "and" : "or";
  if (use == "set_bit" || (use == "clear_bit" && order == "relaxed"))
    return "atomic_" + bits + "(" + value + ", " + at + ")";
  if (use.ends_with("_bit")) return "atomic_fetch_" + bits + suffix + "(" + value + ", " + at + ")";
  if (use == "exchange") return "xchg" + suffix + "(" + at + ", " + value + ")";
  if (use == "cas") return "cmpxchg" + suffix + "(" + at + ", " + expected + ", " + value + ")";
  return order == "reads"           ? "smp_rmb()"
         : order == "writes"        ? "smp_wmb()"
         : order == "before_update" ? "smp_mb__before_atomic()"
         : order == "after_update"  ? "smp_mb__after_atomic()"
                                    : "smp_mb()";
}

/// The same of Go or OpenJDK in C++.
inline std::string in_cpp(const std::string& use, const std::string& order, const std::string& at,
                          const std::string& expected, const std::string& value) {
  const bool fails = use == "cas" && expected == std::to_string(MappingWriter::kNever);
  const std::string as = "memory_order_" + (order == "plain" || (fails && order != "seq_cst") ? "relaxed"
                                            : order == "reads"                                ? "acquire"
                                            : order == "writes"                               ? "release"
                                                                                              : order);
  if (use == "load" || fails) return "atomic_load_explicit(" + at + ", " + as + ")";
  if (use == "store") return "atomic_store_explicit(" + at + ", " + value + ", " + as + ")";
  if (use == "fetch_add" || use == "and" || use == "or")
    return "atomic_" + std::string(use == "fetch_add" ? "" : "fetch_") + use + "_explicit(" + at + ", " + value + ", " +
           as + ")";
  if (use == "fence") return "atomic_thread_fence(" + as + ")";
  return "atomic_exchange_explicit(" + at + ", " + value + ", " + as + ")";
}

/// The program as its family writes it.
inline LitmusTest in_source(const std::string& family, const FamilyProgram& program) {
  const bool kernel = family == "linux";
  std::vector<std::string> parameters, succeeds;
  std::string body, init;
  const auto parameter = [&](char l) {
    parameters.push_back((kernel ? "atomic_t* " : "atomic_int* ") + std::string(1, l));
  };
  for (char l : locations(program)) {
    parameter(l);
    if (const int first = initial(program, l)) init += std::string(1, l) + "=" + std::to_string(first) + "; ";
  }
  Observed observed;
  for (std::size_t t = 0; t < program.size(); ++t) {
    // A statement whose result, if it has one, is that variable; a compare-and-swap that is to succeed finds what it expects.
    const auto statement = [&](const std::string& operation, const std::string& result, char location, int value,
                               int expected) {
      const std::string use = use_of(operation), found = std::to_string(expected);
      const bool cas = use == "cas", succeeding = cas && expected != MappingWriter::kNever;
      if (succeeding) succeeds.push_back(std::to_string(t) + ":" + result + "=" + found);
      body += (has_result(operation) ? "  int " + result + " = " : "  ") +
              (kernel ? in_kernel_c : in_cpp)(use, order_of(operation), std::string(1, location), found,
                                              std::to_string(value)) +
              ";\n";
    };
    body += "P" + std::to_string(t) + " (@) {\n";
    for (std::size_t n = 0; n < program[t].size(); ++n) {
      const FamilyStep& s = program[t][n];
      const std::string result = "r" + std::to_string(n);
      if (is_update(s.fence)) {
        parameter(own_location(t));
        statement(s.fence, "own", own_location(t), 1, 0);
      } else if (!s.fence.empty()) {
        statement(s.fence, {}, ' ', 0, 0);
      }
      const bool reads = s.step.kind == 'R';
      statement(s.operation, result, s.step.location, reads ? MappingWriter::read_by(s.operation) : s.step.value,
                reads ? expected_by(program, s) : initial(program, s.step.location));
      if (reads) observed.add(std::to_string(t) + ":" + result);
    }
    body += "}\n";
  }
  for (char l : locations(program)) observed.add(std::string(1, l));
  for (std::size_t at; (at = body.find('@')) != std::string::npos;) body.replace(at, 1, join(parameters, ", "));
  const std::string text = "C T\n{ " + init + "}\n" + body + observed.text(join(succeeds, " /\\ ")) + "\n";
  return kernel ? parse_litmus(text, "<text>", Isa::linux_kernel) : parse_litmus(text);
}

/// The program by a mapping.
inline std::string compiled(const std::string& isa, const Mapping& mapping, const FamilyProgram& program) {
  MappingWriter writer(isa);
  Observed observed;
  for (char l : locations(program))
    if (const int first = initial(program, l)) writer.holds(l, first);
  for (std::size_t t = 0; t < program.size(); ++t) {
    writer.thread();
    for (std::size_t n = 0; n < program[t].size(); ++n) {
      const FamilyStep& s = program[t][n];
      if (is_update(s.fence))
        writer.between(mapping.at(s.fence), own_location(t));
      else if (!s.fence.empty())
        writer.fence(mapping.at(s.fence));
      if (s.step.kind == 'W') {
        writer.writing(mapping.at(s.operation), s.step.location, s.step.value, initial(program, s.step.location));
        continue;
      }
      writer.reading(mapping.at(s.operation), s.step.location, expected_by(program, s));
      observed.add(writer.result(t, n));
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
