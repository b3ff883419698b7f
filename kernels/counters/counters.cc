// Counters: one word, a word under a lock, a word for each thread, on a line of its own or not.
#include <kernels/counters/additions.h>
#include <structures/counter/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_counter([&]<class C>(const char* name) { counters::add<C>(list, name); });
});

}  // namespace
}  // namespace fenceline
