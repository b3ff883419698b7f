#include <models/relation.h>

#include <algorithm>

namespace fenceline::models {

std::vector<int> Relation::shortest_cycle() const {
  std::vector<int> best;
  for (int start = 0; start < size_; ++start) {
    // Breadth first from `start` over events not before it: each cycle is found from its least.
    std::array<int, kMaxEvents> parent;
    parent.fill(-1);
    std::vector<int> queue = {start};
    EventSet seen = 0;
    for (std::size_t head = 0; head < queue.size() && (seen & event(start)) == 0; ++head) {
      const int at = queue[head];
      for_each(rows_.at[at] & ~seen & ~(event(start) - 1), [&](int next) {
        seen |= event(next);
        parent[next] = at;
        if (next != start) queue.push_back(next);
      });
    }
    if ((seen & event(start)) == 0) continue;
    std::vector<int> cycle = {start};
    for (int at = parent[start]; at != start; at = parent[at]) cycle.push_back(at);
    std::reverse(cycle.begin() + 1, cycle.end());
    if (best.empty() || cycle.size() < best.size()) best = cycle;
  }
  return best;
}

}  // namespace fenceline::models
