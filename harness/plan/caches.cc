#include <harness/plan/caches.h>

#include <algorithm>

namespace fenceline {

Caches caches_of(const Machine& machine) {
  Caches told;
  unsigned last = 0;
  for (const Cache& c : machine.caches)
    if (c.type != "instruction") last = std::max(last, c.level);
  for (const Cache& c : machine.caches) {
    if (c.type == "instruction") continue;
    if (c.level != last) {
      told.core = std::max<size_t>(told.core, c.bytes);
      continue;
    }
    ++told.lasts;
    told.last = std::max<size_t>(told.last, c.bytes);
  }
  // With two levels the last one is what stands behind the core, and all there is.
  if (last <= 2) told.core = told.last;
  return told;
}

}  // namespace fenceline
