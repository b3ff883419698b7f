// --param: values of kernels' axes that the user chooses.
#pragma once
#include <kernels/kernel.h>

#include <string>
#include <vector>

namespace fenceline {

struct Parameter {
  std::string name;
  std::vector<int64_t> values;
};

/// Which values an axis takes: "0 to 1024, by 32 cycle", "8 or 64 B".
std::string range_of(const Axis&);

/// "capacity=64,1024,burst=8": names with their values; a later one of the same name adds to it. Throws InputError.
std::vector<Parameter> parse_parameters(const std::vector<std::string>& texts);

/// Throws InputError for a parameter that none of the kernels has, and for a value that none of them takes.
void check_parameters(const std::vector<Parameter>&, const std::vector<const Kernel*>&);

/// The kernel's axes with the values that were chosen in the place of its own.
struct Chosen {
  std::vector<Axis> axes;             ///< one of them without values where it can take none of the chosen
  std::vector<std::string> refusals;  ///< "capacity=0 (it takes 1 to 4096 item)"
};
Chosen choose(const Kernel&, const std::vector<Parameter>&);

}  // namespace fenceline
