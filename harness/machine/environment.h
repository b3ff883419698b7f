// Everything about the machine and the build that a reader of results must know: run.csv.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <harness/machine/execution.h>
#include <harness/machine/platform.h>

namespace fenceline {

/// One row of run.csv. An unknown value is empty, and `gap` says why.
struct Fact {
  std::string key;  ///< "cpu_model", "stepping", "microcode", "kernel", "hypervisor", "governor" …
  std::string value;
  std::string gap;
};

/// Why `mitigations` has no value where the kernel tells of them.
inline constexpr std::string_view kNoMitigation = "none at work";

/// CPU vendor, model, family, model number, stepping, microcode, features (arch::kFeatures that are
/// there), masked-model remark (caches contradict the model), kernel, distribution, hypervisor,
/// cloud, region and instance type, governor and driver, boost, SMT, cgroup cpu/memory limits,
/// THP, NUMA balancing, mitigations that cost, clocksource, rate of the tick counter, memory; compiler, flags, git revision,
/// library versions. The command line, seed and times are added by the caller.
/// Of a machine whose files are read so and that is executed so.
std::vector<Fact> environment(const ReadFile&, const Verdict&);

/// A short, file-system-safe name for the machine: instance type where DMI tells, else CPU model.
/// Under an emulator, which shows its host's files, the ISA.
std::string machine_name(const ReadFile&, const Verdict&);

}  // namespace fenceline
