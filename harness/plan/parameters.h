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

/// "capacity=64,1024,burst=8": names with their values; a later one of the same name adds to it. Throws InputError.
std::vector<Parameter> parse_parameters(const std::vector<std::string>& texts);

/// Throws InputError for a parameter that none of the kernels has.
void check_parameters(const std::vector<Parameter>&, const std::vector<const Kernel*>&);

/// The kernel's axes with the values that were chosen in the place of its own. Throws InputError for one that it cannot
/// take.
std::vector<Axis> chosen_axes(const Kernel&, const std::vector<Parameter>&);

}  // namespace fenceline
