#include <arch/cpu.h>
#include <kernels/litmus/edge_cost.h>
#include <kernels/litmus/program.h>

#include <algorithm>
#include <vector>

namespace fenceline::litmus {

EdgeCost edge_cost(const models::LitmusTest& with, const models::LitmusTest& without, int thread,
                   const std::function<double()>& now, double least_window) {
  // Each cell on lines of its own, few enough for the first-level cache with both locations.
  constexpr size_t kCells = 128;
  constexpr int kWindows = 41, kMostCalls = 1 << 16;
  int calls = 40;
  Arrangement a;
  a.cells = kCells;
  a.stride = arch::kLineBytes;
  a.width = 8;
  const Program one(with, a, Carry::constants, nullptr, -1);
  const Program two(without, a, Carry::constants, nullptr, -1);
  for (const Program* p : {&one, &two}) p->reset(0, kCells);
  const auto window = [&](const Program& p) {
    const double start = now();
    for (int i = 0; i < calls; ++i) p.code(unsigned(thread))(p.cells(), p.out(unsigned(thread)), kCells / a.unroll, 0);
    return (now() - start) / (double(calls) * kCells);
  };
  while (window(one) * calls * kCells < least_window && calls < kMostCalls) calls *= 2;
  window(two);
  std::vector<double> difference;
  for (int i = 0; i < kWindows; ++i) difference.push_back(window(one) - window(two));
  std::sort(difference.begin(), difference.end());
  constexpr int kMiddle = kWindows / 2, kAside = 7;  // of 41: the 14th and the 28th
  return {difference[kMiddle], difference[kMiddle - kAside], difference[kMiddle + kAside]};
}

}  // namespace fenceline::litmus
