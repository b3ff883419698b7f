// Sequential consistency: L. Lamport, "How to Make a Multiprocessor Computer That Correctly
// Executes Multiprocess Programs", IEEE ToC C-28(9), 1979; as one acyclicity: Shasha and Snir,
// TOPLAS 10(2), 1988.
#include <models/model.h>

namespace fenceline::models {
namespace {

void sc_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x);
  a.atomicity(x);
  // One total order of all accesses respects each program order and explains every value read.
  // Where sizes are mixed: of accesses, not of their bytes (Flur et al., POPL 2017).
  const Relation order = a.clause("po", x.po.between(x.memory, x.memory)) | x.com;
  a.acyclic("sc", a.whole("single-copy", x, order));
}

}  // namespace

Model sc() {
  return {.name = "sc",
          .title = "Sequential consistency",
          .source = "Lamport 1979; Shasha and Snir 1988",
          .isa = Isa::x86_64,
          .axioms = sc_axioms,
          .any_isa = true,
          .mixed_sizes = true};
}

}  // namespace fenceline::models
