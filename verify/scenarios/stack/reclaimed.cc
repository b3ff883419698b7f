// Treiber's stack over each reclaimer: what is popped is destroyed once, and read by nobody after that.
#include <structures/reclaim/leak.h>
#include <structures/stack/reclaimed.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

template <class R>
struct Pops {
  R domain{2};
  ReclaimedStack<int, R> stack{domain};
  typename R::Member first{domain}, second{domain};
  int a = 0, b = 0;
  Pops() {
    stack.push(first, 1);
    stack.push(first, 2);
  }
};

template <class R>
void pops(const char* name) {
  const Registered registered(
      std::string("reclaim/") + name,
      scenario<Pops<R>>("two pops of two items, and a push",
                        {[](Pops<R>& s) { require(s.stack.try_pop(s.first, s.a), "two are in"); },
                         [](Pops<R>& s) {
                           require(s.stack.try_pop(s.second, s.b), "two are in");
                           s.stack.push(s.second, 3);
                         }},
                        [](Pops<R>& s) { require(s.a + s.b == 3 || s.a == 3, "each item once"); }));
}

const int registration = [] {
  pops<Leak<Checked>>("leak");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
