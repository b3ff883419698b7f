// AArch64: the Transactional Memory Extension (FEAT_TME) was specified and taken back; no CPU has it.
#pragma once
#include <arch/transaction.h>

namespace fenceline::arch {

using transactions = List<>;

}  // namespace fenceline::arch
