#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
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
  for (const std::string& part : parts) out += (&part == parts.data() ? "" : std::string(separator)) + part;
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

std::string printable(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  while (!text.empty()) {
    size_t length = utf8_character(text);
    if (length != 0) {
      out += text.substr(0, length);
    } else {
      const auto byte = static_cast<unsigned char>(text.front());
      out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
      length = 1;
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string bytes_text(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  double value = static_cast<double>(bytes);
  for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, "%.4g %s", value, kUnits[unit]);
  return text;
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

size_t utf8_character(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629, 4) show in the second byte.
  const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < least || byte(1) > most) return 0;
  for (size_t i = 2; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  return size;
}

std::string shown(std::string_view text, size_t most) {
  static constexpr char kDigits[] = "0123456789abcdef";
  // Characters from the front, and as many from the back, are looked at: a megabyte is not.
  const size_t head = 2 * most / 3, bytes = 4 * most;
  std::string out;
  const auto add = [&out](std::string_view part, size_t characters) {
    for (; !part.empty() && characters; --characters) {
      const size_t size = utf8_character(part);
      const auto c = static_cast<unsigned char>(part[0]);
      if (size > 1 || (size && c >= 0x20 && c != 0x7f))
        out += part.substr(0, size);
      else
        (out += "\\x").append({kDigits[c >> 4], kDigits[c & 15]});
      part.remove_prefix(std::max<size_t>(size, 1));
    }
  };
  size_t length = 0;
  for (auto rest = text.substr(0, bytes + 1); !rest.empty(); ++length)
    rest.remove_prefix(std::max<size_t>(utf8_character(rest), 1));
  if (length <= most && text.size() <= bytes) {
    add(text, most);
    return out;
  }
  add(text, head);
  out += "…";
  // The last characters: back from the end by their first bytes.
  size_t at = text.size();
  for (size_t n = most - head - 1; n && at; --n) {
    --at;
    for (int i = 0; i < 3 && at && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; ++i) --at;
  }
  add(text.substr(at), most);
  return out;
}

}  // namespace fenceline
