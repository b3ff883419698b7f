// What the explorer finds, what it says, and that it finds nothing else.
#include <base/error.h>
#include <gmock/gmock.h>
#include <verify/checked.h>
#include <verify/mutants.h>

#include <set>
#include <stdexcept>

namespace fenceline::verify {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

template <class T>
using Atomic = Checked::atomic<T>;
template <class T>
using Plain = Checked::plain<T>;
constexpr auto kRelaxed = std::memory_order_relaxed;

/// What is wrong, or "" where all executions were seen and nothing is.
std::string verdict(const Scenario& s, const Options& options = {}) {
  const Result r = explore(s, options);
  return r.violation ? r.violation->what : r.limit;
}

Entry entry(const Scenario& s) { return {s.name, s, {}, {}}; }

// ---- a structure ---------------------------------------------------------------------------------

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

const Scenario passing =
    scenario<Passing>("flag", {[](Passing& s) { s.flag.raise(7); }, [](Passing& s) { s.got = s.flag.get(); }},
                      [](Passing& s) { require(s.got == 7, "the message arrives"); });

TEST(Explorer, PassesAMessage) {
  const Result r = explore(passing);
  EXPECT_TRUE(r.complete());
  EXPECT_EQ(r.executions, 1U);
  EXPECT_EQ(r.blocked, 1U);  // the loop that has not seen the flag
}

TEST(Explorer, EachWeakerOrderIsFound) {
  const std::vector<Mutant> all = mutants(std::vector{entry(passing)});
  ASSERT_EQ(all.size(), 2U);
  for (const Mutant& m : all) {
    ASSERT_TRUE(m.violation) << m.access.number;
    EXPECT_THAT(m.violation->what, StartsWith("data race: write in explorer_test.cc"));
    EXPECT_EQ(m.scenario, "flag");
  }
  EXPECT_TRUE(all[0].access.stores && !all[0].access.loads);
  EXPECT_TRUE(all[1].access.loads && !all[1].access.stores);
}

/// Whose first compare-exchange to be executed fails, in the thread that comes too late.
struct Contended {
  CheckedAtomic<int> owner{0};
  void claim(int who) {
    int nobody = 0;
    owner.compare_exchange_strong(nobody, who, acq_rel<3>);
  }
};

TEST(Explorer, AnAccessThatFailsIsKnownByTheOrderItAskedFor) {
  const Scenario contended =
      scenario<Contended>("claim", {[](Contended& s) { s.claim(1); }, [](Contended& s) { s.claim(2); }});
  const std::vector<NumberedAccess> all = numbered_accesses(std::vector{entry(contended)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].order, std::memory_order_acq_rel);
  EXPECT_TRUE(all[0].loads && all[0].stores);

  const Scenario late = scenario<Contended>("late", {[](Contended& s) {
                                              int other = 7;
                                              s.owner.compare_exchange_strong(other, 1, release<4>);
                                            }});
  EXPECT_EQ(numbered_accesses(std::vector{entry(late)})[0].order, std::memory_order_release);
}

TEST(Explorer, ACounterexampleIsReplayed) {
  Options weak{.weakened = {{"explorer_test.cc", 2, kRelaxed}}};
  const Result first = explore(passing, weak);
  ASSERT_TRUE(first.violation);
  EXPECT_THAT(first.violation->trace, HasSubstr("T2 load(relaxed<2>)"));
  EXPECT_THAT(first.violation->trace, HasSubstr("| while (up.load(acquire<2>) == 0) P::pause();"));
  EXPECT_THAT(first.violation->trace, HasSubstr("reads 7 from 1"));
  weak.replay = first.violation->replay;
  const Result again = explore(passing, weak);
  ASSERT_TRUE(again.violation);
  EXPECT_EQ(again.violation->what, first.violation->what);
  EXPECT_EQ(again.violation->trace, first.violation->trace);
  EXPECT_EQ(again.executions, 0U);
  weak.replay = "zz";
  EXPECT_THROW(explore(passing, weak), InputError);
}

// Updates and older values, too: each execution's replay is that execution again.
TEST(Explorer, EachExecutionIsReplayed) {
  struct Shared {
    Atomic<int> x{0}, y{0};
  };
  const auto thread = [](Shared& s) {
    s.x.store(1, relaxed);
    s.y.fetch_add(1, relaxed);
    int zero = 0;
    s.x.compare_exchange_strong(zero, 2, relaxed);
    s.y.load(relaxed);
  };
  const Scenario s = scenario<Shared>("updates", {thread, thread});
  std::set<std::string> all;
  explore(s, {.each = [&](const std::string& replay) { all.insert(replay); }});
  EXPECT_GT(all.size(), 10U);
  for (const std::string& replay : all) {
    std::string again;
    const Result r = explore(s, {.replay = replay, .each = [&](const std::string& own) { again = own; }});
    EXPECT_EQ(r.executions, 1U) << replay;
    EXPECT_EQ(again, replay);
  }
}

TEST(Explorer, AWeakeningIsOfOneFile) { EXPECT_EQ(verdict(passing, {.weakened = {{"other.cc", 1, kRelaxed}}}), ""); }

// ---- memory --------------------------------------------------------------------------------------

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
  /// Without reclamation: whoever reads `next` may read it of a node that is gone.
  int pop() {
    Node* h = head.load(acquire<2>);
    do
      if (h == nullptr) return 0;
    while (!head.compare_exchange_weak(h, h->next.read(), acquire<3>, acquire<4>));
    const int v = h->value.read();
    P::destroy(h);
    return v;
  }
};

