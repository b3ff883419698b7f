// A structure of one's own, explored. Built into `explore` by
//   cmake -S . -B build -DFENCELINE_SCENARIOS=$PWD/docs/examples/explore_my_flag.cc && cmake --build build --target
//   explore build/verify/explore my/flag build/verify/explore --mutants my/flag
#include <base/order.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace {

using namespace fenceline;
using namespace fenceline::verify;

// The structure: it knows of its atomics only what the policy P says, so the same text runs on hardware with the policy
// `Native` (structures/native.h).
template <class P>
class MyFlag {
 public:
  void raise(long message) {
    message_.write(message);
    up_.store(true, release<1>);  // (1) release: pairs with the acquire in (2); forbids MP
  }
  long await() {
    while (!up_.load(acquire<2>)) P::pause();  // (2) acquire: pairs with the release in (1); forbids MP
    return message_.read();
  }

 private:
  typename P::template atomic<bool> up_{false};
  typename P::template plain<long> message_{0};
};

// What the threads share.
struct Shared {
  MyFlag<Checked> flag;
  long got = 0;
};

const Registered passes("my/flag", scenario<Shared>("a message arrives",
                                                    {[](Shared& s) { s.flag.raise(7); },
                                                     [](Shared& s) { s.got = s.flag.await(); }},
                                                    [](Shared& s) { require(s.got == 7, "the message"); }));

}  // namespace
