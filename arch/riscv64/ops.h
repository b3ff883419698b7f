// RISC-V, 64 bits: the instruction variants. Sources: The RISC-V Instruction Set Manual, volume I:
// "RVWMO Memory Consistency Model" and its explanatory appendix (tables A.6 and A.7 of the 2019
// edition: mappings of C and C++), chapters "A", "Zabha", "Zacas", "Zalasr", "Zawrs" and
// "Zihintpause"; RISC-V ELF psABI, "RISC-V atomics mappings".
// Instructions that assemblers of 2023 lack are given as .insn, by the manual's encoding; a
// disassembler that lacks them too shows the word, so their patterns match either.
#pragma once
#include <arch/amo.h>
#include <arch/builtin.h>
#include <arch/lrsc.h>
#include <arch/op.h>

namespace fenceline::arch {

/// Picks by the value type's width: patterns of one template for four instructions.
template <class T>
constexpr std::string_view by_width(std::string_view b, std::string_view h, std::string_view w, std::string_view d) {
  return sizeof(T) == 1 ? b : sizeof(T) == 2 ? h : sizeof(T) == 4 ? w : d;
}

// ---- loads and stores: plain, fenced (table A.6), annotated (table A.7) ------------------------

#define FENCELINE_LOAD(NAME, BEFORE, AFTER, NAME_BEFORE, NAME_AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)       \
  template <class T>                                                                                         \
  struct NAME {                                                                                              \
    static constexpr Info info{by_width<T>(NAME_BEFORE "lbu" NAME_AFTER, NAME_BEFORE "lhu" NAME_AFTER,       \
                                           NAME_BEFORE "lw" NAME_AFTER, NAME_BEFORE "ld" NAME_AFTER),        \
                               by_width<T>(EMITS_BEFORE "lbu " EMITS_AFTER, EMITS_BEFORE "lhu " EMITS_AFTER, \
                                           EMITS_BEFORE "lw " EMITS_AFTER, EMITS_BEFORE "ld " EMITS_AFTER),  \
                               ORDER};                                                                       \
    using value_type = T;                                                                                    \
    static Whole<T> op(const T* from) {                                                                      \
      Whole<T> v;                                                                                            \
      if constexpr (sizeof(T) == 1)                                                                          \
        asm volatile(BEFORE "lbu %0, %1" AFTER : "=r"(v) : "m"(*from) : "memory");                           \
      else if constexpr (sizeof(T) == 2)                                                                     \
        asm volatile(BEFORE "lhu %0, %1" AFTER : "=r"(v) : "m"(*from) : "memory");                           \
      else if constexpr (sizeof(T) == 4)                                                                     \
        asm volatile(BEFORE "lw %0, %1" AFTER : "=r"(v) : "m"(*from) : "memory");                            \
      else                                                                                                   \
        asm volatile(BEFORE "ld %0, %1" AFTER : "=r"(v) : "m"(*from) : "memory");                            \
      return v;                                                                                              \
    }                                                                                                        \
  };
FENCELINE_LOAD(ld, "", "", "", "", "", "", "relaxed")
FENCELINE_LOAD(ld_fence_r_rw, "", "\n\tfence r,rw", "", "_fence_r_rw", "", ";fence +r,rw", "acquire")
/// Ztso's seq_cst load.
FENCELINE_LOAD(fence_rw_rw_ld, "fence rw,rw\n\t", "", "fence_rw_rw_", "", "fence +rw,rw;", "", "relaxed")
FENCELINE_LOAD(fence_rw_rw_ld_fence_r_rw, "fence rw,rw\n\t", "\n\tfence r,rw", "fence_rw_rw_", "_fence_r_rw",
               "fence +rw,rw;", ";fence +r,rw", "seq_cst")
#undef FENCELINE_LOAD

/// Instructions that read one word or doubleword and are annotated: LR without an SC to follow, and
/// AMOs that change nothing (amoor with x0), which need the line in exclusive state.
#define FENCELINE_ANNOTATED_LOAD(NAME, WORD, DOUBLE, EMITS, ORDER, WRITES)      \
  template <class T>                                                            \
  struct NAME {                                                                 \
    static constexpr Info info{#NAME, EMITS, ORDER};                            \
    static constexpr bool read_modify_write = WRITES;                           \
    using value_type = T;                                                       \
    static Whole<T> op(const T* from) {                                         \
      Whole<T> v;                                                               \
      if constexpr (sizeof(T) == 4)                                             \
        asm volatile(WORD : "=r"(v) : "A"(*const_cast<T*>(from)) : "memory");   \
      else                                                                      \
        asm volatile(DOUBLE : "=r"(v) : "A"(*const_cast<T*>(from)) : "memory"); \
      return v;                                                                 \
    }                                                                           \
  };
FENCELINE_ANNOTATED_LOAD(lr, "lr.w %0, %1", "lr.d %0, %1", "lr\\.[wd] ", "relaxed", false)
FENCELINE_ANNOTATED_LOAD(lr_aq, "lr.w.aq %0, %1", "lr.d.aq %0, %1", "lr\\.[wd]\\.aq ", "acquire", false)
FENCELINE_ANNOTATED_LOAD(lr_aqrl, "lr.w.aqrl %0, %1", "lr.d.aqrl %0, %1", "lr\\.[wd]\\.aqrl ", "seq_cst", false)
FENCELINE_ANNOTATED_LOAD(amoor_zero_aq, "amoor.w.aq %0, zero, %1", "amoor.d.aq %0, zero, %1",
                         "amoor\\.[wd]\\.aq .*zero", "acquire", true)
FENCELINE_ANNOTATED_LOAD(amoor_zero_aqrl, "amoor.w.aqrl %0, zero, %1", "amoor.d.aqrl %0, zero, %1",
                         "amoor\\.[wd]\\.aqrl .*zero", "seq_cst", true)
#undef FENCELINE_ANNOTATED_LOAD

/// Zalasr: funct5 00110, aq mandatory. They sign-extend. Acquire and release are RCsc: among them
/// they keep program order, which is what seq_cst needs.
#define FENCELINE_ZALASR_LOAD(NAME, FUNCT7, EMITS, ORDER)                                                         \
  template <class T>                                                                                              \
  struct NAME {                                                                                                   \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::zalasr};                                             \
    using value_type = T;                                                                                         \
    static Whole<T> op(const T* from) {                                                                           \
      Whole<T> v;                                                                                                 \
      asm volatile(".insn r 0x2f, %c2, " FUNCT7 ", %0, %1, x0" : "=r"(v) : "r"(from), "i"(funct3<T>) : "memory"); \
      return v;                                                                                                   \
    }                                                                                                             \
  };
FENCELINE_ZALASR_LOAD(l_aq, "0x1a", "(l[bhwd]\\.aq |\\.4byte 0x340[0-9a-f]{3}[2a]f)", "seq_cst")
FENCELINE_ZALASR_LOAD(l_aqrl, "0x1b", "(l[bhwd]\\.aqrl |\\.4byte 0x360[0-9a-f]{3}[2a]f)", "seq_cst")
#undef FENCELINE_ZALASR_LOAD

using loads = Concat<
    Each<ld, u8, u16, u32, u64>,
    List<ld_fence_r_rw<u32>, ld_fence_r_rw<u64>, fence_rw_rw_ld_fence_r_rw<u32>, fence_rw_rw_ld_fence_r_rw<u64>,
         fence_rw_rw_ld<u64>, lr<u64>, lr_aq<u32>, lr_aq<u64>, lr_aqrl<u32>, lr_aqrl<u64>, amoor_zero_aq<u64>,
         amoor_zero_aqrl<u64>, l_aq<u8>, l_aq<u16>, l_aq<u32>, l_aq<u64>, l_aqrl<u64>,
         builtin_load<u64, std::memory_order_relaxed, "ld ">, builtin_load<u64, std::memory_order_acquire, "ld ;fence">,
         builtin_load<u64, std::memory_order_seq_cst, "fence;ld ;fence">>>;

#define FENCELINE_STORE(NAME, BEFORE, AFTER, NAME_BEFORE, NAME_AFTER, EMITS_BEFORE, EMITS_AFTER, ORDER)     \
  template <class T>                                                                                        \
  struct NAME {                                                                                             \
    static constexpr Info info{by_width<T>(NAME_BEFORE "sb" NAME_AFTER, NAME_BEFORE "sh" NAME_AFTER,        \
                                           NAME_BEFORE "sw" NAME_AFTER, NAME_BEFORE "sd" NAME_AFTER),       \
                               by_width<T>(EMITS_BEFORE "sb " EMITS_AFTER, EMITS_BEFORE "sh " EMITS_AFTER,  \
                                           EMITS_BEFORE "sw " EMITS_AFTER, EMITS_BEFORE "sd " EMITS_AFTER), \
                               ORDER};                                                                      \
    using value_type = T;                                                                                   \
    static void op(T* to, T value) {                                                                        \
      if constexpr (sizeof(T) == 1)                                                                         \
        asm volatile(BEFORE "sb %1, %0" AFTER : "=m"(*to) : "r"(value) : "memory");                         \
      else if constexpr (sizeof(T) == 2)                                                                    \
        asm volatile(BEFORE "sh %1, %0" AFTER : "=m"(*to) : "r"(value) : "memory");                         \
      else if constexpr (sizeof(T) == 4)                                                                    \
        asm volatile(BEFORE "sw %1, %0" AFTER : "=m"(*to) : "r"(value) : "memory");                         \
      else                                                                                                  \
        asm volatile(BEFORE "sd %1, %0" AFTER : "=m"(*to) : "r"(value) : "memory");                         \
    }                                                                                                       \
  };
FENCELINE_STORE(sd, "", "", "", "", "", "", "relaxed")
/// Table A.6 uses it for release and for seq_cst: its seq_cst loads have the leading fence.
FENCELINE_STORE(fence_rw_w_sd, "fence rw,w\n\t", "", "fence_rw_w_", "", "fence +rw,w;", "", "release")
/// The psABI's seq_cst store: the trailing fence lets it mix with table A.7's loads.
FENCELINE_STORE(fence_rw_w_sd_fence_rw_rw, "fence rw,w\n\t", "\n\tfence rw,rw", "fence_rw_w_", "_fence_rw_rw",
                "fence +rw,w;", ";fence +rw,rw", "seq_cst")
FENCELINE_STORE(sd_fence_rw_rw, "", "\n\tfence rw,rw", "", "_fence_rw_rw", "", ";fence +rw,rw", "relaxed")
#undef FENCELINE_STORE

/// Zalasr: funct5 00111, rl mandatory, rd = x0.
#define FENCELINE_ZALASR_STORE(NAME, FUNCT7, EMITS, ORDER)                                                          \
  template <class T>                                                                                                \
  struct NAME {                                                                                                     \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::zalasr};                                               \
    using value_type = T;                                                                                           \
    static void op(T* to, T value) {                                                                                \
      asm volatile(".insn r 0x2f, %c2, " FUNCT7 ", x0, %0, %1" : : "r"(to), "r"(value), "i"(funct3<T>) : "memory"); \
    }                                                                                                               \
  };
