// What a thread does between two looks at a word that another is to write.
#pragma once
#include <algorithm>
#include <cstdint>
#include <thread>

namespace fenceline {

/// Waits that double from one pause to `most` pauses (Anderson, IEEE TPDS 1(1), 1990); 0: none at all.
template <class Pause>
class Backoff {
 public:
  explicit Backoff(uint64_t most, Pause pause = {}) : most_(most), pause_(pause) {}
  void operator()() {
    for (uint64_t i = 0; most_ != 0 && i < length_; ++i) pause_();
    length_ = std::min(2 * length_, most_);
  }

 private:
  uint64_t most_, length_ = 1;
  [[no_unique_address]] Pause pause_;
};

/// Looks until `condition` holds; gives the CPU away only after much longer than any round trip: then the partner has
/// none.
template <class Condition>
void spin_until(Condition condition) {
  constexpr unsigned kLooks = 20'000;
  for (unsigned looks = 0; !condition(); ++looks)
    if (looks > kLooks) std::this_thread::yield();
}

}  // namespace fenceline
