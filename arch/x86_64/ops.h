// x86-64: the instruction variants. Sources: Intel SDM vol. 3A 9.2 (memory ordering) and vol. 2
// (each instruction); AMD APM vol. 2, 7.1; Sewell et al., "x86-TSO", CACM 53(7), 2010.
#pragma once
#include <arch/builtin.h>
#include <arch/op.h>

namespace fenceline::arch {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

// ---- loads: any mov is an acquire load under TSO --------------------------------------------

template <class T>
struct mov_load {
  static constexpr Info info{"mov", sizeof(T) < 4 ? "movz[bw]l? +[-x0-9a-f]*\\(" : "mov[lq]? +[-x0-9a-f]*\\(",
                             "acquire"};
  using value_type = T;
  static Whole<T> op(const T* from) {
    // A plain 8- or 16-bit mov would merge with the old register; one of 32 bits clears the upper half.
    Whole<T> value;
    if constexpr (sizeof(T) == 1) asm volatile("movzbl %1, %k0" : "=r"(value) : "m"(*from) : "memory");
    if constexpr (sizeof(T) == 2) asm volatile("movzwl %1, %k0" : "=r"(value) : "m"(*from) : "memory");
    if constexpr (sizeof(T) == 4) asm volatile("mov %1, %k0" : "=r"(value) : "m"(*from) : "memory");
    if constexpr (sizeof(T) == 8) asm volatile("mov %1, %0" : "=r"(value) : "m"(*from) : "memory");
    return value;
  }
};

/// 16 bytes in one access: atomic on CPUs with AVX when aligned (SDM vol. 3A 9.1.1; AMD likewise).
struct vmovdqa_load {
  static constexpr Info info{"vmovdqa", "vmovdqa +[-x0-9a-f]*\\(.*xmm", "acquire", Feature::avx};
  static constexpr bool vector = true;
  using value_type = u128;
  static u128 op(const u128* from) {
    typedef long long v2 __attribute__((vector_size(16)));
    v2 value;
    asm volatile("vmovdqa %1, %0" : "=x"(value) : "m"(*from) : "memory");
    u128 out;
    __builtin_memcpy(&out, &value, sizeof out);
    return out;
  }
};

/// seq_cst where stores are plain: the buffer is drained before the load instead of after the
/// store.
template <class T>
struct mfence_mov {
  static constexpr Info info{"mfence_mov", "mfence;mov[lq]? +[-x0-9a-f]*\\(", "seq_cst"};
  using value_type = T;
  static T op(const T* from) {
    T value;
    asm volatile("mfence\n\tmov %1, %0" : "=r"(value) : "m"(*from) : "memory");
    return value;
  }
};
/// The same by adding nothing: needs a writable page, and takes the line for itself.
template <class T>
struct lock_xadd_zero {
  static constexpr Info info{"lock_xadd_zero", "lock xadd", "seq_cst"};
  static constexpr bool read_modify_write = true;
  using value_type = T;
  static T op(const T* from) {
    T value = 0;
    asm volatile("lock xadd %0, %1" : "+r"(value), "+m"(*const_cast<T*>(from)) : : "memory", "cc");
    return value;
  }
};

/// 16 bytes where AVX does not make plain ones atomic: exchanges 0 for 0, so it needs a writable
/// page too.
struct lock_cmpxchg16b_zero {
  static constexpr Info info{"lock_cmpxchg16b_zero", "lock cmpxchg16b", "seq_cst", Feature::cx16};
  static constexpr bool read_modify_write = true;
  using value_type = u128;
  static u128 op(const u128* from) {
    u64 low = 0, high = 0;
    asm volatile("lock cmpxchg16b %2"
                 : "+a"(low), "+d"(high), "+m"(*const_cast<u128*>(from))
                 : "b"(u64{0}), "c"(u64{0})
                 : "memory", "cc");
    return u128{high} << 64 | low;
  }
};

using loads = Concat<Each<mov_load, u8, u16, u32, u64>,
                     List<vmovdqa_load, mfence_mov<u64>, lock_xadd_zero<u64>, lock_cmpxchg16b_zero,
                          builtin_load<u64, std::memory_order_relaxed, "mov[lq]? +">,
                          builtin_load<u64, std::memory_order_seq_cst, "mov[lq]? +">>>;

// ---- stores: a mov is a release store; only a locked instruction or mfence makes it seq_cst ---

template <class T>
struct mov_store {
  static constexpr Info info{"mov", "mov[bwlq]? +.*\\)$", "release"};
  using value_type = T;
  static void op(T* to, T value) { asm volatile("mov %1, %0" : "=m"(*to) : "r"(value) : "memory"); }
};

/// Non-temporal: write-combining, weakly ordered even among stores (SDM vol. 1, 10.4.6.2).
template <class T>
struct movnti {
  static constexpr Info info{"movnti", "movnti", "relaxed"};
  static constexpr bool nontemporal = true;
  using value_type = T;
  static void op(T* to, T value) { asm volatile("movnti %1, %0" : "=m"(*to) : "r"(value) : "memory"); }
};

/// Direct store: past the caches too, but one write of its own, never combined (SDM vol. 2,
/// MOVDIRI).
template <class T>
struct movdiri {
  static constexpr Info info{"movdiri", "movdiri", "relaxed", Feature::movdiri};
  static constexpr bool nontemporal = true;
  using value_type = T;
  static void op(T* to, T value) { asm volatile("movdiri %1, %0" : "=m"(*to) : "r"(value) : "memory"); }
};

struct vmovdqa_store {
  static constexpr Info info{"vmovdqa", "vmovdqa +.*xmm.*\\)$", "release", Feature::avx};
  static constexpr bool vector = true;
  using value_type = u128;
  static void op(u128* to, u128 value) {
    typedef long long v2 __attribute__((vector_size(16)));
    v2 wide;
    __builtin_memcpy(&wide, &value, sizeof wide);
    asm volatile("vmovdqa %1, %0" : "=m"(*to) : "x"(wide) : "memory");
  }
};

/// What compilers that do not use xchg emit for a seq_cst store: nothing later passes it (forbids
/// SB).
template <class T>
struct mov_mfence {
  static constexpr Info info{"mov_mfence", "mov[bwlq]? +.*\\)$;mfence", "seq_cst"};
  using value_type = T;
  static void op(T* to, T value) { asm volatile("mov %1, %0\n\tmfence" : "=m"(*to) : "r"(value) : "memory"); }
};

/// The same with the locked stack operation that HotSpot and Linux (smp_mb) use for mfence.
template <class T>
struct mov_lock_add_rsp {
  static constexpr Info info{"mov_lock_add_rsp", "mov[bwlq]? +.*\\)$;lock addl +\\$0x0,\\(%rsp\\)", "seq_cst"};
  using value_type = T;
  static void op(T* to, T value) {
    asm volatile("mov %1, %0\n\tlock addl $0, (%%rsp)" : "=m"(*to) : "r"(value) : "memory", "cc");
  }
};

/// An exchange whose result nobody wants: GCC's and Clang's seq_cst store.
template <class T>
struct xchg_store {
  static constexpr Info info{"xchg", "xchg", "seq_cst"};
  using value_type = T;
  static void op(T* to, T value) { asm volatile("xchg %0, %1" : "+q"(value), "+m"(*to) : : "memory"); }
};

using stores = Concat<Concat<Each<mov_store, u8, u16, u32, u64>, Each<xchg_store, u8, u16, u32, u64>>,
                      List<vmovdqa_store, movnti<u32>, movnti<u64>, movdiri<u32>, movdiri<u64>, mov_mfence<u64>,
                           mov_lock_add_rsp<u64>, builtin_store<u64, std::memory_order_relaxed, "mov[lq]? +">,
                           builtin_store<u64, std::memory_order_release, "mov[lq]? +">,
                           builtin_store<u64, std::memory_order_seq_cst, "xchg|mfence|lock or">>>;

// ---- read-modify-write: every locked instruction is a full barrier ----------------------------

/// xchg with a memory operand is locked whether or not it says so.
template <class T>
struct xchg {
  static constexpr Info info{"xchg", "xchg", "seq_cst"};
  using value_type = T;
  static T op(T* at, T value) {
    asm volatile("xchg %0, %1" : "+q"(value), "+m"(*at) : : "memory");
    return value;
  }
};

using exchanges = Concat<Each<xchg, u8, u16, u32, u64>, List<builtin_exchange<u64, std::memory_order_relaxed, "xchg">,
                                                             builtin_exchange<u64, std::memory_order_seq_cst, "xchg">>>;

template <class T>
struct lock_xadd {
  static constexpr Info info{"lock_xadd", "lock xadd", "seq_cst"};
  using value_type = T;
  static T op(T* at, T value) {
    asm volatile("lock xadd %0, %1" : "+q"(value), "+m"(*at) : : "memory", "cc");
    return value;
  }
};

/// x86 has no and/or/xor that returns the old value: a CAS loop, and fetch_add the same for
/// comparison. The first look is a plain load; a failed cmpxchg brings the next one.
#define FENCELINE_CAS_LOOP(NAME, MNEMONIC)                                                              \
  template <class T>                                                                                    \
  struct NAME {                                                                                         \
    static constexpr Info info{#NAME, "mov;" MNEMONIC ";lock cmpxchg;jne", "seq_cst"};                  \
    using value_type = T;                                                                               \
    static T op(T* at, T value) {                                                                       \
      T old, next;                                                                                      \
      asm volatile("mov %2, %0\n1:\tmov %0, %1\n\t" MNEMONIC " %3, %1\n\tlock cmpxchg %1, %2\n\tjne 1b" \
                   : "=&a"(old), "=&q"(next), "+m"(*at)                                                 \
                   : "q"(value)                                                                         \
                   : "memory", "cc");                                                                   \
      return old;                                                                                       \
    }                                                                                                   \
  };
FENCELINE_CAS_LOOP(cas_loop_add, "add")
FENCELINE_CAS_LOOP(cas_loop_and, "and")
FENCELINE_CAS_LOOP(cas_loop_or, "or")
FENCELINE_CAS_LOOP(cas_loop_xor, "xor")
#undef FENCELINE_CAS_LOOP

/// Adds if a comparison holds (SDM vol. 2, CMPccXADD); here one that always does: what is there is at most the greatest
/// number. Spelled as bytes on fixed registers: Clang 14 does not know it.
template <class T>
struct cmpbexadd {
  static constexpr Info info{"cmpbexadd", "cmpbexadd", "seq_cst", Feature::cmpccxadd};
  using value_type = T;
  static T op(T* at, T value) {
    T old = static_cast<T>(~T{0});
    asm volatile(".byte 0xc4, 0xe2, %c4, 0xe6, 0x07"  // cmpbexadd %rdx, %rax, (%rdi); bit 7 of the third: 64 bits
                 : "+a"(old), "+m"(*at)
                 : "d"(value), "D"(at), "i"(sizeof(T) == 8 ? 0xe9 : 0x69)
                 : "memory", "cc");
    return old;
  }
};

using fetch_adds =
    Concat<Each<lock_xadd, u8, u16, u32, u64>, List<cas_loop_add<u64>, cmpbexadd<u32>, cmpbexadd<u64>,
                                                    builtin_fetch_add<u64, std::memory_order_relaxed, "lock xadd">,
                                                    builtin_fetch_add<u64, std::memory_order_seq_cst, "lock xadd">>>;
using fetch_ands = List<cas_loop_and<u64>, builtin_fetch_and<u64, std::memory_order_seq_cst, "lock cmpxchg">>;
using fetch_ors = List<cas_loop_or<u64>, builtin_fetch_or<u64, std::memory_order_seq_cst, "lock cmpxchg">>;
using fetch_xors = List<cas_loop_xor<u64>, builtin_fetch_xor<u64, std::memory_order_seq_cst, "lock cmpxchg">>;

#define FENCELINE_LOCKED(NAME, MNEMONIC)                                                                           \
  template <class T>                                                                                               \
  struct NAME {                                                                                                    \
    static constexpr Info info{#NAME, MNEMONIC, "seq_cst"};                                                        \
    using value_type = T;                                                                                          \
    static void op(T* at, T value) { asm volatile(MNEMONIC " %1, %0" : "+m"(*at) : "q"(value) : "memory", "cc"); } \
  };
FENCELINE_LOCKED(lock_add, "lock add")
FENCELINE_LOCKED(lock_and, "lock and")
FENCELINE_LOCKED(lock_or, "lock or")
FENCELINE_LOCKED(lock_xor, "lock xor")
#undef FENCELINE_LOCKED

/// Adds one, whatever it is asked to add.
template <class T>
struct lock_inc {
  static constexpr Info info{"lock_inc", "lock inc", "seq_cst"};
  static constexpr bool adds_one = true;
  using value_type = T;
  static void op(T* at, T) {
    if constexpr (sizeof(T) == 1) asm volatile("lock incb %0" : "+m"(*at) : : "memory", "cc");
    if constexpr (sizeof(T) == 2) asm volatile("lock incw %0" : "+m"(*at) : : "memory", "cc");
    if constexpr (sizeof(T) == 4) asm volatile("lock incl %0" : "+m"(*at) : : "memory", "cc");
    if constexpr (sizeof(T) == 8) asm volatile("lock incq %0" : "+m"(*at) : : "memory", "cc");
  }
};

using adds = Concat<Concat<Each<lock_add, u8, u16, u32, u64>, Each<lock_inc, u8, u16, u32, u64>>,
                    List<builtin_add<u64, std::memory_order_relaxed, "lock (add|inc|xadd)">,
                         builtin_add<u64, std::memory_order_seq_cst, "lock (add|inc|xadd)">>>;
using ands = Each<lock_and, u8, u16, u32, u64>;
using ors = Each<lock_or, u8, u16, u32, u64>;
using xors = Each<lock_xor, u8, u16, u32, u64>;
using fetch_extrema = List<>;
using extrema = List<>;

template <class T>
struct lock_cmpxchg {
  static constexpr Info info{"lock_cmpxchg", "lock cmpxchg", "seq_cst"};
  using value_type = T;
  static T op(T* at, T expected, T desired) {
    asm volatile("lock cmpxchg %2, %1" : "+a"(expected), "+m"(*at) : "q"(desired) : "memory", "cc");
    return expected;
  }
};

/// What 32-bit programs have for 64 bits; halves in two registers each, as for 128 bits below.
struct lock_cmpxchg8b {
  static constexpr Info info{"lock_cmpxchg8b", "lock cmpxchg8b", "seq_cst"};
  using value_type = u64;
  static u64 op(u64* at, u64 expected, u64 desired) {
    u32 low = static_cast<u32>(expected), high = static_cast<u32>(expected >> 32);
    asm volatile("lock cmpxchg8b %2"
                 : "+a"(low), "+d"(high), "+m"(*at)
                 : "b"(static_cast<u32>(desired)), "c"(static_cast<u32>(desired >> 32))
                 : "memory", "cc");
    return u64{high} << 32 | low;
  }
};

struct lock_cmpxchg16b {
  static constexpr Info info{"lock_cmpxchg16b", "lock cmpxchg16b", "seq_cst", Feature::cx16};
  using value_type = u128;
  static u128 op(u128* at, u128 expected, u128 desired) {
    u64 low = static_cast<u64>(expected), high = static_cast<u64>(expected >> 64);
    asm volatile("lock cmpxchg16b %2"
                 : "+a"(low), "+d"(high), "+m"(*at)
                 : "b"(static_cast<u64>(desired)), "c"(static_cast<u64>(desired >> 64))
                 : "memory", "cc");
    return u128{high} << 64 | low;
  }
};

using cas = Concat<Each<lock_cmpxchg, u8, u16, u32, u64>,
                   List<lock_cmpxchg8b, lock_cmpxchg16b, builtin_cas<u64, std::memory_order_relaxed, "lock cmpxchg">,
                        builtin_cas<u64, std::memory_order_seq_cst, "lock cmpxchg">>>;

// ---- fences -------------------------------------------------------------------------------------

#define FENCELINE_FENCE(NAME, ASM, EMITS, ORDER, NEEDS)          \
  struct NAME {                                                  \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS};      \
    static void op() { asm volatile(ASM : : : "memory", "cc"); } \
  };
FENCELINE_FENCE(mfence, "mfence", "mfence", "rw,rw", Feature::none)
/// Orders nothing that TSO does not: it waits for earlier instructions to complete locally, not for
/// the store buffer to drain (hardware shows SB+lfences).
FENCELINE_FENCE(lfence, "lfence", "lfence", "r,rw", Feature::none)
FENCELINE_FENCE(sfence, "sfence", "sfence", "w,w", Feature::none)
FENCELINE_FENCE(lock_add_rsp, "lock addl $0, (%%rsp)", "lock addl +\\$0x0,\\(%rsp\\)", "rw,rw", Feature::none)
/// Below the stack pointer, as Linux' smp_mb() does: no dependency on the frame's own spills.
FENCELINE_FENCE(lock_add_below_rsp, "lock addl $0, -4(%%rsp)", "lock addl +\\$0x0,-0x4\\(%rsp\\)", "rw,rw",
                Feature::none)
FENCELINE_FENCE(serialize, ".byte 0x0f, 0x01, 0xe8", "serialize", "rw,rw", Feature::serialize)
#undef FENCELINE_FENCE

using fences =
    List<mfence, lfence, sfence, lock_add_rsp, lock_add_below_rsp, serialize,
         builtin_fence<std::memory_order_acquire, "">, builtin_fence<std::memory_order_seq_cst, "mfence|lock or">>;

// ---- spin hints ---------------------------------------------------------------------------------

struct pause {
  static constexpr Info info{"pause", "pause", "none"};
  static void op() { asm volatile("pause" : : : "memory"); }
};
struct nop {
  static constexpr Info info{"nop", "nop", "none"};
  static void op() { asm volatile("nop" : : : "memory"); }
};
/// Optimised wait until a deadline that has passed already: what the instruction itself costs.
struct tpause {
  static constexpr Info info{"tpause", "tpause", "none", Feature::waitpkg};
  static void op() { asm volatile(".byte 0x66, 0x0f, 0xae, 0xf1" : : "c"(1), "a"(0), "d"(0) : "memory", "cc"); }
};

using pauses = List<pause, nop, tpause>;

// ---- waits for a write to a line, which an interrupt ends too ----------------------------------

/// Intel's, at the latest until the limit that the system sets (SDM vol. 2, UMWAIT:
/// IA32_UMWAIT_CONTROL). ecx: 1 is the state C0.1, 0 the deeper C0.2, where the system allows it.
#define FENCELINE_UMWAIT(NAME, STATE)                                                                                 \
  struct NAME {                                                                                                       \
    static constexpr Info info{#NAME, "umonitor;mov +\\(;cmp;jne;umwait", "acquire", Feature::waitpkg};               \
    using value_type = u32;                                                                                           \
    static u32 op(const u32* at, u32 current) {                                                                       \
      u32 value;                                                                                                      \
      asm volatile(                                                                                                   \
          ".byte 0xf3, 0x0f, 0xae, 0xf7\n\tmov (%1), %0\n\tcmp %2, %0\n\tjne 1f\n\t" /* umonitor %rdi */              \
          ".byte 0xf2, 0x0f, 0xae, 0xf1\n1:"                                         /* umwait %ecx, until edx:eax */ \
          : "=&r"(value)                                                                                              \
          : "D"(at), "r"(current), "c"(STATE), "a"(~0u), "d"(~0u)                                                     \
          : "memory", "cc");                                                                                          \
      return value;                                                                                                   \
    }                                                                                                                 \
  };
FENCELINE_UMWAIT(umonitor_umwait, 1)
FENCELINE_UMWAIT(umonitor_umwait_c02, 0)
#undef FENCELINE_UMWAIT
/// AMD's (APM vol. 3, MONITORX and MWAITX), without its timer. eax: 0xf0 is no deeper state than C0, 0 is C1.
#define FENCELINE_MWAITX(NAME, HINT)                                                                         \
  struct NAME {                                                                                              \
    static constexpr Info info{#NAME, "monitorx;mov +\\(;cmp;jne;mov +\\$" HINT ";mwaitx", "acquire",        \
                               Feature::mwaitx};                                                             \
    using value_type = u32;                                                                                  \
    static u32 op(const u32* at, u32 current) {                                                              \
      u32 value;                                                                                             \
      asm volatile(                                                                                          \
          ".byte 0x0f, 0x01, 0xfa\n\tmov (%1), %0\n\tcmp %2, %0\n\tjne 1f\n\t" /* monitorx %rax, ... */      \
          "mov $" HINT ", %%eax\n\t.byte 0x0f, 0x01, 0xfb\n1:"                 /* mwaitx %eax, %ecx, %ebx */ \
          : "=&r"(value), "+a"(at)                                                                           \
          : "r"(current), "c"(0), "d"(0)                                                                     \
          : "memory", "cc");                                                                                 \
      return value;                                                                                          \
    }                                                                                                        \
  };
FENCELINE_MWAITX(monitorx_mwaitx, "0xf0")
FENCELINE_MWAITX(monitorx_mwaitx_c1, "0x0")
#undef FENCELINE_MWAITX

using address_waits = List<umonitor_umwait, umonitor_umwait_c02, monitorx_mwaitx, monitorx_mwaitx_c1>;

// ---- timers: SDM vol. 2B, RDTSC (which fences give which order) and RDTSCP; vol. 3B 18.17. AMD's
// lfence waits for earlier instructions since Linux makes it so (MSRC001_1029[1]) --

#define FENCELINE_TIMER(NAME, ASM, EMITS, ORDER, NEEDS)              \
  struct NAME {                                                      \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS};          \
    static u64 op() {                                                \
      u32 low, high;                                                 \
      asm volatile(ASM : "=a"(low), "=d"(high) : : "memory", "rcx"); \
      return u64{high} << 32 | low;                                  \
    }                                                                \
  };
FENCELINE_TIMER(rdtsc, "rdtsc", "rdtsc", "none", Feature::none)
FENCELINE_TIMER(lfence_rdtsc, "lfence\n\trdtsc", "lfence;rdtsc", "earlier", Feature::none)
FENCELINE_TIMER(lfence_rdtsc_lfence, "lfence\n\trdtsc\n\tlfence", "lfence;rdtsc;lfence", "both", Feature::none)
/// Earlier stores are seen by all, too, before it reads.
FENCELINE_TIMER(mfence_lfence_rdtsc, "mfence\n\tlfence\n\trdtsc", "mfence;lfence;rdtsc", "earlier", Feature::none)
FENCELINE_TIMER(serialize_rdtsc, ".byte 0x0f, 0x01, 0xe8\n\trdtsc", "serialize;rdtsc", "earlier", Feature::serialize)
FENCELINE_TIMER(rdtscp, "rdtscp", "rdtscp", "earlier", Feature::rdtscp)
FENCELINE_TIMER(rdtscp_lfence, "rdtscp\n\tlfence", "rdtscp;lfence", "both", Feature::rdtscp)
#undef FENCELINE_TIMER
/// As it was done before lfence was known to wait. A hypervisor answers each cpuid, which takes a microsecond and more.
struct cpuid_rdtsc {
  static constexpr Info info{"cpuid_rdtsc", "cpuid;rdtsc", "earlier"};
  static u64 op() {
    u32 low = 0, high;
    asm volatile("cpuid\n\trdtsc" : "+a"(low), "=d"(high) : : "memory", "rbx", "rcx");
    return u64{high} << 32 | low;
  }
};

using timers = List<rdtsc, lfence_rdtsc, lfence_rdtsc_lfence, mfence_lfence_rdtsc, cpuid_rdtsc, serialize_rdtsc, rdtscp,
                    rdtscp_lfence>;

}  // namespace fenceline::arch
