// x86-64: the texts of the independent probe. rsi and rdi: the memory's address; rbx, rcx, r8, r9: 0.
#include <arch/test/instruction_probe.h>

#include <array>

using fenceline::probe::Line;

namespace {

#define TEXT(TIMES, BODY)                                                                                    \
  [](uint64_t rounds, void* memory) {                                                                        \
    uint64_t a = 0;                                                                                          \
    asm volatile(                                                                                            \
        "mov %2, %%rdi\n\txor %%ecx, %%ecx\n\txor %%r8d, %%r8d\n\txor %%r9d, %%r9d\n\t"                      \
        "xor %%ebx, %%ebx\n\tmov %%rsi, %%rdx\n\t.p2align 6\n0:\n\t.rept " #TIMES "\n\t" BODY                \
        "\n\t.endr\n\tdec %0\n\tjnz 0b"                                                                      \
        : "+r"(rounds), "+a"(a)                                                                              \
        : "S"(memory)                                                                                        \
        : "memory", "cc", "rdi", "rdx", "rcx", "rbx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"); \
  }
#define LINE(NAME, TIMES, MINUS, BODY) \
  Line { NAME, TEXT(TIMES, BODY), TEXT(TIMES * 2, BODY), TIMES, MINUS, "" }

/// A text of eight operations.
#define EIGHTFOLD(NAME, TIMES, BODY) \
  Line { NAME, TEXT(TIMES, BODY), TEXT(TIMES * 2, BODY), TIMES * 8, 0, "" }

// Eight words, so far apart.
#define EIGHT(APART, BEFORE, AFTER)                                                                                    \
  BEFORE "0*" #APART "(%%rsi)" AFTER "\n\t" BEFORE "1*" #APART "(%%rsi)" AFTER "\n\t" BEFORE "2*" #APART               \
         "(%%rsi)" AFTER "\n\t" BEFORE "3*" #APART "(%%rsi)" AFTER "\n\t" BEFORE "4*" #APART "(%%rsi)" AFTER           \
         "\n\t" BEFORE "5*" #APART "(%%rsi)" AFTER "\n\t" BEFORE "6*" #APART "(%%rsi)" AFTER "\n\t" BEFORE "7*" #APART \
         "(%%rsi)" AFTER
#define SIXTEEN(X)                                                                                              \
  X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X "\n\t" X \
    "\n\t" X "\n\t" X "\n\t" X
#define SIXTYFOUR(X) SIXTEEN(X) "\n\t" SIXTEEN(X) "\n\t" SIXTEEN(X) "\n\t" SIXTEEN(X)

const Line kAdditions = LINE("addition", 64, 0, "add %%rcx, %%rax");

// A load's address is what was loaded, 0, and the base.
const auto kLines = std::to_array<Line>({
    EIGHTFOLD("clock/addition", 32,  // of chains that know nothing of each other: how wide the core is
              "add %%rcx, %%r8\n\tadd %%rcx, %%r9\n\tadd %%rcx, %%r10\n\tadd %%rcx, %%r11\n\tadd %%rcx, %%r12\n\t"
              "add %%rcx, %%r13\n\tadd %%rcx, %%r14\n\tadd %%rcx, %%r15"),
    LINE("atomics/load/mov.64/latency", 64, 1, "mov (%%rdx), %%rdx\n\tadd %%rsi, %%rdx"),
    LINE("atomics/load/mov.32/latency", 64, 1, "mov (%%rdx), %%edx\n\tadd %%rsi, %%rdx"),
    LINE("atomics/load/mov.16/latency", 64, 1, "movzwl (%%rdx), %%edx\n\tadd %%rsi, %%rdx"),
    LINE("atomics/load/mov.8/latency", 64, 1, "movzbl (%%rdx), %%edx\n\tadd %%rsi, %%rdx"),
    EIGHTFOLD("atomics/load/mov.64/throughput", 32, EIGHT(8, "mov ", ", %%rax")),
    EIGHTFOLD("atomics/load/mov.8/throughput", 32, EIGHT(8, "movzbl ", ", %%eax")),
    EIGHTFOLD("atomics/store/mov.64/throughput", 32, EIGHT(136, "mov %%rcx, ", "")),
    // No core knows early that the load is of the same bytes: its address waits for the value.
    LINE("atomics/store/mov.64/forwarded", 64, 0, "mov %%rax, (%%rsi)\n\tmov (%%rdi, %%rax), %%rax"),
    LINE("atomics/store/mov.64/renamed", 64, 0, "mov %%rax, (%%rsi)\n\tmov (%%rsi), %%rax"),
    LINE("atomics/load/lock_xadd_zero.64/chain", 16, 0,
         "xor %%eax, %%eax\n\tlock xadd %%rax, (%%rdx)\n\tlea (%%rsi,%%rax), %%rdx"),
    LINE("atomics/fetch_add/lock_xadd.64/chain", 32, 0, "lock xadd %%rax, (%%rsi)"),
    EIGHTFOLD("atomics/fetch_add/lock_xadd.64/throughput", 4, EIGHT(136, "xor %%eax, %%eax\n\tlock xadd %%rax, ", "")),
    LINE("latency/fetch_add/lock_xadd.64/by_value", 8, 64,
         "lock xadd %%rax, (%%rsi)\n\t" SIXTYFOUR("add %%rcx, %%rax")),
    LINE("latency/fetch_add/lock_xadd.64/by_address", 8, 65,
         "xor %%eax, %%eax\n\tlock xadd %%rax, (%%rdx)\n\tlea (%%rsi, %%rax), %%rdx\n\t" SIXTYFOUR("add %%rcx, %%rdx")),
    LINE("atomics/exchange/xchg.64/chain", 32, 0, "xchg %%rax, (%%rsi)"),
    LINE("atomics/cas/lock_cmpxchg.64/chain", 32, 0, "lock cmpxchg %%rcx, (%%rsi)"),
    LINE("fences/fence/mfence/alone", 16, 0, "mfence"),
    LINE("fences/fence/lfence/alone", 32, 0, "lfence"),
    LINE("fences/fence/lock_add_rsp/alone", 32, 0, "lock addl $0, (%%rsp)"),
    LINE("fences/pause/pause/alone", 16, 0, "pause"),
    // Loads across two lines and two pages; one behind a store that lies 512 bytes or 4 KiB away; stores across both.
    LINE("memory/crossing/line/latency", 64, 1, "mov 60(%%rdx), %%rdx\n\tadd %%rsi, %%rdx"),
    LINE("memory/crossing/page/latency", 64, 1, "mov 4092(%%rdx), %%rdx\n\tadd %%rsi, %%rdx"),
    LINE("memory/aliasing/same_page/chain", 64, 0, "mov %%rax, (%%rsi)\n\tmov 512(%%rsi), %%rax"),
    LINE("memory/aliasing/4K/chain", 64, 0, "mov %%rax, (%%rsi)\n\tmov 4096(%%rsi), %%rax"),
    EIGHTFOLD("memory/split_store/line/throughput", 8, EIGHT(256, "mov %%rcx, 252+", "")),
    EIGHTFOLD("memory/split_store/page/throughput", 8, EIGHT(4096, "mov %%rcx, 4092+", "")),
});

}  // namespace

int main() { return fenceline::probe::run(kAdditions, kLines.begin(), kLines.end()); }
