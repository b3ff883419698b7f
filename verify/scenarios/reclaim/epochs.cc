#include <structures/reclaim/epochs.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

const RegisteredReclaimer<Epochs<Checked>> full("epochs");
const RegisteredReclaimer<Epochs<Checked, AsymmetricFences>> asymmetric("epochs-asymmetric");

/// The epoch goes on after the writer has begun, and it may not know yet when it retires; only the third goes on.
struct Behind : Replacing<Epochs<Checked, AsymmetricFences>, 100> {
  Behind() { writer.enter(); }
};
const Registered behind("reclaim/epochs-asymmetric", scenario<Behind>("a reader one epoch ahead of what it reads",
                                                                      {[](Behind& s) { s.read(); },
                                                                       [](Behind& s) {
                                                                         s.swap(2);
                                                                         s.writer.leave();
                                                                         s.replace(3);
                                                                       },
                                                                       [](Behind& s) { s.third.flush(); }}));

}  // namespace
}  // namespace fenceline::verify
