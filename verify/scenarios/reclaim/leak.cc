#include <structures/reclaim/leak.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

struct Leaks : Leak<Checked> {
  Leaks(unsigned members, std::size_t) : Leak(members) {}
};
const RegisteredReclaimer<Leaks> leak("leak");

}  // namespace
}  // namespace fenceline::verify
