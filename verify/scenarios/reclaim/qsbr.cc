#include <structures/reclaim/qsbr.h>
#include <verify/scenarios/reclaim/popping.h>

namespace fenceline::verify {
namespace {

const RegisteredReclaimer<Qsbr<Checked>> all("qsbr");

/// The writer may not know how far the epoch is when it retires; only the third goes on.
struct Behind : Replacing<Qsbr<Checked>, 100> {
  Behind() { third.online(); }
  void write() {
    replace(2);
    writer.offline();
    writer.online();
    replace(3);
  }
};
const Registered ahead("reclaim/qsbr",
                       scenario<Behind>("a reader one epoch ahead of what it reads",
                                        {[](Behind& s) {
                                           s.reader.quiescent();
                                           s.reader.quiescent();
                                           s.read();
                                           s.reader.offline();
                                         },
                                         [](Behind& s) { s.write(); }, [](Behind& s) { s.third.flush(); }}));
const Registered stays("reclaim/qsbr",
                       scenario<Behind>("a reader that stays online",
                                        {[](Behind& s) {
                                           s.read();
                                           s.reader.quiescent();
                                           s.reader.quiescent();
                                         },
                                         [](Behind& s) { s.write(); }, [](Behind& s) { s.third.flush(); }}));

}  // namespace
}  // namespace fenceline::verify
