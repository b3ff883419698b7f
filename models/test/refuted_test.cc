// What results/reference/refuted.csv tells of the mappings that are too weak (family_refuted.h), for reports and docs/mappings.md: a
// program, an outcome that the instruction set's model lets it show and the family's own forbids, and the sequences of the
// instruction set with which no program shows such a thing. To bring it up to date:
//   FENCELINE_WRITE_REFUTED=results/reference/refuted.csv models_test --gtest_filter='Refuted.*'
#include <models/test/family_strength.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fenceline::models {
namespace {

// "store plain x=1; store seq_cst y=1 | load seq_cst y; load plain x": a thread behind each bar.
std::string told(const FamilyProgram& program) {
  std::string out;
  for (const auto& thread : program) {
    out += out.empty() ? "" : " | ";
    for (const FamilyStep& s : thread) {
      if (&s != thread.data()) out += "; ";
      if (!s.fence.empty()) out += s.fence + (is_update(s.fence) ? " of another word; " : "; ");
      out += judged_as(s) + " " + s.step.location + (s.step.kind == 'W' ? "=" + std::to_string(s.step.value) : "");
    }
  }
  return out;
}

// "y=1 then x=0": what each thread that reads read in order; where one value was read alone also what was left in the end.
std::string told(const FamilyProgram& program, const State& state) {
  std::string out;
  std::size_t n = 0;
  for (const auto& thread : program) {
    std::string read;
    for (const FamilyStep& s : thread)
      if (s.step.kind == 'R')
        read += (read.empty() ? "" : " then ") + std::string(1, s.step.location) + "=" + std::to_string(state[n++]);
    if (!read.empty()) out += (out.empty() ? "" : "; ") + read;
  }
  if (out.find(';') == std::string::npos && out.find(" then ") == std::string::npos)
    for (char l : locations(program))
      out += (out.empty() ? "" : "; ") + std::string(1, l) + "=" + std::to_string(state[n++]) + " in the end";
  return out;
}

std::string mapped(const Refuted& r) {
  return r.operation.starts_with("failing ") ? r.operation.substr(8) : r.operation;
}

// What the family has around the operation: a mapping of it that has nothing too weak, where there is one.
Mapping surroundings(const Refuted& r) {
  const auto all = mappings(family_of(r.mapping));
  for (const auto& found : all) {  // no structured binding: Clang 14 captures none
    const auto& key = found.first;
    const bool sound = std::none_of(refuted().begin(), refuted().end(), [&](const Refuted& other) {
      return other.isa == r.isa && other.mapping == key.second;
    });
    if (key.first == r.isa && sound) return found.second;
  }
  return all.at({r.isa, r.mapping});
}

// The sequences with which an operation is right.
std::string enough(Shown& shown, const Refuted& r) {
  const Mapping mapping = surroundings(r);
  const std::string family = family_of(r.mapping), operation = mapped(r);
  const Needed needed(family, operation);
  const FamilyProgram witness = program_of(r);
  const Source source(family, witness);
  const auto all = all_sequences();
  std::string out;
  for (const std::string& other : all.at({r.isa, use_of(operation)})) {
    Mapping changed = mapping;
    changed[operation] = other;
    bool right = source.allows(shown.states(r.isa, compiled(r.isa, changed, witness)));
    for (std::size_t n = 0; n < needed.programs.size() && right; ++n)
      right = !needed.forbidden[n] || shown.forbids(r.isa, changed, needed.programs[n]);
    if (right) out += (out.empty() ? "" : " | ") + order_of(other);
  }
  return out;
}

TEST(Refuted, IsWhatTheResultsTell) {
  std::ostringstream text;
  text << "isa,mapping,operation,sequence,program,outcome,enough\n";
  Shown shown;
  for (const Refuted& r : refuted()) {
    const Mapping mapping = mappings(family_of(r.mapping)).at({r.isa, r.mapping});
    const FamilyProgram program = program_of(r);
    const Source source(family_of(r.mapping), program);
    const Telling telling{&shape_named(r.shape), program};
    std::string outcome;
    for (const State& state : shown.states(r.isa, compiled(r.isa, mapping, program)))
      if (!source.allows(state) && (outcome.empty() || !forbids(telling, {state}))) outcome = told(program, state);
    EXPECT_NE(outcome, "") << r.isa << " " << r.mapping << " " << r.operation;
    text << r.isa << "," << r.mapping << "," << r.operation << "," << order_of(mapping.at(mapped(r))) << ","
         << told(program) << "," << outcome << "," << enough(shown, r) << "\n";
  }
  const std::string file = std::string(FENCELINE_SOURCE) + "/results/reference/refuted.csv";
  if (const char* out = std::getenv("FENCELINE_WRITE_REFUTED")) std::ofstream(out) << text.str();
  std::stringstream there;
  there << std::ifstream(file).rdbuf();
  EXPECT_EQ(there.str(), text.str()) << "how to bring it up to date stands in refuted_test.cc";
}

}  // namespace
}  // namespace fenceline::models
