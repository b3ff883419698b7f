// z/Architecture: what HotSpot's C2 makes of Java's access modes. Sources: OpenJDK,
// src/hotspot/share/gc/shared/c2/barrierSetC2.cpp at 01997186ecad (which barriers stand around an access),
// src/hotspot/cpu/s390/s390.ad at 001a0c4f07b7 and assembler_s390.inline.hpp: only MemBarVolatile is an instruction, z_fence,
// and an addition is laa where the CPU has it.
#pragma once
#include <arch/families.h>
#include <arch/ops.h>

namespace fenceline::arch {

struct openjdk_bcr_14 {
  static constexpr MappingInfo info{"openjdk",
                                    "OpenJDK 001a0c4f07b7, hotspot/share/gc/shared/c2/barrierSetC2.cpp, "
                                    "hotspot/cpu/s390/{s390.ad,assembler_s390.inline.hpp}"};
  using loads = openjdk::Loads<l<u64>, l<u64>, l<u64>, l<u64>>;
  using stores = openjdk::Stores<st<u64>, st<u64>, st<u64>, st_bcr_14<u64>>;
  using exchanges = openjdk::Rmws<Use::exchange, l<u64>, l<u64>, cs<u64>, cs<u64>, cs_loop<u64>>;
  using fetch_adds = openjdk::Rmws<Use::fetch_add, l<u64>, l<u64>, cs<u64>, cs<u64>, laa<u64>>;
  using cas = openjdk::CompareAndSets<cs<u64>, cs<u64>, cs<u64>, cs<u64>>;
  using fences = openjdk::Fences<tso_fence, tso_fence, tso_fence, tso_fence, bcr_14>;
};

using openjdk_mappings = List<openjdk_bcr_14>;

}  // namespace fenceline::arch
