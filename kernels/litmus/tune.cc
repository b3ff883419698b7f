#include <kernels/litmus/tune.h>

#include <algorithm>
#include <random>
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
    if (only == Mode::sync) {
      s = {};
      s.mode = Mode::sync;
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
  s = {};
  s.mode = Mode::sync;
  s.cells = 512;
  s.skew = 64;
  add(s);
  return out;
}

/// What is near the best so far: other lengths, starts, distances between cells.
std::vector<Settings> neighbours(const Settings& best) {
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
    for (const int skew : {32, 128, 512}) {
      with([&](Settings& s) { s.skew = skew; });
      if (best.mode == Mode::burst) with([&](Settings& s) { s.skew = -skew; });
    }
  if (best.mode == Mode::burst) {
    for (const unsigned stride : {16u, 64u, 128u}) with([&](Settings& s) { s.stride = stride; });
    if (!best.carry) with([](Settings& s) { s.preload = !s.preload; });
  }
  with([](Settings& s) { s.rotate = false; });
  return out;
}

}  // namespace

Tuned tune(Runner& runner, bool own_pu, const TuneOptions& options) {
  Tuned out;
  double spent = 0;
  const auto over = [&] {
    if (out.tried == 0) return false;
    return spent >= options.seconds || out.total.outcomes >= options.outcomes ||
           !out.total.trouble.empty() ||
           (options.stop && options.stop->load(std::memory_order_relaxed));
  };
  const auto run = [&](const Settings& s, double seconds) {
    Limits limits;
    limits.seconds = std::min(seconds, options.seconds - spent);
    limits.outcomes = options.outcomes - out.total.outcomes;
    limits.stop = options.stop;
    limits.watchdog = options.watchdog;
    Tally t = runner.run(s, options.seed + out.tried, limits);
    ++out.tried;
    spent += t.seconds;
    out.total.add(t);
    return t;
  };
  const auto score = [](const Tally& t) {
    const double seconds = std::max(t.seconds, 1e-9);
    return std::tuple(double(t.weak) / seconds, t.states.size(), double(t.outcomes) / seconds);
  };
  const auto try_all = [&](const std::vector<Settings>& list, double seconds) {
    for (const auto& s : list) {
      if (over()) return;
      const Tally t = run(s, seconds);
      if (out.tried == 1 || score(t) > score(out.best)) out.best = t, out.settings = s;
    }
  };

  auto first = candidates(runner, own_pu, options.mode);
  if (first.empty()) return out;
  // Each candidate's code and cells take a while to make: short runs have fewer and smaller ones.
  constexpr double kLeast = 0.004;
  const size_t most = std::max<size_t>(1, size_t(options.seconds / kLeast));
  if (first.size() > most) {
    std::shuffle(first.begin(), first.end(), std::mt19937_64(options.seed));
    first.resize(most);
    for (auto& s : first) s.cells = std::min(s.cells, 8192u);
  }
  try_all(first, 0.3 * options.seconds / double(first.size()));
  const auto near = neighbours(out.settings);
  if (own_pu && options.seconds > kLeast * double(2 * near.size()))
    try_all(near, 0.3 * options.seconds / double(near.size()));
  // The rest of the time as one window: what is told of the settings that were picked is not the
  // luck of the trial that picked them.
  if (!over()) out.best = run(out.settings, options.seconds - spent);
  return out;
}

}  // namespace fenceline::litmus
