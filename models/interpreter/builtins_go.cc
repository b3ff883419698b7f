// What Go's synchronizing operations are part of (Event::sync), by names of our own: herd7 has no Go.
#include <models/interpreter/builtins.h>

#include <utility>

namespace fenceline::models::cat {

std::vector<Builtin> builtins_of_go() {
  constexpr std::pair<const char*, Sync> kNames[] = {
      {"Atomic", Sync::kAtomic},   {"Go", Sync::kGo},           {"Turn", Sync::kTurn}, {"Send", Sync::kSend},
      {"Receive", Sync::kReceive}, {"Close", Sync::kClose},     {"Lock", Sync::kLock}, {"Unlock", Sync::kUnlock},
      {"RLock", Sync::kRLock},     {"RUnlock", Sync::kRUnlock}, {"Once", Sync::kOnce}, {"Done", Sync::kDone},
      {"Wait", Sync::kWait}};
  // All of them; what is not in it is an ordinary access.
  std::vector<Builtin> out = {
      {"Sync", Stage::kPaths, [](const View& v) -> Value { return Events{v.x->with(kRelaxed)}; }}};
  for (const auto& [name, sync] : kNames) {
    const Sync kind = sync;  // a lambda cannot capture a part of a structured binding
    out.push_back({name, Stage::kPaths, [kind](const View& v) -> Value { return Events{v.x->of(kind)}; }});
  }
  return out;
}

}  // namespace fenceline::models::cat
