// Type-stable memory: a stack whose nodes come back while another thread still looks at them.
#include <structures/reclaim/type_stable.h>
#include <structures/stack/reclaimed.h>
#include <verify/scenarios/stack/items.h>

namespace fenceline::verify {
namespace {

/// A member has one free node at hand: of two that it has taken out the first is the one that comes back first.
template <class R>
struct Reusing {
  R domain{3, 1};
  ReclaimedStack<int, R> stack{domain};
  typename R::Member member[3] = {typename R::Member(domain), typename R::Member(domain), typename R::Member(domain)};
  Items items;

  Reusing() {
    push(2, 21);
    push(2, 22);
  }
  void push(int thread, int item) {
    stack.push(member[thread], item);
    items.in[thread].push_back(item);
  }
  void pop(int thread) {
    int item = 0;
    if (stack.try_pop(member[thread], item)) items.out[thread].push_back(item);
  }
  void drain() {
    for (int item = 0; items.out[2].size() < kMost && stack.try_pop(member[2], item);) items.out[2].push_back(item);
    items.check_once();
  }
};

template <class R>
void register_stack(const std::string& name, const std::string& fails = {}) {
  using S = Reusing<R>;
  const std::function<void(S&)> drain = [](S& s) { s.drain(); };
  Registered(name, head_comes_back<S>(drain), {}, fails);
  if (!fails.empty()) return;
  Registered(name, scenario<S>("two that pop and push",
                               {[](S& s) {
                                  s.pop(0);
                                  s.push(0, 1);
                                },
                                [](S& s) {
                                  s.pop(1);
                                  s.push(1, 11);
                                }},
                               drain));
  // Where none is free both make a table: one of them finds the other's.
  Registered(name, scenario<S>("two that push", {[](S& s) { s.push(0, 1); }, [](S& s) { s.push(1, 11); }}, drain));
}
const int registration = [] {
  register_stack<TypeStable<Checked>>("reclaim/type-stable");
  register_stack<UntaggedTypeStable<Checked>>("reclaim/type-stable-untagged", "data race");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
