#include <harness/machine/cpu_identity.h>

#include <base/text.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>
#include <vector>

namespace fenceline {
namespace {

/// "key : value" lines, in order, all processors one after the other.
using Lines = std::vector<std::pair<std::string, std::string>>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (const size_t colon = line.find(':'); colon != line.npos)
      lines.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  return lines;
}

/// First value of the key; empty where there is none.
std::string first(const Lines& lines, std::string_view key) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return l.first == key; });
  return found == lines.end() ? "" : found->second;
}

template <size_t N>
std::string lookup(const std::pair<std::string_view, std::string_view> (&table)[N], std::string_view key) {
  for (const auto& [k, name] : table)
    if (k == key) return std::string(name);
  return "";
}

std::string joined(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, " + ")); }
void add_new(std::vector<std::string>& parts, const std::string& part) {
  if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
}

CpuIdentity x86(const Lines& lines) {
  CpuIdentity id;
  id.vendor = first(lines, "vendor_id");
  id.model = first(lines, "model name");
  id.family = first(lines, "cpu family");
  id.model_number = first(lines, "model");
  id.stepping = first(lines, "stepping");
  id.microcode = first(lines, "microcode");
  id.flags = first(lines, "flags");
  return id;
}

// MIDR_EL1 implementers (Arm ARM DDI 0487, D19.2.98) and parts (each core's reference manual).
constexpr std::pair<std::string_view, std::string_view> kArmImplementers[] = {
    {"0x41", "Arm"},      {"0x43", "Cavium"}, {"0x46", "Fujitsu"},   {"0x48", "HiSilicon"}, {"0x4e", "NVIDIA"},
    {"0x51", "Qualcomm"}, {"0x61", "Apple"},  {"0x6d", "Microsoft"}, {"0xc0", "Ampere"}};
constexpr std::pair<std::string_view, std::string_view> kArmParts[] = {
    {"0x41 0xd03", "Cortex-A53"},   {"0x41 0xd05", "Cortex-A55"},  {"0x41 0xd07", "Cortex-A57"},
    {"0x41 0xd08", "Cortex-A72"},   {"0x41 0xd0b", "Cortex-A76"},  {"0x41 0xd0c", "Neoverse N1"},
    {"0x41 0xd40", "Neoverse V1"},  {"0x41 0xd41", "Cortex-A78"},  {"0x41 0xd44", "Cortex-X1"},
    {"0x41 0xd49", "Neoverse N2"},  {"0x41 0xd4f", "Neoverse V2"}, {"0x41 0xd84", "Neoverse V3"},
    {"0x41 0xd8e", "Neoverse N3"},  {"0x43 0x0af", "ThunderX2"},   {"0x46 0x001", "A64FX"},
    {"0x48 0xd01", "TaiShan v110"}, {"0x6d 0xd49", "Cobalt 100"},  {"0xc0 0xac3", "AmpereOne"}};

CpuIdentity aarch64(const Lines& lines) {
  std::vector<std::string> vendors, models, numbers, steppings;
  std::string implementer, variant, part;
  for (const auto& [key, value] : lines) {
    if (key == "CPU implementer") implementer = value;
    if (key == "CPU variant") variant = value;
    if (key == "CPU part") part = value;
    if (key != "CPU revision") continue;  // the last line of a processor
    const std::string vendor = lookup(kArmImplementers, implementer);
    const std::string model = lookup(kArmParts, implementer + " " + part);
    add_new(vendors, vendor.empty() ? implementer : vendor);
    add_new(models, model.empty() ? "part " + part : model);
    add_new(numbers, part);
    unsigned r = 0;
    if (variant.starts_with("0x")) std::from_chars(&variant[2], &variant.back() + 1, r, 16);
    add_new(steppings, fmt::format("r{}p{}", r, value));
  }
  CpuIdentity id;
  id.vendor = joined(vendors);
  id.model = joined(models);
  id.family = first(lines, "CPU architecture");
  id.model_number = joined(numbers);
  id.stepping = joined(steppings);
  id.flags = first(lines, "Features");
  return id;
}

