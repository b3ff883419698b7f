#include <harness/plan/parameters.h>

#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

namespace fenceline {
namespace {

int64_t parse_value(std::string_view name, std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty())
    throw InputError(fmt::format("--param={}={}: a value is a whole number", name, text));
  return value;
}

bool takes(const Axis& axis, int64_t value) {
  if (!axis.only.empty()) return std::ranges::find(axis.only, value) != axis.only.end();
  return value >= axis.least && value <= axis.most && value % axis.multiple == 0;
}

/// One that takes one value leaves no choice.
bool open_to_choice(const Axis& axis) { return !axis.only.empty() || axis.least != axis.most; }

/// Of the kernels that have such a parameter the one that takes most values, if none takes this one.
const Kernel* refused_by_all(const std::string& name, int64_t value, const std::vector<const Kernel*>& kernels) {
  const Kernel* widest = nullptr;
  int64_t values = -1;
  for (const Kernel* k : kernels)
    for (const Axis& axis : k->axes) {
      if (axis.name != name) continue;
      if (!open_to_choice(axis) || takes(axis, value)) return nullptr;
      const int64_t takes_values = axis.only.empty() ? axis.most - axis.least : static_cast<int64_t>(axis.only.size());
      if (takes_values <= values) continue;
      values = takes_values;
      widest = k;
    }
  return widest;
}

}  // namespace

std::string range_of(const Axis& axis) {
  std::string text = axis.only.empty() ? fmt::format("{} to {}", axis.least, axis.most)
                                       : fmt::format("{}", fmt::join(axis.only, " or "));
  if (axis.multiple != 1) text += fmt::format(", by {}", axis.multiple);
  return text + (axis.unit.empty() ? "" : " " + axis.unit);
}

std::vector<Parameter> parse_parameters(const std::vector<std::string>& texts) {
  std::vector<Parameter> parameters;
  for (const std::string_view text : texts) {
    Parameter* current = nullptr;
    for (size_t begin = 0; begin <= text.size();) {
      const size_t end = std::min(text.find(',', begin), text.size());
      std::string_view part = text.substr(begin, end - begin);
      begin = end + 1;
      if (const size_t equals = part.find('='); equals != part.npos) {
        const std::string name(part.substr(0, equals));
        part.remove_prefix(equals + 1);
        auto it = std::ranges::find(parameters, name, &Parameter::name);
        if (it == parameters.end()) it = parameters.insert(it, {name, {}});
        current = &*it;
      }
      if (!current) throw InputError(fmt::format("--param={}: it is NAME=VALUE, or NAME=VALUE,VALUE", text));
      const int64_t value = parse_value(current->name, part);
      // The same trial twice would be one of twice the weight.
      if (std::ranges::find(current->values, value) == current->values.end()) current->values.push_back(value);
    }
  }
  return parameters;
}

void check_parameters(const std::vector<Parameter>& parameters, const std::vector<const Kernel*>& kernels) {
  std::set<std::string> known;
  for (const Kernel* k : kernels)
    for (const Axis& axis : k->axes) known.insert(axis.name);
  for (const Parameter& p : parameters) {
    if (!known.contains(p.name))
      throw InputError(
          unknown("parameter", p.name, {known.begin(), known.end()},
                  known.empty() ? "no kernel of these suites has any" : "--list shows those of each kernel"));
    for (const int64_t value : p.values)
      if (const Kernel* k = refused_by_all(p.name, value, kernels))
        throw InputError(fmt::format("--param={}={}: {}/{} takes {}", p.name, value, k->suite, k->name,
                                     range_of(*std::ranges::find(k->axes, p.name, &Axis::name))));
  }
}

Chosen choose(const Kernel& kernel, const std::vector<Parameter>& parameters) {
  Chosen chosen{kernel.axes, {}};
  for (Axis& axis : chosen.axes) {
    const auto p = std::ranges::find(parameters, axis.name, &Parameter::name);
    if (p == parameters.end() || !open_to_choice(axis)) continue;
    axis.values.clear();
    axis.more = nullptr;
    for (const int64_t value : p->values) {
      if (takes(axis, value))
        axis.values.push_back(value);
      else
        chosen.refusals.push_back(fmt::format("{}={} (it takes {})", axis.name, value, range_of(axis)));
    }
  }
  return chosen;
}

}  // namespace fenceline