FENCELINE_ZALASR_STORE(s_rl, "0x1d", "(s[bhwd]\\.rl |\\.4byte 0x3[ab][0-9a-f]{3}02f)", "seq_cst")
FENCELINE_ZALASR_STORE(s_aqrl, "0x1f", "(s[bhwd]\\.aqrl |\\.4byte 0x3[ef][0-9a-f]{3}02f)", "seq_cst")
#undef FENCELINE_ZALASR_STORE

using stores =
    Concat<Each<sd, u8, u16, u32, u64>,
           List<fence_rw_w_sd<u32>, fence_rw_w_sd<u64>, fence_rw_w_sd_fence_rw_rw<u32>, fence_rw_w_sd_fence_rw_rw<u64>,
                sd_fence_rw_rw<u64>, amoswap_zero<u64>, amoswap_rl_zero<u32>, amoswap_rl_zero<u64>,
                amoswap_aqrl_zero<u64>, s_rl<u8>, s_rl<u16>, s_rl<u32>, s_rl<u64>, s_aqrl<u64>,
                // GCC until 13.2 stores with amoswap, even relaxed (its PR target/89835).
                builtin_store<u64, std::memory_order_relaxed, "(sd|amoswap\\.d) ">,
                builtin_store<u64, std::memory_order_release, "fence;(sd|amoswap\\.d) ">,
                builtin_store<u64, std::memory_order_seq_cst, "fence;(sd|amoswap\\.d(\\.aq)?) ">>>;

