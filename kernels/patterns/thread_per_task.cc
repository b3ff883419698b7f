// A thread for each task, and a pool of one thread that does them all: what a thread costs that lives for one task. Both on
// the PU of the one who has the tasks, as threads of its own are.
#include <kernels/patterns/flow.h>
#include <structures/wait/wait_group.h>

#include <thread>

namespace fenceline::patterns {
namespace {

/// So many are begun before their ends are waited for.
constexpr uint64_t kAtOnce = kUnroll;

struct Tasks {
  std::atomic<uint64_t> done{0};
  void one(uint64_t number, const Shared& shared) {
    do_work(number, shared);
    done.fetch_add(1, std::memory_order_relaxed);
  }
};

uint64_t thread_each(Shared& shared, unsigned, uint64_t iterations) {
  auto& tasks = shared.object<Tasks>();
  std::vector<std::thread> threads;
  for (uint64_t n = 0; n != iterations;) {
    for (uint64_t i = 0; i != kAtOnce && n != iterations; ++i, ++n)
      threads.emplace_back([&, n] { tasks.one(n, shared); });
    for (std::thread& thread : threads) thread.join();
    threads.clear();
  }
  return iterations;
}

struct Pool : Tasks {
  Channel<uint64_t> line{kAtOnce};
  WaitGroup<> left;
  std::thread worker;

  explicit Pool(const Shared& shared)
      : worker([this, &shared] {
          for (uint64_t number = 0; line.pop(number);) {
            one(number, shared);
            left.done();
          }
        }) {}
  ~Pool() {
    line.close();
    worker.join();
  }
};

uint64_t pooled(Shared& shared, unsigned, uint64_t iterations) {
  auto& pool = shared.object<Pool>();
  for (uint64_t n = 0; n != iterations;) {
    for (uint64_t i = 0; i != kAtOnce && n != iterations; ++i, ++n) {
      pool.left.add();
      pool.line.push(n);
    }
    pool.left.wait();
  }
  return iterations;
}

template <class S>
void add(std::vector<Kernel>& list, const char* which, const char* what, Run run, void (*setup)(Shared&)) {
  auto& k = list.emplace_back(workload::describe("patterns", "thread_per_task", which, "task", Metric::latency, what));
  k.gives_way = true;
  k.roles = {{.run = run}};
  k.axes = {work_axis()};
  k.setup = setup;
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return std::string(
        shared.object<S>().done.load(std::memory_order_relaxed) == workload::sum(iterations) ? "" : "tasks were lost");
  };
}

const Registration registration([](std::vector<Kernel>& list) {
  add<Tasks>(list, "mistake", "a task of `work` cycles by a thread of its own, 32 at once", thread_each,
             [](Shared& shared) { shared.make<Tasks>(); });
  add<Pool>(list, "cure", "a task of `work` cycles by the one thread of a pool, 32 in line", pooled,
            [](Shared& shared) { shared.make<Pool>(shared); });
});

}  // namespace
}  // namespace fenceline::patterns
