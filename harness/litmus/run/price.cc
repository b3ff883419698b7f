#include <harness/litmus/run/price.h>

#include <arch/cpu.h>
#include <fmt/format.h>
#include <harness/machine/clock.h>
#include <harness/machine/clock_quality.h>
#include <kernels/litmus/edge_cost.h>
#include <models/shapes/generate.h>

#include <algorithm>
#include <map>
#include <memory>

namespace fenceline {
namespace {

/// A shape's thread that has the two accesses with an edge between them and nothing else.
struct Slot {
  std::string_view shape;
  int thread;
};
Slot slot_of(models::Dir from, models::Dir to) {
  using enum models::Dir;
  if (from == kWrite) return to == kRead ? Slot{"SB", 0} : Slot{"MP", 0};
  return to == kRead ? Slot{"MP", 1} : Slot{"LB", 0};
}

std::optional<models::Cost> measure(models::Isa isa, std::string_view edge, models::Dir from, models::Dir to,
                                    Gigahertz clock) {
  const auto [shape, thread] = slot_of(from, to);
  const auto name = thread == 0 ? fmt::format("{}+{}+po", shape, edge) : fmt::format("{}+po+{}", shape, edge);
  try {
    const auto ns = litmus::edge_cost(
        models::make_test(name, isa), models::make_test(std::string(shape), isa), thread, [] { return now().count; },
        clock_quality().least_piece().count);
    const auto cycles = [&](double t) { return std::max(0.0, (Nanoseconds{t} * clock).count); };
    return models::Cost{cycles(ns.median), cycles(ns.low), cycles(ns.high)};
  } catch (const std::runtime_error&) {  // no such test, or not encodable: no price
    return std::nullopt;
  }
}

}  // namespace

models::Price measured_prices(models::Isa isa, const Host& host) {
  const bool here = models::dialect(isa).name() == arch::kIsa && host.native();
  CoreClock clock;
  for (int tries = 0; here && !clock.agreed && tries < 20; ++tries) clock = calibrate_core_clock();
  if (!clock.agreed)
    return [](std::string_view edge, models::Dir, models::Dir) {
      return edge == "po" ? std::optional(0.0) : std::nullopt;
    };
  using Key = std::tuple<std::string, models::Dir, models::Dir>;
  auto known = std::make_shared<std::map<Key, std::optional<models::Cost>>>();
  return [=](std::string_view edge, models::Dir from, models::Dir to) -> std::optional<models::Cost> {
    if (edge == "po") return 0.0;
    const Key key{std::string(edge), from, to};
    const auto found = known->find(key);
    if (found != known->end()) return found->second;
    return (*known)[key] = measure(isa, edge, from, to, clock.frequency);
  };
}

}  // namespace fenceline
