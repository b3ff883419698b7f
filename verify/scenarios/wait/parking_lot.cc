#include <structures/lock/tas.h>
#include <structures/wait/parking_lot.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

/// The lot's lock is the smallest that there is: others have scenarios of their own.
using Lot = ParkingLot<Checked, TasLock<Checked>>;

/// Two words whose waiters stand in one line.
struct Words {
  Lot lot{1};
  CheckedAtomic<int> words[2] = {0, 0};
  CheckedPlain<int> told{0};

  void wait(int word) {
    while (words[word].load(relaxed) == 0) lot.park(&words[word], [&] { return words[word].load(relaxed) == 0; });
  }
  void raise(int word) { words[word].store(1, relaxed); }
};
using S = Words;

const Registered one("wait/parking-lot",
                     scenario<S>("one waits, another wakes it", {[](S& s) { s.wait(0); },
                                                                 [](S& s) {
                                                                   s.raise(0);
                                                                   s.lot.unpark_one(&s.words[0], [](bool, bool) {});
                                                                 }}));
const Registered apart("wait/parking-lot", scenario<S>("two wait for words that share a line, each is woken by its own",
                                                       {[](S& s) { s.wait(0); }, [](S& s) { s.wait(1); },
                                                        [](S& s) {
                                                          for (const int word : {1, 0}) {
                                                            s.raise(word);
                                                            s.lot.unpark_one(&s.words[word], [](bool, bool more) {
                                                              require(!more, "one waits for each");
                                                            });
                                                          }
                                                        }}));
const Registered all("wait/parking-lot", scenario<S>("two wait for a word, both are woken",
                                                     {[](S& s) { s.wait(0); }, [](S& s) { s.wait(0); },
                                                      [](S& s) {
                                                        s.raise(0);
                                                        s.lot.unpark_all(&s.words[0]);
                                                      }}));
/// Who is woken sees what was done before.
const Registered orders("wait/parking-lot",
                        scenario<S>("one is told something with its wake-up",
                                    {[](S& s) {
                                       if (s.lot.park(&s.words[0], [&] { return s.words[0].load(relaxed) == 0; }))
                                         require(s.told.read() == 1, "it has been told");
                                     },
                                     [](S& s) {
                                       s.raise(0);
                                       s.lot.unpark_one(&s.words[0], [&](bool woken, bool) {
                                         if (woken) s.told.write(1);
                                       });
                                     }}));

/// The wrong one: it looks before it is in line, and not when it is.
const Registered unlooked("wait/parking-lot-unlooked",
                          scenario<S>("one waits, another wakes it", {[](S& s) {
                                                                        while (s.words[0].load(relaxed) == 0)
                                                                          s.lot.park(&s.words[0], [] { return true; });
                                                                      },
                                                                      [](S& s) {
                                                                        s.raise(0);
                                                                        s.lot.unpark_one(&s.words[0],
                                                                                         [](bool, bool) {});
                                                                      }}),
                          {}, "deadlock");

}  // namespace
}  // namespace fenceline::verify
