// AArch64: the texts of the independent probe. x1: the memory's address; x2: an address in it; x3: 0; x4 … x6: values.
#include <arch/test/instruction_probe.h>

#include <array>

using fenceline::probe::Line;

namespace {

#define TEXT(TIMES, BODY)                                                                                            \
  [](uint64_t rounds, void* memory) {                                                                                \
    asm volatile(                                                                                                    \
        ".arch_extension lse\n\tmov x1, %1\n\tmov x2, x1\n\tmov x3, xzr\n\tmov x4, xzr\n\tmov x6, xzr\n\t.p2align "  \
        "6\n0:\n\t.rept " #TIMES "\n\t" BODY "\n\t.endr\n\tsub %0, %0, #1\n\tcbnz %0, 0b"                            \
        : "+r"(rounds)                                                                                               \
        : "r"(memory)                                                                                                \
        : "memory", "cc", "x1", "x2", "x3", "x4", "x5", "x6", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15"); \
  }
#define NEEDING(NEEDS, NAME, TIMES, MINUS, BODY) \
  Line { NAME, TEXT(TIMES, BODY), TEXT(TIMES * 2, BODY), TIMES, MINUS, NEEDS }
#define LINE(NAME, TIMES, MINUS, BODY) NEEDING("", NAME, TIMES, MINUS, BODY)
/// A text of eight operations.
#define EIGHTFOLD(NAME, TIMES, BODY) \
  Line { NAME, TEXT(TIMES, BODY), TEXT(TIMES * 2, BODY), TIMES * 8, 0, "" }

// Eight words, so far apart.
#define EIGHT(APART, OP)                                                                                      \
  OP "[x1, #0*" #APART "]\n\t" OP "[x1, #1*" #APART "]\n\t" OP "[x1, #2*" #APART "]\n\t" OP "[x1, #3*" #APART \
     "]\n\t" OP "[x1, #4*" #APART "]\n\t" OP "[x1, #5*" #APART "]\n\t" OP "[x1, #6*" #APART "]\n\t" OP        \
     "[x1, #7*" #APART "]"
#define EIGHT_TIMES(X) X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X
#define SIXTYFOUR(X) EIGHT_TIMES(EIGHT_TIMES(X))

const Line kAdditions = LINE("addition", 64, 0, "add x4, x4, x3");

// A load's address is what was loaded, 0, and the base.
const auto kLines = std::to_array<Line>({
    EIGHTFOLD("clock/addition", 32,  // of chains that know nothing of each other: how wide the core is
              "add x8, x8, x3\n\tadd x9, x9, x3\n\tadd x10, x10, x3\n\tadd x11, x11, x3\n\tadd x12, x12, x3\n\t"
              "add x13, x13, x3\n\tadd x14, x14, x3\n\tadd x15, x15, x3"),
    LINE("atomics/load/ldr.64/latency", 64, 1, "ldr x2, [x2]\n\tadd x2, x1, x2"),
    LINE("atomics/load/ldr.32/latency", 64, 1, "ldr w2, [x2]\n\tadd x2, x1, x2"),
    LINE("atomics/load/ldr.16/latency", 64, 1, "ldrh w2, [x2]\n\tadd x2, x1, x2"),
    LINE("atomics/load/ldr.8/latency", 64, 1, "ldrb w2, [x2]\n\tadd x2, x1, x2"),
    EIGHTFOLD("atomics/load/ldr.64/throughput", 32, EIGHT(8, "ldr x4, ")),
    EIGHTFOLD("atomics/store/str.64/throughput", 32, EIGHT(136, "str x3, ")),
    // No core knows early that the load is of the same bytes: its address waits for the value.
    LINE("atomics/store/str.64/forwarded", 64, 0, "str x4, [x1]\n\tldr x4, [x1, x4]"),
    LINE("atomics/store/str.64/renamed", 64, 0, "str x4, [x1]\n\tldr x4, [x1]"),
    NEEDING("atomics", "atomics/fetch_add/ldadd.64/chain", 32, 0, "ldadd x4, x4, [x1]"),
    NEEDING("atomics", "atomics/fetch_add/ldaddal.64/chain", 32, 0, "ldaddal x4, x4, [x1]"),
    NEEDING("atomics", "latency/fetch_add/ldadd.64/by_value", 8, 64,
            "ldadd x4, x4, [x1]\n\t" SIXTYFOUR("add x4, x4, x3")),
    NEEDING("atomics", "atomics/cas/lse_cas.64/chain", 32, 0, "cas x4, x3, [x1]"),
    LINE("atomics/fetch_add/ldxr_stxr_add.64/chain", 16, 0,
         "1: ldxr x6, [x1]\n\tadd x6, x6, x4\n\tstxr w5, x6, [x1]\n\tcbnz w5, 1b\n\tmov x4, x6"),
    LINE("fences/fence/dmb_ish/alone", 16, 0, "dmb ish"),
    LINE("fences/fence/isb/alone", 16, 0, "isb"),
    // A load across two lines; one behind a store that lies 512 bytes or 4 KiB away.
    LINE("memory/crossing/line/latency", 64, 1, "ldur x2, [x2, #60]\n\tadd x2, x1, x2"),
    LINE("memory/aliasing/same_page/chain", 64, 0, "str x4, [x1]\n\tldr x4, [x1, #512]"),
    LINE("memory/aliasing/4K/chain", 64, 0, "str x4, [x1]\n\tldr x4, [x1, #4096]"),
});

}  // namespace

int main() { return fenceline::probe::run(kAdditions, kLines.begin(), kLines.end()); }
