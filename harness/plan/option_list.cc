#include <harness/plan/option_list.h>

#include <base/text.h>
#include <harness/placement/placement.h>
#include <harness/plan/options.h>
#include <harness/team/event_sets.h>

#include <algorithm>
#include <map>

namespace fenceline {
namespace {

const std::map<std::string, Value> kPaths = {
    {"--plugin", Value::file},        {"--topology", Value::file}, {"--dot", Value::file},
    {"--benchmark_out", Value::file}, {"--out", Value::folder},    {"--resume", Value::folder},
    {"--export", Value::folder},      {"--litmus", Value::file},   {"--asm-file", Value::file},
};

/// What is checked elsewhere than by the parser.
std::vector<std::string> known_values(const std::string& option, const std::vector<std::string>& suites) {
  std::vector<std::string> names;
  if (option == "--suite") {
    names = suites;
    names.insert(names.end(), {"all", "litmus"});
  } else if (option == "--pin") {
    for (const auto& p : policies()) names.push_back(p.name);
  } else if (option == "--counters") {
    names = {"none"};
    for (const auto& set : event_sets()) names.push_back(set.name);
  } else if (option == "--expect-execution") {
    names = {"native", "qemu_user", "emulated", "unknown"};
  } else if (option == "--benchmark_out_format") {
    names = {"json", "console"};
  }
  return names;
}

/// The parser tells the values that it takes as "TEXT:{text,json}".
std::vector<std::string> checked_values(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{'), close = type.find('}', open);
  if (close == type.npos) return {};
  std::vector<std::string> names;
  for (const auto part : split(std::string_view(type).substr(open + 1, close - open - 1), ','))
    names.emplace_back(part);
  return names;
}

OptionEntry entry(const CLI::Option& option, const std::vector<std::string>& suites) {
  OptionEntry e;
  e.heading = option.get_group() == "Options" ? "" : option.get_group();
  e.name = "--" + option.get_lnames().at(0);
  if (!option.get_snames().empty()) e.other = "-" + option.get_snames()[0];
  e.what = option.get_description();
  e.usual = option.get_default_str();
  if (option.get_items_expected_max() == 0) {
    e.value = Value::none;
    return e;
  }
  e.choices = known_values(e.name, suites);
  if (e.choices.empty()) e.choices = checked_values(option);
  if (const auto path = kPaths.find(e.name); path != kPaths.end())
    e.value = path->second;
  else if (!e.choices.empty())
    e.value = option.get_delimiter() == ',' ? Value::list : Value::choice;
  return e;
}

}  // namespace

std::vector<OptionEntry> option_list(const std::vector<std::string>& suites) {
  CLI::App app;
  Request request;
  Flags flags;
  add_options(app, request, flags);
  std::vector<OptionEntry> list;
  for (const auto* option : app.get_options()) list.push_back(entry(*option, suites));
  // As --help prints them: by heading, in the order in which headings are met.
  std::vector<std::string> headings;
  for (const auto& e : list)
    if (std::ranges::find(headings, e.heading) == headings.end()) headings.push_back(e.heading);
  std::ranges::stable_sort(list, {}, [&](const OptionEntry& e) { return std::ranges::find(headings, e.heading); });
  return list;
}

}  // namespace fenceline
