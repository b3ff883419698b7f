// A thread on its way through its code: where it stands, what its registers hold, and what it has done so far.
#pragma once

#include <models/search/paths.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace fenceline::models {

// What a register holds, and from which events its value comes: `basic` through data alone, `pick`
// also through what selected it (Arm ARM B2.3, "Pick dependency").
struct Cell {
  Value value = 0;
  EventSet basic = 0, pick = 0;
  bool operator==(const Cell&) const = default;
};

struct ThreadState {
  // Where it stood when it last came to a milestone of a loop.
  struct Visit {
    int pc = 0;
    std::size_t events = 0;
    std::vector<Cell> registers;
    EventSet reservation = 0;
  };

  Cell read(const Operand& o) const {
    Cell cell = o.reg == kNoReg ? Cell{} : registers[o.reg];
    cell.value += o.imm;
    return cell;
  }
  void write(Reg reg, Cell cell) {
    if (reg != kNoReg) registers[reg] = cell;
  }

  int pc = 0;
  int op = 0;                // of the instruction
  int loops = 0, turns = 0;  // backward branches that hang on a read, and others
  std::vector<Cell> registers;
  EventSet ctrl = 0, pick_ctrl = 0;
  std::vector<std::pair<EventSet, EventSet>> scopes;  // both, as they were before each scoped branch
  bool chance = false;                                // of a store-conditional, or of a weak branch
  EventSet reservation = 0;                           // events of the latest load-linked
  Value reserved = 0;                                 // its address, and how many bytes
  int reserved_size = 0;
  std::int16_t steps = 0, accesses = 0;
  std::vector<Visit> visits;  // one for each milestone
  Path path;
};

}  // namespace fenceline::models
