// A team on this machine's PUs and a little memory.
#pragma once
#include <gtest/gtest.h>
#include <harness/machine/machine.h>
#include <harness/team/team.h>

#include <atomic>
#include <memory>
#include <vector>

namespace fenceline {

/// Each thread counts its iterations on a line of its own.
inline uint64_t count(Shared& shared, unsigned thread, uint64_t iterations) {
  std::atomic_ref<uint64_t> done(*shared.at<uint64_t>(thread * arch::kPadBytes));
  for (uint64_t n = 0; n < iterations; ++n) done.fetch_add(1, std::memory_order_relaxed);
  return iterations;
}

class TeamTest : public ::testing::Test {
 protected:
  Machine machine = load_machine();
  std::vector<std::byte> memory = std::vector<std::byte>(4096 * 4);
  std::shared_ptr<Shared> made = std::make_shared<Shared>();
  Shared& shared = *made;
  Kernel kernel;
  Team team;

  /// `threads` on the machine's PUs; more than there are share them.
  Job job(unsigned threads) {
    shared.data = memory.data();
    shared.bytes = memory.size();
    shared.threads = threads;
    if (kernel.roles.empty()) kernel.roles = {{.most = kAnyThreads, .run = count}};
    shared.cast = deal(kernel.roles, threads);
    Job j;
    j.kernel = &kernel;
    j.shared = made;
    j.threads = threads;
    for (unsigned t = 0; t < threads; ++t) j.placement.cpus.push_back(machine.pus[t % machine.pus.size()].os);
    j.placement.oversubscribed = threads > machine.pus.size();
    j.window = {1e6};
    return j;
  }
};

}  // namespace fenceline
