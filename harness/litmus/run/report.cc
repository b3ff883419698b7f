#include <harness/litmus/run/report.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/litmus/select.h>

#include <cstdio>

namespace fenceline {

std::string short_count(double n) {
  for (const auto& [unit, scale] : {std::pair{"G", 1e9}, {"M", 1e6}, {"k", 1e3}})
    if (n >= scale) return fmt::format("{:.3g} {}", n / scale, unit);
  return fmt::format("{:.3g}", n);
}

namespace {

/// Threads that share PUs in turns run one after the other: what needs them at once cannot be seen.
bool takes_turns(const LitmusRecord& r) { return r.placement.oversubscribed && r.matching == 0; }

}  // namespace

std::string observation(const LitmusRecord& r) {
  if (!r.finding.empty()) return "FORBIDDEN, BUT SEEN";
  const auto n = short_count(double(r.outcomes));
  if (r.verdict == "Allowed" && takes_turns(r)) return "unobservable here: threads take turns";
  if (r.verdict == "Allowed")
    return r.matching > 0 ? fmt::format("allowed, seen {} times in {}", short_count(double(r.matching)), n)
                          : fmt::format("allowed, not seen in {}", n);
  if (r.verdict == "Undecided")
    return fmt::format("not decided, as loops may go on; seen {} times in {}", short_count(double(r.matching)), n);
  if (r.verdict == "Required") return fmt::format("required, always so in {}", n);
  return fmt::format("forbidden, not seen in {}", n);
}

LitmusPrinter::LitmusPrinter(bool native, size_t tests) : histograms_(tests <= 8), tests_(tests) {
  if (!histograms_) fmt::print("{:<26} {:<38} {:>6} {}\n", "test", "condition", "states", native ? "weak/s" : "");
}

void LitmusPrinter::print(const models::LitmusTest& test, const Judged& judged, const litmus::Tally& tally,
                          const LitmusRecord& r, const LitmusRates* rates) {
  ++run_;
  const bool decided = r.verdict != "Allowed" && r.verdict != "Undecided";
  ++(decided ? never_ : r.matching > 0 ? seen_ : unseen_);
  unobservable_ += !decided && takes_turns(r);
  if (!r.finding.empty()) findings_.push_back(fmt::format("{}: {}", r.test, r.finding));
  const auto states = fmt::format("{}/{}", r.states_reached, r.states_allowed);
  if (!histograms_) {
    fmt::print("{:<26} {:<38} {:>6} {}{}\n", r.test, observation(r), states,
               rates ? short_count(rates->weak_per_s) : "", r.trouble.empty() ? "" : "  " + r.trouble);
    std::fflush(stdout);
    return;
  }
  fmt::print("{}  {}\n", r.test, r.condition);
  fmt::print("  {}: {}\n", r.model, observation(r));
  fmt::print("  on CPUs {}  states reached {} of {} allowed\n", fmt::join(r.placement.cpus, ","), r.states_reached,
             r.states_allowed);
  if (rates)
    fmt::print("  {} outcomes/s, {} distinct weak/s, {} pairs/s\n", short_count(rates->outcomes_per_s),
               short_count(rates->weak_per_s), short_count(rates->pairs_per_s));
  fmt::print("  {} % of that time with {}\n", r.settings_share, r.settings);
  for (const auto& [state, count] : tally.states)
    fmt::print("  {:>12}  {}{}{}{}\n", count, models::to_string(test, state),
               called(test, judged, state).empty() ? "" : "  ", called(test, judged, state),
               !models::satisfies(test, test.filter, state)     ? "  (not looked at: filter)"
               : models::satisfies(test, test.condition, state) ? "  *"
                                                                : "");
  if (judged.own.cut) fmt::print("  {}: no other state is called forbidden\n", models::cut_text(judged.own));
  if (!r.trouble.empty()) fmt::print("  cut off: {}\n", r.trouble);
  fmt::print("\n");
  std::fflush(stdout);
}

void LitmusPrinter::skip(const Skip& s) { skipped_.push_back(s); }

void LitmusPrinter::finish(const std::vector<Skip>& skips) {
  fmt::print("{} of {} run: {} seen, {} allowed but not seen{}, {} forbidden or required\n", run_, tests_, seen_,
             unseen_, unobservable_ == 0 ? "" : fmt::format(" ({} unobservable here)", unobservable_), never_);
  constexpr size_t kShown = 10;
  std::vector<Skip> all = skipped_;
  all.insert(all.end(), skips.begin(), skips.end());
  for (size_t i = 0; i < all.size() && i < kShown; ++i) fmt::print("not run: {}\n", told(all[i]));
  if (all.size() > kShown) fmt::print("and {} more, see skips.csv\n", all.size() - kShown);
  for (const auto& f : findings_) fmt::print(stderr, "FINDING {}\n", f);
  if (!findings_.empty())
    fmt::print(stderr, "{} of {} tests showed what the model forbids:\nhardware, model or this program is wrong\n",
               findings_.size(), run_);
}

}  // namespace fenceline
