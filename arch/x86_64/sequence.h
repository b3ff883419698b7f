// A sequence of the user's own on x86-64.
#pragma once
#include <arch/encode.h>
#include <arch/sequence_call.h>

namespace fenceline::arch::sequence {

inline constexpr Register kRegisters[] = {
    {"%rdi", "the shared line"},
    {"%rsi", "the private line"},
    {"%rdx", "1"},
    {"%rcx", "the thread's number"},
    {"%rax", "0; the result, through which the latency goes"},
    {"%rbx %rbp %r8-%r13", "0"},
    {"%rsp", "a stack; at the end as it was"},
    {"%r14 %r15", "reserved"},
};
inline constexpr std::string_view kReserved[] = {"%r14", "%r14d", "%r14w", "%r14b", "%r15", "%r15d", "%r15w", "%r15b"};
inline constexpr std::string_view kCounter = "%r15";
inline constexpr std::string_view kAssembler[] = {"--64"};
inline constexpr bool kHasEncoder = true;
inline constexpr auto kEncode = x86_64::encode;
inline constexpr uint8_t kNop[] = {0x90};
/// add %rax,%rdi; sub %rax,%rdi; add %rax,%rsi; sub %rax,%rsi
inline constexpr uint8_t kChain[] = {0x48, 0x01, 0xc7, 0x48, 0x29, 0xc7, 0x48, 0x01, 0xc6, 0x48, 0x29, 0xc6};

/// add $bytes,%rdi
inline void next(std::vector<uint8_t>& code, uint32_t bytes) {
  put(code, 0xc78148, 3);
  put(code, bytes, 4);
}

/// jmp *(%r14)
inline constexpr uint8_t kReturn[] = {0x41, 0xff, 0x26};

inline bool fix(uint8_t*, uint32_t, int64_t) { return false; }

inline void end(std::vector<uint8_t>& code, int64_t distance) {
  put(code, 0xcfff49, 3);  // dec %r15
  put(code, 0x850f, 2);    // jne
  put(code, static_cast<uint64_t>(distance - 9), 4);
}

/// The way back lies on the stack where %r14 points to, and not on its top: a sequence that moves it comes back too.
inline void call(Call& c) {
  asm volatile(
      "lea -128(%%rsp), %%rsp\n\t"  // the compiler may have something below the stack pointer
      "push %%rbp\n\t"
      "push %%rax\n\t"
      "push (%%rax)\n\t"
      "lea 1f(%%rip), %%rcx\n\t"
      "push %%rcx\n\t"
      "mov %%rsp, %%r14\n\t"
      "mov 8(%%rax), %%rdi\n\t"
      "mov 16(%%rax), %%rsi\n\t"
      "mov 24(%%rax), %%rcx\n\t"
      "mov 32(%%rax), %%r15\n\t"
      "mov $1, %%edx\n\t"
      "xor %%eax, %%eax\n\t"
      "xor %%ebx, %%ebx\n\t"
      "xor %%ebp, %%ebp\n\t"
      "xor %%r8d, %%r8d\n\t"
      "xor %%r9d, %%r9d\n\t"
      "xor %%r10d, %%r10d\n\t"
      "xor %%r11d, %%r11d\n\t"
      "xor %%r12d, %%r12d\n\t"
      "xor %%r13d, %%r13d\n\t"
      "jmp *8(%%r14)\n"
      "1:\n\t"
      "cld\n\t"
      "mov %%rsp, %%rcx\n\t"
      "sub %%r14, %%rcx\n\t"
      "lea 16(%%r14), %%rsp\n\t"
      "pop %%rax\n\t"
      "pop %%rbp\n\t"
      "lea 128(%%rsp), %%rsp\n\t"
      "mov %%r15, 40(%%rax)\n\t"
      "mov %%rcx, 48(%%rax)"
      :
      : "a"(&c)
      : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2",
        "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
        "cc", "memory");
}

}  // namespace fenceline::arch::sequence
