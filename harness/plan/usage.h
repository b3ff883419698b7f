// Which options go together.
#pragma once
#include <CLI/CLI.hpp>

#include <string>

namespace fenceline {

/// The heading of the options that mean something only beside --litmus or what asks the models.
inline const std::string kLitmusGroup = "Litmus tests and memory models";

/// Throws InputError for an option that would be passed over in silence. `litmus`: litmus tests are run, by whatever
/// option.
void check_combination(const CLI::App&, bool litmus);

}  // namespace fenceline
