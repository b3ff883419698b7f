#include <structures/queue/scq.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

using Queue = Queueing<Scq<int, Checked>, 1>;
const std::function<void(Queue&)> drain = [](Queue& s) { s.drain(); };

const Registered each("queue/scq", scenario<Queue>("two that push and pop",
                                                   {[](Queue& s) {
                                                      s.push(0, 1);
                                                      s.pop(0);
                                                    },
                                                    [](Queue& s) {
                                                      s.push(1, 11);
                                                      s.pop(1);
                                                    }},
                                                   drain));
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

/// One of the two rings, with what belongs to each number.
template <int kSlots>
struct Ring {
  ScqRing<Checked> ring{kSlots, false};
  CheckedPlain<int> payload[kSlots];
  std::vector<std::uint64_t> out[3];

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
    for (std::size_t i = 0; i <= pushed; ++i) pop(2);
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
struct Idle : Ring<1> {
  Idle() {
    ring.push(0);
    ring.pop();
  }
};
const Registered idle("queue/scq", scenario<Idle>("consumers that come in vain do not hide what is put in",
                                                  {[](Idle& s) { s.push(0); },
                                                   [](Idle& s) {
                                                     for (int i = 0; i < 3; ++i) s.pop(0);
                                                   }},
                                                  [](Idle& s) { s.drain(1); }));

/// A number that goes from hand to hand.
struct Handed : Ring<1> {
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
