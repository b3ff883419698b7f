#include <base/text.h>

#include <algorithm>

namespace fenceline {

std::string trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
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
