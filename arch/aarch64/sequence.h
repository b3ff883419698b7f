// A sequence of the user's own on AArch64.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"x0", "the shared line"},
    {"x1", "the private line"},
    {"x2", "1"},
    {"x3", "the thread's number"},
    {"x4", "0; the result, through which the latency goes"},
    {"x5-x15, x17, x19-x26, x29", "0"},
    {"x16", "anything"},
    {"sp", "a stack; at the end as it was"},
    {"x18, x27, x28, x30", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"x18", "w18", "x27", "w27", "x28", "w28", "x30", "w30", "lr"};
inline constexpr std::string_view kCounter = "x28";
inline constexpr std::string_view kAssembler[] = {"-march=armv8.6-a"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = aarch64::encode;
inline constexpr uint8_t kNop[] = {0x1f, 0x20, 0x03, 0xd5};
/// add x0, x0, x4; sub x0, x0, x4; add x1, x1, x4; sub x1, x1, x4
inline constexpr uint8_t kChain[] = {0x00, 0x00, 0x04, 0x8b, 0x00, 0x00, 0x04, 0xcb,
                                     0x21, 0x00, 0x04, 0x8b, 0x21, 0x00, 0x04, 0xcb};

/// add x0, x0, #…, as often as 12 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0xfff, [&](uint32_t part) { put(code, 0x91000000 | part << 10, 4); });
}

/// ret
inline constexpr uint8_t kReturn[] = {0xc0, 0x03, 0x5f, 0xd6};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0xd100079c, 4);                                                                    // sub x28, x28, #1
  put(code, 0xb5000000 | (static_cast<uint64_t>((distance - 4) / 4) & 0x7ffff) << 5 | 28, 4);  // cbnz x28
}

inline void call(Call& c) {
  register Call* const at asm("x0") = &c;
  asm volatile(
      "stp x29, x30, [sp, #-32]!\n\t"
      "str x0, [sp, #16]\n\t"
      "mov x27, sp\n\t"
      "ldr x16, [x0]\n\t"
      "ldp x1, x3, [x0, #16]\n\t"
      "ldr x28, [x0, #32]\n\t"
      "ldr x0, [x0, #8]\n\t"
      "mov x2, #1\n\t"
      ".irp n, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 21, 22, 23, 24, 25, 26, 29\n\t"
      "mov x\\n, #0\n\t"
      ".endr\n\t"
      "blr x16\n\t"
      "mov x1, sp\n\t"
      "sub x1, x1, x27\n\t"
      "mov sp, x27\n\t"
      "ldr x0, [sp, #16]\n\t"
      "stp x28, x1, [x0, #40]\n\t"
      "ldp x29, x30, [sp], #32"
      :
      : "r"(at)
      : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
        "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "v0", "v1", "v2", "v3", "v4", "v5", "v6",
        "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22",
        "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31", "cc", "memory");
}

}  // namespace fenceline::arch::sequence
