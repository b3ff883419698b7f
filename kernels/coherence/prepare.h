// Lines brought into a state.
#pragma once
#include <arch/cpu.h>
#include <base/barrier.h>
#include <kernels/coherence/line_recipes.h>
#include <kernels/kernel.h>

namespace fenceline {

/// Every thread of the trial takes part, with the same lines: each step is done by all whom it names before the next begins.
/// `words`: one on each line. Writes leave them as they are.
template <class Words>
void prepare(const LineRecipe& recipe, const Shared& shared, unsigned thread, const Words& words, Barrier& barrier) {
  const unsigned looks = shared.crowded ? Barrier::kSleep : Barrier::kForEver;
  const auto each = [&](auto f) {
    for (uint64_t* const word : words) f(static_cast<volatile uint64_t*>(word));
  };
  barrier.meet(looks);
  for (unsigned i = 0; i < recipe.count; ++i) {
    const auto& [who, what] = recipe.steps[i];
    if (does(who, thread)) switch (what) {
        case What::write:
          each([](volatile uint64_t* p) { *p = *p; });
          break;
        case What::flush:
          each([](volatile uint64_t* p) { arch::flush_line(const_cast<uint64_t*>(p)); });
          arch::flush_done();
          break;
        case What::read:
          each([](volatile uint64_t* p) { (void)*p; });
      }
    barrier.meet(looks);
  }
}

}  // namespace fenceline
