#include <structures/reclaim/rcu.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

const RegisteredReclaimer<Rcu<Checked>> full("rcu");
const RegisteredReclaimer<Rcu<Checked, AsymmetricFences>> asymmetric("rcu-asymmetric");

/// What is taken out and not retired: destroyed by the writer itself after a grace period.
using Waits = Replacing<Rcu<Checked, AsymmetricFences>>;
const Registered waits("reclaim/rcu-asymmetric",
                       scenario<Waits>("a writer that waits for its readers",
                                       {[](Waits& s) { s.read(); }, [](Waits& s) { s.read_by(s.third); },
                                        [](Waits& s) {
                                          auto* const old = s.exchange(2);
                                          s.writer.synchronize();
                                          s.writer.discard(old);
                                        }}));

}  // namespace
}  // namespace fenceline::verify
