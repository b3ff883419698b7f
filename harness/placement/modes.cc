#include <harness/placement/modes.h>

#include <fmt/format.h>
#include <harness/machine/clock.h>
#include <harness/placement/core_states.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace fenceline {
namespace {

/// In the logarithm: a fifth up or down. Modes that were seen in one guest lay at 5, 60-75, 80-95 and 100-125 ns.
const double kReach = std::log(1.2);

}  // namespace

Nanoseconds PlacementProbe::half_round_trip(unsigned side, const ClockQuality& clock) {
  const unsigned turns = std::max(kTurns, static_cast<unsigned>(clock.grain().count));
  std::array<double, kLines> batches{};
  for (unsigned i = 0; i < kLines; ++i) {
    auto& count = lines_[i].turn;
    uint32_t own = (count.load(std::memory_order_relaxed) & ~1u) + side;
    const auto trips = [&](unsigned n) {
      for (; n != 0; --n, own += 2) {
        // (1) acq_rel: pairs with the other side's CAS before, which is (1) too; forbids MP
        for (uint32_t found = own; !count.compare_exchange_weak(found, own + 1, std::memory_order_acq_rel);)
          found = own;
      }
    };
    trips(1);  // fetches the line from wherever it was
    const Nanoseconds before = now();
    trips(turns);
    batches[i] = (now() - before - clock.cost).count / turns / 2;
  }
  std::ranges::nth_element(batches, batches.begin() + kLines / 2);
  return {side == 0 ? batches[kLines / 2] : 0};
}

std::array<uint32_t, PlacementProbe::kLines> PlacementProbe::trips() const {
  std::array<uint32_t, kLines> trips{};
  for (unsigned i = 0; i < kLines; ++i) trips[i] = lines_[i].turn.load(std::memory_order_relaxed) / 2;
  return trips;
}

namespace {
std::string named(double log_centre) { return fmt::format("{:.0f}ns", std::exp(log_centre)); }
}  // namespace

std::string renamed(const ModeNames& names, std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(" ;"), text.size());
    const std::string word(text.substr(0, end));
    const auto at = names.find(word);
    out += at == names.end() ? word : at->second;
    if (end != text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string Modes::of(Nanoseconds half_round_trip) {
  if (!(half_round_trip.count > 0)) return "";
  const double log = std::log(half_round_trip.count);
  Mode* best = nullptr;
  for (auto& m : modes_)
    if (std::fabs(m.log_centre - log) <= kReach && (!best || m.samples > best->samples)) best = &m;
  const auto name = best ? best->name : named(log);
  recall(name, half_round_trip);
  return name;
}

void Modes::recall(const std::string& name, Nanoseconds half_round_trip) {
  const double log = std::log(half_round_trip.count);
  const auto mode = std::ranges::find(modes_, name, &Mode::name);
  if (mode == modes_.end()) {
    modes_.push_back({name, log, 1});
    return;
  }
  // A running mean that forgets nothing early and little late: the centre settles.
  mode->log_centre += (log - mode->log_centre) / ++mode->samples;
}

ModeNames Modes::settle() {
  ModeNames changed;
  for (auto& m : modes_) {
    const auto name = named(m.log_centre);
    if (name != m.name) changed[m.name] = name;
    m.name = name;
  }
  std::vector<Mode> apart;
  for (const auto& m : modes_) {
    const auto same = std::ranges::find(apart, m.name, &Mode::name);
    if (same == apart.end())
      apart.push_back(m);
    else
      same->samples += m.samples;
  }
  modes_ = std::move(apart);
  return changed;
}

std::optional<Nanoseconds> mode_distance(const std::string& mode) {
  double ns = 0;
  const char* const end = mode.data() + mode.size();
  const auto [after, error] = std::from_chars(mode.data(), end, ns);
  const std::string_view unit(after, size_t(end - after));
  if (error != std::errc() || !(ns > 0) || !std::isfinite(ns) || !(unit.empty() || unit == "ns")) return std::nullopt;
  return Nanoseconds{ns};
}

// Published: nviennot/core-to-core-latency (@96a943a), half a round trip of a CAS on one line on 37 machines from Atom to
// 2-socket EPYC (tests/data/core_to_core.csv), and McKenney, "Is Parallel Programming Hard", CAS on a Xeon 8176. PUs of different
// cores are 15 to 281 ns apart within a package (one of two EPYC 7742, the other reaches 144; EPYC 7R13 207, Threadripper 1950X
// 160, clusters of one M1 Pro die 157), 190 on one L3 (Power7), packages 68 to 945. One die without clusters reaches 63 (Xeon
// E5-2690), dies of a package begin at 53 (M1 Ultra), 68 where they are chiplets.
namespace {

/// Up to a distance: what it looks like.
struct Look {
  double below_ns;
  const char* text;
};
constexpr Look kLooks[] = {
    {13, "SMT siblings"},
    {50, "cores of one die or cluster"},
    {68, "cores of one package"},
    {340, "different clusters, dies or packages"},
    {INFINITY, "different packages"},
};

/// The nearest and farthest that PUs of a relation, and of all nearer ones that are no nearer row, were found.
struct SeenMode {
  Relation up_to;
  double least_ns, most_ns;
};
constexpr SeenMode kSeen[] = {
    {Relation::same_pu, 0, 0},        {Relation::smt, 4.3, 18},     {Relation::l2, 15, 60},
    {Relation::l3, 15, 190},          {Relation::package, 15, 281}, {Relation::cross_package, 68, INFINITY},
    {Relation::machine, 0, INFINITY},  // says nothing
};

}  // namespace

std::string looks_like(Nanoseconds half_round_trip) {
  return std::ranges::find_if(kLooks, [&](const Look& l) { return half_round_trip.count < l.below_ns; })->text;
}

bool contradicts(Nanoseconds half_round_trip, Relation relation) {
  const SeenMode& seen = *std::ranges::find_if(kSeen, [&](const SeenMode& s) { return relation <= s.up_to; });
  const double reach =
      std::exp(kReach);  // as far as a mode reaches: another machine of the kind may be that much slower
  return half_round_trip.count * reach < seen.least_ns || half_round_trip.count > seen.most_ns * reach;
}

std::string mode_words(const std::string& mode, const Placement& placement) {
  if (mode == kSharedCore) return "another hardware thread of the core is at work";
  const auto distance = mode_distance(mode);
  if (!distance) return "";
  std::string words = looks_like(*distance);
  // The probe is between threads 0 and 1, the relation the widest of all.
  if (placement.cpus.size() == 2 && contradicts(*distance, placement.relation))
    words += fmt::format("; the topology says {}", name(placement.relation));
  return words;
}

}  // namespace fenceline
