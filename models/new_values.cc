#include <models/new_values.h>

namespace fenceline::models {

Relation new_values(const Execution& x) {
  EventSet fresh = 0;
  for_each(x.initial, [&](int first) {
    for_each(x.same_location.row(first) & x.memory,
             [&](int e) { fresh |= x.events[e].value != x.events[first].value ? event(e) : 0; });
  });
  return (x.rf | x.data | x.addr).between(fresh, fresh);
}

}  // namespace fenceline::models
