// A sequence of the user's own on Alpha. Registers by the calling standard, Linux' and OSF/1's.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"$16", "the shared line"},
    {"$17", "the private line"},
    {"$18", "1"},
    {"$19", "the thread's number"},
    {"$20", "0; the result, through which the latency goes"},
    {"$1-$8 $21-$25", "0"},
    {"$0 $27 $28", "anything"},
    {"$30", "a stack; at the end as it was"},
    {"$9-$15 $26 $29", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"$9", "$10", "$11", "$12", "$13", "$14", "$15", "$26", "$29"};
inline constexpr std::string_view kCounter = "$11";
inline constexpr std::string_view kAssembler[] = {"-mev67"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = alpha::encode;
/// bis $31,$31,$31
inline constexpr uint8_t kNop[] = {0x1f, 0x04, 0xff, 0x47};
/// addq $16,$20,$16; subq $16,$20,$16; addq $17,$20,$17; subq $17,$20,$17
inline constexpr uint8_t kChain[] = {0x10, 0x04, 0x14, 0x42, 0x30, 0x05, 0x14, 0x42,
                                     0x11, 0x04, 0x34, 0x42, 0x31, 0x05, 0x34, 0x42};

/// lda $16,…($16), as often as 15 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0x7fff, [&](uint32_t part) { put(code, 0x22100000 | part, 4); });
}

/// ret
inline constexpr uint8_t kReturn[] = {0x01, 0x80, 0xfa, 0x6b};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0x4160352b, 4);                                                               // subq $11,1,$11
  put(code, 0xf5600000 | (static_cast<uint64_t>((distance - 4 - 4) / 4) & 0x1fffff), 4);  // bne $11
}

inline void call(Call& c) {
  register Call* at asm("$16") = &c;
  asm volatile(
      "bis $16,$16,$13\n\t"
      "bis $30,$30,$12\n\t"
      "ldq $27,0($13)\n\t"
      "ldq $16,8($13)\n\t"
      "ldq $17,16($13)\n\t"
      "ldq $19,24($13)\n\t"
      "ldq $11,32($13)\n\t"
      "lda $18,1($31)\n\t"
      ".irp r, 1, 2, 3, 4, 5, 6, 7, 8, 20, 21, 22, 23, 24, 25\n\t"
      "bis $31,$31,$\\r\n\t"
      ".endr\n\t"
      "jsr $26,($27),0\n\t"
      "subq $30,$12,$1\n\t"
      "bis $12,$12,$30\n\t"
      "stq $11,40($13)\n\t"
      "stq $1,48($13)"
      : "+r"(at)
      :
      : "$0", "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$11", "$12", "$13", "$17", "$18", "$19", "$20", "$21",
        "$22", "$23", "$24", "$25", "$26", "$27", "$28", "$f0", "$f1", "$f2", "$f3", "$f4", "$f5", "$f6", "$f7", "$f8",
        "$f9", "$f10", "$f11", "$f12", "$f13", "$f14", "$f15", "$f16", "$f17", "$f18", "$f19", "$f20", "$f21", "$f22",
        "$f23", "$f24", "$f25", "$f26", "$f27", "$f28", "$f29", "$f30", "memory");
}

}  // namespace fenceline::arch::sequence
