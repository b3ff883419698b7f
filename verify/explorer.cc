#include <base/error.h>
#include <verify/search.h>

#include <cstring>

namespace fenceline::verify {

Result explore(const Scenario& scenario, const Options& options) {
  Search search(scenario, options);
  return search.run();
}

void require(bool holds, const char* what) {
  if (!holds) Search::current->fail(std::string("assertion: ") + what);
}

int choose(int n) { return Search::current->choose(n, {}); }

Moment now() { return Search::current->now(); }

Moment Search::now() {
  if (running_ == kSolo) fail("now() outside of a thread");
  const int done = me().next;
  Moment moment{running_, done, {}};
  if (done > 0) moment.clock = graph()[graph().thread(running_)[static_cast<std::size_t>(done) - 1]].hb;
  return moment;
}

// ---- orders by number ---------------------------------------------------------------------------

std::memory_order Search::weakened(std::memory_order order, int number, const Site& site) const {
  if (number == 0) return order;
  const std::string_view file = site.where.file;
  for (const Weakening& w : options_.weakened)
    if (w.number == number && file.ends_with(w.file)) return w.order;
  return order;
}

void Search::weaken(Access& a) const {
  if (options_.weakened.empty()) return;
  a.order = weakened(a.order, a.site.number, a.site);
  if (!a.compares) return;
  a.success = a.order;
  a.failure =
      a.failure_number == a.success_number ? without_release(a.success) : weakened(a.failure, a.failure_number, a.site);
}

/// Remembers which numbered accesses there are.
void Search::note(const Access& a) {
  const int number = a.site.number;
  if (number == 0) return;
  const char* file = a.site.where.file;
  const bool loads = a.kind == Kind::load, stores = a.kind == Kind::store;
  // One that fails the first time is asked for with its whole order all the same.
  const bool whole = a.compares && a.failure_number == a.success_number;
  const std::pair<const char*, int> key(file, number * 4 + loads + 2 * stores);
  if (std::find(noted_.begin(), noted_.end(), key) != noted_.end()) return;
  noted_.push_back(key);
  for (NumberedAccess& known : result_.accesses)
    if (known.number == number && known.file == file) {
      known.loads |= loads, known.stores |= stores;
      return;
    }
  result_.accesses.push_back(
      {file, number, a.site.where.line, whole ? a.success : a.order, loads, stores, a.kind == Kind::fence, a.compares});
}

}  // namespace fenceline::verify
