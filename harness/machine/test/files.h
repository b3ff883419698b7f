// A machine's files, for tests: what is not listed is not there.
#pragma once
#include <harness/machine/platform.h>

#include <map>
#include <string>
#include <utility>

namespace fenceline {

inline ReadFile files(std::map<std::string, std::string> texts) {
  return [texts = std::move(texts)](const std::string& path) -> std::optional<std::string> {
    const auto found = texts.find(path);
    if (found == texts.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace fenceline
