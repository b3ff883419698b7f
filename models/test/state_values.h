// Final states as the committed corpora write them.
#pragma once

#include <models/program.h>
#include <base/text.h>

#include <map>
#include <string>
#include <vector>

namespace fenceline::models {

// "1,0,2": registers by thread and number, then locations by name.
inline std::string values(const LitmusTest& test, const State& state) {
  struct Key {
    int thread;
    std::size_t length;
    std::string name;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, Value> sorted;
  for (int i = 0; i < test.condition_variables; ++i) {
    const Variable& v = test.observed[i];
    const std::string name = to_string(test, v);
    sorted[{v.thread < 0 ? 1 << 16 : v.thread, v.thread < 0 ? 0 : name.size(), name}] = state[i];
  }
  std::vector<std::string> out;
  for (const auto& [key, value] : sorted) out.push_back(std::to_string(value));
  return join(out, ",");
}

}  // namespace fenceline::models
