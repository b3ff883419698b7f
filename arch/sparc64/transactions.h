// SPARC V9: none (Rock, which was to have it, was never sold).
#pragma once
#include <arch/transaction.h>

namespace fenceline::arch {

using transactions = List<>;

}  // namespace fenceline::arch
