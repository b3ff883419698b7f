// The Linux kernel's barriers and atomics.
#include <arch/mappings_linux.h>
#include <kernels/mappings/rows.h>

namespace fenceline::mappings {

Rows linux_rows() { return rows_of<arch::Family::linux_kernel, arch::linux_mappings>(); }

}  // namespace fenceline::mappings
