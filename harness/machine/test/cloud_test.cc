#include <harness/machine/cloud.h>

#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <harness/machine/test/files.h>

namespace fenceline {
namespace {

using testing::HasSubstr;

const std::string kDmi = "/sys/class/dmi/id/", kCloudInit = "/run/cloud-init/instance-data.json";

TEST(Cloud, ProvidersByWhatTheyWriteIntoDmi) {
  const auto provider = [](std::map<std::string, std::string> texts) {
    return fact(cloud(files(std::move(texts))), "provider").value;
  };
  EXPECT_EQ(provider({{kDmi + "sys_vendor", "Amazon EC2"}}), "aws");
  EXPECT_EQ(provider({{kDmi + "sys_vendor", "Xen"}, {kDmi + "bios_version", "4.11.amazon"}}), "aws");
  EXPECT_EQ(provider({{kDmi + "sys_vendor", "Google"}}), "gcp");
  EXPECT_EQ(provider({{kDmi + "chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77"}}), "azure");
  EXPECT_EQ(provider({{kDmi + "chassis_asset_tag", "OracleCloud.com"}, {kDmi + "sys_vendor", "QEMU"}}), "oracle");
  EXPECT_EQ(provider({{kDmi + "sys_vendor", "Hetzner"}}), "hetzner");
  // Hyper-V on somebody's desk is no Azure.
  EXPECT_EQ(provider({{kDmi + "sys_vendor", "Microsoft Corporation"}, {kDmi + "product_name", "Virtual Machine"}}), "");
  EXPECT_EQ(provider({{"/run/cloud-init/cloud-id", "gce"}}), "gcp");
  EXPECT_EQ(provider({{"/run/cloud-init/cloud-id", "nocloud"}}), "");
  EXPECT_EQ(provider({{"/run/cloud-init/cloud-id", "aws-china"}}), "aws");
  EXPECT_EQ(provider({{"/run/cloud-init/cloud-id", "azure-china"}}), "azure");
}

TEST(Cloud, WhatCloudInitWroteDownIsReadInBothSpellings) {
  for (const char* text : {R"({"v1": {"region": "us-east-2", "availability_zone": "us-east-2b"},
                               "ds": {"meta_data": {"ami_id": "ami-1", "instance_type": "t3.nano"}}})",
                           R"({"v1": {"region": "us-east-2", "availability-zone": "us-east-2b"},
                               "ds": {"meta-data": {"ami-id": "ami-1", "instance-type": "t3.nano"}}})"}) {
    const auto facts = cloud(files({{kCloudInit, text}}));
    EXPECT_EQ(fact(facts, "region").value, "us-east-2");
    EXPECT_EQ(fact(facts, "zone").value, "us-east-2b");
    EXPECT_EQ(fact(facts, "image").value, "ami-1");
    EXPECT_EQ(fact(facts, "instance_type").value, "t3.nano");
  }
  const auto azure =
      cloud(files({{kDmi + "product_name", "Virtual Machine"},
                   {kDmi + "sys_vendor", "Microsoft Corporation"},
                   {kDmi + "chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77"},
                   {kCloudInit, R"({"v1": {"availability_zone": "0"}, "ds": {"meta_data": {"imds": {"compute":
                                      {"vmSize": "Standard_D2s_v5", "location": "westeurope",
                                       "platformFaultDomain": "0", "zone": "2"}}}}})"}}));
  EXPECT_EQ(fact(azure, "instance_type").value, "Standard_D2s_v5");
  EXPECT_EQ(fact(azure, "region").value, "westeurope");
  EXPECT_EQ(fact(azure, "zone").value, "2");
}

TEST(Cloud, WhatIsNoZoneIsNotTakenForOne) {
  const std::string zone = R"({"v1": {"availability_zone": "ams3", "region": null}})";
  const auto azure = cloud(files({{"/run/cloud-init/cloud-id", "azure"}, {kCloudInit, zone}}));
  EXPECT_EQ(fact(azure, "zone").value, "") << "it is a fault domain there";
  const auto ocean = cloud(files({{kDmi + "sys_vendor", "DigitalOcean"}, {kCloudInit, zone}}));
  EXPECT_EQ(fact(ocean, "region").value, "ams3");
  EXPECT_EQ(fact(ocean, "zone").value, "");
}

