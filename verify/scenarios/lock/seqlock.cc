#include <structures/lock/seqlock.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

struct Pair {
  std::uint64_t first = 0, second = 0;
};
struct Shared {
  Seqlock<Pair, Checked> lock;

  void look() {
    const Pair now = lock.read();
    require(now.first == now.second, "both words are of one write");
  }
};

const Registered writer("lock/seqlock", scenario<Shared>("a writer and a reader",
                                                         {[](Shared& s) {
                                                            s.lock.write({1, 1});
                                                            s.lock.write({2, 2});
                                                          },
                                                          [](Shared& s) { s.look(); }},
                                                         [](Shared& s) { s.look(); }));
const Registered writers("lock/seqlock", scenario<Shared>("two writers",
                                                          {[](Shared& s) {
                                                             s.lock.write({1, 1});
                                                           },
                                                           [](Shared& s) {
                                                             s.lock.write({2, 2});
                                                           },
                                                           [](Shared& s) { s.look(); }},
                                                          [](Shared& s) { s.look(); }));

/// The next pair is made of the last one.
const std::function<void(Shared&)> add = [](Shared& s) {
  s.lock.update([](Pair& now) {
    require(now.first == now.second, "both words are of one write");
    now = {now.first + 1, now.second + 1};
  });
};
const Registered counted("lock/seqlock",
                         scenario<Shared>("two that count, and a reader", {add, add, [](Shared& s) { s.look(); }},
                                          [](Shared& s) { require(s.lock.read().first == 2, "nothing is lost"); }));

}  // namespace
}  // namespace fenceline::verify
