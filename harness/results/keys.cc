#include <harness/results/keys.h>

#include <base/error.h>
#include <fmt/format.h>

#include <algorithm>

namespace fenceline {
namespace fs = std::filesystem;
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<size_t> columns_of(const fs::path& path, const Rows& rows, const std::vector<std::string>& key) {
  std::vector<size_t> columns;
  for (const auto& name : key) {
    const auto at = std::ranges::find(rows[0], name);
    if (at == rows[0].end())
      throw RunError(fmt::format("{} has no column '{}'; it cannot be resumed", path.string(), name));
    columns.push_back(size_t(at - rows[0].begin()));
  }
  return columns;
}

/// Empty for a row that is not whole.
RowKey key_of(const std::vector<std::string>& row, const std::vector<size_t>& columns) {
  RowKey key;
  for (const size_t c : columns) {
    if (c >= row.size()) return {};
    key.push_back(row[c]);
  }
  return key;
}

}  // namespace

std::set<RowKey> keys_in(const fs::path& path, const std::vector<std::string>& key) {
  std::set<RowKey> keys;
  const auto rows = read_csv(path);
  if (rows.empty()) return keys;
  const auto columns = columns_of(path, rows, key);
  for (size_t i = 1; i < rows.size(); ++i) keys.insert(key_of(rows[i], columns));
  return keys;
}

void keep_rows(const fs::path& path, const std::vector<ColumnInfo>& infos, const std::set<RowKey>& known,
               const std::vector<std::string>& key) {
  if (!fs::exists(path)) return;
  auto rows = read_csv(path);
  if (rows.empty()) return;
  const auto columns = columns_of(path, rows, key);
  rows.erase(rows.begin());
  if (std::erase_if(rows, [&](const auto& row) { return !known.contains(key_of(row, columns)); }))
    write_anew(path, infos, rows);
}

}  // namespace fenceline
