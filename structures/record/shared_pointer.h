// A record published through std::atomic<std::shared_ptr>: what the standard library offers for it. A reader counts itself
// in and out, on a line that all readers write to.
//
//            read       update
//   read     together   together
//   update   together   together
//
// Tags: linearizable; libstdc++ takes a lock in each access, so not lock-free. Not written for the explorer: the
// pointer is the library's.
#pragma once
#include <base/fence.h>
#include <structures/record/concept.h>

#include <atomic>
#include <memory>
#include <utility>

namespace fenceline {

/// Why it is not to be used; null where it is. A load of libstdc++ 12 ends relaxed: what it read may be read after another has
/// the library's lock, which is a race by the language.
inline constexpr const char* kSharedPointerMissing =
#if !defined(__cpp_lib_atomic_shared_ptr)
    "this C++ library has no std::atomic<std::shared_ptr>";
#elif FENCELINE_TSAN && defined(__GLIBCXX__)
    "ThreadSanitizer reports the library's own race";
#else
    nullptr;
#endif

#if defined(__cpp_lib_atomic_shared_ptr)
template <class T>
class SharedPointer {
 public:
  using value_type = T;
  using Member = NoRecordMember;

  explicit SharedPointer(unsigned) : current_(std::make_shared<const T>()) {}

  template <class F>
  void read(Member&, F&& visit) {
    // (2) acquire: pairs with the release in (1); forbids MP
    const std::shared_ptr<const T> now = current_.load(std::memory_order_acquire);
    visit(*now);
  }
  template <class F>
  void update(Member&, F&& change) {
    // (3) acquire: pairs with the release in (1); forbids MP
    std::shared_ptr<const T> last = current_.load(std::memory_order_acquire);
    for (;;) {
      auto next = std::make_shared<T>(*last);
      change(*next);
      // (1) acq_rel: pairs with the acquire in (2) and (3) and with itself; forbids MP
      if (current_.compare_exchange_strong(last, std::move(next), std::memory_order_acq_rel)) return;
    }
  }

 private:
  std::atomic<std::shared_ptr<const T>> current_;
};
#endif

}  // namespace fenceline
