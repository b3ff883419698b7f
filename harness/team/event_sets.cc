#include <harness/team/event_sets.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace fenceline {

/// Made by CMake from the data files.
extern const std::vector<std::pair<std::string_view, std::string_view>> kEventSetFiles;

namespace {

bool has_event(const EventSet& set, const std::string& name) {
  return std::any_of(set.events.begin(), set.events.end(), [&](const EventInfo& e) { return e.name == name; });
}

/// "NAME = A / B"
EventRatio parse_metric(const std::string& text) {
  EventRatio m;
  std::string equals, over, rest;
  std::istringstream words(text);
  words >> m.name >> equals >> m.numerator >> over >> m.denominator;
  if (equals != "=" || over != "/" || m.denominator.empty() || words >> rest)
    throw InputError("a metric is written NAME = A / B");
  return m;
}

uint64_t from_hexadecimal(const std::string& text) {
  return static_cast<uint64_t>(to_integer("0x" + text).value_or(0));
}

/// "0243 Zen 4, Zen 5: ls_dmnd_fills_from_sys.local_ccx": one for each design.
std::vector<RawEvent> parse_raw(const std::string& text) {
  const size_t space = text.find(' '), colon = text.find(':');
  const auto check = [](bool good) {
    if (!good) throw InputError("a raw event is written CODE DESIGN[, DESIGN...]: SOURCE");
  };
  check(space != text.npos && colon != text.npos && space < colon);
  const std::string number = text.substr(0, space);
  const size_t plus = number.find('+');
  RawEvent raw;
  raw.code = from_hexadecimal(number.substr(0, plus));
  raw.filter = plus == number.npos ? 0 : from_hexadecimal(number.substr(plus + 1));
  raw.source = trim(std::string_view(text).substr(colon + 1));
  check(raw.code != 0 && (plus == number.npos || raw.filter != 0) && !raw.source.empty());
  std::vector<RawEvent> all;
  std::istringstream designs(text.substr(space, colon - space));
  for (std::string design; std::getline(designs, design, ',');) {
    raw.design = trim(design);
    check(!raw.design.empty());
    all.push_back(raw);
  }
  check(!all.empty());
  return all;
}

/// "amd_l3 0104 Zen 4: l3_lookup_state.l3_miss"
std::vector<RawEvent> parse_machine(const std::string& text) {
  const size_t space = text.find(' ');
  if (space == text.npos) throw InputError("an event outside the cores is written PMU CODE DESIGN: SOURCE");
  auto all = parse_raw(text.substr(space + 1));
  for (RawEvent& raw : all) raw.pmu = text.substr(0, space);
  return all;
}

void append(std::vector<RawEvent>& to, const std::vector<RawEvent>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

void join(std::string& text, const std::string& more) {
  if (!text.empty()) text += ' ';
  text += more;
}

/// Adds one line; `means` is where the next line of that name goes.
void parse_line(EventSet& set, std::string*& means, const std::string& key, const std::string& value) {
  if (value.empty()) throw InputError(fmt::format("'{}' with nothing after it", key));
  if (key == "about") {
    join(set.about, value);
  } else if (key == "event") {
    if (has_event(set, value)) throw InputError(fmt::format("event '{}' twice", value));
    set.events.push_back({.name = value, .means = "", .count = {}});
    means = &set.events.back().means;
  } else if (key == "metric") {
    set.metrics.push_back(parse_metric(value));
    means = &set.metrics.back().means;
  } else if (key == "means" && means) {
    join(*means, value);
  } else if (key == "count" && !set.events.empty() && set.metrics.empty()) {
    set.events.back().count.push_back(value);
  } else if (key == "raw" && !set.events.empty() && set.metrics.empty()) {
    append(set.events.back().raw, parse_raw(value));
  } else if (key == "machine" && !set.events.empty() && set.metrics.empty()) {
    append(set.events.back().raw, parse_machine(value));
  } else {
    throw InputError(fmt::format("'{}' has no meaning here", key));
  }
}

}  // namespace

EventSet parse_event_set(std::string_view name, std::string_view text) {
  EventSet set;
  set.name = name;
  std::string* means = nullptr;
  std::istringstream lines{std::string(text)};
  int number = 0;
  const auto check = [&](bool good, const std::string& complaint) {
    if (!good) throw InputError(complaint);
  };
  try {
    for (std::string line; std::getline(lines, line);) {
      ++number;
      line = trim(line.substr(0, line.find('#')));
      if (line.empty()) continue;
      const size_t end = line.find_first_of(" \t");
      parse_line(set, means, line.substr(0, end), end == line.npos ? "" : std::string(trim(line.substr(end))));
    }
    check(!set.about.empty(), "no 'about'");
    check(!set.events.empty(), "no 'event'");
    for (const EventInfo& e : set.events) check(!e.means.empty(), e.name + " has no 'means'");
    for (const EventRatio& m : set.metrics) {
      check(!m.means.empty(), m.name + " has no 'means'");
      for (const auto& operand : {m.numerator, m.denominator})
        if (operand != kOperations || operand == m.numerator)
          check(has_event(set, operand), fmt::format("metric of '{}', no event of the set", operand));
    }
  } catch (const InputError& e) {
    throw InputError(fmt::format("event set '{}', line {}: {}", name, number, e.what()));
  }
  return set;
}

const std::vector<EventSet>& event_sets() {
  static const std::vector<EventSet> sets = [] {
    std::vector<EventSet> all;
    for (const auto& [name, text] : kEventSetFiles) all.push_back(parse_event_set(name, text));
    std::sort(all.begin(), all.end(), [](const EventSet& a, const EventSet& b) { return a.name < b.name; });
    return all;
  }();
  return sets;
}

}  // namespace fenceline
