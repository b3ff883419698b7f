#include <arch/sequence.h>
#include <base/error.h>
#include <kernels/kernel.h>
#include <kernels/own/code.h>

#include <bit>
#include <iterator>
#include <span>
#include <stdexcept>

namespace fenceline::own {
namespace {

using namespace arch::sequence;

/// A round that is longer is fetched from farther away than the first caches, which is no longer what is asked for.
constexpr size_t kMostBytes = 8 << 10;
/// Where a loop begins decides how it is fetched.
constexpr size_t kAlignment = 64;

void append(std::vector<uint8_t>& code, std::span<const uint8_t> more) {
  code.insert(code.end(), more.begin(), more.end());
}

Executable executable(const Sequence& sequence, const std::vector<uint8_t>& code) {
  try {
    return Executable(code);
  } catch (const std::runtime_error& e) {
    throw RunError(sequence.option + ": " + e.what());
  }
}

Executable loop(const Sequence& sequence, std::span<const uint8_t> body, std::span<const uint8_t> between,
                unsigned copies) {
  std::vector<uint8_t> code = sequence.init;
  while (code.size() % kAlignment != 0) append(code, kNop);
  const size_t start = code.size();
  for (unsigned i = 0; i < copies; ++i) {
    append(code, body);
    append(code, between);
  }
  end(code, int64_t(start) - int64_t(code.size()));
  append(code, kReturn);
  return executable(sequence, code);
}

/// As many copies of a sequence and what stands between two as fit: kUnroll, or a quarter of it …
unsigned copies_of(const Sequence& sequence, size_t between) {
  unsigned copies = kUnroll;
  while (copies > 2 && (sequence.body.size() + between) * copies > kMostBytes) copies /= 4;
  return copies;
}

}  // namespace

Loops loops_of(const Sequence& sequence, bool chained) {
  const std::span<const uint8_t> between = chained ? std::span<const uint8_t>(kChain) : std::span<const uint8_t>();
  Loops loops;
  const unsigned copies = copies_of(sequence, between.size());
  loops.copies_log2 = unsigned(std::countr_zero(copies));
  loops.full = loop(sequence, sequence.body, between, copies);
  loops.half = loop(sequence, sequence.body, between, copies / 2);
  loops.empty = loop(sequence, {}, between, chained ? copies : 0);
  loops.unlinked = chained ? loop(sequence, sequence.body, {}, copies) : Executable();
  return loops;
}

Walk walk_of(const Sequence& sequence, uint32_t bytes) {
  std::vector<uint8_t> between(std::begin(kChain), std::end(kChain));
  next(between, bytes);
  Walk walk;
  walk.copies = copies_of(sequence, between.size());
  std::vector<uint8_t> code = sequence.init;
  for (unsigned i = 0; i < walk.copies; ++i) {
    append(code, sequence.body);
    append(code, between);
  }
  append(code, kReturn);
  walk.code = executable(sequence, code);
  return walk;
}

Executable once(const Sequence& sequence) {
  std::vector<uint8_t> code = sequence.init;
  append(code, sequence.body);
  append(code, kReturn);
  return executable(sequence, code);
}

}  // namespace fenceline::own
