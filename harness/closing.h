// How a measured run closes on the terminal: what there is to trust, what disturbed it, how to go on. The rules are
// those of the report (docs/report.md).
#pragma once
#include <harness/run/engine.h>

#include <string>

namespace fenceline {

/// At most 80 columns, but for the lines that name the folder.
std::string closing_text(const Outcome&, const std::string& folder);

}  // namespace fenceline
