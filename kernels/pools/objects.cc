#include <kernels/pools/objects.h>

namespace fenceline::pools {
namespace {

Account sum(std::span<const Account> accounts) {
  Account all;
  for (const Account& a : accounts) {
    all.taken += a.taken;
    all.given += a.given;
    all.wrong += a.wrong;
    all.found_none += a.found_none;
    all.retries += a.retries;
  }
  return all;
}

}  // namespace

std::vector<Figure> told(std::span<const Account> accounts, bool counted) {
  const Account all = sum(accounts);
  const auto taken = double(std::max<uint64_t>(all.taken, 1));
  std::vector<Figure> figures{{"found_none", "", double(all.found_none) / taken}};
  if (counted) figures.push_back({"retries", "", double(all.retries) / taken});
  return figures;
}

std::string verdict(std::span<const Account> accounts, uint64_t still_out) {
  const Account all = sum(accounts);
  if (all.wrong != 0) return std::to_string(all.wrong) + " objects were in the hands of two threads";
  if (all.taken == all.given + still_out) return "";
  return std::to_string(all.taken) + " objects were taken, " + std::to_string(all.given + still_out) + " came back";
}

}  // namespace fenceline::pools
