// How strong the sequence of an operation is: by programs that tell, with the weakest and the strongest accesses of its family
// around it.
#pragma once

#include <models/test/family_programs.h>
#include <models/test/family_refuted.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fenceline::models {

struct Around {
  std::string load, store, strong_load, strong_store;
};
inline Around around(const std::string& family) {
  if (family == "linux") return {"load relaxed", "store relaxed", "fetch_add seq_cst", "exchange seq_cst"};
  if (family == "go") return {"load plain", "store plain", "load seq_cst", "store seq_cst"};
  return {"load relaxed", "store relaxed", "load seq_cst", "store seq_cst"};
}

struct Telling {
  const CppShape* shape;
  FamilyProgram program;
};

/// All ways to fill the accesses of a shape with what `choices` offers for each, numbered over all threads.
inline void fill(const CppShape& shape,
                 const std::function<std::vector<std::string>(std::size_t, const Step&)>& choices,
                 const std::function<void(const FamilyProgram&)>& found) {
  FamilyProgram program;
  std::vector<FamilyStep*> slots;
  for (const auto& steps : shape.threads) {
    program.emplace_back();
    for (const Step& step : steps) program.back().push_back({step, {}});
  }
  for (auto& thread : program)
    for (FamilyStep& s : thread) slots.push_back(&s);
  std::function<void(std::size_t)> next = [&](std::size_t n) {
    if (n == slots.size()) return found(program);
    for (const std::string& choice : choices(n, slots[n]->step)) {
      slots[n]->operation = choice;
      next(n + 1);
    }
  };
  next(0);
}

/// In every gap between two accesses `between` or, all ways round, `full`; in one at least the former.
inline void fill_gaps(const CppShape& shape, const FamilyProgram& accesses, const std::string& between,
                      const std::string& full, std::vector<Telling>& out) {
  FamilyProgram program = accesses;
  std::vector<FamilyStep*> gaps;
  for (auto& thread : program)
    if (thread.size() == 2) gaps.push_back(&thread[1]);
  for (std::size_t set = 0; set + 1 < std::size_t{1} << gaps.size(); ++set) {
    bool fitting = true;
    for (std::size_t n = 0; n < gaps.size(); ++n) {
      gaps[n]->fence = set >> n & 1 ? full : between;
      fitting &= is_update(gaps[n]->fence) || fits_between(gaps[n]->fence, *(gaps[n] - 1), *gaps[n]);
    }
    if (fitting) out.push_back({&shape, program});
  }
}

/// A fence stands between accesses without order (an update, where it is for those), or before or behind a full fence of another
/// thread.
inline std::vector<Telling> programs_of_fence(const Around& a, const std::string& fence) {
  std::vector<Telling> out;
  for (const CppShape& shape : cpp_shapes())
    fill(
        shape,
        [&](std::size_t, const Step& step) {
          std::vector<std::string> all{step.kind == 'R' ? a.load : a.store};
          if (fence.ends_with("_update")) all.push_back(step.kind == 'R' ? "fetch_add relaxed" : "exchange relaxed");
          return all;
        },
        [&](const FamilyProgram& program) { fill_gaps(shape, program, fence, "fence seq_cst", out); });
  return out;
}

/// A load or a store stands in some places of a shape and weak or strong ones in the others; of three threads or more strong ones.
inline std::vector<Telling> programs_of_access(const Around& a, const std::string& operation) {
  std::vector<Telling> out;
  for (const CppShape& shape : cpp_shapes()) {
    const bool small = shape.threads.size() == 2;
    fill(
        shape,
        [&](std::size_t, const Step& step) {
          const std::string &weak = step.kind == 'R' ? a.load : a.store,
                            &strong = step.kind == 'R' ? a.strong_load : a.strong_store;
          if (!fits(operation, step)) return small ? std::vector{weak, strong} : std::vector{strong};
          return small ? std::vector{operation, weak, strong} : std::vector{operation, strong};
        },
        [&](const FamilyProgram& program) {
          if (std::any_of(program.begin(), program.end(), [&](const auto& thread) {
                return std::any_of(thread.begin(), thread.end(),
                                   [&](const FamilyStep& s) { return s.operation == operation; });
              }))
            out.push_back({&shape, program});
        });
  }
  return out;
}

