// Harris and Michael's list, and the hash map of such lists.
#include <structures/map/harris_michael.h>
#include <structures/map/michael_hash.h>
#include <structures/reclaim/leak.h>
#include <verify/scenarios/map/meetings.h>

namespace fenceline::verify {
namespace {

const Meetings<HarrisMichael<int, int, Leak<Checked>>> list("map/harris-michael");
const Meetings<MichaelHash<int, int, Leak<Checked>>> hash("map/michael");

}  // namespace
}  // namespace fenceline::verify
