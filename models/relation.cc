#include <models/relation.h>

#include <algorithm>

namespace fenceline::models {

std::vector<int> Relation::shortest_path(int from, int to) const {
  std::array<int, kMaxEvents> parent;
  std::vector<int> queue = {from};
  EventSet seen = 0;
  for (std::size_t head = 0; head < queue.size() && (seen & event(to)) == 0; ++head)
    for_each(rows_.at[queue[head]] & ~seen, [&](int next) {
      seen |= event(next);
      parent[next] = queue[head];
      queue.push_back(next);
    });
  if ((seen & event(to)) == 0) return {};
  std::vector<int> path = {to};
  do path.push_back(parent[path.back()]);
  while (path.back() != from);
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<int> Relation::shortest_cycle() const {
  std::vector<int> best;
  for (int start = 0; start < size_; ++start) {
    const std::vector<int> cycle = shortest_path(start, start);
    if (!cycle.empty() && (best.empty() || cycle.size() < best.size())) best = cycle;
  }
  if (!best.empty()) best.pop_back();
  return best;
}

}  // namespace fenceline::models
