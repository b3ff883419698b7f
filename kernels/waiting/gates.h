// All rows of one gate.
#pragma once
#include <kernels/waiting/hand_over.h>
#include <kernels/waiting/wake.h>

namespace fenceline::waiting {

template <class G>
void add_gate(std::vector<Kernel>& list, const char* name) {
  add_hand_over<G>(list, name);
  add_same_pu<G>(list, name);
  add_wake<G>(list, "gate", name);
}

}  // namespace fenceline::waiting
