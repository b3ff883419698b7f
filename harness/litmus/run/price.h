// Prices of edges of program order on this machine, for the advisor.
#pragma once
#include <harness/machine/host.h>
#include <models/judge/advise.h>

namespace fenceline {

/// Core cycles that an edge adds to the accesses around it, measured when it is first asked for. An
/// edge that this machine cannot execute, or any under an emulator, has no price.
models::Price measured_prices(models::Isa, const Host&);

}  // namespace fenceline
