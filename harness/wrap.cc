#include <harness/wrap.h>

#include <algorithm>

namespace fenceline {

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
