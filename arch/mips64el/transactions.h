// MIPS: none.
#pragma once
#include <arch/transaction.h>

namespace fenceline::arch {

using transactions = List<>;

}  // namespace fenceline::arch
