// No more go through than the rate lets, none that it owes is lost, and the racy bucket is caught.
#include <structures/limit/list.h>
#include <verify/checked.h>
#include <verify/scenarios.h>
#include <verify/scenarios/eager_mutex.h>

namespace fenceline::verify {
namespace {

constexpr Rate kRate{.period = 10, .burst = 2};
constexpr std::uint64_t kStart = 100;

template <class L>
struct Asking {
  L limiter{kRate, kStart, 2};
  std::uint64_t through[2] = {}, third = 0;

  void ask(unsigned thread, std::uint64_t ticks) { through[thread] += limiter.allow(kStart + ticks, thread); }
  std::uint64_t all() const { return through[0] + through[1] + third; }
  /// What is there now, by both lanes.
  void drain(std::uint64_t ticks) {
    for (int i = 0; i < 3; ++i) {
      ask(0, ticks);
      ask(1, ticks);
    }
  }
};

template <class L>
struct RegisteredLimiter {
  using S = Asking<L>;

  explicit RegisteredLimiter(const std::string& structure, const std::string& fails = {}) {
    Registered(structure,
               scenario<S>("two at once are let through what there is",
                           {[](S& s) {
                              s.ask(0, 0);
                              s.ask(0, 0);
                            },
                            [](S& s) {
                              s.ask(1, 0);
                              s.ask(1, 0);
                            }},
                           [](S& s) {
                             s.drain(0);
                             require(s.all() == kRate.burst, "a burst goes through, and no more");
                           }),
               {}, fails);
    // A thread is moved to another's PU.
    Registered(structure,
               scenario<S>("two on one lane, and a third",
                           {[](S& s) { s.ask(0, 0); }, [](S& s) { s.third += s.limiter.allow(kStart, 0); },
                            [](S& s) { s.ask(1, 0); }},
                           [](S& s) {
                             s.drain(0);
                             require(s.all() == kRate.burst, "a burst goes through, and no more");
                           }),
               {}, fails);
    // One is behind the other: it knows less of the time, whoever comes first.
    Registered(structure, scenario<S>("time goes on, for one later than for the other",
                                      {[](S& s) {
                                         s.ask(0, 0);
                                         s.ask(0, 10);
                                       },
                                       [](S& s) {
                                         s.ask(1, 4);
                                         s.ask(1, 25);
                                       }},
                                      [](S& s) {
                                        require(s.all() <= kRate.most(25), "no more than the rate lets");
                                        s.drain(45);
                                        require(s.all() <= kRate.most(45), "no more than the rate lets");
                                        const std::uint64_t before = s.all();
                                        s.drain(85);
                                        require(s.all() - before == kRate.burst, "after a rest, a burst and no more");
                                      }));
  }
};

const RegisteredLimiter<MutexBucket<Checked, EagerMutex>> mutex("limit/mutex-bucket");
const RegisteredLimiter<PackedBucket<Checked>> packed("limit/packed-bucket");
const RegisteredLimiter<Gcra<Checked>> gcra("limit/gcra");
const RegisteredLimiter<ShardedLimiter<Checked>> sharded("limit/sharded");
const RegisteredLimiter<LeasingLimiter<Checked, 2>> leasing("limit/leasing");
const RegisteredLimiter<RacyBucket<Checked>> racy("limit/racy-bucket", "assertion");

}  // namespace
}  // namespace fenceline::verify
