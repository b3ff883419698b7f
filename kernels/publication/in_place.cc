// A record that is changed where it lies: under locks, under a seqlock, and under nothing.
#include <kernels/records.h>
#include <structures/lock/bravo.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/rw_spin.h>
#include <structures/lock/standard.h>
#include <structures/record/locked.h>
#include <structures/record/plain.h>
#include <structures/record/seqlocked.h>

namespace fenceline {
namespace {

template <class L>
struct Under {
  static constexpr bool kSized = true;
  template <class T>
  using of = Locked<T, L>;
};
template <class T>
using Sequenced = Seqlocked<T>;

const Registration registration([](std::vector<Kernel>& list) {
  const auto add = [&]<class Form>(const char* name) { records::add<Form>(list, "publication", name); };
  add.operator()<records::Sized<Sequenced>>("seqlock");
  add.operator()<Under<RwSpinLock<>>>("rw_spin");
  add.operator()<Under<RwLanes<>>>("rw_lanes");
  add.operator()<Under<BravoLock<>>>("bravo");
  add.operator()<Under<FutexMutex<>>>("futex_mutex");
  add.operator()<Under<StdMutex>>("std_mutex");
  add.operator()<Under<StdSharedMutex>>("std_shared_mutex");
  add.operator()<records::Sized<PlainRecord>>("plain");
});

}  // namespace
}  // namespace fenceline
