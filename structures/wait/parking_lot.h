// A place to sleep for the waiters of any word: they stand in lines by its address, so that the word itself needs no more
// than a bit that says that somebody waits. F. Pizlo, "Locking in WebKit", 2016 (WTF::ParkingLot); after the kernel's
// futexes: H. Franke, R. Russell, M. Kirkwood, "Fuss, futexes and furwocks", OLS 2002.
//
//                park       unpark_one   unpark_all
//   park         together   together     together
//   unpark_one   together   together     together
//   unpark_all   together   together     together
//
// Tags: blocking, first come first woken for each address, no allocation after construction. A waiter's place in line is
// on its own stack: whoever wakes it takes it out under the bucket's lock, and touches it no more once it is awake, but
// for a wake-up that may come late and does nothing then.
#pragma once
#include <arch/cpu.h>
#include <structures/lock/futex_mutex.h>
#include <structures/native.h>

#include <cstddef>
#include <cstdint>

namespace fenceline {

template <class P = Native, class L = FutexMutex<P>>
class ParkingLot {
 public:
  /// buckets: a power of two. Addresses that meet in one share its lock and its line.
  explicit ParkingLot(std::size_t buckets = 256) : buckets_(buckets), lines_(P::template make_array<Line>(buckets)) {}
  ~ParkingLot() { P::destroy_array(lines_, buckets_); }
  ParkingLot(const ParkingLot&) = delete;
  ParkingLot& operator=(const ParkingLot&) = delete;

  /// Sleeps until it is unparked, where validate() holds; else returns false at once. No unparking comes between the two:
  /// validate() is called under the bucket's lock, and is to be short.
  template <class Validate>
  bool park(const void* address, Validate validate) {
    Waiter self(address);
    Line& line = line_of(address);
    {
      const Guard held(line.lock);
      if (!validate()) return false;
      line.add(&self);
    }
    // (1) acquire: pairs with the release in (2); forbids MP
    while (self.awake.load(acquire<1>) == 0) self.awake.wait(0);
    return true;
  }

  /// Wakes the one that has waited longest. tell(woken, more) is called first, under the bucket's lock: whether there is
  /// one, and whether others wait behind it.
  template <class Tell>
  void unpark_one(const void* address, Tell tell) {
    Line& line = line_of(address);
    Waiter* first;
    {
      const Guard held(line.lock);
      first = line.take(address);
      tell(first != nullptr, line.has(address));
    }
    if (first) wake(first);
  }

  /// Wakes all that wait now.
  void unpark_all(const void* address) {
    Line& line = line_of(address);
    Waiter* first;
    {
      const Guard held(line.lock);
      first = line.take(address);
      for (Waiter* last = first; last; last = last->next.read()) last->next.write(line.take(address));
    }
    while (first) {
      Waiter* const next = first->next.read();  // before it wakes: it is gone then
      wake(first);
      first = next;
    }
  }

 private:
  template <class T>
  using Plain = typename P::template plain<T>;

  struct Waiter {
    explicit Waiter(const void* of) : address(of) {}
    const void* const address;
    Plain<Waiter*> next{nullptr};
    typename P::template atomic<std::uint32_t> awake{0};
  };

  /// Of all addresses of a bucket, in the order in which they came.
  struct alignas(arch::kPadBytes) Line {
    L lock;
    Plain<Waiter*> first{nullptr};

    /// Where the first one of an address stands, or where the line ends.
    Plain<Waiter*>* find(const void* address) {
      Plain<Waiter*>* at = &first;
      while (Waiter* const w = at->read()) {
        if (w->address == address) break;
        at = &w->next;
      }
      return at;
    }
    void add(Waiter* w) {
      find(nullptr)->write(w);  // nobody waits for that
    }
    bool has(const void* address) { return find(address)->read() != nullptr; }
    Waiter* take(const void* address) {
      Plain<Waiter*>* const at = find(address);
      Waiter* const w = at->read();
      if (w) at->write(w->next.read()), w->next.write(nullptr);
      return w;
    }
  };

  static void wake(Waiter* w) {
    // (2) release: pairs with the acquire in (1); forbids MP
    w->awake.store(1, release<2>);
    w->awake.notify_one();
  }
  /// By Fibonacci's multiplier (D. Knuth, TAOCP 3, 6.4): the high bits have all of the address.
  Line& line_of(const void* address) {
    const std::uint64_t mixed =
        static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(address)) * 0x9e3779b97f4a7c15;
    return lines_[static_cast<std::size_t>(mixed >> 32) & (buckets_ - 1)];
  }

  const std::size_t buckets_;
  Line* const lines_;
};

}  // namespace fenceline
