#pragma once

#include <string>
#include <vector>

namespace fenceline::models {

std::vector<std::string> written_go();

}  // namespace fenceline::models
