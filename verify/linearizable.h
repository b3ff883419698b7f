// Whether a history is linearizable: its calls can be put into one order that keeps to the time in which they were
// made, and in which each has the result that it would have alone.
//
// J. M. Wing, C. Gong, "Testing and verifying concurrent objects", J. Parallel and Distributed Computing 17, 1993: try
// each call that no other one precedes. G. Lowe, "Testing for linearizability", Concurrency and Computation 29(4),
// 2017: what was tried once is not tried again. What was put in order is a beginning of each thread's calls, so a
// number for each thread and the structure's state say all that matters for what can follow.
#pragma once
#include <verify/history.h>

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace fenceline::verify {

/// The order, as the numbers of the threads whose next call it is; nothing where there is none.
template <class Spec, class Time>
std::optional<std::vector<std::size_t>> linearization(const History<Time>& history, Spec spec = {}) {
  const auto& threads = history.threads;
  std::size_t calls = 0;
  for (const auto& t : threads) calls += t.size();

  /// A state, and which thread's call is to be tried next in it.
  struct Step {
    Spec spec;
    std::size_t thread = 0;
  };
  using Counts = std::vector<std::size_t>;
  Counts done(threads.size());
  std::set<std::pair<Counts, Spec>> tried;
  std::vector<Step> path = {{std::move(spec), 0}};
  std::vector<std::size_t> order;

  const auto may_be_next = [&](std::size_t t) {
    if (done[t] == threads[t].size()) return false;
    for (std::size_t u = 0; u < threads.size(); ++u)
      if (u != t && done[u] < threads[u].size() && threads[u][done[u]].time.precedes(threads[t][done[t]].time))
        return false;
    return true;
  };

  while (order.size() < calls) {
    Step& now = path.back();
    bool went_on = false;
    while (!went_on && now.thread < threads.size()) {
      const std::size_t t = now.thread++;
      if (!may_be_next(t)) continue;
      Spec next = now.spec;
      if (!next.step(threads[t][done[t]].operation)) continue;
      ++done[t];
      if (tried.emplace(done, next).second) {
        order.push_back(t);
        path.push_back({std::move(next), 0});
        went_on = true;
      } else {
        --done[t];
      }
    }
    if (went_on) continue;
    path.pop_back();
    if (path.empty()) return std::nullopt;
    --done[order.back()];
    order.pop_back();
  }
  return order;
}

template <class Spec, class Time>
bool is_linearizable(const History<Time>& history, Spec spec = {}) {
  return linearization(history, std::move(spec)).has_value();
}

}  // namespace fenceline::verify