TEST(Cloud, CloudsTellInWordsOfTheirOwn) {
  const auto alibaba = cloud(files({{kCloudInit, R"({"ds": {"meta-data": {"region-id": "cn-hangzhou", "zone-id":
      "cn-hangzhou-j", "image-id": "ubuntu_24_04", "instance": {"instance-type": "ecs.g8i.large"}}}})"}}));
  EXPECT_EQ(fact(alibaba, "region").value, "cn-hangzhou");
  EXPECT_EQ(fact(alibaba, "zone").value, "cn-hangzhou-j");
  EXPECT_EQ(fact(alibaba, "image").value, "ubuntu_24_04");
  EXPECT_EQ(fact(alibaba, "instance_type").value, "ecs.g8i.large");
  const auto oracle = cloud(files({{kCloudInit, R"({"v1": {"availability_zone": "phx-ad-3"}, "ds": {"image":
      "ocid1.image.oc1.phx", "region": "phx", "canonicalRegionName": "us-phoenix-1", "shape": "VM.Standard2.1"}})"}}));
  EXPECT_EQ(fact(oracle, "region").value, "us-phoenix-1");
  EXPECT_EQ(fact(oracle, "zone").value, "phx-ad-3");
  EXPECT_EQ(fact(oracle, "image").value, "ocid1.image.oc1.phx");
  EXPECT_EQ(fact(oracle, "instance_type").value, "VM.Standard2.1");
}

TEST(Cloud, DmiIsBelievedBeforeCloudInit) {
  const auto facts = cloud(files({{kDmi + "sys_vendor", "Amazon EC2"},
                                  {kDmi + "product_name", "c7g.large"},
                                  {kCloudInit, R"({"ds": {"meta_data": {"instance_type": "other"}}})"}}));
  EXPECT_EQ(fact(facts, "instance_type").value, "c7g.large");
}

TEST(Cloud, WhatIsNotToldHasAReason) {
  for (const char* text : {"{", "[1]", R"({"v1": "x"})", R"({"v1": {"region": null}})"}) {
    const auto facts = cloud(files({{kCloudInit, text}}));
    EXPECT_EQ(facts.size(), 5u);
    for (const auto& f : facts) {
      EXPECT_EQ(f.value, "") << text;
      EXPECT_NE(f.gap, "") << text;
    }
  }
  EXPECT_THAT(fact(cloud(files({})), "region").gap, HasSubstr("no /run/cloud-init"));
}

TEST(Cloud, WhatACloudKeepsToItselfSaysHowToTellIt) {
  const auto google = cloud(files({{kDmi + "sys_vendor", "Google"},
                                   {kDmi + "product_name", "Google Compute Engine"},
                                   {kCloudInit, R"({"v1": {"region": "europe-west3"}})"}}));
  EXPECT_EQ(fact(google, "region").value, "europe-west3");
  EXPECT_EQ(fact(google, "instance_type").value, "");
  EXPECT_THAT(fact(google, "instance_type").gap, HasSubstr("--fact=instance_type= tells it"));
  EXPECT_THAT(fact(cloud(files({})), "instance_type").gap, testing::Not(HasSubstr("--fact")));
}

TEST(Cloud, WhatAnInventoryKnowsReplacesWhatWasFound) {
  std::vector<Fact> facts = cloud(files({{kDmi + "sys_vendor", "Google"}}));
  replace(facts, parse_facts({"instance_type=c4-standard-8", "image=a=b"}));
  EXPECT_EQ(facts.size(), 5u);
  EXPECT_EQ(fact(facts, "provider").value, "gcp");
  EXPECT_EQ(fact(facts, "image").value, "a=b");
  EXPECT_EQ(fact(facts, "instance_type").value, "c4-standard-8");
  EXPECT_EQ(fact(facts, "instance_type").gap, "");
}

TEST(Cloud, WrongFactsAreRefused) {
  for (const char* text : {"region", "region=", "=x", "cpu_model=mine", "regoin=eu"})
    EXPECT_THROW((void)parse_facts({text}), InputError) << text;
  try {
    (void)parse_facts({"regoin=eu"});
  } catch (const InputError& e) {
    EXPECT_THAT(e.what(), HasSubstr("nearest: region"));
  }
}

}  // namespace
}  // namespace fenceline
