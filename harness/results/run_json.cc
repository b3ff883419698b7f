#include <harness/results/run_json.h>

#include <harness/results/doctor_table.h>
#include <harness/results/litmus_record.h>
#include <harness/results/record.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace fenceline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

/// By the column's type; an empty cell is unknown, in a text column it is a text.
Json value_of(const std::string& cell, std::string_view type) {
  if (type == "text") return cell;
  if (type == "yesno") return cell.empty() ? Json() : Json(cell == "yes");
  const auto parsed = [&](auto value) {
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return error == std::errc() && end == cell.data() + cell.size() ? Json(value) : Json();
  };
  return type == "integer" ? parsed(int64_t{}) : parsed(double{});
}

template <class Row>
void add_table(Json& out, const fs::path& folder, const Table<Row>& table) {
  const auto path = folder / table.file;
  if (!fs::exists(path)) return;
  const auto rows = read_csv(path);
  Json list = Json::array();
  for (size_t r = 1; r < rows.size(); ++r) {
    Json object = Json::object();
    for (size_t c = 0; c < std::min(rows[r].size(), rows[0].size()); ++c) {
      const auto column = std::ranges::find(table.columns, rows[0][c], &ColumnInfo::name);
      object[rows[0][c]] = value_of(rows[r][c], column == table.columns.end() ? "text" : column->type);
    }
    list.push_back(std::move(object));
  }
  out[path.stem().string()] = std::move(list);
}

}  // namespace

std::string run_json(const fs::path& folder) {
  Json facts = Json::object(), gaps = Json::object();
  const auto rows = read_csv(folder / "run.csv");
  for (size_t r = 1; r < rows.size(); ++r) {
    const auto& row = rows[r];
    if (row.size() != 3) continue;
    // Of several rows of one key the last holds.
    facts.erase(row[0]);
    gaps.erase(row[0]);
    if (!row[1].empty())
      facts[row[0]] = row[1];
    else
      gaps[row[0]] = row[2];
  }
  Json out = {{"folder", folder.string()}, {"facts", std::move(facts)}, {"gaps", std::move(gaps)}};
  add_table(out, folder, doctor_table());
  add_table(out, folder, summary_table());
  add_table(out, folder, emulated_table());
  add_table(out, folder, litmus_table());
  add_table(out, folder, emulated_litmus_table());
  add_table(out, folder, skips_table());
  return out.dump(1) + "\n";
}

}  // namespace fenceline
