// Sequences of the user's own: --asm, --asm-file.
#pragma once
#include <harness/machine/environment.h>
#include <harness/plan/request.h>

namespace fenceline {

/// Assembles them; their kernels stand in kernels() from then on. Where they are to be executed here each is tried once.
/// Throws InputError: the sequence, where in it, what to do.
void load_sequences(const Request&);

/// What run.csv tells of those that were loaded, each with its bytes: a run is not gone on with beside others.
Fact sequences_fact();

}  // namespace fenceline
