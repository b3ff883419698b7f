// explore: scenarios and mutants by name, on the command line.
#include <base/error.h>
#include <base/nearest.h>
#include <verify/costs.h>
#include <verify/mutants.h>
#include <verify/scenarios.h>
#include <verify/trace.h>

#include <cstdio>
#include <cstring>
#include <optional>

namespace fenceline::verify {
namespace {

constexpr const char* kHelp =
    R"(explore [NAME…]             explores the scenarios whose name contains a NAME; without one, all
explore --list              names them
explore --mutants [NAME…]   weakens each numbered access of their structures: a table in Markdown
  --costs=RUN               and what that would save: by a results folder of ./bench --suite=mappings
  --replay=TEXT             one execution, as a counterexample gives it
  --random=N --seed=S       N executions at random instead of all
  --seconds=S --executions=N   bounds of a scenario
Exit code: 0 all hold, 1 something is wrong, 2 the request cannot be understood.
)";

struct Request {
  bool list = false, mutants = false;
  std::vector<std::string> names;
  Options options;
  std::optional<Costs> costs;
};

Request parse(int argc, char** argv) {
  Request r;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const auto value = [&](std::string_view name) -> const char* {
      return arg.starts_with(name) ? argv[i] + name.size() : nullptr;
    };
    const auto number = [&](const char* text) {
      char* end = nullptr;
      const double n = std::strtod(text, &end);
      if (end == text || *end != '\0' || n < 0) throw InputError(std::string(arg) + ": not a number");
      return n;
    };
    if (arg == "--list")
      r.list = true;
    else if (arg == "--mutants")
      r.mutants = true;
    else if (arg == "--help")
      std::fputs(kHelp, stdout), std::exit(0);
    else if (const char* v = value("--costs="))
      r.costs.emplace(v);
    else if (const char* v = value("--replay="))
      r.options.replay = v;
    else if (const char* v = value("--random="))
      r.options.random = static_cast<std::uint64_t>(number(v));
    else if (const char* v = value("--seed="))
      r.options.seed = static_cast<std::uint64_t>(number(v));
    else if (const char* v = value("--seconds="))
      r.options.seconds = number(v);
    else if (const char* v = value("--executions="))
      r.options.executions = static_cast<std::uint64_t>(number(v));
    else if (arg.starts_with("-"))
      throw InputError("unknown option '" + std::string(arg) + "'; --help shows all");
    else
      r.names.emplace_back(arg);
  }
  return r;
}

std::vector<const Entry*> chosen(const Request& r) {
  std::vector<const Entry*> out;
  std::vector<std::string> names;
  for (const Entry& e : registry()) {
    names.push_back(e.name());
    bool wanted = r.names.empty();
    for (const std::string& n : r.names) wanted |= e.name().find(n) != std::string::npos;
    if (wanted) out.push_back(&e);
  }
  if (out.empty() && !r.names.empty())
    throw InputError(unknown("scenario", r.names.front(), names, "--list shows all"));
  return out;
}

bool explore_one(const Entry& e, const Options& asked) {
  const Result r = explore(e.scenario, with(e.options, asked));
  std::printf("%s: %llu executions, %llu blocked, %.3f s: ", e.name().c_str(),
              static_cast<unsigned long long>(r.executions), static_cast<unsigned long long>(r.blocked), r.seconds);
  if (r.violation)
    std::printf("%s%s\n%s  replay: --replay=%s\n", e.fails.empty() ? "" : "as expected, ", r.violation->what.c_str(),
                r.violation->trace.c_str(), r.violation->replay.c_str());
  else
    std::puts(r.limit.empty() ? "holds in all" : ("holds so far; not all: stopped at " + r.limit).c_str());
  return e.fails.empty() ? !r.violation : r.violation && r.violation->what.find(e.fails) != std::string::npos;
}

/// A table for each structure.
void print_mutants(const std::vector<const Entry*>& entries, const Options& asked, const std::optional<Costs>& costs) {
  if (costs) std::printf("Saves: ns each time, on %s.\n\n", costs->machine().c_str());
  std::printf(
      "| structure | access | order | weakened to | what goes wrong | scenario |%s\n|---|---|---|---|---|---|%s\n",
      costs ? " saves |" : "", costs ? "---|" : "");
  for (std::size_t i = 0; i < entries.size();) {
    const std::string structure = entries[i]->structure;
    std::vector<Entry> scenarios;
    for (; i < entries.size() && entries[i]->structure == structure; ++i)
      if (entries[i]->fails.empty()) scenarios.push_back(*entries[i]);
    for (const Mutant& m : mutants(scenarios, asked)) {
      const std::string survives = m.limit.empty() ? "**survives**" : "**survives** so far: stopped at " + m.limit;
      std::printf("| %s | %s | %s | %s | %s | %s |%s\n", structure.c_str(), place_of(m.access).c_str(),
                  name_of(m.access.order), name_of(m.order), m.violation ? m.violation->what.c_str() : survives.c_str(),
                  m.scenario.c_str(), costs ? (" " + costs->saved(m.access, m.order) + " |").c_str() : "");
    }
  }
}

int run(int argc, char** argv) {
  const Request request = parse(argc, argv);
  const std::vector<const Entry*> entries = chosen(request);
  if (request.list) {
    for (const Entry* e : entries) std::puts(e->name().c_str());
    return 0;
  }
  if (request.mutants) {
    print_mutants(entries, request.options, request.costs);
    return 0;
  }
  if (!request.options.replay.empty() && entries.size() != 1)
    throw InputError("--replay is of one scenario; the names fit " + std::to_string(entries.size()));
  bool fine = true;
  for (const Entry* e : entries) fine &= explore_one(*e, request.options);
  return fine ? 0 : 1;
}

}  // namespace
}  // namespace fenceline::verify

int main(int argc, char** argv) {
  try {
    return fenceline::verify::run(argc, argv);
  } catch (const fenceline::InputError& e) {
    std::fprintf(stderr, "explore: %s\n", e.what());
    return 2;
  }
}
