#include <structures/reclaim/epochs.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

const RegisteredReclaimer<Epochs<Checked>> full("epochs");
const RegisteredReclaimer<Epochs<Checked, AsymmetricFences>> asymmetric("epochs-asymmetric");

using Ahead = Behind<Epochs<Checked, AsymmetricFences>>;
const Registered ahead("reclaim/epochs-asymmetric", scenario<Ahead>("a reader one epoch ahead of what it reads",
                                                                    {[](Ahead& s) { s.read(); },
                                                                     [](Ahead& s) {
                                                                       s.swap(2);
                                                                       s.writer.leave();
                                                                       s.replace(3);
                                                                     },
                                                                     [](Ahead& s) { s.third.flush(); }}));

}  // namespace
}  // namespace fenceline::verify
