// The same of a stack and a queue over reclaimers.
#include <gtest/gtest.h>
#include <structures/queue/reclaimed.h>
#include <structures/reclaim/list.h>
#include <structures/stack/reclaimed.h>
#include <verify/linearizable.h>
#include <verify/specification.h>
#include <verify/test/recorded.h>

namespace fenceline::verify {
namespace {

template <class S>
struct Place {
  typename S::Domain domain;
  S structure{domain};
  explicit Place(unsigned threads) : domain(threads) {}
};

template <class S, class Spec>
int wrong_of_items() {
  using P = Place<S>;
  return wrong<P>(
      some(), [](unsigned threads) { return std::make_unique<Trial<P>>(threads, threads); },
      [](Trial<P>& trial, unsigned thread) {
        S& structure = trial.structure.structure;
        typename S::Member member(structure.domain());
        for (int i = 1; i <= 6; ++i) {
          const int item = static_cast<int>(thread) * 100 + i;
          trial.record(thread, [&]() -> std::optional<Operation> {
            if ((i + static_cast<int>(thread)) % 4 < 2) {
              structure.push(member, item);
              return Operation::pushed(item);
            }
            int found = 0;
            return structure.try_pop(member, found) ? Operation::popped(found) : Operation::found_empty();
          });
          member.flush();  // nodes go, and others come in their places
        }
      },
      [](Trial<P>& trial) { return is_linearizable<Spec>(trial.calls); });
}

TEST(RecordedOnHardware, StacksAndQueuesOverReclaimers) {
  for_each_reclaimer_and_reuse<Native, 2>([]<class R>(const char* name) {
    EXPECT_EQ((wrong_of_items<ReclaimedStack<int, R>, StackSpec>()), 0) << "a stack over " << name;
    EXPECT_EQ((wrong_of_items<ReclaimedQueue<int, R>, QueueSpec>()), 0) << "a queue over " << name;
  });
}

TEST(RecordedOnHardware, AStackOverEpochsIsNoQueue) {
  EXPECT_GT((wrong_of_items<ReclaimedStack<int, Epochs<>>, QueueSpec>()), 0);
}

}  // namespace
}  // namespace fenceline::verify
