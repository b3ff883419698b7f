#include <kernels/caches/lookers.h>

namespace fenceline::caches {

std::vector<Looker> lookers(unsigned threads, const maps::Keys& keys) {
  std::vector<Looker> all(threads);
  for (unsigned t = 0; t < threads; ++t) all[t].keys = keys.of_thread(t);
  return all;
}

namespace {

Account sum(std::span<const Looker> lookers) {
  Account all;
  for (const Looker& looker : lookers) {
    all.looks += looker.account.looks;
    all.hits += looker.account.hits;
    all.wrong += looker.account.wrong;
  }
  return all;
}

}  // namespace

std::string verdict(std::span<const Looker> lookers) {
  const uint64_t wrong = sum(lookers).wrong;
  return wrong == 0 ? "" : std::to_string(wrong) + " times a value was found that the key had not, or not any more";
}

Figure hit_ratio(std::span<const Looker> lookers) {
  const Account all = sum(lookers);
  return {"hit_ratio", "", all.looks == 0 ? 0 : double(all.hits) / double(all.looks)};
}

Axis capacity(const char* what) {
  return {
      .name = "capacity", .unit = "key", .values = {1024}, .least = 2, .most = 1 << 22, .what = what, .usual = 1024};
}
Axis keys(int64_t usual) {
  return {.name = "keys",
          .unit = "key",
          .values = {usual},
          .least = 2,
          .most = 1 << 24,
          .what = "keys that are drawn from",
          .usual = usual};
}
Axis skew(int64_t usual) {
  return {.name = "skew",
          .unit = "",
          .values = {usual},
          .most = 300,
          .what = "a hundred times the exponent of Zipf's law, by which keys are drawn; 0: each equally often",
          .usual = usual};
}

}  // namespace fenceline::caches
