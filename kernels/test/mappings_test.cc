#include <arch/mappings.h>
#include <arch/mappings_go.h>
#include <arch/mappings_linux.h>
#include <arch/mappings_openjdk.h>
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

/// The groups of a family's operations.
std::vector<std::string> groups(arch::Family family) {
  if (family == arch::Family::cxx)
    return {"load_relaxed",      "load_acquire",      "load_seq_cst",      "store_relaxed",     "store_release",
            "store_seq_cst",     "exchange_relaxed",  "exchange_acquire",  "exchange_release",  "exchange_acq_rel",
            "exchange_seq_cst",  "fetch_add_relaxed", "fetch_add_acquire", "fetch_add_release", "fetch_add_acq_rel",
            "fetch_add_seq_cst", "cas_relaxed",       "cas_acquire",       "cas_release",       "cas_acq_rel",
            "cas_seq_cst",       "fence_acquire",     "fence_release",     "fence_acq_rel",     "fence_seq_cst"};
  std::vector<std::string> all;
  for (int use = 0; use <= static_cast<int>(Use::test_and_clear_bit); ++use)
    for (int order = 0; order <= static_cast<int>(arch::Order::after_update); ++order) {
      const auto u = static_cast<Use>(use);
      const auto o = static_cast<arch::Order>(order);
      if (!arch::call(family, u, o).empty())
        all.push_back(std::string(arch::name(u)) + "_" + std::string(arch::order_name(o)));
    }
  return all;
}

/// How many cells the mappings of a family have, each of which is there once.
template <arch::Family F, class Mappings>
size_t expect_all_of(const std::multiset<std::string>& found) {
  size_t wanted = 0;
  Mappings::for_each([&]<class M>() {
    const std::string name(M::info.name);
    EXPECT_FALSE(M::info.source.empty()) << name;
    for (const std::string& group : groups(F))
      for (const std::string metric : {"chain", "throughput"}) {
        EXPECT_EQ(found.count(group + " " + name + " " + metric), 1u) << group << " " << name << " " << metric;
        ++wanted;
      }
    EXPECT_EQ(found.count("store_then_load_seq_cst " + name + " chain"), 1u) << name;
    ++wanted;
  });
  return wanted;
}

TEST(Mappings, EachCostsEveryOperationOfEveryOrderOnce) {
  using arch::Family;
  const auto found = cells();
  EXPECT_EQ(found.size(), (expect_all_of<Family::cxx, arch::mappings>(found)) +
                              (expect_all_of<Family::linux_kernel, arch::linux_mappings>(found)) +
                              (expect_all_of<Family::go, arch::go_mappings>(found)) +
                              (expect_all_of<Family::openjdk, arch::openjdk_mappings>(found)));
  EXPECT_EQ(groups(Family::linux_kernel).size(), 28u);
  EXPECT_EQ(groups(Family::go).size(), 12u);
  EXPECT_EQ(groups(Family::openjdk).size(), 23u);
}

// By that the table and the plot tell whose a mapping is.
TEST(Mappings, NamesBeginWithTheFamily) {
  const auto begin = []<class Mappings>(std::string_view prefix, Mappings) {
    Mappings::for_each([&]<class M>() { EXPECT_TRUE(M::info.name.starts_with(prefix)) << M::info.name; });
  };
  begin("linux", arch::linux_mappings());
  begin("go", arch::go_mappings());
  begin("openjdk", arch::openjdk_mappings());
  for (std::string_view prefix : {"linux", "go", "openjdk"})
    arch::mappings::for_each([&]<class M>() { EXPECT_FALSE(M::info.name.starts_with(prefix)) << M::info.name; });
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
