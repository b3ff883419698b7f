// Structures of the user's own: shared objects with kernels, beside those that the program was built with.
#pragma once
#include <harness/machine/environment.h>

#include <string>
#include <vector>

namespace fenceline {

/// Loads them; their kernels stand in kernels() from then on, and their rows say "plugin". Throws InputError for a file
/// that is no plugin, was built against another Fenceline, throws while it is loaded, or has a name that is taken; one
/// that crashes meanwhile ends the program, with a line and kWrongInput.
void load_plugins(const std::vector<std::string>& files);

/// What run.csv tells of them: a run is not gone on with beside others.
Fact plugins_fact(const std::vector<std::string>& files);

}  // namespace fenceline
