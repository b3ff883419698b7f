// Which CPU this is, from what the kernel prints of it; and whether its caches believe that. Pure:
// text in, so that every ISA's format is tested everywhere.
#pragma once
#include <string>
#include <string_view>

namespace fenceline {

/// As far as /proc/cpuinfo tells; each empty where it does not.
struct CpuIdentity {
  std::string vendor;        ///< "AuthenticAMD", "Arm", "IBM", "SiFive"
  std::string model;         ///< "AMD EPYC 7R13", "Neoverse N1", "POWER9", "z15 (8561)"
  std::string family;        ///< x86: number; AArch64: architecture; others: platform
  std::string model_number;  ///< x86: number; AArch64: part; POWER: PVR; s390x: machine type …
  std::string stepping;      ///< x86: number; AArch64: r3p1; POWER: revision; RISC-V: mimpid
  std::string microcode;
  std::string flags;  ///< features as the kernel spells them
};
/// Reads the format of any of the five ISAs. Machines with several kinds of core: kinds joined by "
/// + ".
CpuIdentity parse_cpuinfo(const std::string& text);

/// Sizes in KiB of the caches that one PU sees; 0: unknown or not there.
struct CacheSizes {
  unsigned l1d = 0, l1i = 0, l2 = 0, l3 = 0;
  bool operator==(const CacheSizes&) const = default;
};
/// "L1d 32K, L2 1024K": those that are known; empty where none is.
std::string in_words(const CacheSizes&);

/// Name of the core's design by vendor, family and model number ("Zen 4"); empty if not in the
/// table.
std::string_view core_design(const CpuIdentity&);

/// Where the caches are not those of the design that the model number names: a sentence with the
/// evidence. Empty where they agree, or where the table knows no such model.
std::string masked_model(const CpuIdentity&, const CacheSizes&);

}  // namespace fenceline
