// What libcds wants of a program: to be begun once, and to be told of each thread that comes into one of its lists, for
// hazard pointers are a thread's. Its containers here do so in every call, which costs a look at a thread's variable.
#pragma once
#include <cds/gc/dhp.h>
#include <cds/gc/hp.h>
#include <cds/init.h>
#include <cds/urcu/general_buffered.h>
#include <cds/urcu/general_instant.h>

#include <algorithm>
#include <thread>

namespace fenceline::peers::cds {

using Instant = ::cds::urcu::gc<::cds::urcu::general_instant<>>;
using Rcu = ::cds::urcu::gc<::cds::urcu::general_buffered<>>;

/// Its skip list holds a pointer to each node on its way down, from up to 32 lists.
inline constexpr std::size_t kHazardPointers = 72;

inline void attach() {
  /// All reclaimers at once, since a thread is told to those that are there when it comes. Never ended: threads that were
  /// given up may still be in it.
  struct Library {
    Library() {
      ::cds::Initialize();
      pointers = new ::cds::gc::HP(kHazardPointers, std::max(100u, 4 * std::thread::hardware_concurrency()));
      more_pointers = new ::cds::gc::DHP;
      instant = new Instant();
      rcu = new Rcu();
    }
    ::cds::gc::HP* pointers;
    ::cds::gc::DHP* more_pointers;
    Instant* instant;
    Rcu* rcu;
  };
  static Library& begun = *new Library;
  (void)begun;
  struct Thread {
    Thread() { ::cds::threading::Manager::attachThread(); }
    ~Thread() { ::cds::threading::Manager::detachThread(); }
  };
  thread_local Thread here;
  (void)here;
}

/// A container that only threads may touch which are attached.
template <class Container>
class Attached {
 public:
  template <class... Args>
  explicit Attached(Args... args) : container_(args...) {}
  ~Attached() { attach(); }
  Container& operator*() { return attach(), container_; }

 private:
  struct First {
    First() { attach(); }
  } first_;
  Container container_;
};

}  // namespace fenceline::peers::cds
