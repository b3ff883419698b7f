#include <kernels/pairs.h>

namespace fenceline::pairs {
namespace {

Account sum(std::span<const Account> accounts) {
  Account all;
  for (const Account& a : accounts) {
    all.puts += a.puts;
    all.takes += a.takes;
    all.put_sum += a.put_sum;
    all.taken_sum += a.taken_sum;
    all.empty += a.empty;
    all.retries += a.retries;
  }
  return all;
}

}  // namespace

std::string verdict(std::span<const Account> accounts, uint64_t left, uint64_t left_sum) {
  const Account all = sum(accounts);
  if (all.puts != all.takes + left)
    return std::to_string(all.puts) + " items were put in, " + std::to_string(all.takes + left) + " came out";
  return all.put_sum == all.taken_sum + left_sum ? "" : "what came out is not what was put in";
}

Figure retries(std::span<const Account> accounts) {
  const Account all = sum(accounts);
  return {"retries", "", all.takes == 0 ? 0 : double(all.retries) / double(all.takes)};
}

Figure found_empty(std::span<const Account> accounts) {
  const Account all = sum(accounts);
  return {"found_empty", "", all.takes == 0 ? 0 : double(all.empty) / double(all.takes)};
}

}  // namespace fenceline::pairs
