#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <iterator>

namespace fenceline {
namespace {

std::string map_chars(std::string_view s, int (*f)(int)) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(f(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

std::string_view trim(std::string_view s) {
  const auto space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!s.empty() && space(s.front())) s.remove_prefix(1);
  while (!s.empty() && space(s.back())) s.remove_suffix(1);
  return s;
}

std::string lower(std::string_view s) { return map_chars(s, std::tolower); }
std::string upper(std::string_view s) { return map_chars(s, std::toupper); }

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const size_t at = s.find(separator);
    out.push_back(trim(s.substr(0, at)));
    if (at == std::string_view::npos) return out;
    s.remove_prefix(at + 1);
  }
}

std::vector<std::string_view> split_operands(std::string_view s) {
  std::vector<std::string_view> out;
  if (trim(s).empty()) return out;
  int depth = 0;
  size_t from = 0;
  for (size_t i = 0; i <= s.size(); ++i) {
    if (i == s.size() || (s[i] == ',' && depth == 0)) {
      out.push_back(trim(s.substr(from, i - from)));
      from = i + 1;
    } else {
      depth += s[i] == '[' || s[i] == '(' || s[i] == '{';
      depth -= s[i] == ']' || s[i] == ')' || s[i] == '}';
    }
  }
  return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts)
    out += (&part == parts.data() ? "" : std::string(separator)) + part;
  return out;
}

std::optional<long long> to_integer(std::string_view s) {
  bool negative = false;
  if (!s.empty() && (s[0] == '-' || s[0] == '+')) {
    negative = s[0] == '-';
    s.remove_prefix(1);
  }
  int base = 10;
  if (s.size() > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
    base = 16;
    s.remove_prefix(2);
  }
  unsigned long long value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value, base);
  if (s.empty() || error != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return static_cast<long long>(negative ? -value : value);
}

std::string from_integer(long long value) {
  if (value < 256) return std::to_string(value);
  char digits[2 * sizeof value];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value, 16).ptr;
  return "0x" + std::string(digits, end);
}

std::string wrapped(const std::string& line, size_t indent) {
  constexpr size_t kWidth = 80;
  std::string out, rest = line;
  while (rest.size() > kWidth) {
    size_t at = rest.rfind(' ', kWidth);
    const bool space = at != std::string::npos && rest.find_first_not_of(' ') < at && at > indent;
    if (!space) at = kWidth;
    out += rest.substr(0, at) + "\n";
    rest = std::string(indent, ' ') + rest.substr(space ? at + 1 : at);
  }
  return out + rest + "\n";
}

}  // namespace fenceline
