#include <models/search/partition.h>
#include <models/search/paths.h>
#include <models/search/walk.h>

#include <algorithm>

namespace fenceline::models {
namespace {

std::size_t dependent_writes(const Path& path) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < path.events.size(); ++i) {
    const Dependencies& d = path.dependencies[i];
    out += path.events[i].kind == Event::kWrite && (d.pick_addr | d.pick_data | d.pick_ctrl) != 0;
  }
  return out;
}

// Address and value of a write -> how many writes, each fed by the one before, it takes at least.
using Depths = std::map<std::pair<Value, Value>, std::size_t>;

// Adds what the writes of the path come to, where `known` tells of what it reads.
void chain_depths(const LitmusTest& test, const Path& path, const Depths& known, Depths& out) {
  std::vector<std::size_t> depth(path.events.size(), 0);
  for (std::size_t i = 0; i < path.events.size(); ++i) {
    const Event& e = path.events[i];
    if (e.kind == Event::kFence) continue;
    const auto pair = std::pair(e.address, e.value);
    if (e.kind == Event::kWrite) {
      const Dependencies& d = path.dependencies[i];
      for_each(d.pick_addr | d.pick_data | d.pick_ctrl,
               [&](int read) { depth[i] = std::max(depth[i], depth[read] + 1); });
      const auto [it, fresh] = out.emplace(pair, depth[i]);
      if (!fresh) it->second = std::min(it->second, depth[i]);
      continue;
    }
    if (initial_value(test, e.address, e.size) == e.value) continue;
    std::size_t least = SIZE_MAX;
    if (const auto it = known.find(pair); it != known.end()) least = it->second;
    for (std::size_t j = 0; j < i; ++j)
      if (path.events[j].kind == Event::kWrite && path.events[j].address == e.address &&
          path.events[j].value == e.value)
        least = std::min(least, depth[j]);
    if (least != SIZE_MAX) depth[i] = least;
  }
}

}  // namespace

bool within_location(const LitmusTest& test, Value address, int size) {
  const int index = location_at(address, static_cast<int>(test.locations.size()));
  if (index < 0) return false;
  const Location& location = test.locations[index];
  const Value offset = address - address_of(index);
  return (offset == 0 && location.elements == 1) ||
         offset + size <= location.size * location.elements;
}

Value initial_value(const LitmusTest& test, Value address, int size) {
  const int index = location_at(address, static_cast<int>(test.locations.size()));
  const Location& location = test.locations[index];
  const Value offset = address - address_of(index);
  Value out = 0;
  for (int i = 0; i < size; ++i) {
    const Value element = location.elements > 1 ? (offset + i) / location.size : 0;
    const Value value = element < std::ssize(location.init) ? location.init[element] : 0;
    const Value byte = value >> 8 * (offset + i - element * location.size) & 0xff;
    out |= byte << 8 * i;
  }
  return cut(out, size, true);
}

ThreadPaths thread_paths(const LitmusTest& test, int unroll, bool coherent) {
  // The domain grows from the initial values: a value is in it once a chain of writes, each fed by
  // the one before, can produce it. A chain in one execution is no longer than the writes in it
  // that depend on a read are many.
  ThreadPaths paths;
  std::size_t most_fed = 0;
  paths.of.resize(test.threads.size());
  std::vector<const char*> cut_off(test.threads.size());  // of the last round's walks
  Partition partition;
  std::vector<Domain> domains(test.threads.size());
  Depths depths;
  std::size_t round = 0;
  for (;;) {
    std::vector<Domain> stores(test.threads.size());
    most_fed = 0;
    for (std::size_t t = 0; t < test.threads.size(); ++t) {
      Walk walked = walk(test, static_cast<int>(t), domains, unroll, coherent, partition);
      paths.of[t] = std::move(walked.paths);
      stores[t] = std::move(walked.stores);
      cut_off[t] = walked.cut_off;
      std::size_t most = 0;
      for (const Path& path : paths.of[t]) most = std::max(most, dependent_writes(path));
      most_fed += most;
    }
    // Accesses of several sizes that overlap: again, in parts.
    if (partition.refine()) {
      domains.assign(test.threads.size(), {});
      depths.clear();
      round = 0;
      continue;
    }
    Depths found;
    for (const auto& of_thread : paths.of)
      for (const Path& path : of_thread) chain_depths(test, path, depths, found);
    std::vector<Domain> grown = domains;
    for (std::size_t t = 0; t < stores.size(); ++t)
      for (const auto& [address, values] : stores[t]) {
        std::set<Value>& in = grown[t][address];
        for (Value v : values)
          if (const auto it = found.find({address, v}); it != found.end() && it->second <= most_fed)
            in.insert(v);
      }
    const bool settled = grown == domains && found == depths;
    if (settled || round++ > most_fed) break;
    domains = std::move(grown);
    depths = std::move(found);
  }
  for (const Domain& domain : domains)
    for (const auto& [address, values] : domain)
      paths.domain[address].insert(values.begin(), values.end());
  paths.cut =
      std::any_of(cut_off.begin(), cut_off.end(), [](const char* why) { return *why != 0; });
  for (std::size_t t = 0; t < test.threads.size(); ++t)
    if (paths.of[t].empty())
      throw Unsupported("P" + std::to_string(t) +
                        " cannot end within the bounds of the model: " + cut_off[t]);
  paths.parts = partition.cuts();
  return paths;
}

}  // namespace fenceline::models
