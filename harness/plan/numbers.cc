#include <harness/plan/numbers.h>

#include <base/text.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace fenceline {
namespace {

/// The number that a text begins with, and what follows it. NaN and infinities are no numbers.
std::optional<std::pair<double, std::string_view>> real_at(std::string_view text) {
  double value = 0;
  const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return std::pair(value, text.substr(size_t(after - text.data())));
}

/// A validator that puts what it has understood in the place of the text. Returns why it did not; empty: it did.
CLI::Validator understands(auto read) {
  return CLI::Validator([read](std::string& text) { return read(text); }, "");
}

std::string out_of_bounds(const std::string& text, const auto& least, const auto& most) {
  return fmt::format("{} is not between {} and {}", shown(text), least, most);
}

}  // namespace

CLI::Validator whole_number(uint64_t least, uint64_t most) {
  return understands([=](std::string& text) -> std::string {
    uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc::invalid_argument || after != end)
      return fmt::format("'{}' is no whole number of decimal digits", shown(text));
    if (error != std::errc() || value < least || value > most) return out_of_bounds(text, least, most);
    text = fmt::to_string(value);
    return "";
  });
}

CLI::Validator real_number(double least, double most) {
  return understands([=](std::string& text) -> std::string {
    const auto number = real_at(text);
    if (!number || !number->second.empty()) return fmt::format("'{}' is no number", shown(text));
    if (number->first < least || number->first > most) return out_of_bounds(text, least, most);
    return "";
  });
}

CLI::Validator duration(double least_s, double most_s) {
  return understands([=](std::string& text) -> std::string {
    constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
    const auto number = real_at(text);
    const std::pair<std::string_view, double>* unit = nullptr;
    for (const auto& u : kUnits)
      if (number && number->second == u.first) unit = &u;
    if (!unit) return fmt::format("'{}' is no time: 90, 90s, 500ms, 5m or 2h", shown(text));
    const double seconds = number->first * unit->second;
    if (seconds < least_s || seconds > most_s) return out_of_bounds(text, least_s, most_s) + " s";
    text = fmt::format("{}", seconds);
    return "";
  });
}

}  // namespace fenceline
