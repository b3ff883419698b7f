// What RC11 forbids beyond coherence: an order of seq_cst accesses and fences that goes round.
#pragma once
#include <verify/graph.h>

namespace fenceline::verify {

/// Whether RC11's partial order of seq_cst events ("psc") has no cycle. The rest of the model holds
/// by construction: the graph grows along (program order, reads-from), which has no cycle then; loads
/// and stores keep to coherence (Graph::known) and updates come right after what they read.
bool seq_cst_is_acyclic(const Graph& graph);

/// Whether the event that was added last, or whose place or reads-from changed last, can have closed such a cycle.
bool may_close_cycle(const Graph& graph, EventId id);

}  // namespace fenceline::verify
