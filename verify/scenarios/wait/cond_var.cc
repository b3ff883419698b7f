#include <structures/lock/tas.h>
#include <structures/wait/cond_var.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

/// The lock is the smallest that there is: others have scenarios of their own.
struct Guarded {
  TasLock<Checked> lock;
  CondVar<Checked> changed;
  CheckedPlain<int> items{0};

  void wait() {
    NoNode none;
    lock.lock(none);
    changed.wait(lock, none, [&] { return items.read() > 0; });
    items.write(items.read() - 1);
    lock.unlock(none);
  }
  void put(int n) {
    const Guard held(lock);
    items.write(items.read() + n);
  }
};
using S = Guarded;

const Registered one("wait/cond-var", scenario<S>("one waits, another notifies behind its lock",
                                                  {[](S& s) { s.wait(); },
                                                   [](S& s) {
                                                     s.put(1);
                                                     s.changed.notify_one();
                                                   }},
                                                  [](S& s) { require(s.items.read() == 0, "it was taken"); }));
const Registered held("wait/cond-var", scenario<S>("one waits twice, another notifies under the lock",
                                                   {[](S& s) {
                                                      s.wait();
                                                      s.wait();
                                                    },
                                                    [](S& s) {
                                                      for (int i = 0; i < 2; ++i) {
                                                        const Guard held(s.lock);
                                                        s.items.write(s.items.read() + 1);
                                                        s.changed.notify_one();
                                                      }
                                                    }}));
const Registered all("wait/cond-var",
                     scenario<S>("two wait, both are notified at once", {[](S& s) { s.wait(); }, [](S& s) { s.wait(); },
                                                                         [](S& s) {
                                                                           s.put(2);
                                                                           s.changed.notify_all();
                                                                         }}));
const Registered each("wait/cond-var",
                      scenario<S>("two wait, each is notified once", {[](S& s) { s.wait(); }, [](S& s) { s.wait(); },
                                                                      [](S& s) {
                                                                        s.put(1);
                                                                        s.changed.notify_one();
                                                                        s.put(1);
                                                                        s.changed.notify_one();
                                                                      }}));

/// The wrong one: it does not count the waiters under the lock, and sleeps on what it reads behind it.
struct Late {
  TasLock<Checked> lock;
  CheckedAtomic<std::uint32_t> notified{0};
  CheckedPlain<int> items{0};

  void wait() {
    NoNode none;
    lock.lock(none);
    while (items.read() == 0) {
      lock.unlock(none);
      notified.wait(notified.load(relaxed));
      lock.lock(none);
    }
    lock.unlock(none);
  }
  void put() {
    const Guard held(lock);
    items.write(1);
  }
};
const Registered late("wait/cond-var-late",
                      scenario<Late>("one waits, another notifies", {[](Late& s) { s.wait(); },
                                                                     [](Late& s) {
                                                                       s.put();
                                                                       s.notified.fetch_add(1, relaxed);
                                                                       s.notified.notify_one();
                                                                     }}),
                      {}, "deadlock");

}  // namespace
}  // namespace fenceline::verify
