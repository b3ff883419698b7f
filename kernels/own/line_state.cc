// A sequence of the user's own on lines that other threads have left in a state, as kernels/coherence/line_state.cc has single
// operations: each copy on the next line, whose address waits for the one before's result.
//
// With the figure come two additions of the chain, those to the next line, and a part of the call: some cycles, where a line's way
// takes a hundred. A store alone would only wait in the store buffer: whoever wants its cost writes a fence behind it.
#include <arch/sequence.h>
#include <kernels/coherence/prepare.h>
#include <kernels/own.h>
#include <kernels/spread.h>
#include <kernels/stamp.h>

#include <cstring>
#include <memory>
#include <span>

namespace fenceline::own {
namespace {

constexpr size_t kLines = kUnroll * spread::kStride;
/// Behind the lines what the last copy may still touch, then how threads meet, then thread 0's private line.
constexpr size_t kMeeting = kLines + kLineArea;
static_assert(kMeeting % alignof(Barrier) == 0);
constexpr size_t kPrivate = kMeeting + sizeof(Barrier) + arch::kPadBytes;
constexpr size_t kBytes = kPrivate + kLineArea;

/// What a trial keeps.
struct Lines {
  std::shared_ptr<const Walk> walk;
  const LineRecipe* recipe;
};

uint64_t on_lines(Shared& shared, unsigned thread, uint64_t iterations) {
  const auto& [walk, recipe] = shared.object<Lines>();
  auto& barrier = *shared.at<Barrier>(kMeeting);
  uint64_t* all[kUnroll];
  for (size_t i = 0; i < kUnroll; ++i) all[i] = shared.at<uint64_t>(i * spread::kStride);
  const std::span<uint64_t* const> words(all, walk->copies);
  for (uint64_t n = iterations / walk->copies; n != 0; --n) {
    prepare(*recipe, shared, thread, words, barrier);
    if (thread != 0) continue;
    arch::sequence::Call call{
        .code = walk->code.address(), .shared_line = shared.data, .private_line = shared.data + kPrivate, .rounds = 1};
    const Ticks before = stamp();
    arch::sequence::call(call);
    if (call.rounds_left != 1) continue;  // never; the branch that stamp() asks for
    shared.timed.ticks.count += (stamp() - before).count;
    shared.timed.ops += walk->copies;
  }
  return iterations;
}

Kernel describe(const Sequence& sequence, const LineRecipe& recipe, const std::shared_ptr<const Walk>& walk) {
  Kernel k;
  k.suite = kSuite;
  k.group = "asm";
  k.variant = sequence.name;
  k.use = "line_state";
  k.how = recipe.name;
  k.what = std::string("your sequence by thread 0, on a line that ") + recipe.words +
           ", each on the next line, whose address waits for the one before's result";
  k.metric = Metric::latency;
  k.shows = Emits::none;
  k.roles = {{.least = recipe.least, .most = recipe.most ? recipe.most : kAnyThreads, .run = on_lines}};
  k.lockstep = k.self_timed = k.huge_pages = true;
  k.bytes = [](unsigned, const std::vector<int64_t>&) { return kBytes; };
  k.setup = [walk, &recipe](Shared& shared) {
    std::memset(shared.data, 0, shared.bytes);
    new (shared.at<Barrier>(kMeeting)) Barrier(shared.threads);
    shared.make<Lines>(Lines{walk, &recipe});
  };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return shared.timed.ops == 0 ? "nothing was timed" : "";
  };
  return k;
}

}  // namespace

std::vector<Kernel> by_line_state(const Sequence& sequence) {
  const auto walk = std::make_shared<const Walk>(walk_of(sequence, spread::kStride));
  std::vector<Kernel> all;
  for (const LineRecipe& recipe : kLineRecipes)
    if (arch::kCanFlush || !recipe.takes(What::flush)) all.push_back(describe(sequence, recipe, walk));
  return all;
}

}  // namespace fenceline::own
