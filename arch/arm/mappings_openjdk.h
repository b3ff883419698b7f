// Arm, 32 bits: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK, src/hotspot/share/gc/shared/c2/barrierSetC2.cpp
// at 01997186ecad (which barriers stand around an access), src/hotspot/cpu/arm/arm.ad at 008a2a16191c, which has no rule for
// a weak compare-and-set, so that each is the volatile one (opto/c2compiler.cpp), and macroAssembler_arm.cpp (membar: dmb st
// for StoreStore alone, else dmb sy).
#pragma once
#include <arch/families.h>
#include <arch/fenced.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct openjdk_dmb {
  static constexpr MappingInfo info{"openjdk",
                                    "OpenJDK 008a2a16191c, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/arm/{arm.ad,macroAssembler_arm.cpp}"};
  template <class Op>
  using acquire = Ahead<Op, dmb_sy, "acquire">;
  template <class Op>
  using release = Behind<dmb_sy, Op, "release">;
  template <class Op>
  using both = Fenced<dmb_sy, Op, dmb_sy, "seq_cst">;
  using loads = openjdk::Loads<ldr<u32>, ldr<u32>, acquire<ldr<u32>>, acquire<ldr<u32>>>;
  using stores = openjdk::Stores<str<u32>, str<u32>, release<str<u32>>, both<str<u32>>>;
  using strong = both<ldrex_strex_cas<u32>>;
  using exchanges = openjdk::Rmws<Use::exchange, ldr<u32>, acquire<ldr<u32>>, strong, strong, both<ldrex_strex<u32>>>;
  using fetch_adds =
      openjdk::Rmws<Use::fetch_add, ldr<u32>, acquire<ldr<u32>>, strong, strong, both<ldrex_strex_add<u32>>>;
  using cas = openjdk::CompareAndSets<strong, strong, strong, strong>;
  using fences = openjdk::Fences<dmb_sy, dmb_st, dmb_sy, dmb_sy, dmb_sy>;
};

using openjdk_mappings = List<openjdk_dmb>;

}  // namespace fenceline::arch
