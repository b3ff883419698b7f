// A thread that sleeps in user mode, on the line of a word, until somebody writes there: umwait, mwaitx, wfe, wrs, waitrsv.
// Beside the futex it asks nobody, and its PU is left to the core's other threads, or to nobody, and not to another thread.
#include <kernels/waiting/hand_over.h>
#include <kernels/waiting/wake.h>

namespace fenceline {
namespace {

/// One thread posts and one waits. The instructions may come back without a reason: they are asked again.
template <class Op>
class AddressGate {
 public:
  void post() {
    // (1) release: pairs with the acquire in (2); forbids MP
    word_.store(word_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }
  void wait() {
    while (Op::op(reinterpret_cast<const Word*>(&word_), taken_) == taken_) continue;
    ++taken_;
    thread_fence(std::memory_order_acquire);  // (2) acquire: pairs with the release in (1); forbids MP
  }

 private:
  using Word = typename Op::value_type;
  static_assert(sizeof(std::atomic<Word>) == sizeof(Word));
  alignas(arch::kPadBytes) std::atomic<Word> word_{0};
  alignas(arch::kPadBytes) Word taken_ = 0;
};

const Registration registration([](std::vector<Kernel>& list) {
  if (arch::address_waits::size == 0)
    list.push_back(workload::absent("waiting", "gate", "address_wait",
                                    "the ISA lets no program sleep until a line is written to"));
  arch::address_waits::for_each([&]<class Op>() {
    const size_t before = list.size();
    const std::string name(Op::info.name);
    waiting::add_hand_over<AddressGate<Op>>(list, name.c_str());
    waiting::add_wake<AddressGate<Op>>(list, "gate", name.c_str());
    for (size_t i = before; i < list.size(); ++i) list[i].needs = Op::info.needs;
  });
});

}  // namespace
}  // namespace fenceline