struct Stacked {
  Stack<Checked> stack;
  int a = 0, b = 0;
};

TEST(Memory, TheUseOfAFreedNodeIsFound) {
  const Scenario s = scenario<Stacked>("pop and pop", {[](Stacked& s) {
                                                         s.stack.push(1);
                                                         s.a = s.stack.pop();
                                                       },
                                                       [](Stacked& s) {
                                                         s.stack.push(2);
                                                         s.b = s.stack.pop();
                                                       }});
  EXPECT_THAT(verdict(s), testing::AnyOf(HasSubstr("and destroy in"), StartsWith("use of what is destroyed")));
}

TEST(Memory, OneWhoPopsIsSafe) {
  const Scenario s = scenario<Stacked>("push and pop",
                                       {[](Stacked& s) { s.stack.push(1); }, [](Stacked& s) { s.stack.push(2); },
                                        [](Stacked& s) { s.a = s.stack.pop(); }},
                                       [](Stacked& s) {
                                         while (s.stack.pop() != 0) {
                                         }
                                       });
  EXPECT_EQ(verdict(s), "");
}

struct Owner {
  Atomic<Plain<int>*> at{nullptr};
};

TEST(Memory, ALeakIsFound) {
  const Scenario s = scenario<Owner>("leaks", {[](Owner&) { Checked::make<Plain<int>>(3); }});
  EXPECT_THAT(verdict(s), StartsWith("leak: the object with x1"));
}

TEST(Memory, DestroyedTwiceIsFoundInAThreadAndAtTheEnd) {
  const auto twice = [](Owner&) {
    auto* p = Checked::make<Plain<int>>(3);
    Checked::destroy(p);
    Checked::destroy(p);
  };
  EXPECT_THAT(verdict(scenario<Owner>("twice", {twice})), StartsWith("an object is destroyed twice"));
  EXPECT_THAT(verdict(scenario<Owner>("twice", {[](Owner&) {}}, twice)), StartsWith("an object is destroyed twice"));
}

TEST(Memory, AnObjectIsNotReadBeforeItsMakingIsSeen) {
  const auto published = [](auto order) {
    return scenario<Owner>("published",
                           {[=](Owner& o) { o.at.store(Checked::make<Plain<int>>(3), order); },
                            [](Owner& o) {
                              if (auto* p = o.at.load(acquire<1>)) require(p->read() == 3, "made");
                            }},
                           [](Owner& o) { Checked::destroy(o.at.load(relaxed)); });
  };
  EXPECT_EQ(verdict(published(release<2>)), "");
  EXPECT_THAT(verdict(published(relaxed)), StartsWith("data race: read in"));
}

