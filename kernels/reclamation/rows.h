// All rows of one reclaimer, in two halves: each is instantiated in a file of its own.
#pragma once
#include <kernels/reclamation/grace.h>
#include <kernels/reclamation/stalled.h>
#include <kernels/reclamation/updates.h>
#include <peers/reclaim.h>

namespace fenceline::reclamation {

/// add.operator()<R>(name) of each reclaimer of another library; `tell`: those that are not there, too.
template <class Add>
void add_peers(std::vector<Kernel>& list, bool tell, Add&& add) {
  workload::add_peers(list, [&] {
    for_each_peer_reclaim(add, [&](const char* library, const char* why) {
      if (tell) list.push_back(workload::absent("reclamation", "reclaim", library, why));
    });
  });
}

}  // namespace fenceline::reclamation
