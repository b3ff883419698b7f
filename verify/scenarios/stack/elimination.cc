#include <structures/stack/elimination.h>
#include <verify/scenarios/stack/items.h>

namespace fenceline::verify {
namespace {

/// One booth, and a push looks once.
struct OneBooth : EliminationStack<int, Checked> {
  explicit OneBooth(std::size_t capacity) : EliminationStack(capacity, 1, 1) {}
};

const RegisteredStack<OneBooth> all("stack/elimination");

using S = Stacking<OneBooth>;
const Registered meet("stack/elimination",
                      scenario<S>("a push and a pop that meet while a third is faster",
                                  {[](S& s) { s.push(0, 1); }, [](S& s) { s.pop(1); }, [](S& s) { s.pop(2); }},
                                  [](S& s) { s.drain(); }));

}  // namespace
}  // namespace fenceline::verify
