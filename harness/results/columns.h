// What a results file's columns are made with: a cell from a value of each type, digits where six would say nothing.
#pragma once
#include <harness/results/csv.h>

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <type_traits>

namespace fenceline {

template <class T>
std::string cell_of(const T& value) {
  if constexpr (std::is_same_v<T, bool>)
    return value ? "yes" : "no";
  else if constexpr (std::is_floating_point_v<T>)
    return cell(value);
  else if constexpr (std::is_convertible_v<T, std::string>)
    return value;
  else
    return fmt::format("{}", value);
}
template <class T>
std::string cell_of(const std::optional<T>& value) {
  return value ? cell_of(*value) : "";
}

template <class Row>
Column<Row> column(std::string_view name, std::string_view type, std::string_view unit, std::string_view meaning,
                   auto get) {
  return {{name, type, unit, meaning}, [get](const Row& row) { return cell_of(get(row)); }};
}

/// A value of which so many significant digits tell all there is to know.
inline std::string digits(double value, int count) { return cell(value, count); }
inline std::string digits(const std::optional<double>& value, int count) { return value ? cell(*value, count) : ""; }
/// A value of which no more than so many decimals are known.
inline std::string decimals(double value, int count) {
  if (!std::isfinite(value)) return "";
  const auto text = fmt::format("{:.{}f}", value, count);
  return count > 0 && text.find_first_of("123456789") == text.npos ? "0" : text;
}

/// A file's table: all these columns, in their order.
template <class Row>
Table<Row> table(std::string_view file, std::vector<Column<Row>> columns, const std::vector<Column<Row>>& more = {},
                 const std::vector<Column<Row>>& last = {}) {
  columns.insert(columns.end(), more.begin(), more.end());
  columns.insert(columns.end(), last.begin(), last.end());
  return {file, std::move(columns)};
}

}  // namespace fenceline
