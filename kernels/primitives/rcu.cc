// What a reader under RCU pays, beside those who take a lock to read.
#include <kernels/primitives/price.h>
#include <structures/reclaim/rcu.h>

#include <deque>

namespace fenceline {
namespace {

using namespace prices;

/// A record behind a pointer, and nobody puts another in its place.
class Published {
  using Domain = Rcu<Native, AsymmetricFences>;
  struct Record : Domain::Node {
    uint64_t value = 0;
  };

 public:
  using Member = Domain::Member;

  explicit Published(const Shared& shared) : domain_(shared.threads) {
    for (unsigned t = 0; t < shared.threads; ++t) members_.emplace_back(domain_);
    // (1) release: pairs with the acquire in (2); forbids MP
    pointer_.store(members_[0].make<Record>(), release<1>);
  }
  ~Published() { members_[0].discard(pointer_.load(relaxed)); }

  Member& lane(unsigned thread) { return members_[thread]; }
  void read(Member& member) {
    const Inside inside(member);
    // (2) acquire: pairs with the release in (1); forbids MP
    uint64_t value = member.protect(0, pointer_, acquire<2>)->value;
    arch::opaque(value);
  }

 private:
  Domain domain_;
  std::deque<Member> members_;
  alignas(arch::kPadBytes) Native::atomic<Record*> pointer_{nullptr};
};

const Registration registration([](std::vector<Kernel>& list) {
  add<Published>(list, "rcu_read",
                 "a record read behind a pointer under RCU, whose readers have no fence: who replaces it makes one for "
                 "them",
                 [](Published& o, Published::Member& member) { o.read(member); });
});

}  // namespace
}  // namespace fenceline
