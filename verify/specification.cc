#include <verify/specification.h>

namespace fenceline::verify {

template bool is_linearizable(const History<Span>&, QueueSpec);
template bool is_linearizable(const History<Span>&, MapSpec);

}  // namespace fenceline::verify
