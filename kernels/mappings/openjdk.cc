// Java's access modes as OpenJDK's HotSpot compiles them.
#include <arch/mappings_openjdk.h>
#include <kernels/mappings/rows.h>

namespace fenceline::mappings {

Rows openjdk_rows() { return rows_of<arch::Family::openjdk, arch::openjdk_mappings>(); }

}  // namespace fenceline::mappings
