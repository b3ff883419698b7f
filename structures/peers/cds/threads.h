// What libcds wants of a program: to be begun once, and to be told of each thread that comes into one of its lists, for
// hazard pointers are a thread's. Its containers here do so in every call, which costs a look at a thread's variable.
#pragma once
#include <cds/gc/hp.h>
#include <cds/init.h>

#include <algorithm>
#include <thread>

namespace fenceline::peers::cds {

inline void attach() {
  /// Never ended: threads that were given up may still be in it.
  struct Library {
    Library() {
      ::cds::Initialize();
      pointers = new ::cds::gc::HP(0, std::max(100u, 4 * std::thread::hardware_concurrency()));
    }
    ::cds::gc::HP* pointers;
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
  Attached() = default;
  ~Attached() { attach(); }
  Container& operator*() { return attach(), container_; }

 private:
  struct First {
    First() { attach(); }
  } first_;
  Container container_;
};

}  // namespace fenceline::peers::cds
