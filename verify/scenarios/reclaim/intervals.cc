#include <structures/reclaim/intervals.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

/// Time goes on with each node that is made.
template <class Fences>
struct Ticking : Intervals<Checked, Fences> {
  Ticking(unsigned members, std::size_t scan_at) : Intervals<Checked, Fences>(members, scan_at, 1) {}
};
const RegisteredReclaimer<Ticking<FullFences>, false> full("intervals");
const RegisteredReclaimer<Ticking<AsymmetricFences>, false> asymmetric("intervals-asymmetric");

using Later = Replacing<Ticking<AsymmetricFences>>;
const Registered later("reclaim/intervals-asymmetric",
                       scenario<Later>("a reader that comes back later", {[](Later& s) {
                                                                            s.read();
                                                                            s.reader.discard(
                                                                                s.reader.make<Later::Node>(0));
                                                                            s.read();
                                                                          },
                                                                          [](Later& s) {
                                                                            s.replace(2);
                                                                            s.writer.flush();
                                                                          }}));

}  // namespace
}  // namespace fenceline::verify
