#include <harness/catalogue.h>

#include <base/error.h>
#include <base/nearest.h>
#include <base/text.h>
#include <fmt/format.h>
#include <harness/machine/build_info.h>
#include <harness/plan/parameters.h>
#include <harness/symbols.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace fenceline {
namespace {

std::string indented(const std::string& text, size_t indent) {
  return wrapped(std::string(indent, ' ') + text, indent);
}

std::string full_name(const Kernel& k) { return k.suite + "/" + k.name; }

uint64_t loop_of(const Role& role) { return link_address(reinterpret_cast<const void*>(role.run)); }
/// 0: any number.
unsigned most_of(unsigned threads) { return threads == kAnyThreads ? 0 : threads; }

}  // namespace

std::string list_text(const std::vector<Kernel>& kernels) {
  std::string out, suite;
  // Kernels that measure the same of different variants are one entry.
  std::vector<std::pair<std::string, std::vector<const Kernel*>>> entries;
  for (const auto& k : kernels) {
    const std::string key = k.suite + "\n" + k.group + "\n" + k.how + "\n" + k.what;
    auto it = std::ranges::find(entries, key, &decltype(entries)::value_type::first);
    if (it == entries.end()) it = entries.insert(entries.end(), {key, {}});
    it->second.push_back(&k);
  }
  for (const auto& [key, members] : entries) {
    const Kernel& k = *members[0];
    if (k.suite != suite) {
      suite = k.suite;
      out += fmt::format("{}{}\n", out.empty() ? "" : "\n", suite);
    }
    const std::string fewest = fmt::format("{} thread{}", k.min_threads(), k.min_threads() == 1 ? "" : "s");
    out += fmt::format("  {}/*{}{}{}\n", k.group, k.how.empty() ? "" : "/", k.how,
                       k.max_threads() == 1                 ? ""
                       : k.max_threads() == k.min_threads() ? fmt::format("  ({})", fewest)
                                                            : fmt::format("  ({} or more)", fewest));
    out += indented(k.what, 6);
    std::string variants;
    for (const auto* m : members) {
      std::string v = name_of(m->variant, m->width);
      if (!arch::has(m->needs)) v += fmt::format("(no {} here)", arch::name(m->needs));
      variants += (variants.empty() ? "" : " ") + v;
    }
    if (!variants.empty()) out += indented(variants, 8);
    for (const auto& axis : k.axes)
      out += indented(fmt::format("--param={}={}{}{}: {}", axis.name, fmt::join(axis.values, ","),
                                  axis.unit.empty() ? "" : " ", axis.unit, axis.what),
                      8);
    if (!k.opt_in.empty()) out += fmt::format("        only with --{}\n", k.opt_in);
    for (const auto* m : members)
      if (!m->absent.empty()) out += indented(m->variant + ": " + m->absent, 8);
  }
  return out;
}

std::string list_json(const std::vector<Kernel>& kernels) {
  auto out = nlohmann::json::array();
  for (const auto& k : kernels) {
    auto axes = nlohmann::json::array();
    for (const auto& a : k.axes)
      axes.push_back({{"name", a.name},
                      {"unit", a.unit},
                      {"what", a.what},
                      {"values", a.values},
                      {"least", a.least},
                      {"most", a.most},
                      {"multiple", a.multiple},
                      {"only", a.only}});
    auto roles = nlohmann::json::array();
    for (const auto& r : k.roles)
      roles.push_back({{"name", r.name}, {"least", r.least}, {"most", most_of(r.most)}, {"loop", loop_of(r)}});
    out.push_back({{"suite", k.suite},
                   {"kernel", k.name},
                   {"what", k.what},
                   {"group", k.group},
                   {"variant", k.variant},
                   {"width", k.width},
                   {"peer", k.peer},
                   {"use", k.use},
                   {"how", k.how},
                   {"order", k.order},
                   {"emits", k.emits},
                   {"shows", std::string(name(k.shows))},
                   {"needs", std::string(arch::name(k.needs))},
                   {"available", arch::has(k.needs) && k.absent.empty()},
                   {"absent", k.absent},
                   {"metric", std::string(name(k.metric))},
                   {"min_threads", k.min_threads()},
                   {"max_threads", most_of(k.max_threads())},
                   {"axes", axes},
                   {"unroll", kUnroll},
                   {"loop", loop_of(k.roles[0])},
                   {"roles", roles}});
  }
  return out.dump(1) + "\n";
}

std::string version_text(const std::vector<Fact>& facts) {
  std::string out = fmt::format("fenceline {}\n", kRevision);
  for (const auto& [key, value, gap] : facts)
    for (const char* wanted : {"isa", "compiler", "compiler_flags", "build_type", "sanitizers", "libraries"})
      if (key == wanted) out += wrapped(fmt::format("{:<16}{}", key, value.empty() ? gap : value), 16);
  return out;
}

std::string explain(const std::vector<Kernel>& kernels, const std::string& wanted) {
  std::vector<const Kernel*> found;
  std::vector<std::string> names;
  std::set<std::string> words;
  for (const auto& k : kernels) {
    const auto full = full_name(k);
    words.insert(k.variant);
    words.insert(full);
    if (full == wanted || k.name == wanted) {
      found = {&k};
      break;
    }
    if (full.find(wanted) != full.npos) found.push_back(&k);
  }
  names.assign(words.begin(), words.end());
  if (found.empty()) throw InputError(unknown("kernel or litmus test", wanted, names, "--list shows all"));
  std::string out;
  constexpr size_t kMost = 4;
  for (size_t i = 0; i < found.size() && i < kMost; ++i) {
    const Kernel& k = *found[i];
    out += fmt::format("{}\n", full_name(k));
    out += indented(k.what, 2);
    if (!k.order.empty()) out += fmt::format("  orders   {}\n", k.order);
    if (!k.emits.empty()) out += fmt::format("  emits    {}\n", k.emits);
    if (k.needs != arch::Feature::none)
      out += fmt::format("  needs    {} ({})\n", arch::name(k.needs),
                         arch::has(k.needs) ? "there" : "this CPU does not have it");
    for (const auto& axis : k.axes)
      out += indented(fmt::format("--param={}={}{}{}: {}; {}", axis.name, fmt::join(axis.values, ","),
                                  axis.unit.empty() ? "" : " ", axis.unit, axis.what, range_of(axis)),
                      2);
    out += fmt::format(
        "  metric   {}; the loop is unrolled {} times{}\n", name(k.metric), kUnroll,
        k.roles[0].own.how == OwnWork::twice ? ", what of its own work an operation waits for is subtracted" : "");
    if (!k.opt_in.empty()) out += fmt::format("  runs     only with --{}\n", k.opt_in);
    for (const Role& role : k.roles)
      out += (role.name.empty() ? "\n" : fmt::format("\n  {}\n", role.name)) +
             disassembly(reinterpret_cast<const void*>(role.run)) + "\n";
  }
  if (found.size() > kMost) {
    out += fmt::format("and {} more that contain '{}':\n", found.size() - kMost, wanted);
    for (size_t i = kMost; i < found.size(); ++i) out += "  " + full_name(*found[i]) + "\n";
  }
  return out;
}

}  // namespace fenceline
