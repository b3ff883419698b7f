#include <harness/placement/modes.h>

#include <fmt/format.h>
#include <harness/machine/clock.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace fenceline {
namespace {

/// In the logarithm: a fifth up or down. Modes that were seen in one guest lay at 5, 60-75, 80-95 and 100-125 ns.
const double kReach = std::log(1.2);

}  // namespace

Nanoseconds PlacementProbe::half_round_trip(unsigned side, const ClockQuality& clock) {
  // Round trips of 50 ns and more: what the looks can be wrong by is 2 % of a batch of them, and a mode a fifth wide.
  const unsigned turns = std::max(kTurns, static_cast<unsigned>(clock.grain().count));
  uint32_t& own = side_[side].turn;
  std::array<double, kBatches> batches{};
  for (double& batch : batches) {
    const Nanoseconds before = now();
    for (unsigned i = 0; i < turns; ++i, own += 2) {
      // (1) acq_rel: pairs with the other side's CAS before, which is (1) too; forbids MP
      for (uint32_t found = own; !turn_.compare_exchange_weak(found, own + 1, std::memory_order_acq_rel);) found = own;
    }
    batch = (now() - before - clock.cost).count / turns / 2;
  }
  std::ranges::nth_element(batches, batches.begin() + kBatches / 2);
  return {side == 0 ? batches[kBatches / 2] : 0};
}

std::string Modes::of(Nanoseconds half_round_trip) {
  if (!(half_round_trip.count > 0)) return "";
  const double log = std::log(half_round_trip.count);
  Mode* best = nullptr;
  for (auto& m : modes_)
    if (std::fabs(m.log_centre - log) <= kReach && (!best || m.samples > best->samples)) best = &m;
  if (!best) {
    recall(fmt::format("{:.0f}ns", half_round_trip.count), half_round_trip);
    return modes_.back().name;
  }
  // A running mean that forgets nothing early and little late: the centre settles.
  best->log_centre += (log - best->log_centre) / ++best->samples;
  return best->name;
}

void Modes::recall(const std::string& name, Nanoseconds half_round_trip) {
  if (std::ranges::find(modes_, name, &Mode::name) == modes_.end())
    modes_.push_back({name, std::log(half_round_trip.count), 1});
}

std::optional<Nanoseconds> mode_distance(const std::string& mode) {
  double ns = 0;
  const char* const end = mode.data() + mode.size();
  const auto [after, error] = std::from_chars(mode.data(), end, ns);
  const std::string_view unit(after, size_t(end - after));
  if (error != std::errc() || !(ns > 0) || !std::isfinite(ns) || !(unit.empty() || unit == "ns")) return std::nullopt;
  return Nanoseconds{ns};
}

namespace {

/// Up to a distance: what it looks like, and the relations that go with it. A machine-wide relation says nothing.
struct Look {
  double below_ns;
  const char* text;
  Relation nearest, farthest;
};
constexpr Look kLooks[] = {
    {13, "SMT siblings", Relation::smt, Relation::smt},
    {60, "cores of one die or cluster", Relation::l2, Relation::package},
    {95, "cores of different dies or clusters", Relation::l3, Relation::package},
    {130, "different dies, or different packages", Relation::die, Relation::cross_package},
    {INFINITY, "different packages", Relation::cross_package, Relation::cross_package},
};
const Look& look(Nanoseconds half_round_trip) {
  return *std::ranges::find_if(kLooks, [&](const Look& l) { return half_round_trip.count < l.below_ns; });
}

}  // namespace

std::string looks_like(Nanoseconds half_round_trip) { return look(half_round_trip).text; }

bool contradicts(Nanoseconds half_round_trip, Relation relation) {
  const Look& l = look(half_round_trip);
  return relation < l.nearest || (relation > l.farthest && relation != Relation::machine);
}

std::string mode_words(const std::string& mode, const Placement& placement) {
  const auto distance = mode_distance(mode);
  if (!distance) return "";
  std::string words = looks_like(*distance);
  // The probe is between threads 0 and 1, the relation the widest of all.
  if (placement.cpus.size() == 2 && contradicts(*distance, placement.relation))
    words += fmt::format("; the topology says {}", name(placement.relation));
  return words;
}

}  // namespace fenceline