// ---- read-modify-write -------------------------------------------------------------------------

template <template <class> class... Ops>
using words_and_doubles = Concat<List<Ops<u32>...>, List<Ops<u64>...>>;
template <template <class> class... Ops>
using bytes_and_halves = Concat<List<Ops<u8>...>, List<Ops<u16>...>>;

using exchanges = Concat<Concat<words_and_doubles<amoswap, amoswap_aq, amoswap_rl, amoswap_aqrl>, lrsc_exchanges>,
                         Concat<bytes_and_halves<masked_exchange, masked_aqrl_exchange, zabha_amoswap, zabha_amoswap_aq,
                                                 zabha_amoswap_rl, zabha_amoswap_aqrl>,
                                List<builtin_exchange<u64, std::memory_order_relaxed, "amoswap\\.d ">,
                                     builtin_exchange<u64, std::memory_order_seq_cst, "amoswap\\.d\\.aq(rl)? ">>>>;

using fetch_adds = Concat<Concat<words_and_doubles<amoadd, amoadd_aq, amoadd_rl, amoadd_aqrl>, lrsc_adds>,
                          Concat<bytes_and_halves<masked_add, masked_aqrl_add, zabha_amoadd, zabha_amoadd_aq,
                                                  zabha_amoadd_rl, zabha_amoadd_aqrl>,
                                 List<builtin_fetch_add<u64, std::memory_order_relaxed, "amoadd\\.d ">,
                                      builtin_fetch_add<u64, std::memory_order_seq_cst, "amoadd\\.d\\.aq(rl)? ">>>>;
