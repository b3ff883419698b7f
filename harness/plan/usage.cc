#include <harness/plan/usage.h>

#include <base/error.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace fenceline {
namespace {

const std::string kJudge = "--judge", kRun = "--litmus";

/// What is done, by the option that asks for it, and the options that mean something beside it. An option that would
/// be passed over in silence is refused.
struct Use {
  const char* asked_by;
  std::vector<std::string> with;
};
const std::vector<Use>& uses() {
  static const std::vector<Use> kUses = {
      {"--version", {}},
      {"--print-man", {}},
      {"--print-completion", {}},
      {"--doctor", {"--format"}},
      {"--resume", {"--expect-execution", "--max-time", "--alone", "--format"}},
      {"--schema", {}},
      {"--list", {"--suite", "--plugin", "--asm", "--asm-file", "--asm-init", "--assembler", "--format", "--isa"}},
      {"--models", {"--model", "--cat-dir"}},
      {"--advise", {"--isa", "--model", "--cat-dir"}},
      {"--distinguish", {"--isa", "--test-size", "--most-tests", "--export", "--cat-dir"}},
      {"--conformance", {"--isa", "--test-size", "--export", "--cat-dir"}},
      {"--explain",
       {"--plugin", "--asm", "--asm-file", "--asm-init", "--assembler", "--isa", "--model", "--cat-dir", "--dot"}},
      {"--export", {"--litmus", "--litmus-sample", "--litmus-verdict", "--seed", "--suite", "--isa", "--model", "--cat-dir"}},
      {"--judge", {"--litmus", "--litmus-sample", "--litmus-verdict", "--seed", "--suite", "--isa", "--model", "--cat-dir", "--format"}},
      {"--litmus",
       {"--suite",    "--litmus-mode", "--litmus-time", "--litmus-count",  "--stress",   "--isa",
        "--model",    "--cat-dir",     "--pin",         "--oversubscribe", "--topology", "--budget",
        "--max-time", "--quick",       "--seed",        "--filter",        "--out",      "--expect-execution",
        "--format",   "--alone",       "--fact",        "--litmus-sample", "--litmus-verdict"}},
  };
  return kUses;
}

std::string option_name(const CLI::Option& option) { return option.get_name(false, false); }

}  // namespace

void check_combination(const CLI::App& app, bool litmus) {
  const auto given = [&](const std::string& name) {
    const auto* option = app.get_option_no_throw(name);
    return option && option->count() > 0;
  };
  const auto use = std::ranges::find_if(
      uses(), [&](const Use& u) { return given(u.asked_by) || (litmus && u.asked_by == std::string("--litmus")); });
  for (const auto* option : app.get_options()) {
    const auto name = option_name(*option);
    if (!option->count() || name == "--help") continue;
    if (use != uses().end()) {
      if (name != use->asked_by && std::ranges::find(use->with, name) == use->with.end())
        throw InputError(fmt::format("{} means nothing beside {}: leave out one of them", name, use->asked_by));
    } else if (option->get_group() == kLitmusGroup) {
      std::vector<std::string> users;
      for (const Use& u : uses())
        if (std::ranges::find(u.with, name) != u.with.end()) users.emplace_back(u.asked_by);
      throw InputError(fmt::format("{} means nothing alone: it goes with {}", name, fmt::join(users, ", ")));
    } else if (name == "--format" && given("--benchmark_list_tests")) {
      throw InputError(
          "--format means nothing beside --benchmark_list_tests: --dry-run --format=json names the trials");
    }
  }
  const auto format = app.get_option("--format")->as<std::string>();
  if (format == "herd" && (use == uses().end() || (use->asked_by != kJudge && use->asked_by != kRun)))
    throw InputError("--format=herd is of litmus tests, judged or run: it goes with --judge or --litmus=TESTS");
  if (format == "json" && given(kJudge)) throw InputError("--judge has no JSON: --format=herd writes what herd7 does");
  if (given("--verify") && given("--dry-run"))
    throw InputError("--verify executes, --dry-run does not: leave out one of them");
  if (given("--verify"))
    for (const char* name : {"--out", "--benchmark_out", "--format"})
      if (given(name)) throw InputError(fmt::format("--verify takes no times and writes nothing: leave out {}", name));
}

}  // namespace fenceline