CpuIdentity power(const Lines& lines) {
  CpuIdentity id;
  id.vendor = "IBM";
  const std::string cpu = first(lines, "cpu");  // "POWER9 (architected), altivec supported"
  const size_t comma = cpu.find(',');
  id.model = cpu.substr(0, comma);
  if (comma != cpu.npos) id.flags = trim(cpu.substr(comma + 1));
  id.family = first(lines, "platform");
  const std::string revision = first(lines, "revision");  // "2.2 (pvr 004e 1202)"
  id.stepping = revision.substr(0, revision.find(' '));
  if (const size_t pvr = revision.find("pvr "); pvr != revision.npos)
    id.model_number = revision.substr(pvr + 4, revision.find(')') - pvr - 4);
  return id;
}

// IBM machine types (z/Architecture processor families).
constexpr std::pair<std::string_view, std::string_view> kZMachines[] = {
    {"2817", "z196"}, {"2818", "z114"},    {"2827", "zEC12"},   {"2828", "zBC12"}, {"2964", "z13"},
    {"2965", "z13s"}, {"3906", "z14"},     {"3907", "z14 ZR1"}, {"8561", "z15"},   {"8562", "z15 T02"},
    {"3931", "z16"},  {"3932", "z16 A02"}, {"9175", "z17"}};

CpuIdentity s390x(const Lines& lines) {
  CpuIdentity id;
  id.vendor = "IBM";
  id.flags = first(lines, "features");
  const std::string processor = first(lines, "processor 0");
  const auto field = [&](std::string_view key) -> std::string {
    const size_t at = processor.find(std::string(key) + " = ");
    if (at == processor.npos) return "";
    const std::string rest = processor.substr(at + key.size() + 3);
    return rest.substr(0, rest.find_first_of(", "));
  };
  id.model_number = field("machine");
  id.stepping = field("version");
  const std::string name = lookup(kZMachines, id.model_number);
  id.model = name.empty() ? "machine type " + id.model_number : fmt::format("{} ({})", name, id.model_number);
  return id;
}

// JEDEC manufacturer numbers as mvendorid holds them (RISC-V privileged specification, 3.1.2).
constexpr std::pair<std::string_view, std::string_view> kRiscvVendors[] = {
    {"0x489", "SiFive"}, {"0x5b7", "T-Head"}, {"0x31e", "Andes"}, {"0x710", "SpacemiT"}};

CpuIdentity riscv(const Lines& lines) {
  CpuIdentity id;
  const std::string vendor = first(lines, "mvendorid"), arch = first(lines, "marchid");
  id.vendor = lookup(kRiscvVendors, vendor);
  if (id.vendor.empty()) id.vendor = vendor;
  id.model = first(lines, "uarch");
  if (id.model.empty() && !arch.empty()) id.model = "marchid " + arch;
  id.model_number = arch;
  id.stepping = first(lines, "mimpid");
  id.flags = first(lines, "isa");
  return id;
}

// ---- designs and their caches -----------------------------------------------------------------

