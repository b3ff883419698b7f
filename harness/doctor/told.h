// Facts looked up by their key, for what is made of them.
#pragma once
#include <harness/doctor/finding.h>

#include <charconv>
#include <optional>

namespace fenceline {

class Told {
 public:
  explicit Told(const std::vector<Fact>& facts) : facts_(facts) {}

  /// Empty where it is not known.
  std::string value(std::string_view key) const {
    const Fact* f = find(key);
    return f ? f->value : "";
  }
  std::string gap(std::string_view key) const {
    const Fact* f = find(key);
    return f ? f->gap : "not looked at";
  }
  /// The value, or why there is none.
  std::string value_or_gap(std::string_view key) const {
    const std::string v = value(key);
    return v.empty() ? gap(key) : v;
  }
  std::optional<double> number(std::string_view key) const {
    const std::string text = value(key);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  }
  bool x86() const { return value("isa") == "x86_64"; }

 private:
  const Fact* find(std::string_view key) const {
    const Fact* found = nullptr;
    for (const Fact& f : facts_)
      if (f.key == key) found = &f;  // of several rows the last holds, as in run.csv
    return found;
  }
  const std::vector<Fact>& facts_;
};

// What is looked at; findings() has the order. Each has its subject set there.
using Check = Finding (*)(const Told&);
Finding execution_of(const Told&), hypervisor_of(const Told&), model_of(const Told&), build_of(const Told&);
Finding governor_of(const Told&), turbo_of(const Told&), smt_of(const Told&), isolation_of(const Told&),
    mitigations_of(const Told&), split_locks_of(const Told&);
Finding clock_of(const Told&), tsc_of(const Told&), pmu_of(const Told&), paranoid_of(const Told&);
Finding quota_of(const Told&), cpuset_of(const Told&), memory_of(const Told&), locked_of(const Told&),
    files_of(const Told&), threads_of(const Told&), priority_of(const Told&), container_of(const Told&);
Finding load_of(const Told&), steal_of(const Told&), irqbalance_of(const Told&), swap_of(const Told&),
    huge_pages_of(const Told&), numa_balancing_of(const Told&);

}  // namespace fenceline
