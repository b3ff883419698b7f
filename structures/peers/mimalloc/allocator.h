// Microsoft's allocator: pages of one size, with a list for what other threads give back.
// package: libmimalloc2.0
// opened: libmimalloc.so.2
#pragma once
#include <structures/peers/loaded.h>

namespace fenceline::peers::mimalloc {

struct Mimalloc : LoadedAllocator {
  Mimalloc() : LoadedAllocator("libmimalloc.so.2", "libmimalloc2.0", "mi_malloc", "mi_free") {}
  std::size_t held() {
    std::size_t commit = 0, other = 0;
    process_info(&other, &other, &other, &other, &other, &commit, &other, &other);
    return commit;
  }

 private:
  using Size = std::size_t;
  void (*const process_info)(Size*, Size*, Size*, Size*, Size*, Size*, Size*, Size*) =
      function<void(Size*, Size*, Size*, Size*, Size*, Size*, Size*, Size*)>("mi_process_info");
};

template <class F>
void for_each_allocator(F&& f) {
  f.template operator()<Allocator<Mimalloc>>("mimalloc");
}

}  // namespace fenceline::peers::mimalloc
