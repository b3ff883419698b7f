#include <harness/results/csv.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

#include <base/error.h>
#include <base/text.h>

namespace fenceline {
namespace {

std::string rfc4180(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == text.npos) return std::string(text);
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string line(const std::vector<std::string>& cells) {
  std::string out;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i) out += ',';
    out += rfc4180(printable(cells[i]));
  }
  return out + '\n';
}

/// The whole of it or an error number.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

std::string whole_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw RunError(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  std::stringstream buffer;
  buffer << in.rdbuf();
  return buffer.str();
}

}  // namespace

size_t end_of_rows(std::string_view text) {
  size_t end = 0;
  bool in_quotes = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_quotes = !in_quotes;
    if (text[i] == '\n' && !in_quotes) end = i + 1;
  }
  return end;
}

std::string cell(double value, int digits) { return std::isfinite(value) ? fmt::format("{:.{}g}", value, digits) : ""; }

CsvFile::CsvFile(const std::filesystem::path& path, const std::vector<ColumnInfo>& columns) : path_(path) {
  std::vector<std::string> names;
  for (const auto& c : columns) names.emplace_back(c.name);
  const std::string header = line(names);
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd_ < 0)
    throw RunError(
        fmt::format("cannot write {}: {}; choose another folder with --out=DIR", path.string(), std::strerror(errno)));
  struct stat st {};
  ::fstat(fd_, &st);
  if (st.st_size == 0) {
    if (const int e = write_all(fd_, header)) {
      const bool cut = ::ftruncate(fd_, 0) == 0;
      throw RunError(fmt::format("cannot write {}: {}{}; free some space or choose --out=DIR", path.string(),
                                 std::strerror(e), cut ? "" : " (header torn)"));
    }
    return;
  }
  // A machine that stopped in the middle of a row leaves a torn one: cut it off, it was never reported.
  const std::string text = whole_text(path);
  const size_t end = end_of_rows(text);
  const bool torn_header = end == 0 && header.starts_with(text);
  if (!torn_header && !text.starts_with(header))
    throw RunError(fmt::format("{} has other columns than this version writes; choose --out=DIR", path.string()));
  if ((end != text.size() && ::ftruncate(fd_, off_t(end)) != 0) || (torn_header && write_all(fd_, header)))
    throw RunError(fmt::format("cannot repair the torn last line of {}: {}", path.string(), std::strerror(errno)));
}

CsvFile::~CsvFile() {
  if (fd_ >= 0) ::close(fd_);
}
CsvFile::CsvFile(CsvFile&& other) noexcept { *this = std::move(other); }
CsvFile& CsvFile::operator=(CsvFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  return *this;
}

void CsvFile::append(const std::vector<std::string>& cells) {
  struct stat st {};
  ::fstat(fd_, &st);
  if (const int e = write_all(fd_, line(cells))) {
    const bool cut = ::ftruncate(fd_, st.st_size) == 0;
    throw RunError(fmt::format(
        "cannot write {}: {}; the rows before are {}; free some space and go on with --resume={}", path_.string(),
        std::strerror(e), cut ? "intact" : "intact but for a torn last line", path_.parent_path().string()));
  }
}

void write_anew(const std::filesystem::path& path, const std::vector<ColumnInfo>& columns,
                const std::vector<std::vector<std::string>>& rows) {
  const std::filesystem::path fresh = path.string() + ".new";
  std::error_code error;
  std::filesystem::remove(fresh, error);
  try {
    CsvFile file(fresh, columns);
    for (const auto& row : rows) file.append(row);
  } catch (const RunError&) {
    std::filesystem::remove(fresh, error);
    throw;
  }
  std::filesystem::rename(fresh, path, error);
  if (error) throw RunError(fmt::format("cannot write {}: {}", path.string(), error.message()));
}

std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path) {
  const std::string text = whole_text(path);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string field;
  bool in_quotes = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_quotes) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        in_quotes = false;
      }
    } else if (c == '"') {
      in_quotes = true;
    } else if (c == ',') {
      row.push_back(std::move(field));
      field.clear();
    } else if (c == '\n') {
      row.push_back(std::move(field));
      field.clear();
      rows.push_back(std::move(row));
      row.clear();
    } else if (c != '\r') {
      field += c;
    }
  }
  return rows;
}

}  // namespace fenceline
