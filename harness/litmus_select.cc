#include <harness/litmus_select.h>

#include <arch/cpu.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/error.h>
#include <harness/litmus.h>
#include <models/dialect.h>
#include <models/generate.h>
#include <models/litmus.h>

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

void add_folder(const fs::path& folder, models::Isa isa, LitmusSelection& out) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".litmus") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    try {
      auto test = models::read_litmus(file.string());
      if (test.isa == isa)
        out.tests.push_back(std::move(test));
      else
        out.skips.push_back(
            {file.string(), "written for " + std::string(models::dialect(test.isa).name())});
    } catch (const models::LitmusError& e) {
      out.skips.push_back({file.string(), e.what()});
    }
  }
}

}  // namespace

LitmusSelection select_litmus(const std::vector<std::string>& wanted, models::Isa isa) {
  LitmusSelection out;
  for (const auto& what : wanted) {
    try {
      if (fs::is_directory(what)) {
        add_folder(what, isa, out);
        continue;
      }
      if (what.ends_with(".litmus")) {
        auto test = models::read_litmus(what);
        if (test.isa != isa)
          throw InputError(
              fmt::format("{} is written for {}, not {}: --judge --isa={} asks the model "
                          "about it",
                          what, models::dialect(test.isa).name(), models::dialect(isa).name(),
                          models::dialect(test.isa).name()));
        out.tests.push_back(std::move(test));
        continue;
      }
      const auto names = what == "all" ? models::all_names(isa) : models::expand(what, isa);
      for (const auto& name : names) out.tests.push_back(models::make_test(name, isa));
    } catch (const models::NameError& e) {
      throw InputError(e.what());
    } catch (const models::LitmusError& e) {
      throw InputError(e.what());
    }
  }
  return out;
}

}  // namespace fenceline
