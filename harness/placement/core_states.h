// What else is at work on the core of a thread alone. The host of a virtual machine may have given the core's other hardware
// thread to a neighbour, of which the guest sees nothing; what the two share is then had by half. As a hidden placement is a
// mode of trials of several threads, so is this a state of those of one: only samples of one are compared.
#pragma once
#include <map>
#include <string>

namespace fenceline {

/// A state's name, in the column of the modes; the other is empty: alone, as far as can be told.
inline constexpr const char* kSharedCore = "shared core";

class CoreStates {
 public:
  /// By the independent adds that a core did in a cycle (CoreClock::width; 0: not known), against the most that it was seen to
  /// do in this run.
  std::string of(unsigned cpu, double width);

 private:
  std::map<unsigned, double> widest_;
};

}  // namespace fenceline
