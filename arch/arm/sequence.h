// A sequence of the user's own on Arm, 32 bits: A32 code, whatever the program itself is made of.
#pragma once
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"r0", "the shared line"},
    {"r1", "the private line"},
    {"r2", "1"},
    {"r3", "the thread's number"},
    {"r4", "0; the result, through which the latency goes"},
    {"r5-r9", "0"},
    {"r12", "anything"},
    {"sp", "a stack; at the end as it was"},
    {"r10, r11, lr", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"r10", "sl", "r11", "fp", "lr", "r14"};
inline constexpr std::string_view kCounter = "r11";
inline constexpr std::string_view kAssembler[] = {"-march=armv8-a", "-mfpu=neon-fp-armv8"};
inline constexpr bool kHasEncoder = false;
inline constexpr bool (*kEncode)(std::string_view, Code&) = nullptr;
inline constexpr uint8_t kNop[] = {0x00, 0xf0, 0x20, 0xe3};
/// add r0, r0, r4; sub r0, r0, r4; add r1, r1, r4; sub r1, r1, r4
inline constexpr uint8_t kChain[] = {0x04, 0x00, 0x80, 0xe0, 0x04, 0x00, 0x40, 0xe0,
                                     0x04, 0x10, 0x81, 0xe0, 0x04, 0x10, 0x41, 0xe0};

/// add r0, r0, #… << 8, and the rest: an immediate is eight bits, rotated right by twice four others
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes >> 8, 0xff, [&](uint32_t part) { put(code, 0xe2800c00 | part, 4); });
  by_parts(bytes & 0xff, 0xff, [&](uint32_t part) { put(code, 0xe2800000 | part, 4); });
}

/// bx lr
inline constexpr uint8_t kReturn[] = {0x1e, 0xff, 0x2f, 0xe1};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0xe25bb001, 4);                                                               // subs r11, r11, #1
  put(code, 0x1a000000 | (static_cast<uint64_t>((distance - 4 - 8) / 4) & 0xffffff), 4);  // bne
}

inline void call(Call& c) {
  register Call* const at asm("r0") = &c;
  asm volatile(
      "push {r0, r7, r11, lr}\n\t"
      "mov r10, sp\n\t"
      "ldr r12, [r0]\n\t"
      "ldr r1, [r0, #8]\n\t"
      "ldr r3, [r0, #12]\n\t"
      "ldr r11, [r0, #16]\n\t"
      "ldr r0, [r0, #4]\n\t"
      "mov r2, #1\n\t"
      ".irp n, 4, 5, 6, 7, 8, 9\n\t"
      "mov r\\n, #0\n\t"
      ".endr\n\t"
      "blx r12\n\t"
      "mov r1, sp\n\t"
      "sub r1, r1, r10\n\t"
      "mov sp, r10\n\t"
      "ldr r0, [sp]\n\t"
      "str r11, [r0, #20]\n\t"
      "str r1, [r0, #24]\n\t"
      "pop {r0, r7, r11, lr}"
      :
      : "r"(at)
      : "r1", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "r12", "lr", "d0", "d1", "d2", "d3", "d4", "d5", "d6",
        "d7", "d8", "d9", "d10", "d11", "d12", "d13", "d14", "d15", "cc", "memory");
}

}  // namespace fenceline::arch::sequence
