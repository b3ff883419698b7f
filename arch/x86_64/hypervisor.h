// Optional part of an ISA folder: who is underneath, where the CPU has an instruction to ask.
#pragma once
#include <cpuid.h>

#include <cstring>
#include <string>

namespace fenceline::arch {

/// The 12 characters that a hypervisor shows in CPUID leaf 4000_0000h (without trailing NULs),
/// "no name" where one says that it is there and not who (tcg-cpuid=off, kvm=off), empty where
/// there is none. Source: Linux Documentation/virt/kvm/x86/cpuid.rst; AMD APM vol. 3, E.4.13.
inline std::string hypervisor_signature() {
  unsigned a = 0, part[3] = {};
  __cpuid(0x40000000, a, part[0], part[1], part[2]);
  char text[sizeof part + 1] = {};
  std::memcpy(text, part, sizeof part);
  // Without a hypervisor the leaf holds whatever the highest basic leaf does (SDM vol. 2A, CPUID).
  // QEMU can hide the feature bit, but TCG answers the leaf all the same.
  unsigned b = 0, c = 0, d = 0;
  const bool present = __get_cpuid(1, &a, &b, &c, &d) && (c & (1u << 31));
  if (present && !text[0]) return "no name";
  return present || std::strcmp(text, "TCGTCGTCGTCG") == 0 ? text : "";
}

}  // namespace fenceline::arch
