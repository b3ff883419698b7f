// What a search runs its threads with: stacks, and memory whose addresses repeat.
#pragma once
#include <verify/event.h>
#include <verify/fibre.h>
#include <verify/watch.h>

namespace fenceline::verify {

struct Workspace {
  explicit Workspace(void (*look)()) : watch(look) {}

  static constexpr std::size_t kBytes = std::size_t{4} << 20;  // of one thread in one execution

  std::array<Fibre, kMostThreads + 1> fibres;  // the last one is of what runs alone
  // Each thread takes from the front of its own part: what it makes has the same address whenever it does the same,
  // whatever others do meanwhile. Values that are addresses stay true from one execution to the next.
  std::unique_ptr<std::byte[]> memory{new std::byte[kBytes * (kMostThreads + 1)]};

  Watch watch;

  std::byte* part(int thread) { return memory.get() + kBytes * static_cast<std::size_t>(thread); }
};

}  // namespace fenceline::verify
