// The atomics of Go's runtime.
#include <arch/mappings_go.h>
#include <kernels/mappings/rows.h>

namespace fenceline::mappings {

Rows go_rows() { return rows_of<arch::Family::go, arch::go_mappings>(); }

}  // namespace fenceline::mappings
