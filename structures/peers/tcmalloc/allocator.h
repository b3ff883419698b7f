// Google's allocator as gperftools has it: a cache for each thread, over lists for all.
// package: libtcmalloc-minimal4
// opened: libtcmalloc_minimal.so.4
#pragma once
#include <structures/peers/loaded.h>

namespace fenceline::peers::tcmalloc {

struct Tcmalloc : LoadedAllocator {
  Tcmalloc() : LoadedAllocator("libtcmalloc_minimal.so.4", "libtcmalloc-minimal4", "tc_malloc", "tc_free") {}
  std::size_t held() {
    std::size_t bytes = 0;
    property("generic.heap_size", &bytes);
    return bytes;
  }

 private:
  int (*const property)(const char*,
                        std::size_t*) = function<int(const char*, std::size_t*)>("MallocExtension_GetNumericProperty");
};

template <class F>
void for_each_allocator(F&& f) {
  f.template operator()<Allocator<Tcmalloc>>("tcmalloc");
}

}  // namespace fenceline::peers::tcmalloc
