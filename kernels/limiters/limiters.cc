// Rate limiters: a bucket under a mutex, in one word, as a time, and with a lane for each thread; and a racy one, which
// lets through too many.
#include <kernels/limiters/asking.h>
#include <structures/limit/list.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_limiter([&]<class L>(const char* name) { limiters::add<L>(list, name); });
  limiters::add<RacyBucket<>>(list, "racy_bucket");
});

}  // namespace
}  // namespace fenceline
