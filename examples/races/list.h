// The classic data races, each beside its cure: what two threads run(0) and run(1), and whether it came out right().
#pragma once
#include "append.h"
#include "counter.h"
#include "flag.h"
#include "lazy.h"
#include "map.h"
#include "publication.h"

namespace fenceline::races {

/// Calls f.operator()<Racy, Cured>(name). P: the policy.
template <class P, class F>
void for_each_race(F&& f) {
  f.template operator()<RacyCounter<P>, CuredCounter<P>>("counter");
  f.template operator()<RacyFlag<P>, CuredFlag<P>>("flag");
  f.template operator()<RacyLazy<P>, CuredLazy<P>>("lazy");
  f.template operator()<RacyMap<P>, CuredMap<P>>("map");
  f.template operator()<RacyAppend<P>, CuredAppend<P>>("append");
  f.template operator()<RacyPublication<P>, CuredPublication<P>>("publication");
}

}  // namespace fenceline::races