/// An update stands in one place of a shape, or in all; a full one of Linux, which orders what stands around it, also between two
/// accesses. The first `probes` programs tell most: the access beside it is weak, the other thread's are strong.
inline std::vector<Telling> programs_of_update(const std::string& family, const std::string& operation,
                                               std::size_t& probes) {
  const Around a = around(family);
  const auto weak = [&](const Step& s) { return s.kind == 'R' ? a.load : a.store; };
  const auto strong = [&](const Step& s) { return s.kind == 'R' ? a.strong_load : a.strong_store; };
  std::vector<Telling> first, others;
  for (const CppShape& shape : cpp_shapes()) {
    // Of the larger shapes those that tell whether what was read is passed on; the others take long.
    const bool small = shape.threads.size() == 2;
    if (!small && shape.name != "WRC" && shape.name != "RWC") continue;
    std::vector<std::size_t> thread_of;
    for (std::size_t t = 0; t < shape.threads.size(); ++t)
      thread_of.insert(thread_of.end(), shape.threads[t].size(), t);
    const auto add = [&](std::vector<Telling>& list, const auto& choice) {
      fill(
          shape, [&](std::size_t n, const Step& step) { return std::vector{choice(n, step)}; },
          [&](FamilyProgram program) {
            list.push_back({&shape, program});
            // A compare-and-swap that reads fails there; here it succeeds.
            bool other = false;
            for (auto& thread : program)
              for (FamilyStep& s : thread) other |= s.succeeds = is_reading_cas(s);
            if (other) list.push_back({&shape, program});
          });
    };
    for (std::size_t place = 0; place < thread_of.size(); ++place) {
      std::size_t n = 0;
      bool fitting = false;
      for (const auto& thread : shape.threads)
        for (const Step& step : thread) fitting |= n++ == place && fits(operation, step);
      if (!fitting) continue;
      add(others, [&](std::size_t at, const Step& step) { return at == place ? operation : strong(step); });
      if (small)
        add(first, [&](std::size_t at, const Step& step) {
          return at == place ? operation : thread_of[at] == thread_of[place] ? weak(step) : strong(step);
        });
    }
    if (!small) continue;
    add(others, [&](std::size_t, const Step& step) { return fits(operation, step) ? operation : strong(step); });
    if (family != "linux" || order_of(operation) != "seq_cst") continue;
    fill(
        shape, [&](std::size_t, const Step& step) { return std::vector{weak(step)}; },
        [&](const FamilyProgram& program) { fill_gaps(shape, program, operation, "exchange seq_cst", others); });
  }
  probes = first.size();
  first.insert(first.end(), others.begin(), others.end());
  return first;
}

/// Whether a shape's outcome is not among the final states of a test in `Observed`'s variables.
inline bool forbids(const Telling& telling, const std::set<State>& states) {
  const auto& [shape, program] = telling;
  for (const State& state : states) {
    std::size_t n = 0;
    bool reached = true;
    for (const auto& thread : program)
      for (const FamilyStep& s : thread)
        if (s.step.kind == 'R')
          reached &= state[n++] == (s.step.value == 0 ? initial(program, s.step.location) : s.step.value);
    for (char l : locations(program)) {
      const auto it = shape->last.find(l);
      reached &= it == shape->last.end() || state[n] == it->second;
      ++n;
    }
    if (reached) return false;
  }
  return true;
}

/// What the tests of instruction sets show, each judged once.
class Shown {
 public:
  const std::set<State>& states(const std::string& isa, const std::string& text) {
    const auto [it, fresh] = known_.try_emplace(text);
    if (fresh) it->second = final_states(parse_litmus(text), model_of_family(isa));
    return it->second;
  }
  bool forbids(const std::string& isa, const Mapping& mapping, const Telling& telling) {
    return models::forbids(telling, states(isa, compiled(isa, mapping, telling.program)));
  }

 private:
  std::map<std::string, std::set<State>> known_;
};

/// The programs for an operation of a family, which of their outcomes its model forbids, and how many have to tell it from others.
struct Needed {
  std::vector<Telling> programs;
  std::vector<bool> forbidden;
  std::size_t probes;
  // In which order the programs are asked whether a sequence is too weak, or stronger than another; the probes first.
  std::vector<std::size_t> tell_weak, tell_strong;

  Needed(const std::string& family, const std::string& operation) {
    const Around a = around(family);
    if (is_update(operation))
      programs = programs_of_update(family, operation, probes);
    else
      programs = operation.starts_with("fence") ? programs_of_fence(a, operation) : programs_of_access(a, operation);
    if (!is_update(operation)) probes = programs.size();
    for (std::size_t n = 0; n < programs.size(); ++n) tell_weak.push_back(n);
    tell_strong = tell_weak;
    for (const Telling& t : programs)
      forbidden.push_back(
          models::forbids(t, final_states(in_source(family, t.program), family == "linux" ? "lkmm" : "cxx20")));
  }
};

/// The sequences of an instruction set for each use: of kernels, runtimes and C++, where a litmus test can be made of those.
inline std::map<std::pair<std::string, std::string>, std::set<std::string>> all_sequences() {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> out;
  for (const std::string family : {"", "linux", "go", "openjdk"})
    for (const auto& [key, mapping] : mappings(family))
      if (model_of(key.second).empty())
        for (const auto& [operation, sequence] : mapping)
          if (!family.empty() || sequences(key.first).contains(sequence))
            out[{key.first, use_of(operation)}].insert(sequence);
  return out;
}

}  // namespace fenceline::models
