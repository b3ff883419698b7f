#include <models/memory/implied.h>

namespace fenceline::models {
namespace {

constexpr struct {
  std::string_view model, clause, reason;
} kImplied[] = {
    {"power", "sync", "a full fence orders its own thread in the definition of propagation too"},
    {"armv7", "sync", "as on Power"},
    {"armv7", "fence", "no fence of ARMv7 is less than full"},
    {"armv7", "prop-base", "with full fences alone, prop-full says the same"},
    {"armv7", "prop-ww", "with full fences alone, prop-full says the same"},
    {"armv7", "observation", "with full fences alone, propagation says the same"},
    {"alpha", "same-location", "coherence and com order what these pairs order"},
    {"sparc-pso", "same-location-store", "coherence and com order what these pairs order"},
    {"sparc-rmo", "same-location-store", "coherence and com order what these pairs order"},
    {"rvwmo", "ppo1", "coherence and com order what these pairs order"},
    {"rvwmo", "ppo2", "the second read lies behind a write that the first precedes: fr, then rfe"},
    {"rvwmo", "ppo8", "a pair is to one address: ppo1"},
    {"sc", "sc-per-location", "one order of everything is one of each location"},
    {"aarch64", "rmw", "an update is to one location: lws"},
    {"aarch64", "data", "every dependency is a pick dependency too"},
    {"aarch64", "ctrl", "every dependency is a pick dependency too"},
    {"aarch64", "addr-po", "every dependency is a pick dependency too"},
    {"aarch64", "ctrl/addr-isb", "every dependency is a pick dependency too"},
    // Ztso takes every load as an acquire, every store as a release, every AMO as both.
    {"ztso", "ppo1", "ppo6"},
    {"ztso", "ppo2", "ppo5"},
    {"ztso", "ppo3", "ppo5"},
    {"ztso", "ppo7", "ppo5"},
    {"ztso", "ppo8", "ppo5"},
    {"ztso", "ppo9", "ppo5"},
    {"ztso", "ppo10", "ppo5"},
    {"ztso", "ppo11", "ppo5"},
    {"ztso", "ppo12", "ppo5"},
    {"ztso", "ppo13", "ppo5"},
    {"ztso", "amo", "both halves of an AMO are an acquire and a release"},
    {"cxx20", "visible", "a read that it forbids is a data race, with which anything may happen"},
    {"cxx20", "sw-sc", "such a pair is coherence-ordered, and both are in S by themselves"},
    {"lkmm", "gp", "a grace period is an RCU fence too"},
    {"lkmm", "unlock-lock", "what orders two events for all CPUs is propagated, and so happens before"},
};

}  // namespace

std::string implied(std::string_view model, std::string_view clause) {
  for (const auto& row : kImplied)
    if (row.model == model && row.clause == clause) return std::string(row.reason);
  return {};
}

}  // namespace fenceline::models
