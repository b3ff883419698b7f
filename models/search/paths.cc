#include <models/search/partition.h>
#include <models/search/paths.h>
#include <models/search/walk.h>

#include <algorithm>
#include <iterator>

namespace fenceline::models {
namespace {

// Writes that depend on a read: of all addresses, and of each.
struct DependentWrites {
  std::size_t all = 0;
  std::map<Value, std::size_t> at = {};
  // Of two paths of one thread; of two threads.
  void raise(const DependentWrites& o) {
    all = std::max(all, o.all);
    for (const auto& [address, count] : o.at) at[address] = std::max(at[address], count);
  }
  void add(const DependentWrites& o) {
    all += o.all;
    for (const auto& [address, count] : o.at) at[address] += count;
  }
};

DependentWrites dependent_writes(const Path& path) {
  DependentWrites out;
  for (std::size_t i = 0; i < path.events.size(); ++i) {
    const Dependencies& d = path.dependencies[i];
    if (path.events[i].kind == Event::kWrite && (d.pick_addr | d.pick_data | d.pick_ctrl) != 0)
      ++out.all, ++out.at[path.events[i].address];
  }
  return out;
}

// How many writes, each fed by the one before, a value takes at least; and how many of one address, each fed by one
// of it directly.
struct Depth {
  std::size_t all = 0, own = 0;
  bool operator==(const Depth&) const = default;
};
Depth least(Depth a, Depth b) { return {std::min(a.all, b.all), std::min(a.own, b.own)}; }

// Of address and value of a write.
using Depths = std::map<std::pair<Value, Value>, Depth>;

// Adds what the writes of the path come to, where `known` tells of what it reads.
void chain_depths(const LitmusTest& test, const Path& path, const Depths& known, Depths& out) {
  std::vector<Depth> depth(path.events.size());
  for (std::size_t i = 0; i < path.events.size(); ++i) {
    const Event& e = path.events[i];
    if (e.kind == Event::kFence) continue;
    const auto pair = std::pair(e.address, e.value);
    if (e.kind == Event::kWrite) {
      const Dependencies& d = path.dependencies[i];
      for_each(d.pick_addr | d.pick_data | d.pick_ctrl, [&](int read) {
        const std::size_t own = path.events[read].address == e.address ? depth[read].own : 0;
        depth[i] = {std::max(depth[i].all, depth[read].all + 1), std::max(depth[i].own, own + 1)};
      });
      const auto [it, fresh] = out.emplace(pair, depth[i]);
      if (!fresh) it->second = least(it->second, depth[i]);
      continue;
    }
    if (initial_value(test, e.address, e.size) == e.value) continue;
    Depth lowest = {SIZE_MAX, SIZE_MAX};
    if (const auto it = known.find(pair); it != known.end()) lowest = it->second;
    for (std::size_t j = 0; j < i; ++j)
      if (path.events[j].kind == Event::kWrite && path.events[j].address == e.address &&
          path.events[j].value == e.value)
        lowest = least(lowest, depth[j]);
    if (lowest.all != SIZE_MAX) depth[i] = lowest;
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
      if (walks_[t].paths.empty() && !walks_[t].waits)
        throw Unsupported("P" + std::to_string(t) + " cannot end within the bounds of the model: " + walks_[t].cut_off);
      out.cut |= !walks_[t].unfinished.empty() && !test_.threads[t].started;
      out.of.push_back(std::move(walks_[t].paths));
      // The program may end while a thread that another started goes round.
      auto rest = {&walks_[t].unfinished, &walks_[t].idle};
      for (auto* paths : rest)
        if (paths == &walks_[t].unfinished || test_.threads[t].started)
          out.of[t].insert(out.of[t].end(), std::move_iterator(paths->begin()), std::move_iterator(paths->end()));
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
    for (const auto* paths : {&walk.paths, &walk.unfinished, &walk.idle, &walk.dropped})
      for (const Path& path : *paths) f(path);
  }

  // One round of walks; do they change no more?
  bool settled() {
    DependentWrites fed;
    Depths found;
    for (std::size_t t = 0; t < walks_.size(); ++t) {
      walks_[t] = walk(test_, static_cast<int>(t), domains_, options_, partition_);
      DependentWrites most;
      for_each_path(walks_[t], [&](const Path& path) { most.raise(dependent_writes(path)); });
      fed.add(most);
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
          if (const auto it = found.find({address, v});
              it != found.end() && it->second.all <= fed.all && it->second.own <= fed.at[address])
            in.insert(v);
      }
    const bool done = (grown == domains_ && found == depths_) || round_++ > fed.all;
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
