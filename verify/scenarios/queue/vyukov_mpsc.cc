#include <structures/queue/vyukov_mpsc.h>
#include <verify/scenarios/queue/items.h>

namespace fenceline::verify {
namespace {

struct Mpsc {
  using Queue = VyukovMpsc<Checked>;
  struct Item : Queue::Node {
    CheckedPlain<int> value{0};
  };
  Queue queue;
  Items items;

  /// Made by its producer, destroyed by its consumer.
  void push(int thread, int value) {
    auto* const item = Checked::make<Item>();
    item->value.write(value);
    items.in[thread].push_back(value);
    queue.push(item);
  }
  bool pop() {
    auto* const item = static_cast<Item*>(queue.pop());
    if (item == nullptr) return false;
    items.out[0].push_back(item->value.read());
    Checked::destroy(item);
    return true;
  }
  void drain() {
    while (items.out[0].size() < kMost && pop()) {
    }
    items.check_queue();
  }
};

const Registered two("queue/vyukov-mpsc", scenario<Mpsc>("two producers and a consumer",
                                                         {[](Mpsc& s) { s.push(0, 1); },
                                                          [](Mpsc& s) {
                                                            s.push(1, 11);
                                                            s.push(1, 12);
                                                          },
                                                          [](Mpsc& s) {
                                                            s.pop();
                                                            s.pop();
                                                          }},
                                                         [](Mpsc& s) { s.drain(); }));

}  // namespace
}  // namespace fenceline::verify
