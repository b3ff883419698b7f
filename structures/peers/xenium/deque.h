// xenium's work-stealing deque: Chase and Lev's, on a ring of fixed size. On the ring that grows, which is the library's
// default, thieves were given wrong items in the midst of growing (0.0.2).
// package: libxenium-dev
// header: xenium/chase_work_stealing_deque.hpp
#pragma once
#include <structures/queue/concept.h>

#include <cstdint>
#include <stdexcept>
#include <xenium/chase_work_stealing_deque.hpp>

namespace fenceline::peers::xenium {

/// It takes pointers: an item is one that is not followed. A thief that another was faster than is told "nothing".
class Deque {
 public:
  using value_type = std::uint64_t;
  static_assert(sizeof(void*) >= sizeof(value_type));

  explicit Deque(std::size_t capacity) {
    if (capacity > kRoom) throw std::length_error("xenium's deque is made for 1024 items at most");
  }
  std::size_t capacity() const { return kRoom; }
  bool push(value_type item) { return deque_.try_push(reinterpret_cast<char*>(item)); }
  bool take(value_type& item) {
    return got([&](char*& found) { return deque_.try_pop(found); }, item);
  }
  Steal steal(value_type& item) {
    return got([&](char*& found) { return deque_.try_steal(found); }, item) ? Steal::item : Steal::empty;
  }

 private:
  template <class F>
  static bool got(F&& get, value_type& item) {
    char* found = nullptr;
    if (!get(found)) return false;
    item = reinterpret_cast<value_type>(found);
    return true;
  }

  static constexpr std::size_t kRoom = 1024;

  ::xenium::chase_work_stealing_deque<
      char, ::xenium::policy::capacity<kRoom>,
      ::xenium::policy::container<::xenium::detail::fixed_size_circular_array<char, kRoom>>>
      deque_;
};

template <class F>
void for_each_deque(F&& f) {
  f.template operator()<Deque>("xenium_chase_lev");
}

}  // namespace fenceline::peers::xenium
