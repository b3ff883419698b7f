// A sequence of the user's own on POWER.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"r3", "the shared line"},
    {"r4", "the private line"},
    {"r5", "1"},
    {"r6", "the thread's number"},
    {"r7", "0; the result, through which the latency goes"},
    {"r0, r8-r11, r14-r29", "0"},
    {"r12, ctr", "anything"},
    {"r1", "a stack; at the end as it was"},
    {"r2, r13, r30, r31, lr", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"r2",   "%r2", "r13",  "%r13", "r30", "%r30", "r31",
                                                 "%r31", "lr",  "mtlr", "bl",   "blr", "blrl"};
inline constexpr std::string_view kCounter = "r31";
inline constexpr std::string_view kAssembler[] = {"-mregnames", "-mpower10"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = ppc64le::encode;
inline constexpr uint8_t kNop[] = {0x00, 0x00, 0x00, 0x60};
/// add r3, r3, r7; subf r3, r7, r3; add r4, r4, r7; subf r4, r7, r4
inline constexpr uint8_t kChain[] = {0x14, 0x3a, 0x63, 0x7c, 0x50, 0x18, 0x67, 0x7c,
                                     0x14, 0x3a, 0x84, 0x7c, 0x50, 0x20, 0x87, 0x7c};

/// addi r3, r3, …, as often as 15 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0x7fff, [&](uint32_t part) { put(code, 0x38630000 | part, 4); });
}

/// blr
inline constexpr uint8_t kReturn[] = {0x20, 0x00, 0x80, 0x4e};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0x37ffffff, 4);                                                   // addic. r31, r31, -1
  put(code, 0x40820000 | (static_cast<uint64_t>(distance - 4) & 0xfffc), 4);  // bne
}

/// The compiler may have something in the 288 bytes below the stack pointer (ELFv2 ABI, 2.2.3.4).
inline void call(Call& c) {
  register Call* const at asm("r3") = &c;
  asm volatile(
      "stdu 1, -416(1)\n\t"
      "mflr 0\n\t"
      "std 0, 32(1)\n\t"
      "std 2, 40(1)\n\t"
      "std 30, 48(1)\n\t"
      "std 31, 56(1)\n\t"
      "std 3, 64(1)\n\t"
      "mr 30, 1\n\t"
      "ld 12, 0(3)\n\t"
      "ld 4, 16(3)\n\t"
      "ld 6, 24(3)\n\t"
      "ld 31, 32(3)\n\t"
      "ld 3, 8(3)\n\t"
      "li 5, 1\n\t"
      ".irp n, 0, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29\n\t"
      "li \\n, 0\n\t"
      ".endr\n\t"
      "mtctr 12\n\t"
      "bctrl\n\t"
      "subf 4, 30, 1\n\t"
      "mr 1, 30\n\t"
      "ld 3, 64(1)\n\t"
      "std 31, 40(3)\n\t"
      "std 4, 48(3)\n\t"
      "ld 0, 32(1)\n\t"
      "mtlr 0\n\t"
      "ld 2, 40(1)\n\t"
      "ld 30, 48(1)\n\t"
      "ld 31, 56(1)\n\t"
      "addi 1, 1, 416"
      :
      : "r"(at)
      : "r0", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r14", "r15", "r16", "r17", "r18", "r19", "r20",
        "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "ctr", "xer", "cr0", "cr1", "cr2", "cr3", "cr4",
        "cr5", "cr6", "cr7", "fr0", "fr1", "fr2", "fr3", "fr4", "fr5", "fr6", "fr7", "fr8", "fr9", "fr10", "fr11",
        "fr12", "fr13", "fr14", "fr15", "fr16", "fr17", "fr18", "fr19", "fr20", "fr21", "fr22", "fr23", "fr24", "fr25",
        "fr26", "fr27", "fr28", "fr29", "fr30", "fr31", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9",
        "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25",
        "v26", "v27", "v28", "v29", "v30", "v31", "memory");
}

}  // namespace fenceline::arch::sequence
