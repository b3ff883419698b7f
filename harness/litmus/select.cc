#include <harness/litmus/select.h>

#include <arch/cpu.h>
#include <base/error.h>
#include <base/exit_codes.h>
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
  throw InputError(unknown("instruction set", name.empty() ? arch::kIsa : std::string_view(name), known,
                           fmt::format("--isa takes {}", fmt::join(known, ", "))));
}

namespace {

using Visit = std::function<void(models::LitmusTest)>;

void visit_folder(const fs::path& folder, models::Isa isa, const LitmusRefuses& refuses, const Visit& visit,
                  LitmusSkips& skips) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".litmus" && !entry.is_directory()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (files.empty()) skips.list.push_back({folder.string(), "no file in it ends in .litmus"});
  for (const auto& file : files) {
    try {
      auto test = models::read_litmus(file.string(), isa);
      if (auto why = refuses(test.isa); !why.empty())
        skips.list.push_back({file.string(), std::move(why)});
      else
        visit(std::move(test));
    } catch (const models::LitmusError& e) {
      skips.list.push_back({file.string(), e.what()});
      ++skips.unreadable;
    }
  }
}

models::LitmusTest read_file(const std::string& path, models::Isa isa, const LitmusRefuses& refuses) {
  auto test = models::read_litmus(path, isa);
  if (const auto why = refuses(test.isa); !why.empty()) throw InputError(fmt::format("{} is {}", path, why));
  return test;
}

}  // namespace

LitmusSkips each_litmus(const std::vector<std::string>& wanted, models::Isa isa, const LitmusRefuses& refuses,
                        const Visit& visit, const models::Sample& sample) {
  LitmusSkips skips;
  size_t meant = 0, unwanted = 0;
  const auto visit_test = [&](models::LitmusTest test) {
    ++meant;
    visit(std::move(test));
  };
  const auto visit_name = [&](const std::string& name) { visit_test(models::make_test(name, isa)); };
  models::Sample counted = sample;
  if (sample.wanted)
    counted.wanted = [&](const std::string& name) {
      const bool yes = sample.wanted(name);
      unwanted += yes ? 0 : 1;
      return yes;
    };
  for (const auto& what : wanted) {
    try {
      if (fs::is_directory(what))
        visit_folder(what, isa, refuses, visit_test, skips);
      else if (what.ends_with(".litmus"))
        visit_test(read_file(what, isa, refuses));
      else if (what.find('/') != what.npos)
        throw InputError(what + (fs::exists(what) ? ": the name of a file with a test ends in .litmus"
                                                  : ": there is no such file or folder"));
      else
        for (const auto& pattern : what == "all" ? models::all_patterns(isa) : std::vector{what})
          models::expand(pattern, isa, visit_name, counted);
    } catch (const models::NameError& e) {
      throw InputError(e.what());
    } catch (const models::LitmusError& e) {
      throw InputError(e.what());
    }
  }
  if (meant == 0 && skips.list.empty() && unwanted > 0)
    throw InputError("of none of these tests is the verdict as --litmus-verdict asks for it: name others ('SB+*+*')");
  return skips;
}

std::string told(const Skip& skip) {
  return skip.reason.starts_with(skip.what) ? skip.reason : skip.what + ": " + skip.reason;
}

int tell_unreadable(const LitmusSkips& skips) {
  if (skips.unreadable == 0) return kDone;
  fmt::print(stderr, "bench: {} of the files could not be read: what is wrong in them stands above\n",
             skips.unreadable);
  return kWrongInput;
}

LitmusSelection select_litmus(const std::vector<std::string>& wanted, models::Isa isa, const models::Sample& sample) {
  LitmusSelection out;
  const auto refuses = [isa](models::Isa written_for) {
    const auto name = models::dialect(written_for).name();
    return written_for == isa ? std::string()
                              : fmt::format("written for {0}, not {1}: --judge --isa={0} asks the model about it", name,
                                            models::dialect(isa).name());
  };
  out.skips = each_litmus(
      wanted, isa, refuses, [&](models::LitmusTest test) { out.tests.push_back(std::move(test)); }, sample);
  return out;
}

}  // namespace fenceline
