// The mappings of kernels and runtimes (arch/<isa>/mappings_*.h), judged: what a program may show under the instruction set's
// model must be within what the family's own model lets it show. What is not is in refuted(), each with a program that
// tells.
#include <models/test/family_programs.h>
#include <models/test/family_refuted.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

namespace fenceline::models {
namespace {

// The operations of a family.
std::vector<std::string> operations(const std::string& family) {
  const auto all = mappings(family);
  std::vector<std::string> out;
  for (const auto& [operation, sequence] : all.begin()->second) out.push_back(operation);
  return out;
}

FamilyProgram random_program(const CppShape& shape, const std::vector<std::string>& known, std::mt19937& random) {
  FamilyProgram program;
  for (const auto& steps : shape.threads) {
    program.emplace_back();
    for (const Step& step : steps) {
      FamilyStep s{step, {}};
      const bool update = random() % 4 == 0;
      do s.operation = known[random() % known.size()];
      while (!fits(s.operation, step) || is_update(s.operation) != update);
      s.succeeds = is_reading_cas(s) && random() % 2 == 0;
      if (!program.back().empty() && random() % 2 == 0) {
        const std::string& between = known[random() % known.size()];
        if (is_update(between) || (between.starts_with("fence") && fits_between(between, program.back().back(), s)))
          s.fence = between;
      }
      program.back().push_back(s);
    }
  }
  return program;
}

const std::vector<std::string> kFamilies = {"linux", "go", "openjdk"};

// FENCELINE_COMPILATIONS: how many programs of each shape, more for a longer look.
TEST(Families, WhatMachinesShowIsWithinTheSourcesModel) {
  const char* given = std::getenv("FENCELINE_COMPILATIONS");
  const int samples = given != nullptr ? std::atoi(given) : 20;
  std::mt19937 random(2026);
  std::map<std::string, std::set<State>> known;  // what a compiled test shows
  std::map<std::string, int> compared;
  for (const std::string& family : kFamilies) {
    const auto all = mappings(family);
    const auto every = operations(family);
    for (const CppShape& shape : cpp_shapes())
      for (int sample = 0; sample < samples; ++sample) {
        const FamilyProgram program = random_program(shape, every, random);
        const Source source(family, program);
        for (const auto& [key, mapping] : all) {
          const auto& [isa, name] = key;
          if (has_refuted(isa, name, program)) continue;
          const std::string text = compiled(isa, mapping, program);
          const auto [it, fresh] = known.try_emplace(text);
          if (fresh) it->second = final_states(parse_litmus(text), model_of_family(isa));
          EXPECT_TRUE(source.allows(it->second))
              << isa << " " << name << ", " << shape.name << ": " << to_string(program) << "\n"
              << text;
          ++compared[isa + " " + name];
        }
      }
  }
  for (const std::string& family : kFamilies)
    for (const auto& [key, mapping] : mappings(family))
      EXPECT_GE(compared[key.first + " " + key.second], samples) << key.first << " " << key.second;
}

// Each operation in each place of each small shape, what stands around it being the weakest and the strongest of its kind.
TEST(Families, EachOperationByItselfIsWithinTheSourcesModel) {
  for (const std::string& family : kFamilies) {
    const auto all = mappings(family);
    for (const std::string& operation : operations(family)) {
      if (operation.starts_with("fence")) continue;
      int places = 0;
      for (const CppShape& shape : cpp_shapes()) {
        if (shape.threads.size() > 2) continue;
        for (std::size_t place = 0; place < 4; ++place) {
          if (!fits(operation, shape.threads[place / 2][place % 2])) continue;
          ++places;
          FamilyProgram program;
          for (const auto& steps : shape.threads) {
            program.emplace_back();
            for (const Step& step : steps) {
              const std::string weak = family == "linux" ? "relaxed" : "plain";
              const bool is_read = step.kind == 'R', first = program.back().empty();
              // Of the other thread the side that publishes or sees is strong.
              const bool strong = is_read ? first : !first;
              program.back().push_back(
                  {step, (is_read ? "load " : "store ") + (!strong             ? weak
                                                           : family == "linux" ? (is_read ? "acquire" : "release")
                                                                               : "seq_cst")});
            }
          }
          FamilyStep& itself = program[place / 2][place % 2];
          itself.operation = operation;
          do {
            const Source source(family, program);
            for (const auto& [key, mapping] : all) {
              const auto& [isa, name] = key;
              if (has_refuted(isa, name, program)) continue;
              const std::string text = compiled(isa, mapping, program);
              EXPECT_TRUE(source.allows(final_states(parse_litmus(text), model_of_family(isa))))
                  << isa << " " << name << ", " << shape.name << ": " << to_string(program) << "\n"
                  << text;
            }
            itself.succeeds = !itself.succeeds;
          } while (is_reading_cas(itself) && itself.succeeds);
        }
      }
      EXPECT_GE(places, 8) << family << " " << operation;
    }
  }
}

TEST(Families, WhatIsTooWeakShowsMoreThanItsSourceAllows) {
  for (const Refuted& r : refuted()) {
    const std::string family = family_of(r.mapping);
    const FamilyProgram program = program_of(r);
    const std::string text = compiled(r.isa, mappings(family).at({r.isa, r.mapping}), program);
    EXPECT_FALSE(Source(family, program).allows(final_states(parse_litmus(text), model_of_family(r.isa))))
        << r.isa << " " << r.mapping << ", " << r.shape << ": " << to_string(program) << "\n"
        << text;
    EXPECT_TRUE(has_refuted(r.isa, r.mapping, program)) << r.operation;
  }
}

// What READ_ONCE finds may be an address: the kernel's model has it that what is read there is not older. No program of the
// shapes above reads so. Alpha's READ_ONCE has a barrier for it. MIPS' has none, and its manual promises nothing of
// dependencies: the kernel leans on more than that.
TEST(Families, WhatIsReadByAPointer) {
  const LitmusTest source = parse_litmus(R"(C MP+wmb+pointer
{ x=0; z=0; int* y=&z; }
P0(int* x, int** y) {
  WRITE_ONCE(*x, 1);
  smp_wmb();
  WRITE_ONCE(*y, x);
}
P1(int** y) {
  int* r0 = READ_ONCE(*y);
  int r1 = READ_ONCE(*r0);
}
exists (1:r0=x /\ 1:r1=0)
)",
                                         "<text>", Isa::linux_kernel);
  EXPECT_EQ(judge(source, *find_model("lkmm")).verdict, Verdict::kForbidden);
  struct Reader {
    std::string isa, store, store_address, between, load, load_by;
  };
  const auto verdict = [](const Reader& r, const std::string& read_once) {
    const Dialect& d = *find_dialect(r.isa);
    const auto reg = [&](int n) { return d.nth_register(n); };
    const auto fill = [&](std::string text) {
      for (int n = 0; n < 5; ++n)
        for (std::size_t at; (at = text.find("@" + std::to_string(n))) != std::string::npos;)
          text.replace(at, 2, reg(n));
      std::vector<std::string> lines;
      for (const std::string_view line : split(text, ';')) lines.emplace_back(line);
      return lines;
    };
    // What stands behind the load in READ_ONCE, as the sequence of the mapping has it.
    const std::string sequence = sequences(r.isa).at(read_once);
    const auto barrier = sequence.find(';');
    const std::string behind = barrier == std::string::npos ? "" : sequence.substr(barrier);
    const std::string text = std::string(d.litmus_name()) + " T\n{ x=0; z=0; int64_t y=z; 0:" + reg(1) +
                             "=x; 0:" + reg(2) + "=y; 1:" + reg(2) + "=y; }\n" +
                             d.layout({fill(r.store + ";" + r.between + ";" + r.store_address),
                                       fill(r.load + behind + ";" + r.load_by + behind)}) +
                             "exists (1:" + reg(3) + "=x /\\ 1:" + reg(4) + "=0)\n";
    return judge(parse_litmus(text), *find_model(d.default_model())).verdict;
  };
  const Reader alpha{"alpha", "lda @3,1($31);stl @3,0(@1)", "stq @1,0(@2)", "wmb", "ldq @3,0(@2)", "ldl @4,0(@3)"};
  EXPECT_EQ(verdict(alpha, mappings("linux").at({"alpha", "linux"}).at("load relaxed")), Verdict::kForbidden);
  EXPECT_EQ(verdict(alpha, "load ld"), Verdict::kAllowed);
  const Reader mips{"mips64el", "li @3,1;sw @3,0(@1)", "sd @1,0(@2)", "sync", "ld @3,0(@2)", "lw @4,0(@3)"};
  EXPECT_EQ(verdict(mips, mappings("linux").at({"mips64el", "linux"}).at("load relaxed")), Verdict::kAllowed);
  EXPECT_EQ(verdict(mips, "load ld_sync"), Verdict::kForbidden);
}

}  // namespace
}  // namespace fenceline::models
