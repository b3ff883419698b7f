#include <structures/queue/vyukov_mpmc.h>
#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

struct Two {
  VyukovMpmc<int, Checked> queue{2};
  int taken[3] = {};
};

/// A lap and a half: the third item goes where the first was.
const Registered wraps("queue/vyukov-mpmc", scenario<Two>("one producer wraps around, one consumer",
                                                          {[](Two& s) {
                                                             for (int i = 1; i <= 3; ++i)
                                                               while (!s.queue.try_push(i)) Checked::pause();
                                                           },
                                                           [](Two& s) {
                                                             for (int& item : s.taken)
                                                               while (!s.queue.try_pop(item)) Checked::pause();
                                                           }},
                                                          [](Two& s) {
                                                            for (int i = 0; i < 3; ++i)
                                                              require(s.taken[i] == i + 1,
                                                                      "items come in order, each once");
                                                          }));

const Registered two_each("queue/vyukov-mpmc",
                          scenario<Two>("two producers and two consumers",
                                        {[](Two& s) { require(s.queue.try_push(1), "there is room"); },
                                         [](Two& s) { require(s.queue.try_push(2), "there is room"); },
                                         [](Two& s) {
                                           while (!s.queue.try_pop(s.taken[0])) Checked::pause();
                                         },
                                         [](Two& s) {
                                           while (!s.queue.try_pop(s.taken[1])) Checked::pause();
                                         }},
                                        [](Two& s) {
                                          require(s.taken[0] + s.taken[1] == 3 && s.taken[0] != 0 && s.taken[1] != 0,
                                                  "each item once");
                                        }));

}  // namespace
}  // namespace fenceline::verify
