// Clauses of models that no test can show, since others imply them.
#pragma once

#include <string>
#include <string_view>

namespace fenceline::models {

// Why the model would be the same without the clause; empty: it would not, or nobody knows.
std::string implied(std::string_view model, std::string_view clause);

}  // namespace fenceline::models
