#include <harness/litmus/select.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/litmus.h>
#include <models/dialect/dialect.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>

#include <algorithm>
#include <filesystem>

namespace fenceline {
namespace fs = std::filesystem;

std::vector<std::string> classic_litmus(models::Isa isa) {
  // Each shape bare: what the machine may show. And with a full fence in each gap: what it must
  // not.
  static constexpr std::string_view shapes[] = {"SB",  "MP",  "LB",   "S",    "R",     "2+2W",
                                                "WRC", "RWC", "IRIW", "ISA2", "W+RWC", "3.SB"};
  std::vector<std::string> out;
  for (const auto shape : shapes) {
    out.emplace_back(shape);
    out.push_back(fmt::format("{}+{}s", shape, models::dialect(isa).full_fence()));
  }
  return out;
}

models::Isa litmus_isa(const std::string& name) {
  const auto* dialect = models::find_dialect(name.empty() ? arch::kIsa : std::string_view(name));
  if (dialect) return dialect->isa();
  std::vector<std::string> known;
  for (const auto* d : models::dialects()) known.emplace_back(d->name());
  throw InputError(unknown("instruction set", name.empty() ? arch::kIsa : std::string_view(name),
                           known, fmt::format("--isa takes {}", fmt::join(known, ", "))));
}

namespace {

using Visit = std::function<void(models::LitmusTest)>;

void visit_folder(const fs::path& folder, models::Isa isa, const Visit& visit,
                  std::vector<Skip>& skips) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".litmus") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    try {
      auto test = models::read_litmus(file.string());
      if (test.isa == isa)
        visit(std::move(test));
      else
        skips.push_back(
            {file.string(), "written for " + std::string(models::dialect(test.isa).name())});
    } catch (const models::LitmusError& e) {
      skips.push_back({file.string(), e.what()});
    }
  }
}

models::LitmusTest read_file(const std::string& path, models::Isa isa) {
  auto test = models::read_litmus(path);
  if (test.isa == isa) return test;
  const auto written_for = models::dialect(test.isa).name();
  throw InputError(
      fmt::format("{} is written for {}, not {}: --judge --isa={} asks the model about it", path,
                  written_for, models::dialect(isa).name(), written_for));
}

}  // namespace

std::vector<Skip> each_litmus(const std::vector<std::string>& wanted, models::Isa isa,
                              const Visit& visit) {
  std::vector<Skip> skips;
  const auto visit_name = [&](const std::string& name) { visit(models::make_test(name, isa)); };
  for (const auto& what : wanted) {
    try {
      if (fs::is_directory(what))
        visit_folder(what, isa, visit, skips);
      else if (what.ends_with(".litmus"))
        visit(read_file(what, isa));
      else
        for (const auto& pattern : what == "all" ? models::all_patterns(isa) : std::vector{what})
          models::expand(pattern, isa, visit_name);
    } catch (const models::NameError& e) {
      throw InputError(e.what());
    } catch (const models::LitmusError& e) {
      throw InputError(e.what());
    }
  }
  return skips;
}

LitmusSelection select_litmus(const std::vector<std::string>& wanted, models::Isa isa) {
  LitmusSelection out;
  out.skips = each_litmus(wanted, isa,
                          [&](models::LitmusTest test) { out.tests.push_back(std::move(test)); });
  return out;
}

}  // namespace fenceline
