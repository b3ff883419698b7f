// Two threads of known work for the test of the counting plugin: one fetch-and-add per operation,
// four plain loads and a plain store, on lines of each thread's own, in windows of n, 2n and 3n
// operations and as many of the empty loop.
#include <arch/opaque.h>
#include <harness/team/count_window.h>

#include <atomic>
#include <thread>

using fenceline::CountWindow;

__attribute__((noinline)) static void work(std::atomic<long>& counter, uint64_t ops) {
  volatile long plain = 0;
  for (; ops != 0; --ops) {
    counter.fetch_add(1, std::memory_order_relaxed);
    plain = plain + plain + plain + plain;
  }
}

__attribute__((noinline)) static void nothing(uint64_t ops) {
  for (; ops != 0; --ops) fenceline::arch::compiler_barrier();
}

static void windows(unsigned thread) {
  alignas(256) std::atomic<long> counter{0};
  for (uint64_t n = 64; n <= 192; n += 64) {
    {
      CountWindow window(fenceline::trial_hash("probe"), thread, CountWindow::Loop::kernel);
      work(counter, n);
      window.close(n);
    }
    {
      CountWindow window(fenceline::trial_hash("probe"), thread, CountWindow::Loop::empty);
      nothing(n);
      window.close(n);
    }
  }
}

int main() {
  std::thread other(windows, 1);
  windows(0);
  other.join();
}
