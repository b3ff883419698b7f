#include <base/error.h>
#include <verify/costs.h>
#include <verify/trace.h>

#include <cmath>
#include <cstdio>
#include <fstream>

namespace fenceline::verify {
namespace {

/// ns: a hundredth, which the table would show as none.
constexpr double kNextToNothing = 0.01;

/// The fields of a line of comma-separated values; quotes go.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

std::ifstream opened(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw InputError("--costs: no " + path + "; make a run with ./bench --suite=mappings");
  return file;
}

}  // namespace

Costs::Costs(const std::string& run) {
  std::ifstream facts = opened(run + "/run.csv");
  for (std::string line; std::getline(facts, line);)
    if (const auto f = fields(line); f.size() > 1 && f[0] == "cpu_model") machine_ = f[1];

  std::ifstream summary = opened(run + "/summary.csv");
  std::string line;
  std::getline(summary, line);
  const std::vector<std::string> names = fields(line);
  while (std::getline(summary, line)) {
    const std::vector<std::string> row = fields(line);
    const auto at = [&](const char* name) -> std::string {
      for (std::size_t i = 0; i < names.size() && i < row.size(); ++i)
        if (names[i] == name) return row[i];
      return "";
    };
    const std::string group = at("group");
    const bool is_fence = group.starts_with("fence_");
    if (at("suite") != "mappings" || ("+" + at("use") + "+").find("+builtin+") == std::string::npos) continue;
    if (at("how") != (is_fence ? "throughput" : "latency") || at("median_ns").empty()) continue;
    figures_[group] = {std::stod(at("median_ns")), std::stod(at("low_ns")), std::stod(at("high_ns"))};
  }
  if (figures_.empty())
    throw InputError("--costs: " + run + " has no times of std::atomic; make a run with ./bench --suite=mappings");
}

Costs::Figure Costs::figure(const std::string& operation, std::memory_order order) const {
  if (operation == "fence" && order == std::memory_order_relaxed) return {};  // none at all
  const auto at = figures_.find(operation + "_" + name_of(order));
  return at == figures_.end() ? Figure{NAN, NAN, NAN} : at->second;
}

std::string Costs::saved(const NumberedAccess& access, std::memory_order weaker) const {
  const std::string operation = access.fence                    ? "fence"
                                : access.compares               ? "cas"
                                : access.loads && access.stores ? "fetch_add"
                                : access.loads                  ? "load"
                                                                : "store";
  const Figure strong = figure(operation, access.order), weak = figure(operation, weaker);
  if (std::isnan(strong.median) || std::isnan(weak.median)) return "";
  const double saved = strong.median - weak.median;
  if ((strong.low <= weak.high && weak.low <= strong.high) || std::abs(saved) < kNextToNothing) return "0";
  char text[40];
  std::snprintf(text, sizeof text, "%.2f ± %.2f", saved,
                std::hypot(strong.high - strong.low, weak.high - weak.low) / 2);
  return text;
}

}  // namespace fenceline::verify
