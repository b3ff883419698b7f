// Locks: our own, and the standard library's.
#include <kernels/locks/turns.h>
#include <structures/lock/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_lock([&]<class L>(const char* name) { locks::add<L>(list, name); });
});

}  // namespace
}  // namespace fenceline
