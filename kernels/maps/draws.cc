#include <kernels/maps/draws.h>
#include <kernels/maps/zipf.h>

#include <algorithm>
#include <bit>
#include <numeric>

namespace fenceline::maps {
namespace {

/// Of the first `many`, each order equally often (Fisher, Yates); the standard's shuffle is another one in each library.
void shuffle(std::vector<uint32_t>& keys, size_t many, std::mt19937_64& random) {
  for (size_t i = 0; i < many; ++i) std::swap(keys[i], keys[i + random() % (keys.size() - i)]);
}

/// Seeds of draws that have nothing to do with each other.
enum Stream : uint64_t { kOrder, kFill, kThreads };
std::mt19937_64 stream(uint64_t seed, uint64_t number) { return std::mt19937_64(seed * 0x1'0001 + number); }

}  // namespace

Keys::Keys(uint64_t range, uint64_t skew, uint64_t seed) : skew_(skew), seed_(seed), shuffled_(range) {
  std::iota(shuffled_.begin(), shuffled_.end(), 0u);
  auto random = stream(seed, kOrder);
  shuffle(shuffled_, range, random);
}

std::vector<uint32_t> Keys::half() const {
  std::vector<uint32_t> keys = shuffled_;
  auto random = stream(seed_, kFill);
  shuffle(keys, keys.size() / 2, random);
  keys.resize(keys.size() / 2);
  return keys;
}

std::vector<uint32_t> Keys::of_thread(unsigned thread) const {
  constexpr size_t kLeast = size_t{1} << 14, kMost = size_t{1} << 21;
  std::vector<uint32_t> keys(std::clamp(std::bit_ceil(shuffled_.size()), kLeast, kMost));
  auto random = stream(seed_, kThreads + thread);
  const Zipf zipf(shuffled_.size(), double(skew_) / 100);
  for (uint32_t& key : keys) key = shuffled_[skew_ == 0 ? random() % shuffled_.size() : zipf(random)];
  return keys;
}

}  // namespace fenceline::maps
