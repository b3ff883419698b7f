#include <gmock/gmock.h>
#include <verify/checked.h>

#include <set>

namespace fenceline::verify {
namespace {

template <class P>
struct Flag {
  typename P::template atomic<int> up{0};
  typename P::template plain<long> payload{0};
  void raise(long v) {
    payload.write(v);
    up.store(1, release<1>);
  }
  long get() {
    while (up.load(acquire<2>) == 0) P::pause();
    return payload.read();
  }
};

struct Passing {
  Flag<Checked> flag;
  long got = 0;
};

Scenario passing() {
  return scenario<Passing>("flag", {[](Passing& s) { s.flag.raise(7); }, [](Passing& s) { s.got = s.flag.get(); }},
                           [](Passing& s) { require(s.got == 7, "the message arrives"); });
}

TEST(Explorer, PassesAMessage) {
  const Result r = explore(passing());
  EXPECT_TRUE(r.complete());
  EXPECT_EQ(r.executions, 1);
  EXPECT_EQ(r.blocked, 1);
}

TEST(Explorer, AWeakerOrderIsADataRace) {
  for (int number : {1, 2}) {
    const Result r = explore(passing(), {.weakened = {{"", number, std::memory_order_relaxed}}});
    ASSERT_TRUE(r.violation);
    const Result again =
        explore(passing(), {.weakened = {{"", number, std::memory_order_relaxed}}, .replay = r.violation->replay});
    ASSERT_TRUE(again.violation);
    EXPECT_EQ(again.violation->what, r.violation->what);
    EXPECT_EQ(again.violation->replay, r.violation->replay);
  }
}

template <class P>
struct Stack {
  struct Node {
    typename P::template plain<Node*> next{nullptr};
    typename P::template plain<int> value{0};
  };
  typename P::template atomic<Node*> head{nullptr};
  void push(int v) {
    Node* n = P::template make<Node>();
    n->value.write(v);
    Node* h = head.load(relaxed);
    do n->next.write(h);
    while (!head.compare_exchange_weak(h, n, release<1>, relaxed));
  }
  int pop(bool free) {
    Node* h = head.load(acquire<2>);
    do
      if (h == nullptr) return 0;
    while (!head.compare_exchange_weak(h, h->next.read(), acquire<3>, acquire<4>));
    const int v = h->value.read();
    if (free) P::destroy(h);
    return v;
  }
};
struct Stacked {
  Stack<Checked> s;
  int a = 0, b = 0;
};

TEST(Explorer, TreiberUseAfterFree) {
  const auto make = [](bool free) {
    return scenario<Stacked>("treiber",
                             {[=](Stacked& s) {
                                s.s.push(1);
                                s.a = s.s.pop(free);
                              },
                              [=](Stacked& s) {
                                s.s.push(2);
                                s.b = s.s.pop(free);
                              }},
                             [](Stacked& s) { require(s.a + s.b == 3 && s.a * s.b == 2, "each once"); });
  };
  Result r = explore(make(true));
  ASSERT_TRUE(r.violation);
  r = explore(make(false));
  ASSERT_TRUE(r.violation);
}

}  // namespace
}  // namespace fenceline::verify
