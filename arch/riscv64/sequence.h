// A sequence of the user's own on RISC-V.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"a0", "the shared line"},
    {"a1", "the private line"},
    {"a2", "1"},
    {"a3", "the thread's number"},
    {"a4", "0; the result, through which the latency goes"},
    {"a5-a7, t0-t5, s0-s9", "0"},
    {"t6", "anything"},
    {"sp", "a stack; at the end as it was"},
    {"ra, gp, tp, s10, s11", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"ra", "x1", "gp", "x3", "tp", "x4", "s10", "x26", "s11", "x27"};
inline constexpr std::string_view kCounter = "s11";
/// Without what a linker would do: there is none.
inline constexpr std::string_view kAssembler[] = {"-march=rv64gc", "-mno-relax"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = riscv64::encode;
inline constexpr uint8_t kNop[] = {0x01, 0x00};
/// add a0, a0, a4; sub a0, a0, a4; add a1, a1, a4; sub a1, a1, a4
inline constexpr uint8_t kChain[] = {0x33, 0x05, 0xe5, 0x00, 0x33, 0x05, 0xe5, 0x40,
                                     0xb3, 0x85, 0xe5, 0x00, 0xb3, 0x85, 0xe5, 0x40};

/// addi a0, a0, …, as often as 11 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0x7ff, [&](uint32_t part) { put(code, 0x00050513 | part << 20, 4); });
}

/// ret
inline constexpr uint8_t kReturn[] = {0x67, 0x80, 0x00, 0x00};

/// Branches within a section are left to the linker, which might make others shorter.
/// Source: RISC-V ELF psABI, Relocations.
inline bool fix(uint8_t* at, uint32_t type, int64_t distance) {
  const auto bit = [&](int from, int count, int to) {
    return (static_cast<uint64_t>(distance) >> from & ((1U << count) - 1)) << to;
  };
  const auto write = [&](uint64_t bits) {
    for (int i = 0; i < 2; ++i) at[i] = uint8_t(at[i] | bits >> (8 * i));
    return true;
  };
  switch (type) {
    case 16:  // R_RISCV_BRANCH
      return riscv64::fix_branch(at, distance);
    case 17:  // R_RISCV_JAL
      return riscv64::fix_jump(at, distance);
    case 44:  // R_RISCV_RVC_BRANCH
      return write(bit(8, 1, 12) | bit(3, 2, 10) | bit(6, 2, 5) | bit(1, 2, 3) | bit(5, 1, 2));
    case 45:  // R_RISCV_RVC_JUMP
      return write(bit(11, 1, 12) | bit(4, 1, 11) | bit(8, 2, 9) | bit(10, 1, 8) | bit(6, 1, 7) | bit(7, 1, 6) |
                   bit(1, 3, 3) | bit(5, 1, 2));
    default:
      return false;
  }
}

/// The conditional branch reaches 4 KiB, so it goes round one that reaches farther.
inline void end(std::vector<uint8_t>& code, int64_t distance) {
  const auto to = static_cast<uint64_t>(distance - 8);
  put(code, 0xfffd8d93, 4);  // addi s11, s11, -1
  put(code, 0x000d8463, 4);  // beqz s11, .+8
  put(code, 0x6f | (to >> 20 & 1) << 31 | (to >> 1 & 0x3ff) << 21 | (to >> 11 & 1) << 20 | (to >> 12 & 0xff) << 12,
      4);  // j
}

inline void call(Call& c) {
  register Call* const at asm("a0") = &c;
  asm volatile(
      "addi sp, sp, -32\n\t"
      "sd ra, 0(sp)\n\t"
      "sd s0, 8(sp)\n\t"
      "sd a0, 16(sp)\n\t"
      "mv s10, sp\n\t"
      "ld t6, 0(a0)\n\t"
      "ld a1, 16(a0)\n\t"
      "ld a3, 24(a0)\n\t"
      "ld s11, 32(a0)\n\t"
      "ld a0, 8(a0)\n\t"
      "li a2, 1\n\t"
      ".irp r, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9\n\t"
      "li \\r, 0\n\t"
      ".endr\n\t"
      "jalr t6\n\t"
      "sub a1, sp, s10\n\t"
      "mv sp, s10\n\t"
      "ld a0, 16(sp)\n\t"
      "sd s11, 40(a0)\n\t"
      "sd a1, 48(a0)\n\t"
      "ld s0, 8(sp)\n\t"
      "ld ra, 0(sp)\n\t"
      "addi sp, sp, 32"
      :
      : "r"(at)
      : "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "s1", "s2", "s3", "s4",
        "s5", "s6", "s7", "s8", "s9", "s10", "s11", "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "ft8",
        "ft9", "ft10", "ft11", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "fs0", "fs1", "fs2", "fs3",
        "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "memory");
}

}  // namespace fenceline::arch::sequence