/// Caches of a core in KiB that its design fixes: those that no product of it varies.
struct Design {
  std::string_view vendor;
  unsigned family, first_model, last_model;
  std::string_view name;
  CacheSizes caches;  // l3 varies by product and is never compared
};
// Intel: Optimization Reference Manual (248966), tables of cache parameters by microarchitecture;
// model numbers from SDM vol. 4, table 2-1. AMD: Software Optimization Guides for families 17h, 19h
// and 1Ah; model numbers from the Processor Programming References. Hybrid designs are left out:
// their cores differ.
constexpr std::string_view kIntel = "GenuineIntel", kAmd = "AuthenticAMD";
constexpr Design kDesigns[] = {
    {kIntel, 6, 0x3f, 0x3f, "Haswell-EP", {32, 32, 256}},
    {kIntel, 6, 0x4f, 0x4f, "Broadwell-EP", {32, 32, 256}},
    {kIntel, 6, 0x56, 0x56, "Broadwell-DE", {32, 32, 256}},
    {kIntel, 6, 0x4e, 0x4e, "Skylake", {32, 32, 256}},
    {kIntel, 6, 0x5e, 0x5e, "Skylake", {32, 32, 256}},
    {kIntel, 6, 0x8e, 0x8e, "Kaby Lake", {32, 32, 256}},
    {kIntel, 6, 0x9e, 0x9e, "Kaby Lake", {32, 32, 256}},
    {kIntel, 6, 0x55, 0x55, "Skylake-SP", {32, 32, 1024}},
    {kIntel, 6, 0x7d, 0x7e, "Ice Lake", {48, 32, 512}},
    {kIntel, 6, 0xa7, 0xa7, "Rocket Lake", {48, 32, 512}},
    {kIntel, 6, 0x6a, 0x6a, "Ice Lake-SP", {48, 32, 1280}},
    {kIntel, 6, 0x6c, 0x6c, "Ice Lake-D", {48, 32, 1280}},
    {kIntel, 6, 0x8c, 0x8d, "Tiger Lake", {48, 32, 1280}},
    {kIntel, 6, 0x8f, 0x8f, "Sapphire Rapids", {48, 32, 2048}},
    {kIntel, 6, 0xcf, 0xcf, "Emerald Rapids", {48, 32, 2048}},
    {kIntel, 6, 0xad, 0xae, "Granite Rapids", {48, 64, 2048}},
    {kAmd, 0x17, 0x00, 0x2f, "Zen", {32, 64, 512}},
    {kAmd, 0x17, 0x30, 0xaf, "Zen 2", {32, 32, 512}},
    {kAmd, 0x19, 0x00, 0x0f, "Zen 3", {32, 32, 512}},
    {kAmd, 0x19, 0x20, 0x5f, "Zen 3", {32, 32, 512}},
    {kAmd, 0x19, 0x10, 0x1f, "Zen 4", {32, 32, 1024}},
    {kAmd, 0x19, 0x60, 0x7f, "Zen 4", {32, 32, 1024}},
    {kAmd, 0x19, 0xa0, 0xaf, "Zen 4c", {32, 32, 1024}},
    {kAmd, 0x1a, 0x00, 0x7f, "Zen 5", {48, 32, 1024}},
};

/// -1 for what is not a number.
int number(const std::string& text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

const Design* find_design(const CpuIdentity& id) {
  const int family = number(id.family), model = number(id.model_number);
  for (const Design& d : kDesigns)
    if (id.vendor == d.vendor && family == int(d.family) && model >= int(d.first_model) && model <= int(d.last_model))
      return &d;
  return nullptr;
}

/// Whether no known size differs.
bool fit(const CacheSizes& design, const CacheSizes& seen) {
  const auto same = [](unsigned a, unsigned b) { return a == 0 || b == 0 || a == b; };
  return same(design.l1d, seen.l1d) && same(design.l1i, seen.l1i) && same(design.l2, seen.l2);
}

}  // namespace

CpuIdentity parse_cpuinfo(const std::string& text) {
  const Lines lines = lines_of(text);
  const std::string vendor = first(lines, "vendor_id");
  if (vendor == "IBM/S390") return s390x(lines);
  if (!vendor.empty()) return x86(lines);
  if (!first(lines, "CPU implementer").empty()) return aarch64(lines);
  if (!first(lines, "hart").empty()) return riscv(lines);
  if (!first(lines, "cpu").empty()) return power(lines);
  return {};
}

std::string_view core_design(const CpuIdentity& id) {
  const Design* design = find_design(id);
  return design ? design->name : "";
}

std::string in_words(const CacheSizes& c) {
  std::vector<std::string> known;
  for (const auto& [name, kib] : {std::pair("L1d", c.l1d), {"L1i", c.l1i}, {"L2", c.l2}, {"L3", c.l3}})
    if (kib != 0) known.push_back(fmt::format("{} {}K", name, kib));
  return fmt::format("{}", fmt::join(known, ", "));
}

std::string masked_model(const CpuIdentity& id, const CacheSizes& seen) {
  const Design* design = find_design(id);
  if (!design || fit(design->caches, seen)) return "";
  std::vector<std::string> alike;
  for (const Design& d : kDesigns)
    if (d.vendor == id.vendor && fit(d.caches, seen)) add_new(alike, std::string(d.name));
  return fmt::format(
      "caches contradict the model: family {} model {} is {} with {}; seen are {}{}. The "
      "hypervisor hides the model or invents the caches",
      id.family, id.model_number, design->name, in_words(design->caches), in_words(seen),
      alike.empty() ? ", as in no design known" : fmt::format(", as in {}", fmt::join(alike, " or ")));
}

}  // namespace fenceline
