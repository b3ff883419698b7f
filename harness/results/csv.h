// CSV files that are worth having after a crash: a row is there whole and flushed, or not at all.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// One column of a results file: the contract with everything that reads it (results/schema.csv).
struct ColumnInfo {
  std::string_view name, type, unit, meaning;  ///< never freed; type: text, integer, real, yesno; empty cells: unknown
};

template <class Row>
struct Column : ColumnInfo {
  std::function<std::string(const Row&)> cell;
};

/// A kind of results file: its name, what a row is, and its columns.
template <class Row>
struct Table {
  std::string_view file;
  std::vector<Column<Row>> columns;

  std::vector<std::string> cells(const Row& row) const {
    std::vector<std::string> out;
    out.reserve(columns.size());
    for (const auto& column : columns) out.push_back(column.cell(row));
    return out;
  }
  std::vector<ColumnInfo> infos() const { return {columns.begin(), columns.end()}; }
};

/// Appends rows. RFC 4180 quoting.
class CsvFile {
 public:
  CsvFile() = default;
  /// Opens, or creates with the header line. Throws RunError when it cannot, or when the file that is
  /// there has another header (it was written by another version).
  CsvFile(const std::filesystem::path&, const std::vector<ColumnInfo>&);
  ~CsvFile();
  CsvFile(CsvFile&&) noexcept;
  CsvFile& operator=(CsvFile&&) noexcept;

  /// Writes the row, its cells as printable() makes them, and hands it to the kernel. On a full disk or another error the file is cut back to
  /// the rows before and RunError is thrown: nothing is ever half there.
  void append(const std::vector<std::string>& cells);
  bool is_open() const { return fd_ >= 0; }

 private:
  std::filesystem::path path_;
  int fd_ = -1;
};

/// Puts a file with these rows in the place of the one that is there: all of them or, with RunError, none.
void write_anew(const std::filesystem::path&, const std::vector<ColumnInfo>&,
                const std::vector<std::vector<std::string>>& rows);

/// All rows, first the header. Throws RunError for a file that cannot be read; a torn last line (from
/// a machine that stopped) is left out.
std::vector<std::vector<std::string>> read_csv(const std::filesystem::path&);

/// Where the last whole row of a file's text ends: after it a writer was stopped in the middle of a row.
size_t end_of_rows(std::string_view text);

/// Numbers as results hold them: shortest text that reads back the same to `digits` significant
/// digits; empty for NaN.
std::string cell(double value, int digits = 6);

}  // namespace fenceline
