// Which sequences of the mappings are stronger than they need be: another one of the instruction set for the same operation lets
// more happen, and still nothing that the family's own model forbids, whatever stands around it. Of loads, stores and fences:
// an update reads and writes, and these shapes have each in one place only. results/reference/stronger.csv is a copy of what is found,
// for reports to tell what it costs; to bring it up to date:
//   FENCELINE_WRITE_STRONGER=results/reference/stronger.csv models_test --gtest_filter='Stronger.*'
#include <models/test/family_programs.h>
#include <models/test/family_refuted.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

namespace fenceline::models {
namespace {

// What stands around the operation that is looked at: by family, the weakest and the strongest access of each kind.
struct Around {
  std::string load, store, strong_load, strong_store;
};
Around around(const std::string& family) {
  if (family == "linux") return {"load relaxed", "store relaxed", "fetch_add seq_cst", "exchange seq_cst"};
  if (family == "go") return {"load plain", "store plain", "load seq_cst", "store seq_cst"};
  return {"load relaxed", "store relaxed", "load seq_cst", "store seq_cst"};
}

// All ways to fill the accesses of a shape with what `choices` offers for each.
void fill(const CppShape& shape, const std::function<std::vector<std::string>(const Step&)>& choices,
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
    for (const std::string& choice : choices(slots[n]->step)) {
      slots[n]->operation = choice;
      next(n + 1);
    }
  };
  next(0);
}

// The programs that tell how strong an operation has to be.
std::vector<std::pair<const CppShape*, FamilyProgram>> programs(const std::string& family,
                                                                const std::string& operation) {
  const Around a = around(family);
  std::vector<std::pair<const CppShape*, FamilyProgram>> out;
  for (const CppShape& shape : cpp_shapes()) {
    if (operation.starts_with("fence")) {
      // It stands between accesses without order (an update, where it is for those), or before or behind a full fence of
      // another thread.
      const bool updates = operation.ends_with("_update");
      fill(
          shape,
          [&](const Step& step) {
            std::vector<std::string> all{step.kind == 'R' ? a.load : a.store};
            if (updates) all.push_back(step.kind == 'R' ? "fetch_add relaxed" : "exchange relaxed");
            return all;
          },
          [&](FamilyProgram program) {
            std::vector<FamilyStep*> gaps;
            for (auto& thread : program)
              if (thread.size() == 2) gaps.push_back(&thread[1]);
            for (std::size_t full = 0; full < std::size_t{1} << gaps.size(); ++full) {
              bool there = false, fitting = true;
              for (std::size_t n = 0; n < gaps.size(); ++n) {
                gaps[n]->fence = full >> n & 1 ? "fence seq_cst" : operation;
                there |= gaps[n]->fence == operation;
                fitting &= fits_between(gaps[n]->fence, *(gaps[n] - 1), *gaps[n]);
              }
              if (there && fitting) out.emplace_back(&shape, program);
            }
          });
      continue;
    }
    const bool small = shape.threads.size() == 2;
    fill(
        shape,
        [&](const Step& step) {
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
            out.emplace_back(&shape, program);
        });
  }
  return out;
}

// Whether a shape's outcome is among the final states of a test in `Observed`'s variables.
bool forbids(const CppShape& shape, const FamilyProgram& program, const std::set<State>& states) {
  for (const State& state : states) {
    std::size_t n = 0;
    bool reached = true;
    for (const auto& thread : program)
      for (const FamilyStep& s : thread)
        if (s.step.kind == 'R') reached &= state[n++] == s.step.value;
    for (char l : locations(program)) {
      const auto it = shape.last.find(l);
      reached &= it == shape.last.end() || state[n] == it->second;
      ++n;
    }
    if (reached) return false;
  }
  return true;
}

struct Found {
  std::string isa, mapping, operation, sequence, enough;
};

std::vector<Found> find_stronger() {
  std::vector<Found> out;
  // The sequences of an instruction set for a use, C++'s where a litmus test can be made of them.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> candidates;
  const std::vector<std::string> families = {"linux", "go", "openjdk"};
  for (const std::string& family : {std::string(), families[0], families[1], families[2]})
    for (const auto& [key, mapping] : mappings(family))
      if (model_of(key.second).empty())
        for (const auto& [operation, sequence] : mapping)
          if (!family.empty() || sequences(key.first).contains(sequence))
            candidates[{key.first, operation.substr(0, operation.find(' '))}].insert(sequence);
  std::map<std::string, std::set<State>> known;
  const auto states = [&](const std::string& text, std::string_view model) -> const std::set<State>& {
    const auto [it, fresh] = known.try_emplace(text);
    if (fresh) it->second = final_states(parse_litmus(text), model);
    return it->second;
  };
  for (const std::string& family : families) {
    const auto all = mappings(family);
    std::map<std::string, std::vector<std::pair<const CppShape*, FamilyProgram>>> needed;  // forbidden by the source
    for (const auto& [operation, sequence] : all.begin()->second) {
      if (!operation.starts_with("load") && !operation.starts_with("store") && !operation.starts_with("fence"))
        continue;
      for (auto& [shape, program] : programs(family, operation))
        needed[operation].emplace_back(shape, std::move(program));
    }
    std::map<std::string, std::vector<bool>> required;
    for (const auto& [operation, list] : needed)
      for (const auto& [shape, program] : list)
        required[operation].push_back(
            forbids(*shape, program, final_states(in_source(family, program), family == "linux" ? "lkmm" : "cxx20")));
    for (const auto& [key, sequences] : all) {
      const Mapping& mapping = sequences;  // Clang 14 captures no structured binding
      const auto& [isa, name] = key;
      if (isa == "sparc64" || name == "linux_3_13") continue;  // whose updates are not judged; which is history
      for (const auto& [needed_of, programs] : needed) {
        const std::string& operation = needed_of;
        // By what it finds others are read: of that these programs have nothing (Families.WhatIsReadByAPointer).
        if (family == "linux" && operation == "load relaxed") continue;
        const auto& list = programs;
        const std::string& sequence = mapping.at(operation);
        if (!is_judged(isa, operation, sequence) || is_refuted(isa, name, operation)) continue;
        const auto forbidden = [&, &isa = isa](const std::string& with, std::size_t n) {
          Mapping changed = mapping;
          changed[operation] = with;
          const auto& [shape, program] = list[n];
          return forbids(*shape, program, states(compiled(isa, changed, program), model_of_family(isa)));
        };
        for (const std::string& other : candidates[{isa, operation.substr(0, operation.find(' '))}]) {
          if (other == sequence || !is_judged(isa, operation, other)) continue;
          bool enough = true, weaker = false;
          for (std::size_t n = 0; n < list.size() && enough; ++n) {
            const bool forbids = forbidden(other, n);
            const bool own = forbidden(sequence, n);
            enough =
                (forbids || !required[operation][n]) && (own || !forbids);  // and lets all happen that this one does
            weaker |= own && !forbids;
          }
          if (enough && weaker)
            out.push_back(
                {isa, name, operation, sequence.substr(sequence.find(' ') + 1), other.substr(other.find(' ') + 1)});
        }
      }
    }
  }
  return out;
}

TEST(Stronger, IsWhatTheResultsTell) {
  std::ostringstream text;
  text << "isa,mapping,operation,sequence,enough\n";
  for (const Found& f : find_stronger())
    text << f.isa << "," << f.mapping << "," << f.operation << "," << f.sequence << "," << f.enough << "\n";
  const std::string file = std::string(FENCELINE_SOURCE) + "/results/reference/stronger.csv";
  if (const char* out = std::getenv("FENCELINE_WRITE_STRONGER")) std::ofstream(out) << text.str();
  std::stringstream there;
  there << std::ifstream(file).rdbuf();
  EXPECT_EQ(there.str(), text.str()) << "how to bring it up to date stands in stronger_test.cc";
}

}  // namespace
}  // namespace fenceline::models
