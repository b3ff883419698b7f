// What a weaker order saves, by a made-up run.
#include <base/error.h>
#include <gtest/gtest.h>
#include <verify/costs.h>

#include <filesystem>
#include <fstream>

namespace fenceline::verify {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed, kRelease = std::memory_order_release,
               kAcquire = std::memory_order_acquire, kAcqRel = std::memory_order_acq_rel,
               kSeqCst = std::memory_order_seq_cst;

struct Does {
  bool loads = false, stores = false, fence = false, compares = false;
};
NumberedAccess access(std::memory_order order, Does does) {
  return {"file.h", 1, 1, order, does.loads, does.stores, does.fence, does.compares};
}

class CostsOfARun : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/run.csv") << "key,value,gap\ncpu_model,\"A, B\",\n";
    std::ofstream(folder + "/summary.csv") << "trial,suite,group,use,how,median_ns,low_ns,high_ns\n" + rows;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  const std::string folder = testing::TempDir() + "costs_of_a_run";
  const std::string rows =
      "t,mappings,store_seq_cst,builtin,latency,6,5.7,6.3\n"
      "t,mappings,store_release,a+builtin,latency,1,0.6,1.4\n"
      "t,mappings,store_relaxed,builtin,latency,1.1,0.9,1.3\n"
      "t,mappings,store_seq_cst,other,latency,99,99,99\n"
      "t,mappings,store_seq_cst,builtin,throughput,99,99,99\n"
      "\"t,u\",mappings,cas_acq_rel,builtin,latency,7,7,7\n"
      "t,mappings,cas_acquire,builtin,latency,5,5,5\n"
      "t,mappings,fetch_add_acq_rel,builtin,latency,4,4,4\n"
      "t,mappings,fetch_add_relaxed,builtin,latency,3.5,3.5,3.5\n"
      "t,mappings,fence_seq_cst,builtin,latency,99,99,99\n"
      "t,mappings,fence_seq_cst,builtin,throughput,8,8,8\n"
      "t,locks,fence_seq_cst,builtin,throughput,99,99,99\n";
};

TEST_F(CostsOfARun, AreDifferencesOfTheSameOperation) {
  const Costs costs(folder);
  EXPECT_EQ(costs.machine(), "A, B");
  EXPECT_EQ(costs.saved(access(kSeqCst, {.stores = true}), kRelease), "5.00 ± 0.50");
  EXPECT_EQ(costs.saved(access(kRelease, {.stores = true}), kRelaxed), "0") << "their intervals meet";
  EXPECT_EQ(costs.saved(access(kAcqRel, {.loads = true, .stores = true, .compares = true}), kAcquire), "2.00 ± 0.00");
  EXPECT_EQ(costs.saved(access(kAcqRel, {.loads = true, .stores = true}), kRelaxed), "0.50 ± 0.00");
  EXPECT_EQ(costs.saved(access(kSeqCst, {.fence = true}), kRelaxed), "8.00 ± 0.00") << "no fence";
  EXPECT_EQ(costs.saved(access(kAcquire, {.loads = true}), kRelaxed), "") << "not measured";
}

TEST_F(CostsOfARun, MustBeThere) {
  EXPECT_THROW(Costs("/nowhere"), InputError);
  std::ofstream(folder + "/summary.csv") << "trial,suite,group,use,how,median_ns,low_ns,high_ns\n"
                                            "t,mappings,store_seq_cst,builtin,latency,,,\n";
  EXPECT_THROW(Costs{folder}, InputError) << "an emulated run has no times";
}

}  // namespace
}  // namespace fenceline::verify
