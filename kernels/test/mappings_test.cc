#include <arch/mappings.h>
#include <gtest/gtest.h>
#include <kernels/kernel.h>

#include <set>

namespace fenceline {
namespace {

using arch::Use;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (char c : text)
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

/// "group mapping metric" of every kernel of the suite; a plain load's latency is taken on a chain too.
std::multiset<std::string> cells() {
  std::multiset<std::string> found;
  for (const Kernel& k : kernels()) {
    if (k.suite != "mappings") continue;
    for (const std::string& mapping : split(k.use, '+'))
      found.insert(k.group + " " + mapping + " " +
                   std::string(name(k.metric == Metric::latency ? Metric::chain : k.metric)));
  }
  return found;
}

TEST(Mappings, EachCostsEveryOperationOfEveryOrderOnce) {
  const auto found = cells();
  size_t wanted = 0;
  arch::mappings::for_each([&]<class M>() {
    const std::string name(M::info.name);
    EXPECT_FALSE(M::info.source.empty()) << name;
    for (const std::string group :
         {"load_relaxed",      "load_acquire",      "load_seq_cst",      "store_relaxed",     "store_release",
          "store_seq_cst",     "exchange_relaxed",  "exchange_acquire",  "exchange_release",  "exchange_acq_rel",
          "exchange_seq_cst",  "fetch_add_relaxed", "fetch_add_acquire", "fetch_add_release", "fetch_add_acq_rel",
          "fetch_add_seq_cst", "cas_relaxed",       "cas_acquire",       "cas_release",       "cas_acq_rel",
          "cas_seq_cst",       "fence_acquire",     "fence_release",     "fence_acq_rel",     "fence_seq_cst"})
      for (const std::string metric : {"chain", "throughput"}) {
        EXPECT_EQ(found.count(group + " " + name + " " + metric), 1u) << group << " " << name << " " << metric;
        ++wanted;
      }
    EXPECT_EQ(found.count("store_then_load_seq_cst " + name + " chain"), 1u) << name;
    ++wanted;
  });
  EXPECT_EQ(found.size(), wanted);
}

TEST(Mappings, TheCompilersOwnIsAmongThem) {
  bool there = false;
  arch::mappings::for_each([&]<class M>() {
    if (M::info.name != "builtin") return;
    there = true;
    arch::for_each_entry<M>([]<class E>() {
      EXPECT_TRUE(E::op::info.name.starts_with("builtin_")) << E::op::info.name;
      EXPECT_EQ(E::op::info.order, arch::order_name(E::order)) << E::op::info.name;
    });
  });
  EXPECT_TRUE(there);
}

// ---- what coherent() accepts, on made-up sequences
// -------------------------------------------------------

template <arch::Text Order>
struct Made {
  static constexpr arch::Info info{"made_up", "", Order};
};

struct Good {
  using loads = arch::Loads<Made<"relaxed">, Made<"acquire">, Made<"acquire">>;
  using stores = arch::Stores<Made<"relaxed">, Made<"release">, Made<"seq_cst">>;
  template <Use U>
  using rmws = arch::Rmws<U, Made<"relaxed">, Made<"acquire">, Made<"release">, Made<"acq_rel">, Made<"seq_cst">>;
  using exchanges = rmws<Use::exchange>;
  using fetch_adds = rmws<Use::fetch_add>;
  using cas = rmws<Use::cas>;
  using fences = arch::Fences<Made<"r,rw">, Made<"rw,w">, Made<"r,rw+w,w">, Made<"rw,rw">>;
};
struct WeakLoad : Good {
  using loads = arch::Loads<Made<"relaxed">, Made<"relaxed">, Made<"seq_cst">>;
};
struct ReleaseLoad : Good {
  using loads = arch::Loads<Made<"relaxed">, Made<"release">, Made<"seq_cst">>;
};
struct WeakExchange : Good {
  using exchanges = arch::AnyOrder<Use::exchange, Made<"acquire">>;
};
struct WeakFence : Good {
  using fences = arch::Fences<Made<"r,rw">, Made<"rw,w">, Made<"r,rw">, Made<"rw,rw">>;
};
struct NoFullFence : Good {
  using fences = arch::Fences<Made<"r,rw">, Made<"rw,w">, Made<"r,rw+w,w">, Made<"r,rw+w,w">>;
};
/// Neither side of a seq_cst store and load has the barrier.
struct NobodyPays : Good {
  using stores = arch::Stores<Made<"relaxed">, Made<"release">, Made<"release">>;
};
struct LoadPays : NobodyPays {
  using loads = arch::Loads<Made<"relaxed">, Made<"acquire">, Made<"seq_cst">>;
};

TEST(Mappings, TooWeakASequenceIsNoticed) {
  EXPECT_TRUE(arch::coherent<Good>());
  EXPECT_TRUE(arch::coherent<LoadPays>());
  EXPECT_FALSE(arch::coherent<WeakLoad>());
  EXPECT_FALSE(arch::coherent<ReleaseLoad>());
  EXPECT_FALSE(arch::coherent<WeakExchange>());
  EXPECT_FALSE(arch::coherent<WeakFence>());
  EXPECT_FALSE(arch::coherent<NoFullFence>());
  EXPECT_FALSE(arch::coherent<NobodyPays>());
}

}  // namespace
}  // namespace fenceline
