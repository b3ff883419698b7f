// What is measured of a sequence of the user's own. Its registers are documented in arch/<isa>/sequence.h and
// docs/own-sequences.md.
#include <arch/sequence.h>
#include <base/error.h>
#include <base/text.h>
#include <kernels/own.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <memory>

namespace fenceline::own {
namespace {

/// From one line to the next: not a multiple of a page, or stores to one would look like stores to another.
constexpr size_t kStride = kLineArea + 2 * arch::kPadBytes;

/// What is longer is cut, and told apart by a hash.
constexpr size_t kLongestName = 80;

// ---- naming it ---------------------------------------------------------------------------------

std::string on_one_line(const std::string& text) {
  std::string line;
  for (const auto& s : statements(text)) {
    if (!line.empty()) line += "; ";
    for (const char c : s.text) {
      const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (!space || line.back() != ' ') line += space ? ' ' : c;
    }
  }
  return line;
}

std::string name_of(const std::string& body, const std::string& init) {
  std::string name = on_one_line(body);
  if (const auto before = on_one_line(init); !before.empty()) name += " after " + before;
  std::ranges::replace(name, '/', '|');  // which parts the names of trials
  if (name.size() <= kLongestName) return name;
  uint32_t hash = 2166136261;  // FNV-1a
  for (const char c : name) hash = (hash ^ uint8_t(c)) * 16777619;
  return name.substr(0, kLongestName) + "… #" + std::to_string(hash);
}

// ---- what it may not name ----------------------------------------------------------------------

/// Whether a word of an assembly text goes on with this character.
bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '%' || c == '.'; }

bool names(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const size_t after = at + word.size();
    if ((at == 0 || !in_word(text[at - 1])) && (after == text.size() || !in_word(text[after]))) return true;
  }
  return false;
}

void check_reserved(const Source& source) {
  for (const auto& s : statements(source.text))
    for (const auto word : arch::sequence::kReserved)
      if (names(lower(s.text), word))
        throw InputError(source.option + ": line " + std::to_string(s.line) + ", column " + std::to_string(s.column) +
                         ": " + std::string(word) + " is reserved, for the loop around the sequence: take another " +
                         "register (docs/own-sequences.md)");
}

// ---- executing it ------------------------------------------------------------------------------

/// What a trial keeps of them.
using Site = std::shared_ptr<const Loops>;

uint64_t execute(Shared& shared, const Executable& code, unsigned thread, uint64_t iterations) {
  arch::sequence::Call call{.code = code.address(),
                            .shared_line = shared.data,
                            .private_line = shared.data + kStride * (1 + thread),
                            .thread = thread,
                            .rounds = uintptr_t(iterations >> shared.object<Site>()->copies_log2)};
  arch::sequence::call(call);
  return iterations;
}
uint64_t full(Shared& shared, unsigned thread, uint64_t iterations) {
  return execute(shared, shared.object<Site>()->full, thread, iterations);
}
uint64_t half(Shared& shared, unsigned thread, uint64_t iterations) {
  return execute(shared, shared.object<Site>()->half, thread, iterations);
}
uint64_t empty(Shared& shared, unsigned thread, uint64_t iterations) {
  return execute(shared, shared.object<Site>()->empty, thread, iterations);
}

uint64_t unlinked(Shared& shared, unsigned thread, uint64_t iterations) {
  return execute(shared, shared.object<Site>()->unlinked, thread, iterations);
}

/// Nothing of what lies between the lines' areas has been written to.
std::string check(const Shared& shared, std::span<const uint64_t>) {
  for (unsigned i = 0; i <= shared.threads; ++i) {
    const std::byte* const gap = shared.data + kStride * i + kLineArea;
    if (std::any_of(gap, gap + (kStride - kLineArea), [](std::byte b) { return b != std::byte{0}; }))
      return "the sequence has written beyond the " + std::to_string(kLineArea) + " bytes of a line's register";
  }
  return "";
}

Kernel describe(const Sequence& sequence, bool chained, const char* how, Metric metric, const std::string& what) {
  auto loops = std::make_shared<const Loops>(loops_of(sequence, chained));
  Kernel k;
  k.suite = kSuite;
  k.group = "asm";
  k.variant = sequence.name;
  k.how = how;
  k.what = what;
  k.metric = metric;
  k.shows = Emits::none;
  k.roles = {{.run = full,
              .empty = empty,
              .own = chained ? OwnWork{OwnWork::unlinked, unlinked} : OwnWork{OwnWork::half, half}}};
  k.bytes = [](unsigned threads, const std::vector<int64_t>&) { return kStride * (1 + threads); };
  k.setup = [loops = std::move(loops)](Shared& shared) {
    std::memset(shared.data, 0, shared.bytes);
    shared.make<Site>(loops);
  };
  k.verify = check;
  return k;
}

}  // namespace

Sequence sequence_of(const Source& body, const Source& init, const std::string& assembler) {
  Sequence s{name_of(body.text, init.text), body.option, init.option, {}, {}};
  for (const auto& [source, code] : {std::pair(&init, &s.init), std::pair(&body, &s.body)}) {
    check_reserved(*source);
    *code = assemble(*source, assembler);
    if (code->size() > kMostBytes)
      throw InputError(source->option + ": it is " + std::to_string(code->size()) + " bytes of code, and " +
                       std::to_string(kMostBytes) + " are the most: what is repeated belongs into a loop");
  }
  if (s.body.empty()) throw InputError(body.option + ": there is no instruction in it");
  return s;
}

std::vector<Kernel> kernels_of(const Sequence& sequence) {
  std::vector<Kernel> all;
  all.push_back(
      describe(sequence, true, "latency", Metric::latency,
               "your sequence, whose lines' registers each time wait for the result's register; of that wait, two "
               "additions, what the sequence waits for is subtracted"));
  all.push_back(
      describe(sequence, false, "throughput", Metric::throughput,
               "your sequence again and again: what does not need a result of the one before goes on beside it"));
  auto contended = describe(sequence, false, "contended", Metric::contended,
                            "your sequence by all threads, whose shared line is one");
  contended.roles[0].least = 2;
  contended.roles[0].most = kAnyThreads;
  auto pair = contended;
  all.push_back(std::move(contended));
  pair.how = "pair";
  pair.what = "your sequence by two threads, whose shared line is one, on pairs of PUs";
  pair.roles[0].most = 2;
  pair.by_pair = true;
  all.push_back(std::move(pair));
  for (Kernel& k : by_line_state(sequence)) all.push_back(std::move(k));
  return all;
}

}  // namespace fenceline::own
