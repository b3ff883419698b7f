// A sequence of the user's own on SPARC: in a register window of its own.
#pragma once
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"%o0", "the shared line"},
    {"%o1", "the private line"},
    {"%o2", "1"},
    {"%o3", "the thread's number"},
    {"%o4", "0; the result, through which the latency goes"},
    {"%o5 %g2-%g5 %l0-%l5 %i1-%i5", "0"},
    {"%g1", "anything"},
    {"%sp", "a stack; at the end as it was"},
    {"%o7 %l6 %l7 %i0 %i6 %i7 %g6 %g7", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"%o7", "%l6", "%l7", "%i0", "%i6", "%fp", "%i7", "%g6", "%g7"};
inline constexpr std::string_view kCounter = "%l7";
inline constexpr std::string_view kAssembler[] = {"-64", "-Av9m"};
inline constexpr bool kHasEncoder = false;
inline constexpr bool (*kEncode)(std::string_view, Code&) = nullptr;
inline constexpr uint8_t kNop[] = {0x01, 0x00, 0x00, 0x00};
/// add %o0, %o4, %o0; sub %o0, %o4, %o0; add %o1, %o4, %o1; sub %o1, %o4, %o1
inline constexpr uint8_t kChain[] = {0x90, 0x02, 0x00, 0x0c, 0x90, 0x22, 0x00, 0x0c,
                                     0x92, 0x02, 0x40, 0x0c, 0x92, 0x22, 0x40, 0x0c};

/// add %o0, …, %o0, as often as 12 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0xfff, [&](uint32_t part) { put(code, 0x90022000 | part, 4, true); });
}

/// retl; nop
inline constexpr uint8_t kReturn[] = {0x81, 0xc3, 0xe0, 0x08, 0x01, 0x00, 0x00, 0x00};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  const auto words = static_cast<uint64_t>((distance - 4) / 4);
  put(code, 0xae25e001, 4, true);                                               // sub %l7, 1, %l7
  put(code, 0x0acdc000 | (words >> 14 & 3) << 20 | (words & 0x3fff), 4, true);  // brnz,pt %l7
  put(code, 0x01000000, 4, true);                                               // nop, in the branch's delay slot
}

inline void call(Call& c) {
  register Call* const at asm("o0") = &c;
  asm volatile(
      "save %%sp, -208, %%sp\n\t"
      "mov %%sp, %%l6\n\t"
      "ldx [%%i0], %%g1\n\t"
      "ldx [%%i0 + 8], %%o0\n\t"
      "ldx [%%i0 + 16], %%o1\n\t"
      "ldx [%%i0 + 24], %%o3\n\t"
      "ldx [%%i0 + 32], %%l7\n\t"
      "mov 1, %%o2\n\t"
      ".irp r, o4, o5, g2, g3, g4, g5, l0, l1, l2, l3, l4, l5, i1, i2, i3, i4, i5\n\t"
      "clr %%\\r\n\t"
      ".endr\n\t"
      "jmpl %%g1, %%o7\n\t"
      "nop\n\t"
      "sub %%sp, %%l6, %%o1\n\t"
      "mov %%l6, %%sp\n\t"
      "stx %%l7, [%%i0 + 40]\n\t"
      "stx %%o1, [%%i0 + 48]\n\t"
      "restore"
      :
      : "r"(at)
      : "o1", "o2", "o3", "o4", "o5", "g1", "g2", "g3", "g4", "g5", "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7",
        "f8", "f9", "f10", "f11", "f12", "f13", "f14", "f15", "f16", "f17", "f18", "f19", "f20", "f21", "f22", "f23",
        "f24", "f25", "f26", "f27", "f28", "f29", "f30", "f31", "f32", "f34", "f36", "f38", "f40", "f42", "f44", "f46",
        "f48", "f50", "f52", "f54", "f56", "f58", "f60", "f62", "cc", "memory");
}

}  // namespace fenceline::arch::sequence
