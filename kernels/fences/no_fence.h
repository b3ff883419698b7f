// Stands in lists beside the fences: what the surrounding accesses cost without one.
#pragma once
#include <arch/ops.h>

namespace fenceline {

struct NoFence {
  static constexpr arch::Info info{"none", "", "none"};
  static void op() {}
};

using FencesAndNone = arch::Concat<arch::List<NoFence>, arch::fences>;

}  // namespace fenceline
