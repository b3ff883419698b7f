// What an order costs on a machine: by a run of `./bench --suite=mappings` there, as this compiler makes std::atomic.
#pragma once
#include <verify/explorer.h>

#include <map>

namespace fenceline::verify {

class Costs {
 public:
  /// `run`: a results folder. Throws InputError where it has no such figures.
  explicit Costs(const std::string& run);

  /// The processor that they are of.
  const std::string& machine() const { return machine_; }
  /// What an access would save with a weaker order: "4.69 ± 0.02", nanoseconds each time; "0": the two cannot be told
  /// apart; "": not measured. Accesses by latency; an update that compares as a compare-exchange that succeeds, any
  /// other as a fetch_add; of a fence what it takes alone, with nothing outstanding: the least that it costs.
  std::string saved(const NumberedAccess& access, std::memory_order weaker) const;

 private:
  struct Figure {
    double median = 0, low = 0, high = 0;
  };
  Figure figure(const std::string& operation, std::memory_order order) const;

  std::string machine_;
  std::map<std::string, Figure> figures_;  // by operation and order: "store_release"
};

}  // namespace fenceline::verify
