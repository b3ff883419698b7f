// x86-64: flushes and stores that go past the caches. Sources: Intel SDM vol. 2, CLFLUSH, CLFLUSHOPT, CLWB, CLDEMOTE, MOVNTI,
// MOVDIRI, MOVDIR64B; vol. 3A 12.4.1 (write combining); AMD APM vol. 3, CLZERO.
#pragma once
#include <arch/flush.h>
#include <arch/ops.h>

namespace fenceline::arch {

inline constexpr std::string_view kNoFlushes = "";

#define FENCELINE_FLUSH(NAME, DURABLE, NEEDS)                                            \
  struct NAME {                                                                          \
    static constexpr Info info{#NAME, #NAME " +\\(", "none", NEEDS};                     \
    using done = sfence;                                                                 \
    static constexpr bool durable = DURABLE;                                             \
    static void op(void* line) { asm volatile(#NAME " (%0)" : : "r"(line) : "memory"); } \
  };
/// Ordered with stores, and with another of its kind: a sequence of them is slow.
FENCELINE_FLUSH(clflush, true, Feature::none)
FENCELINE_FLUSH(clflushopt, true, Feature::clflushopt)
/// Written back; a CPU may keep the line.
FENCELINE_FLUSH(clwb, true, Feature::clwb)
/// A hint: to a cache farther from this core, where another gets it sooner.
FENCELINE_FLUSH(cldemote, false, Feature::cldemote)
#undef FENCELINE_FLUSH

using flushes = List<clflush, clflushopt, clwb, cldemote>;

/// Eight words past the caches, combined into one write where all goes well.
#define FENCELINE_PAST_CACHES(NAME, NEEDS)                                                                            \
  struct NAME##_line {                                                                                                \
    static constexpr Info info{#NAME, #NAME ";" #NAME ";" #NAME ";" #NAME ";" #NAME ";" #NAME ";" #NAME ";" #NAME,    \
                               "none", NEEDS};                                                                        \
    using done = sfence;                                                                                              \
    static constexpr bool durable = true;                                                                             \
    static void op(void* line, u64 value, const Line&) {                                                              \
      asm volatile(#NAME " %1, (%0)\n\t" #NAME " %1, 8(%0)\n\t" #NAME " %1, 16(%0)\n\t" #NAME " %1, 24(%0)\n\t" #NAME \
                         " %1, 32(%0)\n\t" #NAME " %1, 40(%0)\n\t" #NAME " %1, 48(%0)\n\t" #NAME " %1, 56(%0)"        \
                   :                                                                                                  \
                   : "r"(line), "r"(value)                                                                            \
                   : "memory");                                                                                       \
    }                                                                                                                 \
  };
FENCELINE_PAST_CACHES(movnti, Feature::none)
FENCELINE_PAST_CACHES(movdiri, Feature::movdiri)
#undef FENCELINE_PAST_CACHES

/// 64 bytes, copied as one write that nobody sees in parts.
struct movdir64b {
  static constexpr Info info{"movdir64b", "movdir64b", "none", Feature::movdir64b};
  using done = sfence;
  static constexpr bool durable = true;
  static void op(void* line, u64, const Line& full) {
    asm volatile("movdir64b (%0), %1" : : "r"(&full), "r"(line) : "memory");
  }
};

/// Zeros, weakly ordered and past the caches where it can.
struct clzero {
  static constexpr Info info{"clzero", "clzero", "none", Feature::clzero};
  using done = sfence;
  static constexpr bool durable = false;
  static constexpr bool zeroes = true;
  static void op(void* line, u64, const Line&) { asm volatile(".byte 0x0f, 0x01, 0xfc" : : "a"(line) : "memory"); }
};

using line_writes = List<movnti_line, movdiri_line, movdir64b, clzero>;

}  // namespace fenceline::arch
