// Tests whose stores can carry a sequence: instead of the constant c, a thread stores
// s + c, where s grows from one use of a location to the next. An old value is then below s, so
// that no location needs to be reset, and a value tells which round, or iteration, wrote it. This
// is the conversion of perpetual litmus tests: Melissaris, Markakis, Shaw, Martonosi, "PerpLE",
// MICRO 2020.
#pragma once
#include <models/program.h>

#include <optional>
#include <string>
#include <vector>

namespace fenceline::litmus {

/// What an observed register holds at the end of its thread, in a sequenced run.
struct Source {
  enum Kind : uint8_t { location, constant } kind = location;
  int index = 0;            ///< number of the location that it was loaded from
  models::Value value = 0;  ///< of a constant: as the test has it
};

struct Sequence {
  /// A constant that an instruction puts into memory, directly or through a register.
  struct Constant {
    int instruction = 0;
    models::Value value = 0;
    int size = 4;
  };
  std::vector<std::vector<Constant>> constants;  ///< [thread], at most one an instruction
  std::vector<Source> sources;                   ///< of each LitmusTest::observed; registers only
  /// Distance between two values of s: above every constant that is stored.
  models::Value step = 2;
  /// Threads that store to each location, ascending, and how many stores one iteration makes.
  std::vector<std::vector<int>> writers;
  std::vector<int> stores;
  std::vector<models::Value> last;  ///< constant of each location's last store; 0: none

  /// PerpLE's condition for running without synchronisation: no location has two stores in an
  /// iteration, the final state is of registers alone, and old values can be told from new.
  bool perpetual = false;
};

/// What to replace; or nothing, and then `why` says what keeps the test from it.
std::optional<Sequence> sequence(const models::LitmusTest&, std::string* why = nullptr);

}  // namespace fenceline::litmus
