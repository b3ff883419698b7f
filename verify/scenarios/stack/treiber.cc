#include <structures/stack/treiber.h>
#include <verify/scenarios/stack/items.h>

namespace fenceline::verify {
namespace {

const RegisteredStack<TreiberStack<int, Checked>> packed("stack/treiber");
const RegisteredStack<WideTreiberStack<int, Checked>> wide("stack/treiber-wide");
/// ABA: the head is what it was, and the one below it is not.
const RegisteredStack<UntaggedTreiberStack<int, Checked>> untagged("stack/treiber-untagged", "data race");

}  // namespace
}  // namespace fenceline::verify
