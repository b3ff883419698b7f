// A whole line written, by stores and then a flush or past the caches, and made to last: with the fence behind which the
// manual says that it has left the caches, and without. Where memory keeps what it has without power this is the price of
// a durable line; elsewhere it is the same work.
#include <arch/flushes.h>
#include <kernels/measure.h>
#include <kernels/workload.h>

namespace fenceline {
namespace {

using namespace measure;

/// Stores alone: what the others are held against.
struct Stores {
  static constexpr arch::Info info{"stores", "", "none"};
  static void op(void* line, uint64_t value, const arch::Line&) { arch::store_line(line, value); }
};

/// What every word is to hold, and one whole line of it, to be copied.
inline constexpr uint64_t kValue = 1;
/// A log goes through a ring of these; a few lines that are written again and again are apart.
inline constexpr size_t kRing = (1 << 20) / arch::kLineBytes;
inline constexpr size_t kFull = kRing * arch::kLineBytes;
static_assert(kLines * arch::kPadBytes <= kFull);

enum class Where { same, next };

template <Where kWhere>
size_t place(size_t i) {
  return kWhere == Where::same ? i % kLines * arch::kPadBytes : i % kRing * arch::kLineBytes;
}

template <Where kWhere, bool kFence, class Op>
uint64_t write(Shared& shared, unsigned, uint64_t iterations) {
  const auto& full = *shared.at<arch::Line>(kFull);
  size_t& from = shared.at<size_t>(kFull + arch::kLineBytes)[0];
  size_t first = kWhere == Where::next ? from : 0;
  const uint64_t done = unrolled(iterations, [&](auto i) {
    Op::op(shared.data + first * arch::kLineBytes + place<kWhere>(i), kValue, full);
    if constexpr (kFence) Op::done::op();
    if constexpr (kWhere == Where::next && i == kUnroll - 1) first = (first + kUnroll) % kRing;
  });
  from = first;
  return done;
}

/// What a line holds that was not yet written.
template <class Op>
constexpr uint64_t kBefore = arch::zeroes<Op> ? kValue : 0;
template <class Op>
constexpr uint64_t kAfter = arch::zeroes<Op> ? 0 : kValue;

template <class Op>
void make(Shared& shared) {
  for (size_t i = 0; i < kFull; i += sizeof(uint64_t)) *shared.at<uint64_t>(i) = kBefore<Op>;
  for (uint64_t& word : shared.at<arch::Line>(kFull)->words) word = kValue;
  *shared.at<size_t>(kFull + arch::kLineBytes) = 0;
}

/// Each line that was written to is whole, and no other is changed.
template <Where kWhere, class Op>
std::string check(const Shared& shared, std::span<const uint64_t> iterations) {
  constexpr size_t kAll = kWhere == Where::same ? kLines : kRing;
  for (size_t i = 0; i < kAll; ++i) {
    const uint64_t want = i < iterations[0] ? kAfter<Op> : kBefore<Op>;
    for (const uint64_t word : shared.at<arch::Line>(place<kWhere>(i))->words)
      if (word != want) return "line " + std::to_string(i) + " is not whole";
  }
  return "";
}

template <Where kWhere, bool kFence, class Op>
void add_one(std::vector<Kernel>& list, const std::string& name, const std::string& what) {
  auto k = describe<Op>("flush", "line", kWhere == Where::same ? "same_lines" : "log",
                        kFence ? Metric::latency : Metric::throughput,
                        what + (kWhere == Where::same ? ": round 8 lines, again and again"
                                                      : ": each on the line behind the last one, round 1 MiB"));
  k.variant = name;
  k.use = kFence ? "fence" : "no_fence";
  if constexpr (kFence) {
    k.emits += ";" + std::string(Op::done::info.emits);
    if (k.needs == arch::Feature::none) k.needs = Op::done::info.needs;
  }
  k.roles[0].run = write<kWhere, kFence, Op>;
  k.bytes = constant_bytes(kFull + arch::kLineBytes + sizeof(size_t));
  k.setup = make<Op>;
  k.verify = check<kWhere, Op>;
  list.push_back(std::move(k));
}

template <class Op>
void add_way(std::vector<Kernel>& list, const std::string& name, const std::string& how) {
  const std::string what = "a line written by " + how;
  add_one<Where::same, false, Op>(list, name, what);
  add_one<Where::next, false, Op>(list, name, what);
  if constexpr (requires { typename Op::done; }) {
    const std::string fenced = what + ", then " + std::string(Op::done::info.name) + (Op::durable ? ": durable" : "");
    add_one<Where::same, true, Op>(list, name, fenced);
    add_one<Where::next, true, Op>(list, name, fenced);
  }
}

const Registration registration([](std::vector<Kernel>& list) {
  add_way<Stores>(list, "stores", "stores");
  arch::flushes::for_each([&]<class Op>() {
    if constexpr (Op::durable)
      add_way<arch::StoredThen<Op>>(list, "stores_" + std::string(Op::info.name),
                                    "stores and " + std::string(Op::info.name));
  });
  arch::line_writes::for_each(
      [&]<class Op>() { add_way<Op>(list, std::string(Op::info.name), std::string(Op::info.name)); });
});

}  // namespace
}  // namespace fenceline
