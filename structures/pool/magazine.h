// Pool of objects in magazines: each thread has two, takes from them and gives to them alone, and changes a whole one at
// a depot for all when both are empty, or full.
// J. Bonwick, J. Adams, "Magazines and Vmem: extending the slab allocator to many CPUs and arbitrary resources", USENIX
// 2001, section 3; the depot's two lists are Treiber's instead of behind a lock (structures/stack/treiber_list.h).
//
//          take       give
//   take   together   together
//   give   together   together
//
// Tags: lock-free, no allocation after construction, no atomic access but once in kRounds calls at most. Each lane is one
// thread's. What lies in a lane is found by nobody else: for each lane but one there are two magazines full of objects
// more than the capacity.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>
#include <structures/pool/concept.h>
#include <structures/stack/treiber_list.h>

#include <algorithm>
#include <utility>

namespace fenceline {

template <class T, class P = Native, unsigned kRounds = 32>
class MagazinePool {
 public:
  using value_type = T;
  static constexpr bool kLanePerThread = true;

  MagazinePool(std::size_t capacity, unsigned lanes)
      : count_(std::max(lanes, 1u)),
        full_((capacity + kRounds - 1) / kRounds + 2 * (count_ - 1)),
        objects_(P::template make_array<Object>(full_ * kRounds)),
        magazines_(P::template make_array<Magazine>(all())),
        lanes_(P::template make_array<Lane>(count_)) {
    for (std::uint32_t i = 0; i < all(); ++i) {
      if (i >= full_) {
        give_back(empties_, i);
        continue;
      }
      for (unsigned round = 0; round < kRounds; ++round) magazines_[i].push(&objects_[i * kRounds + round]);
      give_back(fulls_, i);
    }
    for (unsigned i = 0; i < count_; ++i)
      for (auto& at : {&lanes_[i].loaded, &lanes_[i].previous}) at->write(&magazines_[empties_.pop(links())]);
  }
  ~MagazinePool() {
    P::destroy_array(lanes_, count_);
    P::destroy_array(magazines_, all());
    P::destroy_array(objects_, full_ * kRounds);
  }
  MagazinePool(const MagazinePool&) = delete;
  MagazinePool& operator=(const MagazinePool&) = delete;

  T* take(unsigned lane) {
    Lane& own = lanes_[lane];
    Magazine* loaded = own.loaded.read();
    if (loaded->is_empty()) {
      Magazine* const previous = own.previous.read();
      if (!previous->is_empty()) {
        own.swap();
        loaded = previous;
      } else if (const std::uint32_t full = fulls_.pop(links()); full != List::kNone) {
        loaded = own.load(&magazines_[full]);
        give_back(empties_, number(previous));
      } else {
        return nullptr;
      }
    }
    return loaded->pop();
  }

  void give(T* object, unsigned lane) {
    Lane& own = lanes_[lane];
    Magazine* loaded = own.loaded.read();
    if (loaded->is_full()) {
      Magazine* const previous = own.previous.read();
      if (!previous->is_full()) {
        own.swap();
        loaded = previous;
      } else {
        loaded = own.load(&magazines_[empties_.pop(links())]);  // there is one: see all()
        give_back(fulls_, number(previous));
      }
    }
    loaded->push(object);
  }

 private:
  using List = TreiberList<P>;
  template <class U>
  using Plain = typename P::template plain<U>;

  struct alignas(arch::kLineBytes) Object : T {};

  struct alignas(arch::kLineBytes) Magazine {
    typename P::template atomic<std::uint32_t> below;
    Plain<std::uint32_t> count{0};
    Plain<T*> rounds[kRounds];

    bool is_empty() const { return count.read() == 0; }
    bool is_full() const { return count.read() == kRounds; }
    void push(T* object) {
      const std::uint32_t n = count.read();
      rounds[n].write(object);
      count.write(n + 1);
    }
    T* pop() {
      const std::uint32_t n = count.read() - 1;
      count.write(n);
      return rounds[n].read();
    }
  };

  struct alignas(arch::kPadBytes) Lane {
    Plain<Magazine*> loaded{nullptr}, previous{nullptr};

    void swap() {
      Magazine* const was = loaded.read();
      loaded.write(previous.read());
      previous.write(was);
    }
    /// In the place of the previous one.
    Magazine* load(Magazine* magazine) {
      previous.write(loaded.read());
      loaded.write(magazine);
      return magazine;
    }
  };

  /// Three for each lane, one of them on its way, and as many as all objects fill: who needs an empty one has two full
  /// ones, and finds it.
  std::size_t all() const { return full_ + 3 * count_; }
  std::uint32_t number(const Magazine* magazine) const { return static_cast<std::uint32_t>(magazine - magazines_); }
  void give_back(List& list, std::size_t magazine) { list.push(static_cast<std::uint32_t>(magazine), links()); }
  auto links() {
    return [this](std::uint32_t magazine) -> auto& { return magazines_[magazine].below; };
  }

  const unsigned count_;
  const std::size_t full_;
  Object* const objects_;
  Magazine* const magazines_;
  Lane* const lanes_;
  alignas(arch::kPadBytes) List fulls_;
  alignas(arch::kPadBytes) List empties_;
};

}  // namespace fenceline
