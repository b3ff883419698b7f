// A machine's files, for tests, and what was made of them: what is not listed is not there.
#pragma once
#include <gtest/gtest.h>
#include <harness/machine/environment.h>
#include <harness/machine/platform.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fenceline {

inline ReadFile files(std::map<std::string, std::string> texts) {
  return [texts = std::move(texts)](const std::string& path) -> std::optional<std::string> {
    const auto found = texts.find(path);
    if (found == texts.end()) return std::nullopt;
    return found->second;
  };
}

/// The one of that key, which there must be.
inline Fact fact(const std::vector<Fact>& facts, const std::string& key) {
  for (const Fact& f : facts)
    if (f.key == key) return f;
  ADD_FAILURE() << "no fact " << key;
  return {};
}

}  // namespace fenceline
