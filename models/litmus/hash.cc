// herd7 and litmus7 name what a test does by a hash of its initial state, code and observed locations, each printed in
// their own way (lib/testHash.ml of herdtools7 says what is hashed): logs of one test are told from those of another by
// it. It is told where all of the test is of a kind that is known to be printed so.
#include <models/litmus/hash.h>
#include <models/litmus/litmus.h>
#include <base/md5.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

std::string place_text(const HashParts::Place& place) {
  const bool bare = place.thread < 0 || place.thread == HashParts::Place::kSymbolic;
  const std::string name = bare ? place.name : std::to_string(place.thread) + ":" + place.name;
  return place.element < 0 ? name : name + "[" + std::to_string(place.element) + "]";
}

std::string in_rows(const std::vector<std::vector<std::string>>& columns) {
  std::size_t height = 0;
  std::vector<std::size_t> widths;
  for (const auto& lines : columns) {
    height = std::max(height, lines.size());
    widths.push_back(0);
    for (const std::string& line : lines) widths.back() = std::max(widths.back(), line.size());
  }
  std::string out;
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t t = 0; t < columns.size(); ++t) {
      std::string cell = row < columns[t].size() ? columns[t][row] : "";
      cell.resize(widths[t], ' ');
      out += (t == 0 ? " " : "| ") + cell + " ";
    }
    out += ";\n";
  }
  return out;
}

}  // namespace

void note_init(Draft& draft, std::string_view type, std::string_view left, std::string_view right) {
  HashParts& hashed = draft.hashed;
  if (right.size() > 1 && right[0] == '&' && is_name(right.substr(1))) right.remove_prefix(1);
  const bool points = type.ends_with('*');
  if (points) type = trim(type.substr(0, type.size() - 1));
  HashParts::Place place;
  std::string text;
  if (const std::size_t colon = left.find(':'); colon != std::string_view::npos) {
    const std::string_view thread = trim(left.substr(0, colon));
    place.thread = static_cast<int>(to_integer(thread.substr(thread.starts_with('P') ? 1 : 0)).value_or(0));
    left = trim(left.substr(colon + 1));
  } else if (left.starts_with('%')) {
    place.thread = HashParts::Place::kSymbolic;
    left.remove_prefix(1);
  }
  const std::size_t bracket = left.find('[');
  place.name = trim(left.substr(0, bracket));
  if (!type.empty()) text = std::string(type) + " ";
  text += (points ? "*" : "") + place_text(place);
  text += bracket != std::string_view::npos ? std::string(left.substr(bracket))
          : right.empty()                   ? "=0"
                                            : "=" + std::string(right);
  if (type.find_first_of(" *") != std::string_view::npos ||
      right.find_first_of("&:[]+\"' ") != std::string_view::npos || left.find('%') != std::string_view::npos ||
      (points && type.empty()))
    hashed.known = false;
  hashed.init.emplace(std::move(place), std::move(text));
}

std::string herd_hash(const LitmusTest& test) {
  const bool of_file = !test.file.empty() && test.file != "<text>";
  const Draft draft = read_draft(of_file ? file_text(test.file) : write_litmus(test), test.file, test.isa);
  const auto columns = draft.hashed.code.empty() ? asm_hash_columns(draft) : c_hash_columns(draft.hashed.code);
  if (!draft.hashed.known || !columns) return {};
  std::vector<std::string> init, observed;
  for (const auto& [place, text] : draft.hashed.init) init.push_back(text);
  for (const auto& place : draft.hashed.observed) observed.push_back(place_text(place));
  return hexadecimal(md5(md5(join(init, "; ")) + md5(in_rows(*columns)) + md5(join(observed, "; "))));
}

}  // namespace fenceline::models
