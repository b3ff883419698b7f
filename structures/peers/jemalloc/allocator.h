// Evans' allocator: arenas, and a cache for each thread. It wants more thread-local storage than the C library keeps free
// for what is opened later: GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384 keeps more.
// package: libjemalloc2
// opened: libjemalloc.so.2
#pragma once
#include <structures/peers/loaded.h>

#include <cstdint>

namespace fenceline::peers::jemalloc {

struct Jemalloc : LoadedAllocator {
  Jemalloc() : LoadedAllocator("libjemalloc.so.2", "libjemalloc2", "malloc", "free") {}
  std::size_t held() {
    std::uint64_t epoch = 1;  // what is told is of when this was last written
    std::size_t bytes = 0, size = sizeof bytes;
    control("epoch", nullptr, nullptr, &epoch, sizeof epoch);
    control("stats.mapped", &bytes, &size, nullptr, 0);
    return bytes;
  }

 private:
  int (*const control)(const char*, void*, std::size_t*, void*,
                       std::size_t) = function<int(const char*, void*, std::size_t*, void*, std::size_t)>("mallctl");
};

template <class F>
void for_each_allocator(F&& f) {
  f.template operator()<Allocator<Jemalloc>>("jemalloc");
}

}  // namespace fenceline::peers::jemalloc
