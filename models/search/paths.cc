#include <models/search/partition.h>
#include <models/search/paths.h>
#include <models/search/walk.h>

#include <algorithm>
#include <iterator>

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
  return (offset == 0 && location.elements == 1) || offset + size <= location.size * location.elements;
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

namespace {

void add_constants(const Prop& prop, std::set<Value>& constants) {
  if (prop.kind == Prop::kEquals) constants.insert(prop.value);
  for (const Prop& operand : prop.operands) add_constants(operand, constants);
}

// Every constant of the test at every location: of the code, and of the condition, for what only copies what it reads
// may have read whatever is asked about.
Domain constants_anywhere(const LitmusTest& test) {
  std::set<Value> constants;
  add_constants(test.condition, constants);
  add_constants(test.filter, constants);
  for (const Thread& thread : test.threads)
    for (const Instruction& i : thread.code)
      for (const MicroOp& op : i.ops)
        for (const Operand* operand : {&op.a, &op.b})
          if (operand->reg == kNoReg) constants.insert(operand->imm);
  Domain out;
  for (std::size_t l = 0; l < test.locations.size(); ++l)
    for (int e = 0; e < test.locations[l].elements; ++e)
      for (const Value v : constants)
        out[address_of(static_cast<int>(l)) + e * test.locations[l].size].insert(cut(v, test.locations[l].size, true));
  return out;
}

// Leaves those values of `in` that are in `stores` too; did that change it?
bool intersect(Domain& in, const Domain& stores) {
  std::size_t erased = 0;
  for (auto& [address, values] : in) {
    const auto stored = stores.find(address);
    erased += std::erase_if(values, [&](Value v) { return stored == stores.end() || !stored->second.contains(v); });
  }
  return erased > 0;
}

// The domain grows from the initial values: a value is in it once a chain of writes, each fed by the one before, can
// produce it. A chain in one execution is no longer than the writes in it that depend on a read are many. Values that
// justify themselves are taken for stored, until no path stores them.
class DomainSearch {
 public:
  DomainSearch(const LitmusTest& test, const PathOptions& options)
      : test_(test), options_(options), seeds_(test.threads.size()), walks_(test.threads.size()) {
    if (options.self_justified) seeds_.assign(test.threads.size(), constants_anywhere(test));
  }

  ThreadPaths run() {
    restart();
    while (!settled()) {
    }
    ThreadPaths out;
    for (std::size_t t = 0; t < walks_.size(); ++t) {
      if (walks_[t].paths.empty())
        throw Unsupported("P" + std::to_string(t) + " cannot end within the bounds of the model: " + walks_[t].cut_off);
      out.cut |= !walks_[t].unfinished.empty();
      out.of.push_back(std::move(walks_[t].paths));
      auto& rest = walks_[t].unfinished;
      out.of[t].insert(out.of[t].end(), std::move_iterator(rest.begin()), std::move_iterator(rest.end()));
    }
    for (const Domain& domain : domains_)
      for (const auto& [address, values] : domain) out.domain[address].insert(values.begin(), values.end());
    out.parts = partition_.cuts();
    return out;
  }

 private:
  void restart() {
    domains_ = seeds_;
    depths_.clear();
    round_ = 0;
  }

  template <class F>
  static void for_each_path(const Walk& walk, F f) {
    for (const auto* paths : {&walk.paths, &walk.unfinished, &walk.idle})
      for (const Path& path : *paths) f(path);
  }

  // One round of walks; do they change no more?
  bool settled() {
    std::size_t most_fed = 0;
    Depths found;
    for (std::size_t t = 0; t < walks_.size(); ++t) {
      walks_[t] = walk(test_, static_cast<int>(t), domains_, options_, partition_);
      std::size_t most = 0;
      for_each_path(walks_[t], [&](const Path& path) { most = std::max(most, dependent_writes(path)); });
      most_fed += most;
    }
    // Accesses of several sizes that overlap: again, in parts.
    if (partition_.refine()) {
      restart();
      return false;
    }
    for (const Walk& walk : walks_)
      for_each_path(walk, [&](const Path& path) { chain_depths(test_, path, depths_, found); });
    std::vector<Domain> grown = domains_;
    for (std::size_t t = 0; t < walks_.size(); ++t)
      for (const auto& [address, values] : walks_[t].stores) {
        std::set<Value>& in = grown[t][address];
        for (Value v : values)
          if (const auto it = found.find({address, v}); it != found.end() && it->second <= most_fed) in.insert(v);
      }
    const bool done = (grown == domains_ && found == depths_) || round_++ > most_fed;
    if (done && options_.self_justified) return !unjustified();
    domains_ = std::move(grown);
    depths_ = std::move(found);
    return done;
  }

  bool unjustified() {
    bool any = false;
    for (std::size_t t = 0; t < seeds_.size(); ++t) any |= intersect(seeds_[t], walks_[t].stores);
    if (any) restart();
    return any;
  }

  const LitmusTest& test_;
  const PathOptions& options_;
  std::vector<Domain> seeds_, domains_;  // by thread
  std::vector<Walk> walks_;              // of the last round
  Depths depths_;
  Partition partition_;
  std::size_t round_ = 0;
};

}  // namespace

ThreadPaths thread_paths(const LitmusTest& test, const PathOptions& options) {
  return DomainSearch(test, options).run();
}

}  // namespace fenceline::models
