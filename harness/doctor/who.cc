// Findings: what the machine is, and the program that measures it.
#include <fmt/format.h>
#include <harness/doctor/told.h>

namespace fenceline {

Finding execution_of(const Told& t) {
  const std::string by = t.value("execution");
  if (by == "native") return {"", Judgement::ok, t.value_or_gap("execution_reason"), "", ""};
  return {"", Judgement::note, fmt::format("{}: {}", by.empty() ? t.gap("execution") : by, t.value("execution_reason")),
          "no times are taken; what disturbs them was not looked at", "run it on hardware"};
}

Finding hypervisor_of(const Told& t) {
  const std::string type = t.value("instance_type"), vendor = t.value("instance_vendor");
  const std::string machine = vendor.empty() || type.starts_with(vendor) || type.empty() ? type : vendor + " " + type;
  const std::string hypervisor = t.value_or_gap("hypervisor");
  if (t.value("hypervisor") == "none seen")
    return {"", Judgement::ok, machine.empty() ? hypervisor : fmt::format("{} ({})", hypervisor, machine), "", ""};
  return {"", Judgement::note,
          fmt::format("{} ({})", hypervisor, machine.empty() ? t.value_or_gap("instance_type") : machine),
          "the host moves CPUs about and takes their time unseen: hidden placement modes, steal",
          "an instance of bare metal, or one with CPUs of its own"};
}

Finding model_of(const Told& t) {
  const std::string model = t.value_or_gap("cpu_model"), masked = t.value("masked_model");
  if (!masked.empty())
    return {"", Judgement::note, fmt::format("{}; {}", model, masked),
            "published figures and the design's name, which may be another's", ""};
  const std::string design = t.value("cpu_design");
  if (design.empty()) return {"", Judgement::ok, fmt::format("{}; {}", model, t.gap("cpu_design")), "", ""};
  return {"", Judgement::ok, fmt::format("{} ({}); masked: {}", model, design, t.gap("masked_model")), "", ""};
}

Finding build_of(const Told& t) {
  const std::string type = t.value("build_type"), sanitizers = t.value("sanitizers");
  if (!sanitizers.empty())
    return {"", Judgement::disturbs, "with sanitizers: " + sanitizers, "every figure", "cmake --preset release"};
  if (type != "Release" && type != "RelWithDebInfo")
    return {"", Judgement::disturbs, type.empty() ? t.gap("build_type") : type,
            "every figure that the compiler has a part in", "cmake --preset release"};
  return {"", Judgement::ok, fmt::format("{}, {}", type, t.value_or_gap("compiler")), "", ""};
}

}  // namespace fenceline
