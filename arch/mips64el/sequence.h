// A sequence of the user's own on MIPS, 64 bits.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"$4", "the shared line"},
    {"$5", "the private line"},
    {"$6", "1"},
    {"$7", "the thread's number"},
    {"$8", "0; the result, through which the latency goes"},
    {"$2 $3 $9-$15 $24", "0"},
    {"$1 $25", "anything"},
    {"$29", "a stack; at the end as it was"},
    {"$16-$23 $26-$28 $30 $31", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"$16", "$s0", "$17", "$s1", "$18", "$s2", "$19", "$s3", "$20",
                                                 "$s4", "$21", "$s5", "$22", "$s6", "$23", "$s7", "$26", "$k0",
                                                 "$27", "$k1", "$28", "$gp", "$30", "$fp", "$s8", "$31", "$ra"};
inline constexpr std::string_view kCounter = "$17";
inline constexpr std::string_view kAssembler[] = {"-mips64r2", "-mabi=64", "-mno-fix-loongson3-llsc"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = mips64el::encode;
inline constexpr uint8_t kNop[] = {0x00, 0x00, 0x00, 0x00};
/// daddu $4,$4,$8; dsubu $4,$4,$8; daddu $5,$5,$8; dsubu $5,$5,$8
inline constexpr uint8_t kChain[] = {0x2d, 0x20, 0x88, 0x00, 0x2f, 0x20, 0x88, 0x00,
                                     0x2d, 0x28, 0xa8, 0x00, 0x2f, 0x28, 0xa8, 0x00};

/// daddiu $4,$4,…, as often as 15 bits need
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  by_parts(bytes, 0x7fff, [&](uint32_t part) { put(code, 0x64840000 | part, 4); });
}

/// jr $31; nop
inline constexpr uint8_t kReturn[] = {0x08, 0x00, 0xe0, 0x03, 0x00, 0x00, 0x00, 0x00};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0x6631ffff, 4);                                                             // daddiu $17,$17,-1
  put(code, 0x16200000 | (static_cast<uint64_t>((distance - 4 - 4) / 4) & 0xffff), 4);  // bnez $17
  put(code, 0, 4);  // nop, in the branch's delay slot
}

inline void call(Call& c) {
  register Call* at asm("$4") = &c;
  asm volatile(
      "move $16,$4\n\t"
      "move $18,$29\n\t"
      "ld $25,0($16)\n\t"
      "ld $4,8($16)\n\t"
      "ld $5,16($16)\n\t"
      "ld $7,24($16)\n\t"
      "ld $17,32($16)\n\t"
      "li $6,1\n\t"
      ".irp r, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 24\n\t"
      "move $\\r,$0\n\t"
      ".endr\n\t"
      "jalr $25\n\t"
      "dsubu $2,$29,$18\n\t"
      "move $29,$18\n\t"
      "sd $17,40($16)\n\t"
      "sd $2,48($16)"
      : "+r"(at)
      :
      : "$1", "$2", "$3", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16", "$17", "$18",
        "$24", "$25", "$31", "hi", "lo", "$f0", "$f1", "$f2", "$f3", "$f4", "$f5", "$f6", "$f7", "$f8", "$f9", "$f10",
        "$f11", "$f12", "$f13", "$f14", "$f15", "$f16", "$f17", "$f18", "$f19", "$f20", "$f21", "$f22", "$f23", "$f24",
        "$f25", "$f26", "$f27", "$f28", "$f29", "$f30", "$f31", "memory");
}

}  // namespace fenceline::arch::sequence
