// x86-64: code that is written while it runs. Intel SDM vol. 3A, 9.1.3 (self- and cross-modifying code) and 9.3
// (serializing instructions); AMD APM vol. 2, 7.6.1: caches are coherent, and a thread that branches to what it stored at
// the same linear address executes it. Anybody else must execute a serializing instruction first.
#pragma once
#include <arch/code_change.h>

namespace fenceline::arch {

/// mov $value, %eax; ret
inline constexpr size_t kConstantBytes = 6;
inline void put_constant(std::byte* to, uint16_t value) {
  const unsigned char code[kConstantBytes] = {
      0xb8, static_cast<unsigned char>(value), static_cast<unsigned char>(value >> 8), 0, 0, 0xc3};
  std::memcpy(to, code, sizeof code);
}

/// A hypervisor answers it, which takes a microsecond and more.
struct cpuid_code {
  static constexpr Info info{"cpuid", "cpuid", ""};
  static void op(const std::byte*) {
    uint32_t leaf = 0;
    asm volatile("cpuid" : "+a"(leaf) : : "rbx", "rcx", "rdx", "memory");
  }
};
struct serialize_code {
  static constexpr Info info{"serialize", "serialize", "", Feature::serialize};
  static void op(const std::byte*) { asm volatile(".byte 0x0f, 0x01, 0xe8" : : : "memory"); }
};
/// A return from an interrupt that was none, to the next instruction: how Linux serializes where it has nothing better
/// (sync_core()). Below the red zone.
struct iretq_code {
  static constexpr Info info{"iretq", "iretq?", ""};
  static void op(const std::byte*) {
    asm volatile(
        "mov %%rsp, %%rcx\n\tlea -128(%%rsp), %%rsp\n\t"
        "mov %%ss, %%eax\n\tpush %%rax\n\tpush %%rcx\n\tpushfq\n\t"
        "mov %%cs, %%eax\n\tpush %%rax\n\tlea 1f(%%rip), %%rax\n\tpush %%rax\n\tiretq\n1:"
        :
        :
        : "rax", "rcx", "cc", "memory");
  }
};

inline constexpr bool kSeesOwnCode = true;
using code_syncs = List<cpuid_code, serialize_code, iretq_code>;
using code_written = no_code_sync;
using code_for_all = code_written;
using code_arrivals = code_syncs;

}  // namespace fenceline::arch
