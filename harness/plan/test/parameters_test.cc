#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/plan/parameters.h>

namespace fenceline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

Kernel queue() {
  Kernel k;
  k.suite = "queues";
  k.name = "ring";
  k.axes = {{.name = "capacity", .unit = "item", .values = {64}, .least = 1, .most = 4096, .what = "room"},
            {.name = "think", .unit = "cycle", .values = {0, 256}, .most = 1024, .multiple = 32, .what = "work"}};
  return k;
}

std::vector<std::vector<int64_t>> values(const std::vector<std::string>& texts) {
  std::vector<std::vector<int64_t>> all;
  for (const auto& axis : choose(queue(), parse_parameters(texts)).axes) all.push_back(axis.values);
  return all;
}

TEST(Parameters, TakeThePlaceOfAnAxisOwnValues) {
  EXPECT_THAT(values({}), ElementsAre(ElementsAre(64), ElementsAre(0, 256)));
  EXPECT_THAT(values({"capacity=1,2,4096"}), ElementsAre(ElementsAre(1, 2, 4096), ElementsAre(0, 256)));
  EXPECT_THAT(values({"capacity=8,think=32,64"}), ElementsAre(ElementsAre(8), ElementsAre(32, 64)));
  EXPECT_THAT(values({"capacity=8", "capacity=16", "capacity=8"}),
              ElementsAre(ElementsAre(8, 16), ElementsAre(0, 256)));
}

TEST(Parameters, LeaveAnAxisAloneThatTakesOneValue) {
  Kernel k = queue();
  k.axes[0].least = k.axes[0].most = 64;
  EXPECT_THAT(choose(k, parse_parameters({"capacity=8"})).axes[0].values, ElementsAre(64));
  EXPECT_NO_THROW(check_parameters(parse_parameters({"capacity=8"}), {&k}));
}

TEST(Parameters, AreRefusedWhereTheyAreNoNumbersOrHaveNoName) {
  for (const std::string text : {"8", "capacity=", "capacity=8,", "capacity=x", "capacity=8k", "capacity=1e3", "",
                                 "capacity=99999999999999999999"})
    EXPECT_THAT([&] { parse_parameters({text}); }, ThrowsMessage<InputError>(HasSubstr("--param="))) << text;
}

TEST(Parameters, OutOfRangeNameWhatTheKernelTakes) {
  const Kernel k = queue();
  const auto chosen = [&](const char* text) { return [=] { check_parameters(parse_parameters({text}), {&k}); }; };
  EXPECT_THAT(chosen("capacity=0"), ThrowsMessage<InputError>("--param=capacity=0: queues/ring takes 1 to 4096 item"));
  EXPECT_THAT(chosen("capacity=4097"), ThrowsMessage<InputError>(HasSubstr("1 to 4096")));
  EXPECT_THAT(chosen("think=33"), ThrowsMessage<InputError>(HasSubstr("0 to 1024, by 32 cycle")));
}

TEST(Parameters, WhatOneKernelRefusesAndAnotherTakesIsForTheOther) {
  const Kernel some = queue();
  Kernel other = queue();
  other.axes[0].least = 0;
  other.axes[0].only = {0, 8};
  const auto parameters = parse_parameters({"capacity=0,8"});
  EXPECT_NO_THROW(check_parameters(parameters, {&some, &other}));
  EXPECT_THAT(choose(some, parameters).axes[0].values, ElementsAre(8));
  EXPECT_THAT(choose(some, parameters).refusals, ElementsAre("capacity=0 (it takes 1 to 4096 item)"));
  EXPECT_THAT(choose(other, parameters).axes[0].values, ElementsAre(0, 8));
  other.axes[0].only = {};
  other.axes[0].most = 9000;
  EXPECT_THAT(
      [&] {
        check_parameters(parse_parameters({"capacity=9001"}), {&some, &other});
      },
      ThrowsMessage<InputError>(HasSubstr("takes 0 to 9000")));
  other.axes[0].only = {0, 8};
  EXPECT_THAT(choose(other, parse_parameters({"capacity=9"})).refusals,
              ElementsAre("capacity=9 (it takes 0 or 8 item)"));
}

TEST(Parameters, UnknownOnesAreToldWithTheNearest) {
  const Kernel k = queue();
  EXPECT_NO_THROW(check_parameters(parse_parameters({"think=0"}), {&k}));
  EXPECT_THAT([&] { check_parameters(parse_parameters({"capacty=1"}), {&k}); },
              ThrowsMessage<InputError>(HasSubstr("unknown parameter 'capacty'; nearest: capacity")));
  EXPECT_THAT([&] { check_parameters(parse_parameters({"x=1"}), {}); },
              ThrowsMessage<InputError>(HasSubstr("has any")));
}

}  // namespace
}  // namespace fenceline
