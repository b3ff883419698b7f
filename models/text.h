// Small helpers on text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

std::string_view trim(std::string_view s);
std::string lower(std::string_view s);
std::string upper(std::string_view s);
// Parts between separators, each trimmed.
std::vector<std::string_view> split(std::string_view s, char separator);
// Operands: parts between commas that stand outside brackets.
std::vector<std::string_view> split_operands(std::string_view s);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
// Decimal or 0x…, with sign; nothing else around it.
std::optional<long long> to_integer(std::string_view s);
// The reverse: hexadecimal from 256 on, where it is bytes that matter.
std::string from_integer(long long value);
// "; nearest: a, b, c": the few of `known` with the least edit distance to `name`.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace fenceline::models
