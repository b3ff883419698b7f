// Where an access goes: its address, and the parts into which accesses of other sizes cut it.
#pragma once

#include <models/dialect/dialect.h>
#include <models/search/partition.h>
#include <models/search/thread_state.h>

#include <string>
#include <vector>

namespace fenceline::models {

// Each part is of one of two registers; mostly there is but one.
struct Place {
  Cell address;
  std::vector<Part> parts;
  int size = 0;         // of a register
  std::string nowhere;  // why it has no parts
  int half(const Part& part) const { return part.address < address.value + size ? 0 : 1; }
  int shift(const Part& part) const { return static_cast<int>(8 * (part.address - address.value - half(part) * size)); }
};

class Places {
 public:
  Places(const LitmusTest& test, int thread, Partition& partition);
  // Without parts where it is outside all locations. Throws Unsupported where it is not atomic.
  Place of(const ThreadState& s, const MicroOp& op) const;

 private:
  std::string nowhere(const ThreadState& s, const MicroOp& op, const Cell& address) const;
  void refuse_torn(Value address, int size) const;

  const LitmusTest& test_;
  const Thread& thread_;
  const Rules rules_;
  Partition& partition_;
};

}  // namespace fenceline::models
