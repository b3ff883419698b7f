#include <structures/counter/lanes.h>
#include <structures/counter/served.h>
#include <structures/counter/single.h>
#include <verify/checked.h>
#include <verify/scenarios.h>
#include <verify/scenarios/eager_mutex.h>

namespace fenceline::verify {
namespace {

template <class C>
struct Counting {
  C counter;
};

template <class C>
struct RegisteredCounter {
  using S = Counting<C>;

  explicit RegisteredCounter(const std::string& structure, const std::string& fails = {}) {
    Registered(structure,
               scenario<S>("two threads add, and read what they added",
                           {[](S& s) {
                              s.counter.add(1, 0);
                              s.counter.add(2, 0);
                              require(s.counter.read() >= 3, "a thread reads what it added");
                            },
                            [](S& s) { s.counter.add(4, 1); }},
                           [](S& s) { require(s.counter.read() == 7, "nothing is lost"); }),
               {}, fails);
  }
};

/// Two lanes.
template <class C>
struct Two : C {
  Two() : C(2) {}
};

const RegisteredCounter<PlainCounter<Checked>> plain("counter/plain", "a");
const RegisteredCounter<AtomicCounter<Checked>> atomic("counter/atomic");
const RegisteredCounter<MutexCounter<Checked, EagerMutex>> mutex("counter/mutex");
const RegisteredCounter<Two<ShardedCounter<Checked>>> sharded("counter/sharded");
const RegisteredCounter<Two<PackedCounter<Checked>>> packed("counter/sharded-packed");
const RegisteredCounter<Two<StatisticalCounter<Checked>>> statistical("counter/statistical");

/// The channel has scenarios of its own.
struct Kept {
  ServedCounter<Checked, EagerMutex> counter{1};
};
const Registered served("counter/served", scenario<Kept>("one adds and closes, one keeps",
                                                         {[](Kept& s) {
                                                            require(s.counter.add(1, 0), "it is open");
                                                            s.counter.close();
                                                          },
                                                          [](Kept& s) {
                                                            while (s.counter.serve()) {
                                                            }
                                                          }},
                                                         [](Kept& s) {
                                                           require(!s.counter.add(4, 0), "it is closed");
                                                           require(s.counter.read() == 1, "nothing is lost");
                                                         }));

}  // namespace
}  // namespace fenceline::verify
