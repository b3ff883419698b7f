// All rows of one reclaimer.
#pragma once
#include <kernels/reclamation/grace.h>
#include <kernels/reclamation/stalled.h>
#include <kernels/reclamation/updates.h>

namespace fenceline::reclamation {

template <Reclaimer R>
void add(std::vector<Kernel>& list, const char* name) {
  add_reads<R>(list, name);
  add_updates<R>(list, name);
  add_grace<R>(list, name);
  add_stalled<R>(list, name);
}

}  // namespace fenceline::reclamation
