#include <harness/machine/pick.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace fenceline {
namespace {

/// As groups(), and those outside any object are a group too.
std::vector<Pus> parts_of(const Pus& pus, Level level) {
  std::map<int, size_t> known;
  std::vector<Pus> parts;
  for (const Pu* pu : pus) {
    auto [at, is_new] = known.try_emplace(pu->*level, parts.size());
    if (is_new) parts.emplace_back();
    parts[at->second].push_back(pu);
  }
  return parts;
}

/// Each next part as far as possible from those before it, by one PU of each (the farthest-point
/// order of Gonzalez, 1985): where distances differ, the first few parts are the ones far apart. After many the
/// others keep their order: by then each is near to one that was taken.
std::vector<Pus> farthest_first(const Machine& machine, std::vector<Pus> parts) {
  constexpr size_t kMany = 128;
  std::vector<Distance> nearest(parts.size());
  for (size_t i = 1; i < std::min(parts.size(), kMany); ++i) {
    for (size_t j = i; j < parts.size(); ++j) {
      Distance d = machine.distance_between(*parts[i - 1].front(), *parts[j].front());
      d.kind_low = d.kind_high = -1;
      nearest[j] = i == 1 ? d : std::min(nearest[j], d);
    }
    // The first of the farthest moves up, and the others keep their order.
    const auto from = nearest.begin() + static_cast<ptrdiff_t>(i);
    const ptrdiff_t far = std::max_element(from, nearest.end()) - nearest.begin();
    const auto to = static_cast<ptrdiff_t>(i);
    std::rotate(nearest.begin() + to, nearest.begin() + far, nearest.begin() + far + 1);
    std::rotate(parts.begin() + to, parts.begin() + far, parts.begin() + far + 1);
  }
  return parts;
}

/// Takes turns between the parts of each level, widest level first.
Pus take_turns(const Machine& machine, const Pus& pus, const Level* level, const Level* end) {
  if (level == end || pus.size() < 3) return pus;
  std::vector<Pus> parts = parts_of(pus, *level);
  if (*level == &Pu::package || *level == &Pu::numa) {
    parts = farthest_first(machine, std::move(parts));
  }
  for (Pus& part : parts) part = take_turns(machine, part, level + 1, end);
  if (parts.size() == 1) return parts.front();
  Pus order;
  for (size_t turn = 0; order.size() < pus.size(); ++turn) {
    for (const Pus& part : parts) {
      if (turn < part.size()) order.push_back(part[turn]);
    }
  }
  return order;
}

}  // namespace

Pus all_pus(const Machine& machine) {
  Pus pus;
  for (const Pu& pu : machine.pus) pus.push_back(&pu);
  return pus;
}

Pus first(Pus pus, size_t count) {
  pus.resize(count);
  return pus;
}

std::vector<Pus> groups(const Pus& pus, Level level) {
  std::vector<Pus> parts = parts_of(pus, level);
  std::erase_if(parts, [level](const Pus& part) { return part.front()->*level < 0; });
  return parts;
}

size_t largest(const std::vector<Pus>& list) {
  size_t most = 0;
  for (const Pus& pus : list) most = std::max(most, pus.size());
  return most;
}

std::vector<Pus> by_kind(const Pus& pus, size_t count) {
  // PUs of which it is not told are no kind: they are among all.
  std::map<int, Pus, std::greater<>> kinds;
  for (const Pu* pu : pus)
    if (pu->kind >= 0) kinds[pu->kind].push_back(pu);
  std::vector<Pus> list;
  for (auto& [kind, members] : kinds) {
    if (members.size() >= count) list.push_back(std::move(members));
  }
  if (list.empty() || list.front().size() < pus.size()) list.push_back(pus);
  return list;
}

Pus of_one_kind(const Pus& pus, size_t count) { return by_kind(pus, count).front(); }

Pus cores_first(Pus pus) {
  std::stable_sort(pus.begin(), pus.end(), [](const Pu* a, const Pu* b) { return a->smt_rank < b->smt_rank; });
  return pus;
}

Pus scattered(const Machine& machine, const Pus& pus) {
  static constexpr Level kLevels[] = {&Pu::package, &Pu::numa, &Pu::die, &Pu::l3, &Pu::cluster, &Pu::l2, &Pu::core};
  std::map<unsigned, Pus> ranks;
  for (const Pu* pu : pus) ranks[pu->smt_rank].push_back(pu);
  Pus order;
  for (const auto& [rank, members] : ranks) {
    Pus part = take_turns(machine, members, std::begin(kLevels), std::end(kLevels));
    order.insert(order.end(), part.begin(), part.end());
  }
  return order;
}

Pus across_subcores(const Machine& machine, const Pus& core) {
  static constexpr Level kLevels[] = {&Pu::subcore};
  return take_turns(machine, core, std::begin(kLevels), std::end(kLevels));
}

}  // namespace fenceline
