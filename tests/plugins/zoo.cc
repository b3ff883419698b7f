// Queues that are wrong, each in a way of its own, beside one that is right.
#include <kernels/plugin.h>

#include <csignal>
#include <cstdio>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace {

enum class Fault {
  none,
  prints,
  throws_when_made,
  throws_in_push,
  loses,
  doubles,
  reorders,
  crashes,
  aborts,
  terminates,
  divides,
  hangs,
  never_gives,
  crashes_when_destroyed
};

// volatile: nobody may know what comes of it.
int* volatile nowhere = nullptr;
volatile bool for_ever = true;

/// Every so many items something goes wrong.
constexpr unsigned kOften = 50;

template <Fault kFault>
class Wrong {
 public:
  using value_type = std::uint64_t;
  static constexpr unsigned kProducers = fenceline::kMany, kConsumers = fenceline::kMany;

  explicit Wrong(std::size_t capacity) : capacity_(capacity) {
    if (kFault == Fault::throws_when_made) throw std::runtime_error("made of nothing");
  }
  ~Wrong() {
    if (kFault == Fault::crashes_when_destroyed) *nowhere = 1;
  }
  std::size_t capacity() const { return capacity_; }

  bool try_push(std::uint64_t item) {
    const std::lock_guard guard(lock_);
    if (items_.size() >= capacity_) return false;
    if (++pushed_ % kOften != 0) {
      items_.push_back(item);
      if (pushed_ % kOften == 1 && held_) items_.push_back(std::exchange(held_, 0));
      return true;
    }
    switch (kFault) {
      case Fault::loses:
        return true;
      case Fault::doubles:
        items_.push_back(item);
        break;
      case Fault::reorders:
        held_ = item;
        return true;
      case Fault::throws_in_push:
        throw std::runtime_error("no more\nof these");
      case Fault::crashes:
        *nowhere = 1;
        break;
      case Fault::aborts:
        std::abort();
      case Fault::terminates:
        [&]() noexcept { out_of_here(); }();
        break;
      case Fault::divides:
        std::raise(SIGFPE);
        break;
      case Fault::hangs:
        while (for_ever) continue;
        break;
      case Fault::prints:
        std::puts("hello from a queue");
        break;
      default:
        break;
    }
    items_.push_back(item);
    return true;
  }

  bool try_pop(std::uint64_t& item) {
    const std::lock_guard guard(lock_);
    if (items_.empty() || kFault == Fault::never_gives) return false;
    item = items_.front();
    items_.pop_front();
    return true;
  }

 private:
  void out_of_here() { throw std::runtime_error("nobody catches this"); }

  const std::size_t capacity_;
  std::mutex lock_;
  std::deque<std::uint64_t> items_;
  std::uint64_t held_ = 0;
  unsigned pushed_ = 0;
};

using fenceline::plugin::Queue;
const Queue<Wrong<Fault::none>, "right"> right;
const Queue<Wrong<Fault::prints>, "prints"> prints;
const Queue<Wrong<Fault::throws_when_made>, "throws_when_made"> throws_when_made;
const Queue<Wrong<Fault::throws_in_push>, "throws_in_push"> throws_in_push;
const Queue<Wrong<Fault::loses>, "loses"> loses;
const Queue<Wrong<Fault::doubles>, "doubles"> doubles;
const Queue<Wrong<Fault::reorders>, "reorders"> reorders;
const Queue<Wrong<Fault::crashes>, "crashes"> crashes;
const Queue<Wrong<Fault::aborts>, "aborts"> aborts;
const Queue<Wrong<Fault::terminates>, "terminates"> terminates;
const Queue<Wrong<Fault::divides>, "divides"> divides;
const Queue<Wrong<Fault::hangs>, "hangs"> hangs;
const Queue<Wrong<Fault::never_gives>, "never_gives"> never_gives;
const Queue<Wrong<Fault::crashes_when_destroyed>, "crashes_when_destroyed"> crashes_when_destroyed;

const int greeting = std::puts("hello from a plugin that is loaded");

}  // namespace
