// Findings: what else runs on this machine, and what the kernel does meanwhile.
#include <base/text.h>
#include <fmt/format.h>
#include <harness/doctor/told.h>
#include <harness/machine/cpu_list.h>

namespace fenceline {
namespace {

/// CPUs' worth of time that others take: from kSome on a reader should know, from kMuch on figures suffer.
constexpr double kSome = 0.02, kMuch = 0.1;

Judgement by_share(double cpus) {
  return cpus >= kMuch ? Judgement::disturbs : cpus >= kSome ? Judgement::note : Judgement::ok;
}

}  // namespace

Finding load_of(const Told& t) {
  const auto cpus = t.number("background_cpus");
  if (!cpus) return {"", Judgement::note, t.gap("background_cpus"), "", ""};
  const std::string top = t.value("background_processes");
  const std::string state =
      fmt::format("{:.2f} of {} CPUs, in {} s{}{}", *cpus, parse_cpu_list(t.value("usable_pus")).size(),
                  t.value("background_seconds"), top.empty() ? "" : ": ", top);
  const Judgement judgement = by_share(*cpus);
  if (judgement == Judgement::ok) return {"", judgement, state, "", ""};
  return {"", judgement, state, "threads are switched out, caches and memory shared: windows are lost, and wider",
          top.empty() ? "end what runs beside (top shows it)" : "end them, or kill -STOP PID until the run is over"};
}

Finding steal_of(const Told& t) {
  const auto cpus = t.number("steal_cpus");
  if (!cpus) return {"", Judgement::note, t.gap("steal_cpus"), "", ""};
  const std::string state = fmt::format("{:.2f} CPUs, in {} s", *cpus, t.value("background_seconds"));
  const Judgement judgement = by_share(*cpus);
  if (judgement == Judgement::ok) return {"", judgement, state, "", ""};
  return {"", judgement, state, "the hypervisor runs others on our CPUs: windows in which it did do not count",
          "an instance with CPUs of its own; not a burstable one"};
}

Finding irqbalance_of(const Told& t) {
  if (t.value("irqbalance").empty()) return {"", Judgement::ok, t.gap("irqbalance"), "", ""};
  return {"", Judgement::note, t.value("irqbalance"),
          "it moves interrupts from CPU to CPU: some windows have them, some not", "systemctl stop irqbalance"};
}

Finding swap_of(const Told& t) {
  const auto all = t.number("swap_kib"), free = t.number("swap_free_kib");
  if (!all || !free) return {"", Judgement::note, t.gap("swap_kib"), "", ""};
  if (*all == 0) return {"", Judgement::ok, "none", "", ""};
  const auto text = [](double kib) { return bytes_text(static_cast<uint64_t>(kib) << 10); };
  const std::string state = fmt::format("{} of {} used", text(*all - *free), text(*all));
  if (*free == *all) return {"", Judgement::ok, state, "", ""};
  return {"", Judgement::note, state, "memory is scarce, or was: large working sets may be read back from disk",
          "swapoff -a"};
}

Finding huge_pages_of(const Told& t) {
  const std::string mode = t.value("transparent_huge_pages");
  if (mode == "madvise") return {"", Judgement::ok, mode + ": who asks gets them", "", ""};
  if (mode == "always") return {"", Judgement::ok, mode + ": what is measured on small pages asks for those", "", ""};
  return {"", Judgement::note, mode.empty() ? t.gap("transparent_huge_pages") : mode,
          "large working sets lie on small pages: latencies have TLB misses in them",
          "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"};
}

Finding numa_balancing_of(const Told& t) {
  const std::string on = t.value("numa_balancing");
  if (on.empty() || on == "0") return {"", Judgement::ok, on.empty() ? t.gap("numa_balancing") : "off", "", ""};
  const size_t nodes = parse_cpu_list(t.value("usable_nodes")).size();
  if (nodes < 2) return {"", Judgement::ok, "on, with one node to balance", "", ""};
  return {"", Judgement::disturbs, fmt::format("on, over {} nodes", nodes),
          "pages are unmapped to see who uses them, and moved: faults in windows, memory elsewhere than asked",
          "sysctl kernel.numa_balancing=0"};
}

}  // namespace fenceline
