// Lists of CPUs as the kernel writes them.
#pragma once
#include <string>
#include <vector>

namespace fenceline {

/// "0,4-7"; what is no such list ends it.
std::vector<unsigned> parse_cpu_list(const std::string&);

}  // namespace fenceline