TEST(Memory, AVariableOnAStackEndsWithItsScope) {
  struct Shared {
    Atomic<Atomic<int>*> at{nullptr};
  };
  const Scenario s = scenario<Shared>("dangling", {[](Shared& s) {
                                                     Atomic<int> own{1};
                                                     s.at.store(&own, release<1>);
                                                   },
                                                   [](Shared& s) {
                                                     if (auto* p = s.at.load(acquire<2>)) p->load(relaxed);
                                                   }});
  EXPECT_THAT(verdict(s), testing::AnyOf(HasSubstr("destroy"), HasSubstr("destroyed")));
}

// ---- waiting -------------------------------------------------------------------------------------

struct Words {
  Atomic<std::uint32_t> a{0}, b{0};
};

TEST(Waiting, TwoThatWaitForEachOther) {
  const auto await = [](Atomic<std::uint32_t>& x) {
    while (x.load(acquire<1>) == 0) Checked::pause();
  };
  const Scenario s = scenario<Words>("cross", {[=](Words& w) {
                                                 await(w.a);
                                                 w.b.store(1, release<2>);
                                               },
                                               [=](Words& w) {
                                                 await(w.b);
                                                 w.a.store(1, release<2>);
                                               }});
  EXPECT_EQ(verdict(s), "deadlock: T1 waits, T2 waits for ever");
}

TEST(Waiting, ALockThatIsNotGivenBack) {
  const Scenario s = scenario<Words>("locked", {[](Words& w) {
                                                  while (w.a.exchange(1, acquire<1>) == 1) Checked::pause();
                                                },
                                                [](Words& w) {
                                                  while (w.a.exchange(1, acquire<1>) == 1) Checked::pause();
                                                }});
  EXPECT_THAT(verdict(s), StartsWith("deadlock: T"));
}

TEST(Waiting, ATicketThatNobodyServes) {
  const auto take = [](Words& w) {
    const std::uint32_t mine = w.a.fetch_add(1, relaxed);
    while (w.b.load(acquire<1>) != mine) Checked::pause();
  };
  EXPECT_THAT(verdict(scenario<Words>("tickets", {take, take})), StartsWith("deadlock: T"));
}

Scenario sleeping(bool notifies, bool before) {
  return scenario<Words>("sleep", {[](Words& w) {
                                     while (w.a.load(acquire<1>) == 0) w.a.wait(0);
                                   },
                                   [=](Words& w) {
                                     if (before) w.a.notify_all();
                                     w.a.store(1, release<2>);
                                     if (notifies) w.a.notify_one();
                                   }});
}

TEST(Waiting, ANotificationAfterTheStoreWakes) { EXPECT_EQ(verdict(sleeping(true, false)), ""); }

TEST(Waiting, ALostWakeUpIsADeadlock) {
  EXPECT_EQ(verdict(sleeping(false, false)), "deadlock: T1 sleeps for ever");
  EXPECT_EQ(verdict(sleeping(false, true)), "deadlock: T1 sleeps for ever");
}

TEST(Waiting, OneNotificationForTwoSleepers) {
  const auto await = [](Words& w) {
    while (w.a.load(acquire<1>) == 0) w.a.wait(0);
  };
  const auto wake = [](bool all) {
    return [=](Words& w) {
      w.a.store(1, release<2>);
      all ? w.a.notify_all() : w.a.notify_one();
    };
  };
  EXPECT_EQ(verdict(scenario<Words>("all", {await, await, wake(true)})), "");
  EXPECT_THAT(verdict(scenario<Words>("one", {await, await, wake(false)})), HasSubstr("sleeps for ever"));
}

// ---- bounds and chance ---------------------------------------------------------------------------

const Scenario store_buffering = scenario<Words>("SB", {[](Words& w) {
                                                          w.a.store(1, relaxed);
                                                          w.b.load(relaxed);
                                                        },
                                                        [](Words& w) {
                                                          w.b.store(1, relaxed);
                                                          w.a.load(relaxed);
                                                        }});

TEST(Bounds, AreSaid) {
  EXPECT_EQ(explore(store_buffering).executions, 4U);
  const Result r = explore(store_buffering, {.executions = 2});
  EXPECT_EQ(r.limit, "2 executions");
  EXPECT_FALSE(r.complete());
  const Scenario slow = scenario<Words>("slow", {[](Words& w) {
                                          for (int i = 0; i < 30; ++i) w.a.load(relaxed);
                                        }});
  EXPECT_EQ(explore(slow, {.events = 20}).limit, "20 events of a thread in an execution");
}

