// Small helpers on text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// Without the white space at both ends.
std::string_view trim(std::string_view);
std::string lower(std::string_view);
std::string upper(std::string_view);
/// Parts between separators, each trimmed.
std::vector<std::string_view> split(std::string_view, char separator);
/// Operands: parts between commas that stand outside brackets.
std::vector<std::string_view> split_operands(std::string_view);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// Decimal or 0x…, with sign; nothing else around it.
std::optional<long long> to_integer(std::string_view);
/// The reverse: hexadecimal from 256 on, where it is bytes that matter.
std::string from_integer(long long value);

/// The text in valid UTF-8, as every results file and JSON has to be: bytes that are not are shown as \xff. Firmware, the
/// kernel and users' paths hold any bytes.
std::string printable(std::string_view);
/// "48 KiB", "1.5 MiB": in powers of 1024, four significant digits.
std::string bytes_text(uint64_t bytes);

/// A line broken at its spaces to fit 80 columns, with what follows the first indented; what has no
/// space to break at is cut. Ends with a newline.
std::string wrapped(const std::string& line, size_t indent);

/// How many bytes at the front are one character of UTF-8; 0: none is (or the text is empty).
size_t utf8_character(std::string_view);

/// What somebody has given, to be told to a terminal: what is not printable as \xNN, and a text longer than `most`
/// characters with "…" in the place of its middle.
std::string shown(std::string_view text, size_t most = 60);

}  // namespace fenceline
