#include <kernels/workload.h>

#include <malloc.h>

namespace fenceline::workload {

// glibc's. What it keeps at hand for small requests (up to 1 KiB) counts as given away, so that a structure which is
// served from there seems that much lighter.
size_t heap_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void tidy_heap() { malloc_trim(0); }

}  // namespace fenceline::workload
