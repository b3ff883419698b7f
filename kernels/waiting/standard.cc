// The standard library's ways to let a thread go on, and the kernel's: a byte in a pipe, a count in an eventfd.
#include <kernels/waiting/descriptors.h>
#include <kernels/waiting/gates.h>
#include <structures/wait/standard.h>

namespace fenceline {
namespace {

template <class G>
void add_descriptor(std::vector<Kernel>& list, const char* name) {
  if (const std::string why = G::missing(); !why.empty()) {
    list.push_back(workload::absent("waiting", "gate", name, why.c_str()));
  } else {
    waiting::add_gate<G>(list, name);
  }
}

const Registration registration([](std::vector<Kernel>& list) {
  for_each_standard_gate([&]<class G>(const char* name) { waiting::add_gate<G>(list, name); });
  add_descriptor<waiting::PipeGate>(list, "pipe");
  add_descriptor<waiting::EventFdGate>(list, "eventfd");
});

}  // namespace
}  // namespace fenceline
