// Scenarios that every reclaimer has: what is taken out is destroyed once, and read by nobody after that.
#pragma once
#include <structures/stack/reclaimed.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {

/// Treiber's stack. Each member reclaims as often as it can.
template <class R>
struct Popping {
  R domain{2, 1};
  ReclaimedStack<int, R> stack{domain};
  typename R::Member first{domain}, second{domain};
  int a = 0, b = 0;
  Popping() {
    stack.push(first, 1);
    stack.push(first, 2);
  }
};

/// The least that has readers: one node, which is looked at and replaced. Each member reclaims when it has retired so
/// many.
template <class R, std::size_t kRetired = 1>
struct Replacing {
  struct Node : R::Node {
    explicit Node(int n) : value(n) {}
    CheckedPlain<int> value;
  };
  R domain{3, kRetired};
  typename R::Member reader{domain}, writer{domain}, third{domain};
  CheckedAtomic<Node*> at{writer.template make<Node>(1)};

  Replacing() { third.offline(); }
  ~Replacing() { Checked::destroy(at.load(relaxed)); }

  /// In one operation.
  void read(int times = 1) { read_by(reader, times); }
  void read_by(typename R::Member& member, int times = 1) {
    const Inside inside(member);
    for (int i = 0; i < times; ++i) {
      // (1) acquire: pairs with the release in (2); forbids MP
      const int now = member.protect(0, at, acquire<1>)->value.read();
      require(now >= 1 && now <= 5, "what is read was there");
    }
  }
  void help() {
    Node* const node = third.template make<Node>(0);
    third.online();
    {
      const Inside inside(third);
      third.retire(node);
    }
    third.offline();
  }
  void replace(int value) {
    const Inside inside(writer);
    swap(value);
  }
  /// Within an operation.
  void swap(int value) { writer.retire(exchange(value)); }
  Node* exchange(int value) {
    Node* const node = writer.template make<Node>(value);
    return at.exchange(node, release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
  }
};

/// The epoch goes on after the writer has begun, and it may not know yet when it retires. Nobody reclaims but by flush().
template <class R>
struct Behind : Replacing<R, 100> {
  Behind() { this->writer.enter(); }
};

template <class R, bool kHasPeriods = true>
struct RegisteredReclaimer {
  explicit RegisteredReclaimer(const std::string& name, const std::string& fails = {}) {
    const auto add = [&](Scenario scenario) { Registered("reclaim/" + name, std::move(scenario), {}, fails); };
    using S = Popping<R>;
    add(scenario<S>("one looks at what another destroys",
                    {[](S& s) {
                       require(s.stack.try_pop(s.first, s.a), "two are in");
                       s.first.offline();
                     },
                     [](S& s) {
                       require(s.stack.try_pop(s.second, s.b), "two are in");
                       s.second.flush();
                     }},
                    [](S& s) { require(s.a + s.b == 3, "each item once"); }));
    add(scenario<S>("a push and two pops",
                    {[](S& s) { require(s.stack.try_pop(s.first, s.a), "two are in"); },
                     [](S& s) {
                       require(s.stack.try_pop(s.second, s.b), "two are in");
                       s.stack.push(s.second, 3);
                     }},
                    [](S& s) { require(s.a != s.b && s.a + s.b >= 3, "each item once"); }));
    using One = Replacing<R>;
    add(scenario<One>("what is read is replaced", {[](One& s) {
                                                     s.read();
                                                     s.reader.offline();
                                                   },
                                                   [](One& s) {
                                                     s.replace(2);
                                                     s.writer.flush();
                                                   }}));
    add(scenario<One>("a reader that goes on to the next one", {[](One& s) { s.read(2); },
                                                                [](One& s) {
                                                                  s.replace(2);
                                                                  s.writer.flush();
                                                                }}));
    add(scenario<One>("a reader that comes back", {[](One& s) {
                                                     s.read();
                                                     s.reader.offline();
                                                     s.reader.online();
                                                     s.read();
                                                   },
                                                   [](One& s) {
                                                     s.replace(2);
                                                     s.writer.flush();
                                                   }}));
    add(scenario<One>("a reader that reclaims for the other", {[](One& s) {
                                                                 s.read();
                                                                 s.reader.flush();
                                                               },
                                                               [](One& s) {
                                                                 s.replace(2);
                                                                 s.replace(3);
                                                               }}));
    if (kHasPeriods) long_ones(add);
  }

 private:
  /// What takes several epochs to go wrong.
  template <class Add>
  void long_ones(Add&& add) {
    using One = Replacing<R>;
    add(scenario<One>("a third that reclaims for both", {[](One& s) {
                                                           s.read();
                                                           s.reader.offline();
                                                         },
                                                         [](One& s) {
                                                           for (int i = 2; i <= 4; ++i) {
                                                             s.replace(i);
                                                             s.writer.quiescent();
                                                           }
                                                         },
                                                         [](One& s) { s.help(); }}));
    add(scenario<One>("some are replaced", {[](One& s) {
                                              s.read();
                                              s.reader.offline();
                                            },
                                            [](One& s) {
                                              for (int i = 2; i <= 5; ++i) {
                                                s.replace(i);
                                                s.writer.quiescent();
                                              }
                                            }}));
  }
};

}  // namespace fenceline::verify
