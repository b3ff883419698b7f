#include <harness/plan/parameters.h>

#include <base/error.h>
#include <base/nearest.h>
#include <fmt/format.h>

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

/// Which values an axis takes, in words.
std::string range_of(const Axis& axis) {
  std::string text = fmt::format("{} to {}", axis.least, axis.most);
  if (axis.multiple != 1) text += fmt::format(", by {}", axis.multiple);
  return text + (axis.unit.empty() ? "" : " " + axis.unit);
}

}  // namespace

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
  for (const Parameter& p : parameters)
    if (!known.contains(p.name))
      throw InputError(
          unknown("parameter", p.name, {known.begin(), known.end()},
                  known.empty() ? "no kernel of these suites has any" : "--list shows those of each kernel"));
}

std::vector<Axis> chosen_axes(const Kernel& kernel, const std::vector<Parameter>& parameters) {
  std::vector<Axis> axes = kernel.axes;
  for (Axis& axis : axes) {
    const auto p = std::ranges::find(parameters, axis.name, &Parameter::name);
    if (p == parameters.end() || axis.least == axis.most) continue;  // one that takes one value leaves no choice
    for (const int64_t value : p->values)
      if (value < axis.least || value > axis.most || value % axis.multiple != 0)
        throw InputError(
            fmt::format("--param={}={}: {}/{} takes {}", axis.name, value, kernel.suite, kernel.name, range_of(axis)));
    axis.values = p->values;
  }
  return axes;
}

}  // namespace fenceline
