// Where accesses of different sizes overlap: into which parts each of them falls.
#pragma once

#include <models/program.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace fenceline::models {

// Bytes that no access takes but as a whole.
struct Part {
  Value address;
  int size;
};

// The parts of every access: where no two overlap without being equal, each is its own only part.
class Partition {
 public:
  const std::vector<Part>& of(Value address, int size) {
    std::vector<Part>& parts = parts_[{address, size}];
    if (parts.empty()) parts = {{address, size}};
    return parts;
  }
  // Cuts accesses where others begin or end; true if some had not been cut there before.
  bool refine() {
    std::set<Value> ends;
    for (const auto& [access, parts] : parts_) ends.insert({access.first, access.first + access.second});
    bool changed = false;
    for (auto& [access, parts] : parts_) {
      std::vector<Part> finer;
      for (auto at = ends.find(access.first); *at != access.first + access.second;) {
        const Value begin = *at++;
        finer.push_back({begin, static_cast<int>(*at - begin)});
      }
      changed |= finer.size() != parts.size();
      parts = std::move(finer);
    }
    return changed;
  }
  bool cuts() const {
    return std::any_of(parts_.begin(), parts_.end(), [](const auto& entry) { return entry.second.size() > 1; });
  }

 private:
  std::map<std::pair<Value, int>, std::vector<Part>> parts_;  // of address and size
};

}  // namespace fenceline::models
