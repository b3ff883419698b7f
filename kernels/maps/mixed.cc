#include <kernels/maps/mixed.h>

namespace fenceline::maps {

std::vector<Axis> axes(int64_t range, int64_t most, int64_t writers) {
  return {{.name = "update",
           .unit = "%",
           .values = {10, 50},
           .most = 100,
           .what = "turns that insert or erase, of a hundred, each as often; which ones is drawn"},
          {.name = "range",
           .unit = "key",
           .values = {range},
           .least = 2,
           .most = most,
           .what = "keys that are drawn from; half of them are in",
           .usual = range},
          {.name = "skew",
           .unit = "",
           .values = {0},
           .most = 300,
           .what = "a hundred times the exponent of Zipf's law, by which keys are drawn; 0: each equally often",
           .usual = 0},
          {.name = "writers",
           .unit = "",
           .values = {writers},
           .least = writers,
           .most = 1,
           .what = "threads that update, the others look up; 0: all update",
           .usual = 0}};
}

}  // namespace fenceline::maps
