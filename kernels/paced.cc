#include <kernels/paced.h>

namespace fenceline::paced {

Axis capacity() {
  return {.name = "capacity",
          .unit = "item",
          .values = {1024},
          .least = 1,
          .most = 1 << 24,
          .what = "room of the queue, where it is bounded; most round it up to a power of two"};
}

Axis producers(unsigned most) {
  return {.name = "producers",
          .unit = "",
          .values = {0},
          .most = std::min(most, 1u << 10),
          .what = "threads that put in, the others take out; 0: as many of the one as of the other",
          .usual = 0};
}

}  // namespace fenceline::paced
