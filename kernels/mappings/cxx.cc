// C++'s atomics.
#include <arch/mappings.h>
#include <kernels/mappings/rows.h>

namespace fenceline::mappings {

Rows cxx_rows() {
  arch::mappings::for_each(
      []<class M>() { static_assert(arch::coherent<M>(), "a sequence is too weak for its order"); });
  return rows_of<arch::Family::cxx, arch::mappings>();
}

}  // namespace fenceline::mappings
