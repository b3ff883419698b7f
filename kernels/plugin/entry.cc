// Compiled into each plugin: its table. The kernels are those that its own files have registered.
#include <kernels/kernel.h>
#include <kernels/plugin_table.h>

namespace {

void fill(std::vector<fenceline::Kernel>& list) {
  const auto& own = fenceline::kernels();
  list.insert(list.end(), own.begin(), own.end());
}

}  // namespace

extern "C" [[gnu::visibility("default")]] const fenceline::Plugin fenceline_plugin = {FENCELINE_CONTRACT,
                                                                                      fenceline::kToolchain, fill};
