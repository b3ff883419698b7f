#include <harness/results/litmus_results.h>

#include <fmt/format.h>

#include <algorithm>

namespace fenceline {
namespace {

std::string key(std::string_view test, std::string_view placement) { return fmt::format("{} on {}", test, placement); }

}  // namespace

LitmusResults::LitmusResults(const Request& request, const Host& host, const std::vector<Skip>& skips,
                             std::string_view file, const std::vector<ColumnInfo>& columns)
    : Results(request, host, skips),
      skips_(open(skips_table())),
      records_(folder() / file, columns),
      told_(keys_of(skips_table().file, {"what", "reason"})) {
  const auto rows = read_csv(folder() / file);
  const auto column = [&](std::string_view name) {  // it is there: the header has been looked at
    return size_t(std::ranges::find(columns, name, &ColumnInfo::name) - columns.begin());
  };
  const size_t test = column("test"), placement = column("placement"), finding = column("finding");
  for (size_t i = 1; i < rows.size(); ++i) {
    before_.insert(key(rows[i][test], rows[i][placement]));
    finding_before_ |= !rows[i][finding].empty();
  }
}

void LitmusResults::write(const Skip& s) {
  if (told_.insert({s.what, s.reason}).second) skips_.append(skips_table().cells(s));
}

bool LitmusResults::has(std::string_view test, std::string_view placement) const {
  return before_.contains(key(test, placement));
}

NativeLitmusResults::NativeLitmusResults(const Request& request, const Host& host, const std::vector<Skip>& skips)
    : LitmusResults(request, host, skips, litmus_table().file, litmus_table().infos()) {}
void NativeLitmusResults::write(const Record& r) {
  records_.append(litmus_table().cells(r));
  begun();
}

EmulatedLitmusResults::EmulatedLitmusResults(const Request& request, const Host& host, const std::vector<Skip>& skips)
    : LitmusResults(request, host, skips, emulated_litmus_table().file, emulated_litmus_table().infos()) {}
void EmulatedLitmusResults::write(const Record& r) {
  records_.append(emulated_litmus_table().cells(r));
  begun();
}

}  // namespace fenceline
