#include <kernels/items.h>

namespace fenceline::items {
namespace {

/// All producers' accounts, or all consumers'.
Account side(const Shared& shared, std::span<const Account> accounts, bool producers) {
  Account all;
  for (size_t t = 0; t < accounts.size(); ++t) {
    if ((shared.cast.parts[t].role == 0) != producers) continue;
    all.items += accounts[t].items;
    all.sum += accounts[t].sum;
    all.waits += accounts[t].waits;
    all.retries += accounts[t].retries;
    all.disorder += accounts[t].disorder;
  }
  return all;
}

}  // namespace

std::string verdict(const Shared& shared, std::span<const Account> accounts, const Sweepings& swept, bool ordered) {
  const Account in = side(shared, accounts, true), out = side(shared, accounts, false);
  if (in.items != out.items + swept.items)
    return std::to_string(in.items) + " items were put in, " + std::to_string(out.items + swept.items) + " came out";
  if (in.sum != out.sum + swept.sum) return "what came out is not what was put in";
  return !ordered || out.disorder == 0 ? ""
                                       : std::to_string(out.disorder) + " items overtook others of the same producer";
}

std::vector<Figure> told(const Shared& shared, std::span<const Account> accounts, const Sweepings& swept,
                         bool counted) {
  const Account in = side(shared, accounts, true), out = side(shared, accounts, false);
  const auto items = double(std::max<uint64_t>(out.items, 1));
  std::vector<Figure> all;
  if (counted) all = {{"found_full", "", double(in.waits) / items}, {"found_empty", "", double(out.waits) / items}};
  all.push_back({"in_flight", "item", double(swept.left)});
  return all;
}

Figure retries(const Shared& shared, std::span<const Account> accounts) {
  const Account in = side(shared, accounts, true), out = side(shared, accounts, false);
  return {"retries", "", double(in.retries + out.retries) / double(std::max<uint64_t>(out.items, 1))};
}

Figure overtaken(const Shared& shared, std::span<const Account> accounts) {
  const Account out = side(shared, accounts, false);
  return {"overtaken", "", double(out.disorder) / double(std::max<uint64_t>(out.items, 1))};
}

}  // namespace fenceline::items
