#include <harness/report.h>

#include <fmt/format.h>
#include <harness/error.h>
#include <harness/symbols.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace fenceline {
namespace {

constexpr size_t kColumns = 80;

/// `text` in lines of at most kColumns, each after `indent` spaces.
std::string wrapped(const std::string& text, size_t indent) {
  std::string out, line;
  size_t at = 0;
  while (at < text.size()) {
    size_t end = text.find(' ', at);
    if (end == text.npos) end = text.size();
    const auto word = text.substr(at, end - at);
    if (!line.empty() && indent + line.size() + 1 + word.size() > kColumns) {
      out += std::string(indent, ' ') + line + '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  return out + std::string(indent, ' ') + line + '\n';
}

std::string full_name(const Kernel& k) { return k.suite + "/" + k.name; }

}  // namespace

std::string list_text(const std::vector<Kernel>& kernels) {
  std::string out, suite;
  // Kernels that measure the same of different variants are one entry.
  std::vector<std::pair<std::string, std::vector<const Kernel*>>> entries;
  for (const auto& k : kernels) {
    const auto last = k.name.substr(k.name.rfind('/') + 1);
    const std::string key = k.suite + "\n" + k.group + "\n" + last + "\n" + k.what;
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
    const auto last = k.name.substr(k.name.rfind('/') + 1);
    out += fmt::format("  {}/*/{}{}\n", k.group, last,
                       k.max_threads == 1 ? ""
                       : k.max_threads == k.min_threads
                           ? fmt::format("  ({} threads)", k.min_threads)
                           : fmt::format("  ({} threads or more)", k.min_threads));
    out += wrapped(k.what, 6);
    std::string variants;
    for (const auto* m : members) {
      std::string v = m->variant + (m->width ? fmt::format(".{}", m->width) : "");
      if (!arch::has(m->needs)) v += fmt::format("(no {} here)", arch::name(m->needs));
      variants += (variants.empty() ? "" : " ") + v;
    }
    if (!variants.empty()) out += wrapped(variants, 8);
    for (const auto& axis : k.axes)
      out += fmt::format("        for each {}{}{}\n", axis.name, axis.unit.empty() ? "" : " in ", axis.unit);
    if (!k.opt_in.empty()) out += fmt::format("        only with --{}\n", k.opt_in);
  }
  return out;
}

std::string list_json(const std::vector<Kernel>& kernels) {
  auto out = nlohmann::json::array();
  for (const auto& k : kernels) {
    auto axes = nlohmann::json::array();
    for (const auto& a : k.axes) axes.push_back({{"name", a.name}, {"unit", a.unit}, {"values", a.values}});
    out.push_back({{"suite", k.suite},
                   {"kernel", k.name},
                   {"what", k.what},
                   {"group", k.group},
                   {"variant", k.variant},
                   {"width", k.width},
                   {"order", k.order},
                   {"emits", k.emits},
                   {"needs", std::string(arch::name(k.needs))},
                   {"available", arch::has(k.needs)},
                   {"metric", std::string(name(k.metric))},
                   {"min_threads", k.min_threads},
                   {"max_threads", k.max_threads == kAnyThreads ? 0 : k.max_threads},
                   {"axes", axes},
                   {"unroll", kUnroll},
                   {"loop", link_address(reinterpret_cast<const void*>(k.run))}});
  }
  return out.dump(1) + "\n";
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
  if (found.empty()) throw InputError(unknown("kernel", wanted, names, "--list shows all"));
  std::string out;
  constexpr size_t kMost = 4;
  for (size_t i = 0; i < found.size() && i < kMost; ++i) {
    const Kernel& k = *found[i];
    out += fmt::format("{}\n", full_name(k));
    out += wrapped(k.what, 2);
    if (!k.order.empty()) out += fmt::format("  orders   {}\n", k.order);
    if (!k.emits.empty()) out += fmt::format("  emits    {}\n", k.emits);
    if (k.needs != arch::Feature::none)
      out += fmt::format("  needs    {} ({})\n", arch::name(k.needs),
                         arch::has(k.needs) ? "there" : "this CPU does not have it");
    for (const auto& axis : k.axes) {
      std::string values;
      for (int64_t v : axis.values) values += fmt::format(" {}", v);
      out += fmt::format("  for each {}:{} {}\n", axis.name, values, axis.unit);
    }
    out += fmt::format("  metric   {}; the loop is unrolled {} times{}\n", name(k.metric), kUnroll,
                       k.empty ? ", its own cost is subtracted" : "");
    if (!k.opt_in.empty()) out += fmt::format("  runs     only with --{}\n", k.opt_in);
    out += "\n" + disassembly(reinterpret_cast<const void*>(k.run)) + "\n";
  }
  if (found.size() > kMost) {
    out += fmt::format("and {} more that contain '{}':\n", found.size() - kMost, wanted);
    for (size_t i = kMost; i < found.size(); ++i) out += "  " + full_name(*found[i]) + "\n";
  }
  return out;
}

std::string summary_text(const std::vector<Summary>& summaries) {
  std::string out, heading;
  bool marked = false;
  std::vector<const Summary*> rows;
  for (const auto& s : summaries) rows.push_back(&s);
  std::ranges::stable_sort(rows, {}, [](const Summary* s) {
    return std::tuple(s->key.suite, s->key.group, s->key.threads > 1);
  });
  for (const auto* s : rows) {
    const auto now = s->key.suite + " / " + s->key.group;
    if (now != heading) {
      heading = now;
      out += fmt::format("\n{:<37} {:<18} {:>8} {:>7} {:>5}\n", heading, "placement", "ns", "cycles", "±%");
    }
    // The group is in the heading: "fetch_add/lock_xadd.64/latency" is told by its last two parts.
    std::string what = s->key.kernel;
    if (what.starts_with(s->key.group + "/")) what = what.substr(s->key.group.size() + 1);
    if (!s->key.args.empty()) what += " " + s->key.args;
    if (what.size() > 37) what = what.substr(0, 36) + "~";
    std::string where = s->key.placement.label;
    if (s->key.threads > 1) where = fmt::format("x{} {}", s->key.threads, where);
    if (!s->mode.empty()) where += " " + s->mode;
    if (where.size() > 18) where = where.substr(0, 17) + "~";
    const double spread = 50 * (s->high_ns - s->low_ns) / s->median_ns;
    marked = marked || !s->closed;
    out += fmt::format("{:<37} {:<18} {:>8} {:>7} {:>5}{}\n", what, where,
                       std::isfinite(s->median_ns) ? fmt::format("{:.3g}", s->median_ns) : "-",
                       s->median_cycles ? fmt::format("{:.1f}", *s->median_cycles) : "-",
                       std::isfinite(spread) ? fmt::format("{:.1f}", spread) : "-", s->closed ? "" : " *");
  }
  out += "\nns and cycles are medians per operation (of each thread); ±% is half of the\n"
         "median's 95 % interval.\n";
  if (marked) out += "* noisy: the interval is wider than 2 % of the median; see summary.csv\n";
  return out;
}

}  // namespace fenceline
