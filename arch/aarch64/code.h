// AArch64: code that is written while it runs. Arm ARM (DDI 0487), B2.4.4 "Concurrent modification and execution of
// instructions" and "Synchronization and coherency issues between data and instruction accesses": cleaned to the point of
// unification, invalidated there, and a context synchronization in each PE that executes it.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// movz w0, #value; ret
inline constexpr size_t kConstantBytes = 8;
inline void put_constant(std::byte* to, uint16_t value) {
  put_words(to, 0x52800000u | uint32_t{value} << 5, 0xd65f03c0u);
}

/// For one line; invalidation by `ic ivau` goes to all PEs that share it.
struct dc_cvau_ic_ivau {
  static constexpr Info info{"dc_cvau_ic_ivau", "dc +cvau, ;dsb +ish;ic +ivau, ;dsb +ish;isb", ""};
  static void op(const std::byte* at) {
    asm volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish\n\tisb" : : "r"(at) : "memory");
  }
};
/// Where caches tell that neither is needed (CTR_EL0.IDC and .DIC).
struct dsb_isb {
  static constexpr Info info{"dsb_isb", "dsb +ish;isb", "", Feature::coherent_code};
  static void op(const std::byte*) { asm volatile("dsb ish\n\tisb" : : : "memory"); }
};
struct isb_code {
  static constexpr Info info{"isb", "isb", ""};
  static void op(const std::byte*) { asm volatile("isb" : : : "memory"); }
};

inline constexpr bool kSeesOwnCode = false;
using code_syncs = List<dc_cvau_ic_ivau, dsb_isb, builtin_clear_cache>;
using code_written = dc_cvau_ic_ivau;
using code_for_all = code_written;
using code_arrivals = List<isb_code>;

}  // namespace fenceline::arch
