#include <kernels/measure.h>

namespace fenceline::measure {
namespace {

/// Enough for all threads, padded apart, twice: words, and sums of exchanges.
size_t contended_bytes(unsigned threads, const std::vector<int64_t>&) {
  return arch::kPadBytes * (2 * size_t{threads} + 2);
}

/// The spacings of false sharing: words of one line, and words that share nothing.
Axis spacing_axis() {
  constexpr int64_t kPad = arch::kPadBytes;
  return {.name = "spacing",
          .unit = "B",
          .values = {8, kPad},
          .least = 8,
          .most = kPad,
          .multiple = 8,
          .what = "from one thread's word to the next one's"};
}

}  // namespace

Kernel describe(Variant variant, const char* suite, const std::string& group, const std::string& how, Metric metric,
                const std::string& what) {
  const auto& [info, width] = variant;
  Kernel k;
  k.suite = suite;
  k.group = group;
  k.how = how;
  k.what = what;
  k.variant = info.name;
  k.width = width;
  k.order = info.order;
  k.emits = info.emits;
  k.needs = info.needs;
  k.metric = metric;
  k.roles = {{.empty = nothing}};
  return k;
}

Kernel& add(std::vector<Kernel>& list, Variant variant, const char* suite, const char* group, const char* how,
            Metric metric, const char* what, Run run, Verify verify) {
  return add(list, variant, suite, group, how, metric, what, Role{.run = run, .empty = nothing}, verify);
}
Kernel& add(std::vector<Kernel>& list, Variant variant, const char* suite, const char* group, const char* how,
            Metric metric, const char* what, Role role, Verify verify) {
  auto& k = list.emplace_back(describe(variant, suite, group, how, metric, what));
  k.roles = {std::move(role)};
  k.bytes = constant_bytes(kStreamBytes);
  k.verify = verify;
  return k;
}

void add_contended(std::vector<Kernel>& list, Variant variant, const char* group, const std::string& what, Run run,
                   Verify verify, void (*setup)(Shared&)) {
  auto k = describe(variant, "atomics", group, "contended", Metric::contended, what + " by all threads on one word");
  k.roles = {{.least = 2, .most = kAnyThreads, .run = run, .empty = nothing}};
  k.bytes = contended_bytes;
  k.setup = setup;
  k.verify = verify;
  list.push_back(k);

  k.how = "false_sharing";
  k.what = what + " by each thread on a word of its own, `spacing` bytes from its neighbour's";
  k.axes = {spacing_axis()};
  list.push_back(std::move(k));
}

std::function<size_t(unsigned, const std::vector<int64_t>&)> constant_bytes(size_t bytes) {
  return [bytes](unsigned, const std::vector<int64_t>&) { return bytes; };
}

}  // namespace fenceline::measure
