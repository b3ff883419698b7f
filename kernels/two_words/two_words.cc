// Two words that must agree, updated together: packed into one, swapped as one, in a transaction, under locks.
#include <kernels/records.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/standard.h>
#include <structures/lock/tas.h>
#include <structures/record/elided.h>
#include <structures/record/locked.h>
#include <structures/record/one_word.h>
#include <structures/record/plain.h>
#include <structures/record/seqlocked.h>

namespace fenceline {
namespace {

constexpr const char* kSuite = "two_words";
using Two = records::Words<uint64_t, 2>;

/// What the CPU must have for it.
template <class S>
void add_needing(std::vector<Kernel>& list, const char* name, arch::Feature needs) {
  const size_t before = list.size();
  records::add<records::Fixed<S>>(list, kSuite, name);
  for (size_t i = before; i < list.size(); ++i) list[i].needs = needs;
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class S>(const char* name) { records::add<records::Fixed<S>>(list, kSuite, name); };
  const auto absent = [&](const char* name, const char* why) {
    list.push_back(workload::absent(kSuite, "record", name, why));
  };
  add.operator()<OneWord<records::Words<uint32_t, 2>>>("packed");
  add.operator()<Seqlocked<Two>>("seqlock");
  add.operator()<Locked<Two, TtasLock<>>>("ttas");
  add.operator()<Locked<Two, FutexMutex<>>>("futex_mutex");
  add.operator()<Locked<Two, StdMutex>>("std_mutex");
  add.operator()<PlainRecord<Two>>("plain");
  if constexpr (kWideCas) {
    add_needing<WideRecord<Two>>(list, "wide_cas", WideCas::info.needs);
  } else {
    absent("wide_cas", "this ISA has no 16-byte compare-and-swap");
  }
  if constexpr (kTransactions) {
    add_needing<Elided<Two>>(list, "elided", HardwareTransactions::info.needs);
  } else {
    absent("elided", FENCELINE_TSAN ? "ThreadSanitizer sees nothing of hardware transactions"
                                    : "this ISA has no hardware transactions");
  }
});

}  // namespace
}  // namespace fenceline
