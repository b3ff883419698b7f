// A sequence of the user's own on z/Architecture.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"%r2", "the shared line"},
    {"%r3", "the private line"},
    {"%r4", "1"},
    {"%r5", "the thread's number"},
    {"%r1", "0; the result, through which the latency goes"},
    {"%r0 %r6-%r11", "0"},
    {"%r15", "a stack; at the end as it was"},
    {"%r12-%r14", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"%r12", "%r13", "%r14"};
inline constexpr std::string_view kCounter = "%r13";
inline constexpr std::string_view kAssembler[] = {"-m64", "-march=z14"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = s390x::encode;
inline constexpr uint8_t kNop[] = {0x07, 0x00};
/// agr %r2,%r1; sgr %r2,%r1; agr %r3,%r1; sgr %r3,%r1
inline constexpr uint8_t kChain[] = {0xb9, 0x08, 0x00, 0x21, 0xb9, 0x09, 0x00, 0x21,
                                     0xb9, 0x08, 0x00, 0x31, 0xb9, 0x09, 0x00, 0x31};

/// aghi %r2, …, as often as 15 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0x7fff, [&](uint32_t part) { put(code, 0xa72b0000 | part, 4, true); });
}

/// br %r14
inline constexpr uint8_t kReturn[] = {0x07, 0xfe};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0xa7d70000 | (static_cast<uint64_t>(distance / 2) & 0xffff), 4, true);  // brctg %r13
}

inline void call(Call& c) {
  register Call* const at asm("r2") = &c;
  asm volatile(
      "aghi %%r15, -320\n\t"
      "stg %%r2, 160(%%r15)\n\t"
      "stmg %%r11, %%r14, 168(%%r15)\n\t"
      "lgr %%r12, %%r15\n\t"
      "lg %%r14, 0(%%r2)\n\t"
      "lg %%r3, 16(%%r2)\n\t"
      "lg %%r5, 24(%%r2)\n\t"
      "lg %%r13, 32(%%r2)\n\t"
      "lg %%r2, 8(%%r2)\n\t"
      "lghi %%r4, 1\n\t"
      ".irp n, 0, 1, 6, 7, 8, 9, 10, 11\n\t"
      "lghi %%r\\n, 0\n\t"
      ".endr\n\t"
      "basr %%r14, %%r14\n\t"
      "lgr %%r3, %%r15\n\t"
      "sgr %%r3, %%r12\n\t"
      "lgr %%r15, %%r12\n\t"
      "lg %%r2, 160(%%r15)\n\t"
      "stg %%r13, 40(%%r2)\n\t"
      "stg %%r3, 48(%%r2)\n\t"
      "lmg %%r11, %%r14, 168(%%r15)\n\t"
      "aghi %%r15, 320"
      :
      : "r"(at)
      : "r0", "r1", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7",
        "f8", "f9", "f10", "f11", "f12", "f13", "f14", "f15", "cc", "memory");
}

}  // namespace fenceline::arch::sequence
