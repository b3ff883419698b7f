// The queue in every way that the C++ memory model allows: docs/explorer.md.
#include "my_queue.h"

#include <verify/checked.h>
#include <verify/scenarios.h>

namespace {

using namespace fenceline::verify;

// What the threads share: made anew for each execution.
struct Two {
  MyQueue<int, Checked> queue{1};
  int taken[2] = {};
};

const Registered wraps("my/queue", scenario<Two>("a producer fills it twice, a consumer empties it",
                                                 {[](Two& s) {
                                                    for (const int item : {1, 2})
                                                      while (!s.queue.try_push(item)) Checked::pause();
                                                  },
                                                  [](Two& s) {
                                                    for (int& item : s.taken)
                                                      while (!s.queue.try_pop(item)) Checked::pause();
                                                  }},
                                                 [](Two& s) {
                                                   require(s.taken[0] == 1 && s.taken[1] == 2, "items come in order");
                                                 }));

}  // namespace
