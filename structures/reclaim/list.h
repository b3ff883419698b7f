// All reclaimers: what is measured, tested and explored over each of them.
#pragma once
#include <structures/reclaim/leak.h>

namespace fenceline {

/// Calls f.operator()<R>(name). P: the policy.
template <class P = Native, class F>
void for_each_reclaimer(F&& f) {
  f.template operator()<Leak<P>>("leak");
}

}  // namespace fenceline
