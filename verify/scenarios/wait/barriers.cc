// What all wrote before a barrier all read behind it, and nobody writes anew before all have read.
#include <structures/wait/central_barrier.h>
#include <structures/wait/dissemination_barrier.h>
#include <structures/wait/tree_barrier.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

template <class B, unsigned kThreads, unsigned... kLooks>
struct Phases {
  B barrier{kThreads, kLooks...};
  typename B::Node nodes[3] = {typename B::Node(0), typename B::Node(1), typename B::Node(2)};
  CheckedPlain<int> written[3];

  void run(unsigned thread, int episodes) {
    for (int i = 1; i <= episodes; ++i) {
      if (i % 2 == 1) {
        written[thread].write(i);
      } else {
        for (unsigned other = 0; other < kThreads; ++other)
          require(written[other].read() == i - 1, "all have come, and none is ahead");
      }
      barrier.meet(nodes[thread]);
    }
  }
};

template <class B, unsigned... kLooks>
void barrier(const char* name, const char* how = "") {
  using Two = Phases<B, 2, kLooks...>;
  using Three = Phases<B, 3, kLooks...>;
  Registered(name, scenario<Two>(std::string("two threads, five times") + how,
                                 {[](Two& s) { s.run(0, 5); }, [](Two& s) { s.run(1, 5); }}));
  Registered(name, scenario<Three>(
                       std::string("three threads, three times") + how,
                       {[](Three& s) { s.run(0, 3); }, [](Three& s) { s.run(1, 3); }, [](Three& s) { s.run(2, 3); }}));
}

const int registration = [] {
  barrier<CentralBarrier<Checked>>("wait/central");
  barrier<CentralBarrier<Checked>, 0>("wait/central", ", asleep");
  barrier<TreeBarrier<Checked, 2>>("wait/tree");
  barrier<TreeBarrier<Checked, 2>, 0>("wait/tree", ", asleep");
  barrier<DisseminationBarrier<Checked>>("wait/dissemination");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
