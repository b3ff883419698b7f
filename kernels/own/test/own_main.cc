// A sequence of the user's own on any ISA, without the rest of the bench: tests/test_sequences_isas.py builds this for each,
// has QEMU execute it, and counts.
//     own_main ASSEMBLER INIT SEQUENCE
// Prints the kernels' names, each with what its loops left in the shared line, and those by line state, each with how many lines
// were changed; a message alone (exit code 2) where there is one.
#include <base/error.h>
#include <harness/team/count_window.h>
#include <kernels/own.h>
#include <kernels/spread.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

namespace fenceline {
namespace {

constexpr uint64_t kTimes = 8 * kUnroll;

/// A kernel's memory, set up.
struct Trial {
  std::unique_ptr<std::byte, void (*)(void*)> memory;
  Shared shared;

  Trial(const Kernel& kernel, unsigned threads) : memory(nullptr, [](void* p) { std::free(p); }) {
    shared.threads = threads;
    shared.crowded = true;  // QEMU's threads share what there is
    shared.bytes = kernel.bytes(threads, {});
    memory.reset(static_cast<std::byte*>(std::aligned_alloc(4096, (shared.bytes + 4095) / 4096 * 4096)));
    shared.data = memory.get();
    kernel.setup(shared);
  }
};

/// Windows of once, twice and three times so many iterations, as the bench makes them under an emulator.
void execute(const Kernel& kernel) {
  Trial trial(kernel, 1);
  Shared& shared = trial.shared;
  const Role& role = kernel.roles[0];
  for (uint64_t n = kTimes; n <= 3 * kTimes; n += kTimes)
    for (const auto& [which, run] :
         {std::pair(CountWindow::Loop::kernel, role.run), {CountWindow::Loop::empty, role.empty}}) {
      CountWindow window(trial_hash(kernel.how), 0, which);
      run(shared, 0, n);
      window.close(n);
    }
  const auto before = *shared.at<uint64_t>(0);
  if (role.own.how == OwnWork::half) role.own.loop(shared, 0, kTimes);
  std::printf("%s\t%" PRIu64 "\t%" PRIu64 "\t%s\n", kernel.how.c_str(), before, *shared.at<uint64_t>(0) - before,
              kernel.verify(shared, {}).c_str());
}

/// By two threads, once round the lines.
void execute_on_lines(const Kernel& kernel) {
  Trial trial(kernel, 2);
  Shared& shared = trial.shared;
  std::thread other([&] { kernel.roles[0].run(shared, 1, kUnroll); });
  kernel.roles[0].run(shared, 0, kUnroll);
  other.join();
  unsigned changed = 0;
  for (size_t i = 0; i < kUnroll; ++i) changed += *shared.at<uint64_t>(i * spread::kStride) != 0;
  std::printf("%s\t%u\t%" PRIu64 "\t%s\n", kernel.how.c_str(), changed, shared.timed.ops,
              kernel.verify(shared, {}).c_str());
}

int main(char** arguments) {
  try {
    const auto sequence = own::sequence_of({"--asm", arguments[3]}, {"--asm-init", arguments[2]}, arguments[1]);
    own::try_once(sequence);
    for (const auto& kernel : own::kernels_of(sequence))
      if (kernel.min_threads() == 1)
        execute(kernel);
      else if (kernel.use == "line_state" && kernel.min_threads() == 2)
        execute_on_lines(kernel);
  } catch (const InputError& e) {
    std::printf("%s\n", e.what());
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace fenceline

int main(int argc, char** argv) { return argc == 4 ? fenceline::main(argv) : 1; }