using fetch_ands = Concat<Concat<words_and_doubles<amoand, amoand_aq, amoand_rl, amoand_aqrl>, lrsc_ands>,
                          Concat<bytes_and_halves<zabha_amoand, zabha_amoand_aq, zabha_amoand_rl, zabha_amoand_aqrl>,
                                 List<builtin_fetch_and<u64, std::memory_order_seq_cst, "amoand\\.d\\.aq(rl)? ">>>>;
using fetch_ors = Concat<Concat<words_and_doubles<amoor, amoor_aq, amoor_rl, amoor_aqrl>, lrsc_ors>,
                         Concat<bytes_and_halves<zabha_amoor, zabha_amoor_aq, zabha_amoor_rl, zabha_amoor_aqrl>,
                                List<builtin_fetch_or<u64, std::memory_order_seq_cst, "amoor\\.d\\.aq(rl)? ">>>>;
using fetch_xors = Concat<Concat<words_and_doubles<amoxor, amoxor_aq, amoxor_rl, amoxor_aqrl>, lrsc_xors>,
                          Concat<bytes_and_halves<zabha_amoxor, zabha_amoxor_aq, zabha_amoxor_rl, zabha_amoxor_aqrl>,
                                 List<builtin_fetch_xor<u64, std::memory_order_seq_cst, "amoxor\\.d\\.aq(rl)? ">>>>;

using adds = Concat<words_and_doubles<amoadd_zero, amoadd_aq_zero, amoadd_rl_zero, amoadd_aqrl_zero>,
                    List<builtin_add<u64, std::memory_order_relaxed, "amoadd\\.d ">,
                         builtin_add<u64, std::memory_order_seq_cst, "amoadd\\.d\\.aq(rl)? ">>>;
using ands = words_and_doubles<amoand_zero, amoand_aqrl_zero>;
using ors = words_and_doubles<amoor_zero, amoor_aqrl_zero>;
using xors = words_and_doubles<amoxor_zero, amoxor_aqrl_zero>;

#define FENCELINE_EXTREMUM(EXTREMUM, AMO)                                \
  Keeping<Extremum::EXTREMUM,                                            \
          Concat<words_and_doubles<AMO, AMO##_aq, AMO##_rl, AMO##_aqrl>, \
                 bytes_and_halves<zabha_##AMO, zabha_##AMO##_aq, zabha_##AMO##_rl, zabha_##AMO##_aqrl>>>
using fetch_extrema =
    Concat<Concat<FENCELINE_EXTREMUM(min, amomin), FENCELINE_EXTREMUM(max, amomax)>,
           Concat<FENCELINE_EXTREMUM(min_unsigned, amominu), FENCELINE_EXTREMUM(max_unsigned, amomaxu)>>;
#undef FENCELINE_EXTREMUM
using extrema = Concat<Concat<Keeping<Extremum::min, words_and_doubles<amomin_zero, amomin_aqrl_zero>>,
                              Keeping<Extremum::max, words_and_doubles<amomax_zero, amomax_aqrl_zero>>>,
                       Concat<Keeping<Extremum::min_unsigned, words_and_doubles<amominu_zero, amominu_aqrl_zero>>,
                              Keeping<Extremum::max_unsigned, words_and_doubles<amomaxu_zero, amomaxu_aqrl_zero>>>>;

// ---- compare and swap --------------------------------------------------------------------------

