// What a file holds, in a few characters.
#pragma once
#include <string>

namespace fenceline {

/// "f3a1…, 6721832 bytes": two builds of changed sources have one revision, and two fingerprints. Empty where the file
/// cannot be read.
std::string fingerprint(const std::string& path);

}  // namespace fenceline
