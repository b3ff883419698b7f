#include <base/nearest.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace fenceline {
namespace {

char lowered(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Edit distance where two neighbouring letters swapped count as one slip ("optimal string
// alignment"), since that is how names are mistyped.
size_t edits(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t same = lowered(a[i - 1]) == lowered(b[j - 1]) ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + same});
      if (i > 1 && j > 1 && lowered(a[i - 1]) == lowered(b[j - 2]) && lowered(a[i - 2]) == lowered(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known, size_t most) {
  std::vector<std::pair<size_t, std::string>> found;
  for (const std::string& name : known) {
    const auto [shorter, longer] = std::minmax({wrong.size(), name.size()});
    if (2 * (longer - shorter) > longer) continue;  // as many edits at the least: a megabyte is near to nothing
    size_t far = edits(wrong, name);
    if (2 * far <= std::max(wrong.size(), name.size())) found.emplace_back(far, name);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (auto& [far, name] : found) {
    if (names.size() == most) break;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

std::string nearest_note(std::string_view wrong, const std::vector<std::string>& known) {
  const auto near = nearest(wrong, known);
  return near.empty() ? "" : "; nearest: " + join(near, ", ");
}

std::string unknown(std::string_view what, std::string_view wrong, const std::vector<std::string>& known,
                    std::string_view hint) {
  std::string text = "unknown ";
  text.append(what).append(" '").append(shown(wrong)).append("'");
  text += nearest_note(wrong, known);
  if (!hint.empty()) text.append("; ").append(hint);
  return text;
}

}  // namespace fenceline
