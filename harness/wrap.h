#pragma once
#include <string>

namespace fenceline {

/// A line broken at its spaces to fit 80 columns, with what follows the first indented; what has no
/// space to break at is cut. Ends with a newline.
std::string wrapped(const std::string& line, size_t indent);

}  // namespace fenceline
