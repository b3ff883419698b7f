// By what the rows of a table are named, and which of them are left when a run was stopped in the middle of a record.
#pragma once
#include <harness/results/csv.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace fenceline {

/// The cells of a row that name it, or what it is about: trial and repetition.
using RowKey = std::vector<std::string>;

/// Of all rows of a file. Throws RunError where it cannot be read or has no such column.
std::set<RowKey> keys_in(const std::filesystem::path&, const std::vector<std::string>& key);

/// Rewrites a file of these columns without the rows whose keys are not among `known`; leaves it alone where it has none,
/// or is not there. Throws RunError where it cannot: then the file is as it was.
void keep_rows(const std::filesystem::path&, const std::vector<ColumnInfo>&, const std::set<RowKey>& known,
               const std::vector<std::string>& key);

}  // namespace fenceline
