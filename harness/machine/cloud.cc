#include <harness/machine/cloud.h>

#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace fenceline {
namespace {

constexpr std::string_view kProvider = "provider", kType = "instance_type";
constexpr std::string_view kZone = "v1/availability_zone";
/// Facts beside these two, and where cloud-init has them: its standardized keys (v1: doc/rtd/explanation/instancedata.rst),
/// then what it keeps of each cloud's own answer (ds: cloudinit/sources/DataSourceEc2.py, …Azure.py, …AliYun.py, …Oracle.py).
/// Google's tells no type or image.
struct Place {
  std::string_view fact;
  std::vector<std::string_view> paths;
};
const std::vector<Place> kPlaces = {
    {"region",
     {"v1/region", "ds/dynamic/instance_identity/document/region", "ds/meta_data/imds/compute/location",
      "ds/meta_data/region_id", "ds/canonicalRegionName"}},
    {"zone", {kZone, "ds/meta_data/imds/compute/zone", "ds/meta_data/zone_id"}},
    {"image",
     {"ds/meta_data/ami_id", "ds/dynamic/instance_identity/document/imageId",
      "ds/meta_data/imds/compute/storageProfile/imageReference/id", "ds/meta_data/image_id", "ds/image"}},
    {kType,
     {"ds/meta_data/instance_type", "ds/dynamic/instance_identity/document/instanceType",
      "ds/meta_data/imds/compute/vmSize", "ds/meta_data/instance/instance_type", "ds/shape"}},
};
/// What v1's zone is where it is none: a fault domain of Azure's, a region of these (the same sources).
enum class ZoneIs { zone, region, neither };
ZoneIs zone_is(std::string_view provider) {
  if (provider == "azure") return ZoneIs::neither;
  return provider == "digitalocean" || provider == "upcloud" ? ZoneIs::region : ZoneIs::zone;
}

/// What clouds write into DMI: most as cloud-init's tools/ds-identify looks for it; the tag is that of Azure's every machine.
struct Sign {
  const char* field;
  std::string_view text, provider;
};
constexpr Sign kSigns[] = {{"sys_vendor", "Amazon EC2", "aws"},
                           {"bios_version", "amazon", "aws"},  // under Xen
                           {"sys_vendor", "Google", "gcp"},
                           {"chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"},
                           {"chassis_asset_tag", "OracleCloud.com", "oracle"},
                           {"sys_vendor", "Alibaba Cloud", "alibaba"},
                           {"sys_vendor", "Tencent Cloud", "tencent"},
                           {"chassis_asset_tag", "HUAWEICLOUD", "huawei"},
                           {"sys_vendor", "DigitalOcean", "digitalocean"},
                           {"sys_vendor", "Hetzner", "hetzner"},
                           {"sys_vendor", "Vultr", "vultr"},
                           {"sys_vendor", "Scaleway", "scaleway"},
                           {"sys_vendor", "UpCloud", "upcloud"},
                           {"sys_vendor", "Akamai", "akamai"},
                           {"sys_vendor", "Linode", "akamai"},
                           {"product_name", "Exoscale", "exoscale"},
                           {"sys_vendor", "OpenStack", "openstack"}};

std::string provider(const ReadFile& read) {
  for (const auto& [field, text, name] : kSigns)
    if (read(std::string("/sys/class/dmi/id/") + field).value_or("").find(text) != std::string::npos)
      return std::string(name);
  std::string id = read("/run/cloud-init/cloud-id").value_or("");
  // What is apart from the rest of a cloud has an id of its own: aws-china, azure-china, aws-gov.
  if (id.starts_with("aws-") || id.starts_with("azure-")) id.resize(id.find('-'));
  if (id == "gce") return "gcp";
  if (id == "aliyun") return "alibaba";
  return id == "none" || id == "nocloud" ? "" : id;
}

/// The text at a path of keys; where a key has '-' for '_', as some versions have it, too. Empty: there is none.
std::string at(const nlohmann::json& json, std::string_view path) {
  const nlohmann::json* node = &json;
  for (const auto step : split(path, '/')) {
    if (!node->is_object()) return "";
    auto found = node->find(std::string(step));
    if (found == node->end()) {
      std::string dashed(step);
      std::ranges::replace(dashed, '_', '-');
      found = node->find(dashed);
    }
    if (found == node->end()) return "";
    node = &*found;
  }
  return node->is_string() ? node->get<std::string>() : "";
}

}  // namespace

std::vector<Fact> cloud(const ReadFile& read) {
  const std::string file = "/run/cloud-init/instance-data.json";
  const auto text = read(file);
  const nlohmann::json data = nlohmann::json::parse(text.value_or(""), nullptr, false);
  const std::string gap = !text ? "no " + file : data.is_discarded() ? file + " is no JSON" : file + " does not tell";
  const Instance board = instance(read);
  std::vector<Fact> facts = {{std::string(kProvider), printable(provider(read)), ""}};
  if (facts[0].value.empty()) facts[0].gap = "neither DMI nor cloud-init names a cloud";
  const ZoneIs zone = zone_is(facts[0].value);
  for (const auto& place : kPlaces) {
    std::string value = place.fact == kType ? board.type : "";
    for (const auto path : place.paths)
      if (value.empty() && (path != kZone || zone == ZoneIs::zone)) value = printable(at(data, path));
    if (zone == ZoneIs::region && place.fact == "region" && value.empty()) value = printable(at(data, kZone));
    facts.push_back({std::string(place.fact), value, ""});
    if (!value.empty()) continue;
    facts.back().gap = place.fact == kType ? board.gap + "; " + gap : gap;
    if (!facts[0].value.empty()) facts.back().gap += fmt::format("; --fact={}= tells it", place.fact);
  }
  return facts;
}

std::vector<Fact> parse_facts(const std::vector<std::string>& texts) {
  std::vector<std::string> known = {std::string(kProvider)};
  for (const auto& place : kPlaces) known.emplace_back(place.fact);
  std::vector<Fact> facts;
  for (const auto& text : texts) {
    const size_t equals = text.find('=');
    if (equals == text.npos || equals + 1 == text.size())
      throw InputError(fmt::format("--fact={}: it is KEY=VALUE, as region=eu-central-1", shown(text)));
    const std::string key = text.substr(0, equals);
    if (std::ranges::find(known, key) == known.end())
      throw InputError(unknown("fact", key, known, "it is one of " + join(known, ", ")));
    facts.push_back({key, text.substr(equals + 1), ""});
  }
  return facts;
}

void replace(std::vector<Fact>& facts, const std::vector<Fact>& told) {
  for (const auto& fact : told) {
    const auto found = std::ranges::find(facts, fact.key, &Fact::key);
    if (found == facts.end())
      facts.push_back(fact);
    else
      *found = fact;
  }
}

}  // namespace fenceline
