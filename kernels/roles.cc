#include <kernels/kernel.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace fenceline {
namespace {

/// kAnyThreads and whatever more is kAnyThreads.
unsigned sum(std::span<const Role> roles, unsigned Role::*bound) {
  uint64_t total = 0;
  for (const Role& role : roles) total += role.*bound;
  return static_cast<unsigned>(std::min<uint64_t>(total, kAnyThreads));
}

}  // namespace

unsigned Kernel::min_threads() const { return sum(roles, &Role::least); }
unsigned Kernel::max_threads() const { return sum(roles, &Role::most); }

Nanoseconds Kernel::window(Nanoseconds asked, const std::vector<int64_t>& args) const {
  return least_window ? std::max(asked, least_window(args)) : asked;
}

size_t Kernel::needed(const Caches& caches, unsigned threads, const std::vector<int64_t>& args) const {
  return std::max<size_t>(bytes_beyond ? bytes_beyond(caches, threads) : bytes(threads, args), 1);
}

std::vector<Role> Kernel::roles_with(std::span<const int64_t> args) const {
  std::vector<Role> all = roles;
  for (Role& role : all)
    for (size_t i = 0; i < axes.size(); ++i)
      if (axes[i].name == role.given && args[i] != 0) role.least = role.most = static_cast<unsigned>(args[i]);
  return all;
}

bool takes(std::span<const Role> roles, unsigned threads) {
  return threads >= sum(roles, &Role::least) && threads <= sum(roles, &Role::most);
}

Cast deal(std::span<const Role> roles, unsigned threads) {
  if (!takes(roles, threads))
    throw std::invalid_argument("the roles do not take so many threads");
  Cast cast;
  for (const Role& role : roles) cast.threads.push_back(role.least);
  unsigned left = threads - std::accumulate(cast.threads.begin(), cast.threads.end(), 0u);
  for (size_t r = 0; left != 0; r = (r + 1) % roles.size())
    if (cast.threads[r] < roles[r].most) {
      ++cast.threads[r];
      --left;
    }
  for (unsigned number = 0; cast.parts.size() < threads; ++number)
    for (unsigned r = 0; r < roles.size(); ++r)
      if (number < cast.threads[r]) cast.parts.push_back({r, number});
  return cast;
}

}  // namespace fenceline
