#include <structures/queue/scq.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

/// With one slot two threads need no more.
struct Tight : Scq<int, Checked> {
  explicit Tight(std::size_t capacity) : Scq(capacity, 1) {}
};
using Queue = Queueing<Tight, 1>;
const std::function<void(Queue&)> drain = [](Queue& s) { s.drain(); };

const Registered each("queue/scq", push_and_pop<Queue>(drain));
const Registered lap("queue/scq", scenario<Queue>("full and empty between two threads",
                                                  {[](Queue& s) {
                                                     s.push(0, 1);
                                                     s.push(0, 2);
                                                   },
                                                   [](Queue& s) {
                                                     s.pop(1);
                                                     s.pop(1);
                                                   }},
                                                  drain));

/// One of the two rings, with what belongs to each number. The threshold is as low as may be: one for each consumer and
/// two for each slot but the first, for one producer fills one.
template <int kSlots, int kConsumers = 1>
struct Ring {
  ScqRing<Checked> ring{kSlots, false, 2 * kSlots - 2 + kConsumers};
  CheckedPlain<int> payload[kSlots];
  std::vector<std::uint64_t> out[4];

  void push(std::uint64_t number) {
    payload[number].write(1);
    ring.push(number);
  }
  bool pop(int thread) {
    const std::uint64_t number = ring.pop();
    if (number == ScqRing<Checked>::kNone) return false;
    require(payload[number].read() == 1, "a number comes with what belongs to it");
    out[thread].push_back(number);
    return true;
  }
  /// Numbers that came out and are still in, in whatever order.
  void drain(std::size_t pushed) {
    for (std::size_t i = 0; i <= pushed; ++i) pop(3);
    std::vector<std::uint64_t> all;
    for (const auto& some : out) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    require(all.size() == pushed && std::adjacent_find(all.begin(), all.end()) == all.end(),
            "each number comes out once");
  }
};

const Registered meet("queue/scq", scenario<Ring<2>>("two put a number in, one takes two out",
                                                     {[](Ring<2>& s) { s.push(0); }, [](Ring<2>& s) { s.push(1); },
                                                      [](Ring<2>& s) {
                                                        s.pop(0);
                                                        s.pop(0);
                                                      }},
                                                     [](Ring<2>& s) { s.drain(2); }));

/// Went round before: the threshold is at its highest, and the producer has no need to raise it.
template <int kConsumers>
struct Idle : Ring<1, kConsumers> {
  Idle() {
    this->ring.push(0);
    this->ring.pop();
  }
  void pop_times(int thread, int times) {
    for (int i = 0; i < times; ++i) this->pop(thread);
  }
};
using Alone = Idle<1>;
const Registered idle("queue/scq", scenario<Alone>("a consumer that comes in vain does not hide what is put in",
                                                   {[](Alone& s) { s.push(0); }, [](Alone& s) { s.pop_times(0, 3); }},
                                                   [](Alone& s) { s.drain(1); }));

// More consumers come in too many ways: at random, with seeds under which weaker orders are seen to lose the number.
using Three = Idle<3>;
const Registered crowd("queue/scq",
                       scenario<Three>("three consumers that come in vain do not hide what is put in",
                                       {[](Three& s) { s.push(0); }, [](Three& s) { s.pop_times(0, 1); },
                                        [](Three& s) { s.pop_times(1, 1); }, [](Three& s) { s.pop_times(2, 2); }},
                                       [](Three& s) { s.drain(1); }),
                       {.random = 3000, .seed = 15});
// As printed, with two for each slot: one consumer too many.
using Printed = Idle<2>;
const Registered printed("queue/scq",
                         scenario<Printed>("three consumers with the threshold for two",
                                           {[](Printed& s) { s.push(0); }, [](Printed& s) { s.pop_times(0, 1); },
                                            [](Printed& s) { s.pop_times(1, 1); },
                                            [](Printed& s) { s.pop_times(2, 1); }},
                                           [](Printed& s) { s.drain(1); }),
                         {.random = 3000}, "each number comes out once");

/// The only number is put in again when it is out, by whoever hears of that and of nothing else.
struct Twice : Alone {
  CheckedAtomic<int> taken{0};
  std::size_t pushed = 0;
  void put_in() {
    do ring.push(0);
    while (++pushed == 1 && taken.load(relaxed) != 0);
  }
  void take(int times) {
    for (int i = 0; i < times; ++i)
      if (ring.pop() == 0) taken.store(taken.load(relaxed) + 1, relaxed);
  }
};
const Registered twice("queue/scq",
                       scenario<Twice>("a number that was taken out is put in again",
                                       {[](Twice& s) { s.take(3); }, [](Twice& s) { s.put_in(); }}, [](Twice& s) {
                                         s.take(2);
                                         require(static_cast<std::size_t>(s.taken.load(relaxed)) == s.pushed,
                                                 "each number comes out once");
                                       }));

/// A number that goes from hand to hand.
struct Handed : Ring<1, 2> {
  Handed() { push(0); }
  void take_and_give_back(int thread) {
    if (!pop(thread)) return;
    out[thread].clear();
    push(0);
  }
};
const Registered handed("queue/scq", scenario<Handed>("two that take the only number and give it back",
                                                      {[](Handed& s) { s.take_and_give_back(0); },
                                                       [](Handed& s) {
                                                         s.take_and_give_back(1);
                                                         s.take_and_give_back(1);
                                                       }},
                                                      [](Handed& s) { s.drain(1); }));

}  // namespace
}  // namespace fenceline::verify
