#include <structures/queue/channel.h>
#include <verify/scenarios/eager_mutex.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

template <int kCapacity>
struct Talk {
  using Line = Channel<int, Checked, EagerMutex>;
  Line a{kCapacity}, b{kCapacity};
  Items items;

  void push(Line& line, int thread, int item) {
    if (line.push(item)) items.in[thread].push_back(item);
  }
  void pop(Line& line, int thread) {
    if (int item = 0; line.pop(item)) items.out[thread].push_back(item);
  }
};

template <int kCapacity>
struct RegisteredTalk {
  using S = Talk<kCapacity>;

  RegisteredTalk() {
    const std::string of = " (capacity " + std::to_string(kCapacity) + ")";
    const std::function<void(S&)> check = [](S& s) { s.items.check_queue(); };
    Registered("queue/channel", scenario<S>("two items from one to another" + of,
                                            {[](S& s) {
                                               s.push(s.a, 0, 1);
                                               s.push(s.a, 0, 2);
                                             },
                                             [](S& s) {
                                               s.pop(s.a, 0);
                                               s.pop(s.a, 0);
                                             }},
                                            check));
    Registered("queue/channel", scenario<S>("closing wakes" + of,
                                            {[](S& s) {
                                               s.push(s.a, 0, 1);
                                               s.a.close();
                                             },
                                             [](S& s) {
                                               s.pop(s.a, 0);
                                               s.pop(s.a, 0);
                                             }},
                                            check));
    if constexpr (kCapacity > 0) {  // or the push might wait for somebody who has gone
      Registered("queue/channel", scenario<S>("closed and opened again" + of,
                                              {[](S& s) {
                                                 s.a.close();
                                                 s.a.reopen();
                                                 s.push(s.a, 0, 1);
                                               },
                                               [](S& s) { s.pop(s.a, 0); }},
                                              [](S& s) {
                                                for (int item = 0; s.a.try_pop(item);) s.items.out[1].push_back(item);
                                                s.items.check_queue();
                                              }));
    }
    Registered("queue/channel", scenario<S>("select takes what comes on either" + of,
                                            {[](S& s) {
                                               const int which = choose(2);
                                               s.push(which == 0 ? s.a : s.b, 0, which);
                                             },
                                             [](S& s) {
                                               int item = 0;
                                               require(S::Line::select(s.a, s.b, item) == item, "the one that has it");
                                               s.items.out[0].push_back(item);
                                             }},
                                            check));
    Registered("queue/channel", scenario<S>("select is woken by closing" + of,
                                            {[](S& s) { (choose(2) == 0 ? s.a : s.b).close(); },
                                             [](S& s) {
                                               int item = 0;
                                               require(S::Line::select(s.a, s.b, item) == -1, "closed and empty");
                                             }},
                                            check));
  }
};

const RegisteredTalk<0> meeting;
const RegisteredTalk<1> bounded;

}  // namespace
}  // namespace fenceline::verify
