#include <kernels/maps/account.h>

namespace fenceline::maps {
namespace {

double share(uint64_t some, const Account& all) {
  return all.operations == 0 ? 0 : double(some) / double(all.operations);
}

}  // namespace

Account sum(std::span<const Account> accounts) {
  Account all;
  for (const Account& a : accounts) {
    all.operations += a.operations;
    all.inserted += a.inserted;
    all.erased += a.erased;
    all.inserted_sum += a.inserted_sum;
    all.erased_sum += a.erased_sum;
    all.wrong += a.wrong;
    all.retries += a.retries;
  }
  return all;
}

std::string verdict(const Account& filled, const Account& all, const Content& content) {
  if (all.wrong + content.wrong != 0) return "a key was found with another key's value";
  const uint64_t size = filled.inserted + all.inserted - all.erased;
  if (content.size != size)
    return "the map says that it has " + std::to_string(content.size) + " keys, by what was done there are " +
           std::to_string(size);
  if (content.found != size)
    return std::to_string(content.found) + " keys are found, by what was done there are " + std::to_string(size);
  return content.found_sum == filled.inserted_sum + all.inserted_sum - all.erased_sum
             ? ""
             : "the keys that are found are not those that were put in";
}

Figure effective(const Account& all) { return {"effective", "", share(all.inserted + all.erased, all)}; }
Figure retries(const Account& all) { return {"retries", "", share(all.retries, all)}; }

}  // namespace fenceline::maps
