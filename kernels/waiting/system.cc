// What the operating system asks for what everything here is made of: a call that does nothing, a wake-up of nobody, a
// sleep that does not begin, the PU offered to others, and a thread.
#include <base/futex.h>
#include <base/start_thread.h>
#include <kernels/stamp.h>
#include <kernels/workload.h>
#include <pthread.h>
#include <sched.h>
#include <structures/wait/semaphore.h>

#include <cerrno>
#include <cstring>

namespace fenceline {
namespace {

// ---- calls ----------------------------------------------------------------------------------------

const std::atomic<uint32_t> word{1};

struct Nothing {
  static constexpr const char *kName = "getppid", *kWhat = "a system call that does next to nothing";
  static bool call() { return syscall(SYS_getppid) >= 0; }
};
struct WakeNobody {
  static constexpr const char *kName = "futex_wake", *kWhat = "futex_wake where nobody sleeps";
  static bool call() { return syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0) == 0; }
};
struct NoSleep {
  static constexpr const char *kName = "futex_wait",
                              *kWhat = "futex_wait on a word that has another value: it returns at once";
  static bool call() {
    return syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0) == -1 && errno == EAGAIN;
  }
};
struct Yield {
  static constexpr const char *kName = "sched_yield", *kWhat = "the PU offered to others where there is none";
  static bool call() { return sched_yield() == 0; }
};

template <class Call>
uint64_t call(Shared& shared, unsigned, uint64_t iterations) {
  uint64_t& wrong = *shared.at<uint64_t>(0);
  return unrolled(iterations, [&](auto) { wrong += !Call::call(); });
}

template <class Call>
void add_call(std::vector<Kernel>& list) {
  if (!Call::call()) {
    const std::string why = std::string("the system does not do it: ") + std::strerror(errno);
    return list.push_back(workload::absent("waiting", "system", Call::kName, why.c_str()));
  }
  Kernel k = workload::describe("waiting", "system", Call::kName, "alone", Metric::latency, Call::kWhat);
  k.roles = {{.run = call<Call>}};
  k.bytes = measure::constant_bytes(sizeof(uint64_t));
  k.gives_way = std::same_as<Call, Yield>;
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return *shared.at<uint64_t>(0) == 0 ? "" : "the system has refused calls";
  };
  list.push_back(std::move(k));
}

// ---- a PU for two ---------------------------------------------------------------------------------

/// A thread on the PU of the one that makes it, which offers it back again and again while it is asked to.
class Offers {
 public:
  Offers()
      : thread_(start_thread("a thread that shares a PU", [this] {
          for (;;) {
            begin_.wait();
            if (ends_) return;
            while (wanted_.load(std::memory_order_relaxed)) {
              turns_.store(turns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
              sched_yield();
            }
            ended_.post();
          }
        })) {}
  ~Offers() {
    ends_ = true;
    begin_.post();
    thread_.join();
  }
  Offers(const Offers&) = delete;
  Offers& operator=(const Offers&) = delete;

  void begin() {
    const uint64_t before = turns();
    wanted_.store(true, std::memory_order_relaxed);
    begin_.post();
    while (turns() == before) sched_yield();
  }
  void end() {
    wanted_.store(false, std::memory_order_relaxed);
    ended_.wait();
  }
  uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }

  uint64_t others = 0, own = 0;  ///< turns while the time was taken

 private:
  Semaphore<> begin_, ended_;
  bool ends_ = false;
  std::atomic<bool> wanted_{false};
  std::atomic<uint64_t> turns_{0};
  std::thread thread_;
};

uint64_t yield_in_turns(Shared& shared, unsigned, uint64_t iterations) {
  auto& offers = shared.object<Offers>();
  offers.begin();
  const uint64_t before = offers.turns();
  const Ticks from = stamp();
  for (uint64_t n = 0; n != iterations; ++n) sched_yield();
  shared.timed.ticks.count += stamp().count - from.count;
  shared.timed.ops += iterations;
  offers.others += offers.turns() - before;
  offers.own += iterations;
  offers.end();
  return iterations;
}

Kernel yield_on_one_pu() {
  Kernel k = workload::describe("waiting", "system", "sched_yield", "same_pu", Metric::latency,
                                "the PU offered to another thread on it, which offers it back: two switches where each "
                                "offer is taken; `others_turns` in figures.csv says how many were");
  k.roles = {{.run = yield_in_turns}};
  k.gives_way = k.self_timed = true;
  k.setup = [](Shared& shared) { shared.make<Offers>(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return shared.object<Offers>().own == iterations[0] ? "" : "turns were lost";
  };
  k.figures = [](const Shared& shared) -> std::vector<Figure> {
    const auto& offers = shared.object<Offers>();
    return {{"others_turns", "", double(offers.others) / double(std::max<uint64_t>(offers.own, 1))}};
  };
  return k;
}

// ---- threads --------------------------------------------------------------------------------------

struct Started {
  std::atomic<uint64_t> threads{0};  // one at a time
  void add() { threads.store(threads.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
};

struct StdThread {
  static constexpr const char* kName = "std_thread";
  static void run(Started& all) {
    start_thread("a thread", [&] { all.add(); }).join();
  }
};
struct PosixThread {
  static constexpr const char* kName = "pthread";
  static void run(Started& all) {
    pthread_t thread;
    const int error = pthread_create(
        &thread, nullptr,
        [](void* of) -> void* {
          static_cast<Started*>(of)->add();
          return nullptr;
        },
        &all);
    if (error != 0) throw std::runtime_error(std::string("pthread_create: ") + std::strerror(error));
    pthread_join(thread, nullptr);
  }
};

template <class Thread>
uint64_t start(Shared& shared, unsigned, uint64_t iterations) {
  auto& all = shared.object<Started>();
  for (uint64_t n = 0; n != iterations; ++n) Thread::run(all);
  return iterations;
}

template <class Thread>
void add_thread(std::vector<Kernel>& list) {
  Kernel k = workload::describe("waiting", "system", Thread::kName, "create_join", Metric::latency,
                                "a thread that does nothing is made, on the PU of the one that makes it where that is "
                                "pinned, and joined");
  k.roles = {{.run = start<Thread>}};
  k.gives_way = true;
  k.setup = [](Shared& shared) { shared.make<Started>(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return shared.object<Started>().threads.load(std::memory_order_relaxed) == iterations[0] ? ""
                                                                                             : "threads did not run";
  };
  list.push_back(std::move(k));
}

const Registration registration([](std::vector<Kernel>& list) {
  add_call<Nothing>(list);
  add_call<WakeNobody>(list);
  add_call<NoSleep>(list);
  add_call<Yield>(list);
  list.push_back(yield_on_one_pu());
  add_thread<StdThread>(list);
  add_thread<PosixThread>(list);
});

}  // namespace
}  // namespace fenceline
