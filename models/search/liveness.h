// Which registers of a thread still matter where it stands.
#pragma once

#include <models/program.h>

#include <vector>

namespace fenceline::models {

class Liveness {
 public:
  Liveness(const LitmusTest& test, int thread);
  // Is it where rounds of a loop are told apart? That is where a backward branch leads to, and where fewest registers
  // are live in between.
  bool milestone(int instruction) const { return milestones_[instruction]; }
  // Before the instruction: may what the register holds still be read, or be observed at the end?
  bool live(int instruction, Reg reg) const { return live_[instruction][reg]; }
  // The same of the reservation of a load-linked.
  bool reservation_live(int instruction) const { return live_[instruction].back(); }

 private:
  using Set = std::vector<bool>;  // of the registers, then the reservation
  Set before(const Thread& thread, int instruction) const;

  std::vector<Set> live_;  // before each instruction, and at the end
  std::vector<bool> milestones_;
};

}  // namespace fenceline::models
