// Every record in every way that C++ allows: both words of one update, none lost, what went before is there.
#include "words.h"

#include <structures/lock/rw_spin.h>
#include <structures/reclaim/list.h>
#include <structures/record/elided.h>
#include <structures/record/locked.h>
#include <structures/record/one_word.h>
#include <structures/record/plain.h>
#include <structures/record/published.h>
#include <structures/record/seqlocked.h>
#include <verify/scenarios/eager_mutex.h>

#include <algorithm>

namespace fenceline::verify {
namespace {

const int registration = [] {
  for_each_reclaimer<Checked>([]<class R>(const char* name) {
    std::string structure = std::string("record/published-") + name;
    std::replace(structure.begin(), structure.end(), '_', '-');
    register_record<Published<Watched, R>>(structure);
  });
  register_record<Seqlocked<Pair<std::uint64_t>, Checked>>("record/seqlock");
  register_record<Locked<Watched, EagerMutex>>("record/futex-mutex");
  register_record<Locked<Watched, RwSpinLock<Checked>>>("record/rw-spin");
  register_record<OneWord<Pair<std::uint32_t>, Checked>>("record/packed");
  register_record<WideRecord<Pair<std::uint64_t>, Checked>>("record/wide-cas");
  register_record<Elided<Watched, Checked>>("record/elided");
  using Plain = Recorded<PlainRecord<Watched>>;
  Registered("record/plain",
             scenario<Plain>("an update meets a read", {[](Plain& s) { s.add(0); }, [](Plain& s) { s.look(1); }}), {},
             "data race");
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
