#include <kernels/litmus/tune.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <tuple>

namespace fenceline::litmus {
namespace {

std::vector<Settings> candidates(const Runner& runner, bool own_pu, std::optional<Mode> only) {
  std::vector<Settings> out;
  const auto add = [&](Settings s) {
    if (only && s.mode != *only) return;
    if (runner.lacks(s).empty()) out.push_back(s);
  };
  Settings s;
  if (!own_pu) {
    // Threads that share a PU run one after the other; only what lasts for several of the kernel's
    // time slices has them run beside each other for most of it.
    for (const bool carry : {true, false})
      for (const unsigned cells : {1u << 16, 1u << 19}) {
        s.carry = carry;
        s.cells = cells;
        add(s);
      }
    s = {};
    s.mode = Mode::perpetual;
    s.cells = 32768;
    add(s);
    if (only == Mode::sync)
      for (const bool carry : {true, false}) {
        s = {};
        s.mode = Mode::sync;
        s.carry = carry;
        s.cells = 64;
        add(s);
      }
    return out;
  }
  s.mode = Mode::perpetual;
  s.cells = 32768;
  add(s);
  for (const bool carry : {true, false})
    for (const bool together : {false, true})
      for (const unsigned cells : {512u, 4096u, 32768u}) {
        s = {};
        s.carry = carry;
        s.together = together;
        s.cells = cells;
        add(s);
      }
  for (const bool carry : {true, false}) {
    s = {};
    s.mode = Mode::sync;
    s.carry = carry;
    s.cells = 512;
    add(s);
  }
  return out;
}

/// What is near the best so far: other lengths, starts, distances between cells.
std::vector<Settings> neighbours(const Runner& runner, const Settings& best) {
  std::vector<Settings> out;
  const auto with = [&](auto change) {
    Settings s = best;
    change(s);
    out.push_back(s);
  };
  with([](Settings& s) { s.cells /= 4; });
  with([](Settings& s) { s.cells /= 2; });
  with([](Settings& s) { s.cells *= 2; });
  if (best.mode != Mode::perpetual)
    for (const int skew : {16, 64, 256}) {
      with([&](Settings& s) { s.skew = skew; });
      if (best.mode == Mode::burst) with([&](Settings& s) { s.skew = -skew; });
    }
  if (best.mode == Mode::burst)
    for (const unsigned stride : {16u, 64u, 128u}) with([&](Settings& s) { s.stride = stride; });
  if (best.mode == Mode::sync || !best.carry) with([](Settings& s) { s.preload = !s.preload; });
  with([](Settings& s) { s.rotate = false; });
  with([](Settings& s) { s.together = !s.together; });
  with([](Settings& s) { s.carry = !s.carry; });
  std::erase_if(out, [&](const Settings& s) { return to_string(s) == to_string(best) || !runner.lacks(s).empty(); });
  return out;
}

/// What was seen of a setting. Older slices count less: on a virtual machine a setting is good, and
/// bad, for fractions of a second, as the host moves the PUs about.
struct Arm {
  Settings settings;
  double weak_per_s = 0, outcomes_per_s = 0;
  size_t states = 0;
  double rated = 0;   ///< seconds of the part that the rates are of
  size_t played = 0;  ///< when last
  Tally last;