using cas = Concat<
    Concat<lrsc_cas, bytes_and_halves<masked_cas, masked_aqrl_cas, zabha_amocas, zabha_amocas_aq, zabha_amocas_rl,
                                      zabha_amocas_aqrl>>,
    Concat<words_and_doubles<amocas, amocas_aq, amocas_rl, amocas_aqrl>,
           List<fence_rw_rw_amocas_aqrl<u64>, amocas_q, amocas_q_aq, amocas_q_rl, amocas_q_aqrl,
                builtin_cas<u64, std::memory_order_relaxed, "lr\\.d ;bnez? ;sc\\.d ;bnez ">,
                builtin_cas<u64, std::memory_order_seq_cst, "lr\\.d\\.aq(rl)? ;bnez? ;sc\\.d\\.(rl|aq|aqrl) ;bnez ">>>>;

// ---- fences ------------------------------------------------------------------------------------

#define FENCELINE_FENCE(NAME, ASM, EMITS, ORDER, NEEDS)     \
  struct NAME {                                             \
    static constexpr Info info{#NAME, EMITS, ORDER, NEEDS}; \
    static void op() { asm volatile(ASM : : : "memory"); }  \
  };
#define FENCELINE_FENCE_PAIR(BEFORE, AFTER)                                                                \
  FENCELINE_FENCE(fence_##BEFORE##_##AFTER, "fence " #BEFORE "," #AFTER, "fence +" #BEFORE "," #AFTER "$", \
                  #BEFORE "," #AFTER, Feature::none)
FENCELINE_FENCE_PAIR(r, r)
FENCELINE_FENCE_PAIR(r, w)
FENCELINE_FENCE_PAIR(r, rw)
FENCELINE_FENCE_PAIR(w, r)
FENCELINE_FENCE_PAIR(w, w)
FENCELINE_FENCE_PAIR(w, rw)
FENCELINE_FENCE_PAIR(rw, r)
FENCELINE_FENCE_PAIR(rw, w)
FENCELINE_FENCE_PAIR(rw, rw)
// Device input and output: those that Linux' mb, rmb, wmb, readl, writel and mmiowb are made of,
// and device accesses among themselves.
// (disassembled, a fence of everything has no operands)
FENCELINE_FENCE(fence_iorw_iorw, "fence iorw,iorw", "fence( +iorw,iorw)?$", "iorw,iorw", Feature::none)
FENCELINE_FENCE_PAIR(ir, ir)
FENCELINE_FENCE_PAIR(ow, ow)
FENCELINE_FENCE_PAIR(i, r)
FENCELINE_FENCE_PAIR(i, ir)
FENCELINE_FENCE_PAIR(w, o)
FENCELINE_FENCE_PAIR(o, w)
FENCELINE_FENCE_PAIR(i, i)
FENCELINE_FENCE_PAIR(i, o)
FENCELINE_FENCE_PAIR(i, io)
FENCELINE_FENCE_PAIR(o, i)
FENCELINE_FENCE_PAIR(o, o)
FENCELINE_FENCE_PAIR(o, io)
FENCELINE_FENCE_PAIR(io, i)
FENCELINE_FENCE_PAIR(io, o)
FENCELINE_FENCE_PAIR(io, io)
/// GCC until 13.2 puts it before release operations.
FENCELINE_FENCE_PAIR(iorw, ow)
/// What TSO keeps: all but earlier writes with later reads.
FENCELINE_FENCE(fence_tso, "fence.tso", "fence\\.tso", "r,rw+w,w", Feature::fence_tso)
/// Not a fence between harts' data accesses: makes this hart's stores visible to its own fetches.
FENCELINE_FENCE(fence_i, ".insn i 0x0f, 1, x0, x0, 0", "fence\\.i", "none", Feature::none)
#undef FENCELINE_FENCE_PAIR
#undef FENCELINE_FENCE

using fences =
    List<fence_r_r, fence_r_w, fence_r_rw, fence_w_r, fence_w_w, fence_w_rw, fence_rw_r, fence_rw_w, fence_rw_rw,
         fence_iorw_iorw, fence_ir_ir, fence_ow_ow, fence_i_r, fence_i_ir, fence_w_o, fence_o_w, fence_i_i, fence_i_o,
         fence_i_io, fence_o_i, fence_o_o, fence_o_io, fence_io_i, fence_io_o, fence_io_io, fence_iorw_ow, fence_tso,
         fence_i, builtin_fence<std::memory_order_acquire, "fence">, builtin_fence<std::memory_order_release, "fence">,
         builtin_fence<std::memory_order_seq_cst, "fence( +(io)?rw,(io)?rw)?$">>;

// ---- spin hints --------------------------------------------------------------------------------

/// Zihintpause: `fence w,0`, a hint and legal on every core; without the extension, a no-op.
struct pause {
  static constexpr Info info{"pause", "(pause|fence +w,unknown|\\.4byte 0x100000f)", "none"};
  static void op() { asm volatile(".insn i 0x0f, 0, x0, x0, 0x010" : : : "memory"); }
};
struct nop {
  static constexpr Info info{"nop", "nop", "none"};
  static void op() { asm volatile("nop" : : : "memory"); }
};
/// A long-latency instruction that touches no memory: Linux' cpu_relax() before its pause.
struct div_zero {
  static constexpr Info info{"div_zero", "div ", "none"};
  static void op() {
    uint64_t discarded;
    asm volatile("div %0, zero, zero" : "=r"(discarded) : : "memory");
  }
};
/// Zawrs: waits until the reservation set is written to, an interrupt, or (.sto) a short timeout of
/// the implementation's. Here nobody writes: what the timeout lasts.
struct lr_wrs_sto {
  static constexpr Info info{"lr_wrs_sto", "lr\\.d ;(wrs\\.sto|\\.4byte 0x1d00073)", "none", Feature::zawrs};
  static void op() {
    u64 word = 0, discarded;
    asm volatile("lr.d %0, %1\n\t.insn i 0x73, 0, x0, x0, 0x01d" : "=&r"(discarded), "+A"(word) : : "memory");
  }
};
/// Without the timeout it could sleep until the next interrupt. An SC, whether it succeeds or not,
/// leaves no reservation, and then the instruction has nothing to wait for: what it costs itself.
struct sc_wrs_nto {
  static constexpr Info info{"sc_wrs_nto", "sc\\.d ;(wrs\\.nto|\\.4byte 0xd00073)", "none", Feature::zawrs};
  static void op() {
    u64 word = 0, discarded;
    asm volatile("sc.d %0, zero, %1\n\t.insn i 0x73, 0, x0, x0, 0x00d" : "=&r"(discarded), "+A"(word) : : "memory");
  }
};

using pauses = List<pause, nop, div_zero, lr_wrs_sto, sc_wrs_nto>;

/// Zawrs as it is meant: until somebody writes to the reservation set, an interrupt comes, or
/// (.sto) a short time has passed.
#define FENCELINE_WRS(NAME, IMMEDIATE, EMITS)                                                    \
  struct NAME {                                                                                  \
    static constexpr Info info{#NAME, "lr\\.w ;bne ;" EMITS, "relaxed", Feature::zawrs};         \
    using value_type = u32;                                                                      \
    static u32 op(const u32* at, u32 current) {                                                  \
      u32 value;                                                                                 \
      asm volatile("lr.w %0, %1\n\tbne %0, %2, 1f\n\t.insn i 0x73, 0, x0, x0, " IMMEDIATE "\n1:" \
                   : "=&r"(value)                                                                \
                   : "A"(*at), "r"(sign_extended(current))                                       \
                   : "memory");                                                                  \
      return value;                                                                              \
    }                                                                                            \
  };
FENCELINE_WRS(lr_bne_wrs_nto, "0x00d", "(wrs\\.nto|\\.4byte 0xd00073)")
FENCELINE_WRS(lr_bne_wrs_sto, "0x01d", "(wrs\\.sto|\\.4byte 0x1d00073)")
#undef FENCELINE_WRS

using address_waits = List<lr_bne_wrs_nto, lr_bne_wrs_sto>;

// ---- timers: rdcycle traps under Linux since 6.6. For fences a CSR read counts as device input
// (unprivileged specification, "Zicsr", CSR access ordering)
// ------------------------------------------

#define FENCELINE_TIMER(NAME, ASM, EMITS, ORDER)                    \
  struct NAME {                                                     \
    static constexpr Info info{#NAME, EMITS, ORDER, Feature::none}; \
    static u64 op() {                                               \
      u64 time;                                                     \
      asm volatile(ASM : "=r"(time) : : "memory");                  \
      return time;                                                  \
    }                                                               \
  };
FENCELINE_TIMER(rdtime, "rdtime %0", "rdtime", "none")
FENCELINE_TIMER(fence_rdtime, "fence rw, i\n\trdtime %0", "fence +rw,i;rdtime", "earlier")
#undef FENCELINE_TIMER

using timers = List<rdtime, fence_rdtime>;

}  // namespace fenceline::arch
