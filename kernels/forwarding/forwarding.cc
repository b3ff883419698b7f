// Store and load of bytes in common, each waiting for the other, for all widths and places: where the store buffer
// forwards, and where the load waits until the store is in the cache. And beside it what a core makes of both by the same
// address register (kernels/forwarded.h).
#include <kernels/forwarded.h>
#include <kernels/memory/unaligned.h>

namespace fenceline {
namespace {

using namespace measure;

inline constexpr size_t kMiddle = 64;
inline constexpr size_t kBytes = 2 * (kMiddle + arch::kPadBytes);

template <class Stored, class Loaded>
struct Store {
  [[gnu::always_inline]] void operator()(std::byte* to, Loaded v) const { store<Stored>(to, static_cast<Stored>(v)); }
};
template <class Loaded>
struct Load {
  [[gnu::always_inline]] Loaded operator()(const std::byte* from) const { return load<Loaded>(from); }
};

/// The load's first byte lies args[0] behind the store's.
template <class Stored, class Loaded>
uint64_t by_chance(Shared& shared, unsigned, uint64_t iterations) {
  return measure::forwarded<Loaded, Store<Stored, Loaded>, Load<Loaded>>(shared.data + kMiddle, shared.args[0],
                                                                         iterations);
}

/// The load is at the store's own address, in the same register.
template <class Stored, class Loaded>
uint64_t by_one_register(Shared& shared, unsigned, uint64_t iterations) {
  std::byte* const at = shared.data + kMiddle;
  Loaded v{0};
  return unrolled(iterations, [&](auto) {
    store<Stored>(at, static_cast<Stored>(v));
    v = load<Loaded>(at);
  });
}

template <class Stored, class Loaded>
void add_pair(std::vector<Kernel>& list) {
  constexpr int kStored = sizeof(Stored), kLoaded = sizeof(Loaded);
  Kernel k;
  k.suite = "forwarding";
  k.group = "store_load";
  k.variant = "store_" + std::to_string(bits<Stored>) + "_load_" + std::to_string(bits<Loaded>);
  k.metric = Metric::chain;
  k.bytes = constant_bytes(kBytes);
  k.verify = check_zero;

  k.how = "forwarded";
  k.what =
      "store to two lines, and load back from one of them by chance, each waiting for the other; `offset` 0 is the "
      "store's first byte";
  k.roles = {{.run = by_chance<Stored, Loaded>}};
  k.axes = {{.name = "offset",
             .unit = "B",
             .values = {},
             .least = 1 - kLoaded,
             .most = kStored - 1,
             .what = "from the store's first byte to the load's"}};
  for (int64_t offset = k.axes[0].least; offset <= k.axes[0].most; ++offset) k.axes[0].values.push_back(offset);
  list.push_back(k);

  if constexpr (kLoaded <= kStored) {
    k.how = "renamed";
    k.what =
        "store and load back by the same address register, each waiting for the other: some cores take the value "
        "from the register that was stored";
    k.roles = {{.run = by_one_register<Stored, Loaded>}};
    k.axes.clear();
    list.push_back(k);
  }
}

const Registration registration([](std::vector<Kernel>& list) {
  const auto of = [&]<class Stored>() {
    add_pair<Stored, uint8_t>(list);
    add_pair<Stored, uint16_t>(list);
    add_pair<Stored, uint32_t>(list);
    add_pair<Stored, uint64_t>(list);
  };
  of.operator()<uint8_t>();
  of.operator()<uint16_t>();
  of.operator()<uint32_t>();
  of.operator()<uint64_t>();
});

}  // namespace
}  // namespace fenceline