  void see(const Tally& t, size_t when) {
    last = t;
    const double seconds = std::max(t.seconds, 1e-9), old = played == 0 ? 0 : 0.5;
    weak_per_s = old * weak_per_s + (1 - old) * double(t.weak) / seconds;
    outcomes_per_s = old * outcomes_per_s + (1 - old) * double(t.outcomes) / seconds;
    states = std::max(states, t.states.size());
    played = when;
  }
  bool operator<(const Arm& other) const {
    return std::tuple(weak_per_s, states, outcomes_per_s) <
           std::tuple(other.weak_per_s, other.states, other.outcomes_per_s);
  }
};

}  // namespace

Tuned tune(Runner& runner, bool own_pu, const TuneOptions& options) {
  return tune(
      candidates(runner, own_pu, options.mode),
      [&](const Settings& best) { return own_pu ? neighbours(runner, best) : std::vector<Settings>(); },
      [&](const Settings& s, uint64_t seed, const Limits& l) { return runner.run(s, seed, l); }, options);
}

Tuned tune(std::vector<Settings> first, const std::function<std::vector<Settings>(const Settings&)>& near_to,
           const Play& run, const TuneOptions& options) {
  Tuned out;
  double spent = 0;
  const auto over = [&] {
    if (out.tried == 0) return false;
    return spent >= options.seconds || out.total.outcomes >= options.outcomes || !out.total.trouble.empty() ||
           (options.stop && options.stop->load(std::memory_order_relaxed));
  };
  const auto play = [&](Arm& arm, double seconds) {
    Limits limits;
    limits.seconds = std::min(seconds, options.seconds - spent);
    limits.outcomes = options.outcomes - out.total.outcomes;
    limits.piece = options.piece;
    limits.stop = options.stop;
    limits.watchdog = options.watchdog;
    arm.see(run(arm.settings, options.seed + out.tried, limits), out.tried + 1);
    ++out.tried;
    spent += arm.last.seconds;
    out.total.add(arm.last);
  };

  const double least = std::max(0.004, options.piece);  // seconds that tell something of a setting
  std::vector<Arm> arms;
  const auto try_all = [&](const std::vector<Settings>& list, double seconds) {
    const size_t before = arms.size();
    for (const auto& s : list) arms.emplace_back().settings = s;
    const unsigned rounds = seconds > 4 * least * double(list.size()) ? 2 : 1;  // two moments
    for (unsigned round = 0; round < rounds; ++round)
      for (size_t i = before; i < arms.size() && !over(); ++i) try {
          play(arms[i], seconds / double(rounds * list.size()));
        } catch (const std::runtime_error&) {  // no registers left for this way of running it
          if (arms.size() == 1) throw;
          arms.erase(arms.begin() + ptrdiff_t(i--));
        }
  };
  if (first.empty()) return out;
  // Each candidate's code and cells take a while to make: short runs have fewer and smaller ones.
  const size_t most = std::max<size_t>(1, size_t(options.seconds / least));
  if (first.size() > most) {
    std::shuffle(first.begin(), first.end(), std::mt19937_64(options.seed));
    first.resize(most);
    for (auto& s : first) s.cells = std::min(s.cells, 8192u);
  }
  try_all(first, 0.3 * options.seconds);
  const auto near = near_to(std::max_element(arms.begin(), arms.end())->settings);
  if (options.seconds > least * double(2 * near.size())) try_all(near, 0.3 * options.seconds);

  // The rest of the time is what the rates are of: not the luck of the trial that picked a setting.
  // It goes to the best few, slice by slice to the one that does best now; in between the one that
  // was not looked at for longest is.
  constexpr size_t kKept = 5, kLook = 8;
  std::sort(arms.rbegin(), arms.rend());
  arms.resize(std::min(arms.size(), kKept));
  const double slice = std::max(least, (options.seconds - spent) / 64);
  for (size_t n = 0; !over(); ++n) {
    const auto stale = [](const Arm& a, const Arm& b) { return a.played < b.played; };
    Arm& arm = n < arms.size()  ? arms[n]
               : n % kLook == 0 ? *std::min_element(arms.begin(), arms.end(), stale)
                                : *std::max_element(arms.begin(), arms.end());
    play(arm, slice);
    arm.rated += arm.last.seconds;
    out.rated.add(arm.last);
  }
  if (out.rated.seconds == 0) {  // no time was left: the trial itself
    out.rated = arms[0].last;
    arms[0].rated = out.rated.seconds;
  }
  const auto main =
      std::max_element(arms.begin(), arms.end(), [](const Arm& a, const Arm& b) { return a.rated < b.rated; });
  out.settings = main->settings;
  out.share = main->rated / out.rated.seconds;
  return out;
}

}  // namespace fenceline::litmus
