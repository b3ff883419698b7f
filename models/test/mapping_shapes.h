// Programs for mappings: what each thread does, and the outcome that is not sequentially consistent.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace fenceline::models {

struct Step {
  char kind;  // 'W' or 'R'
  char location;
  int value;  // stored, or read in the outcome
};
struct CppShape {
  std::string name;
  std::vector<std::vector<Step>> threads;
  std::map<char, int> last;  // values in the end
  bool acquire_release;      // forbidden already by acquire loads and release stores
};

inline const std::vector<CppShape>& cpp_shapes() {
  static const std::vector<CppShape> all = {
      {"MP", {{{'W', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'R', 'x', 0}}}, {}, true},
      {"LB", {{{'R', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'W', 'x', 1}}}, {}, true},
      {"S", {{{'W', 'x', 2}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'W', 'x', 1}}}, {{'x', 2}}, true},
      {"WRC", {{{'W', 'x', 1}}, {{'R', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'R', 'x', 0}}}, {}, true},
      {"ISA2",
       {{{'W', 'x', 1}, {'W', 'y', 1}}, {{'R', 'y', 1}, {'W', 'z', 1}}, {{'R', 'z', 1}, {'R', 'x', 0}}},
       {},
       true},
      {"SB", {{{'W', 'x', 1}, {'R', 'y', 0}}, {{'W', 'y', 1}, {'R', 'x', 0}}}, {}, false},
      {"R", {{{'W', 'x', 1}, {'W', 'y', 1}}, {{'W', 'y', 2}, {'R', 'x', 0}}}, {{'y', 2}}, false},
      {"2+2W", {{{'W', 'x', 1}, {'W', 'y', 2}}, {{'W', 'y', 1}, {'W', 'x', 2}}}, {{'x', 1}, {'y', 1}}, false},
      {"RWC", {{{'W', 'x', 1}}, {{'R', 'x', 1}, {'R', 'y', 0}}, {{'W', 'y', 1}, {'R', 'x', 0}}}, {}, false},
      {"IRIW",
       {{{'W', 'x', 1}}, {{'W', 'y', 1}}, {{'R', 'x', 1}, {'R', 'y', 0}}, {{'R', 'y', 1}, {'R', 'x', 0}}},
       {},
       false},
  };
  return all;
}

}  // namespace fenceline::models