TEST(Chance, FindsWhatIsRareAndClaimsNothing) {
  Options weak{.random = 200, .seed = 3, .weakened = {{"", 1, kRelaxed}}};
  const Result found = explore(passing, weak);
  ASSERT_TRUE(found.violation);
  EXPECT_THAT(found.violation->what, StartsWith("data race"));
  const Result r = explore(store_buffering, {.random = 100});
  EXPECT_EQ(r.executions, 100U);
  EXPECT_EQ(r.limit, "100 executions at random");
}

TEST(Chance, ReachesWhatTheSearchReaches) {
  std::set<std::string> all, some;
  explore(store_buffering, {.each = [&](const std::string& r) { all.insert(r); }});
  explore(store_buffering, {.random = 500, .each = [&](const std::string& r) { some.insert(r); }});
  EXPECT_EQ(all.size(), 4U);
  EXPECT_EQ(some, all);
}

TEST(Choice, EachWayIsTaken) {
  struct Chosen {
    Atomic<int> x{0};
    int way = 0;
  };
  static std::set<int> ways;
  ways.clear();
  const Scenario s =
      scenario<Chosen>("choose", {[](Chosen& c) { c.way = choose(3); }, [](Chosen& c) { c.x.store(1, relaxed); }},
                       [](Chosen& c) { ways.insert(c.way); });
  EXPECT_EQ(explore(s).executions, 3U);
  EXPECT_THAT(ways, ElementsAre(0, 1, 2));
}

TEST(Spurious, AWeakCompareExchangeMayFail) {
  const Scenario s = scenario<Words>("weak", {[](Words& w) {
                                       std::uint32_t zero = 0;
                                       require(w.a.compare_exchange_weak(zero, 1, relaxed), "it succeeds");
                                     }});
  EXPECT_EQ(verdict(s), "");
  EXPECT_EQ(verdict(s, {.spurious = true}), "assertion: it succeeds");
}

TEST(Scenarios, ThatDoNotRepeatAreTold) {
  static int n = 0;
  const Scenario s = scenario<Words>("moody", {[](Words& w) {
                                                 if (++n % 2 == 0) w.a.store(1, relaxed);
                                                 w.b.load(relaxed);
                                               },
                                               [](Words& w) { w.b.store(1, relaxed); }});
  EXPECT_THAT(verdict(s), StartsWith("the scenario does not do the same"));
  EXPECT_THROW(explore(scenario<Words>("empty", {})), InputError);
}

TEST(Scenarios, ThatThrowAreTold) {
  const auto fine = [](Words&) {};
  const auto throws = [](Words&) { throw std::runtime_error("no room"); };
  EXPECT_EQ(verdict(scenario<Words>("throws", {fine, throws})), "exception: no room");
  EXPECT_EQ(verdict(scenario<Words>("throws at the end", {fine}, throws)), "exception: no room");
  EXPECT_THAT(verdict(store_buffering, {.replay = "ab9ab"}), HasSubstr("is not of this scenario"));
}

// What no lock shows is seen in the right order: a vector behind a spin lock.
TEST(Unwatched, MemoryIsInOrder) {
  struct Guarded {
    Atomic<int> lock{0};
    std::vector<int> items;
  };
  const auto add = [](int n) {
    return [n](Guarded& g) {
      while (g.lock.exchange(1, acquire<1>) == 1) Checked::pause();
      g.items.push_back(static_cast<int>(g.items.size()) * 10 + n);
      g.lock.store(0, release<2>);
    };
  };
  static std::set<std::vector<int>> seen;
  seen.clear();
  const Scenario s = scenario<Guarded>("vector", {add(1), add(2), add(3)}, [](Guarded& g) { seen.insert(g.items); });
  EXPECT_EQ(verdict(s), "");
  EXPECT_EQ(seen.size(), 6U);
  for (const auto& items : seen) EXPECT_EQ(items[0] / 10 * 100 + items[1] / 10 * 10 + items[2] / 10, 12);
}

}  // namespace
}  // namespace fenceline::verify
