// Small helpers on text.
#pragma once
#include <string>
#include <string_view>

namespace fenceline {

/// Without the spaces, tabs and carriage returns at both ends.
std::string trimmed(std::string_view);

/// A line broken at its spaces to fit 80 columns, with what follows the first indented; what has no
/// space to break at is cut. Ends with a newline.
std::string wrapped(const std::string& line, size_t indent);

}  // namespace fenceline
