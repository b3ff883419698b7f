// A word in memory: plain, and by std::atomic in its default order; and the allocator.
#include <kernels/primitives/price.h>

#include <cstdlib>

namespace fenceline {
namespace {

using namespace prices;

using Word = std::uintptr_t;

/// The compiler's own choice by that name.
template <arch::Text Name>
struct Named {
  template <class Op>
  static constexpr bool of() {
    if constexpr (requires { typename Op::value_type; })
      if (sizeof(typename Op::value_type) != sizeof(Word)) return false;
    return Op::info.name == std::string_view(Name);
  }
  template <class Op>
  using Is = std::bool_constant<of<Op>()>;
};
template <class List, arch::Text Name>
using Variant = arch::First<Named<Name>::template Is, List>;
using PlainLoad = arch::First<arch::Plain<Word>::of, arch::loads>;
using PlainStore = arch::First<arch::Plain<Word>::of, arch::stores>;
using Load = Variant<arch::loads, "builtin_load_seq_cst">;
using Store = Variant<arch::stores, "builtin_store_seq_cst">;
using StoreRelease = Variant<arch::stores, "builtin_store_release">;
using Add = Variant<arch::fetch_adds, "builtin_fetch_add_seq_cst">;
using Cas = Variant<arch::cas, "builtin_cas_seq_cst">;
using Exchange = Variant<arch::exchanges, "builtin_exchange_seq_cst">;
using Fence = Variant<arch::fences, "builtin_fence_seq_cst">;

struct alignas(arch::kPadBytes) OneWord : NoLanes {
  Word word = 0;
  explicit OneWord(const Shared&) {}
};
/// What was counted is in the word.
struct Counted : OneWord {
  using OneWord::OneWord;
  std::string check(std::span<const uint64_t> n) const {
    return word == static_cast<Word>(workload::sum(n)) ? "" : "additions were lost";
  }
};
/// Each thread knows what it saw last.
struct Compared : OwnLanes<Word> {
  alignas(arch::kPadBytes) Word word = 0;
  explicit Compared(const Shared& shared) : OwnLanes(shared) {}
  std::string check(std::span<const uint64_t> n) const {
    return word == static_cast<Word>(workload::sum(n)) ? "" : "additions were lost";
  }
};
/// What a thread gets out, and puts in again: no two ever have the same.
struct Exchanged : OwnLanes<Word> {
  alignas(arch::kPadBytes) Word word = 0;
  explicit Exchanged(const Shared& shared) : OwnLanes(shared) {
    for (unsigned t = 0; t < shared.threads; ++t) lane(t) = t + 1;
  }
  std::string check(std::span<const uint64_t>) const {
    std::vector<Word> all{word};
    for (const auto& l : lanes()) all.push_back(l.value);
    std::ranges::sort(all);
    for (Word i = 0; i < all.size(); ++i)
      if (all[i] != i) return "what was put in by exchange has not all come out";
    return "";
  }
};

const Registration registration([](std::vector<Kernel>& list) {
  add<OneWord>(list, "plain_read", "a word read by an ordinary load, which no other has to wait for",
               [](OneWord& o, unsigned) { PlainLoad::op(&o.word); });
  add<OneWord>(list, "plain_write", "a word written by an ordinary store",
               [](OneWord& o, unsigned lane) { PlainStore::op(&o.word, lane); });
  add<OneWord>(list, "atomic_load", "std::atomic's load, sequentially consistent as it is by default",
               [](OneWord& o, unsigned) { Load::op(&o.word); });
  add<OneWord>(list, "atomic_store", "std::atomic's store, sequentially consistent as it is by default",
               [](OneWord& o, unsigned lane) { Store::op(&o.word, lane); });
  add<OneWord>(list, "atomic_store_release", "std::atomic's store, release",
               [](OneWord& o, unsigned lane) { StoreRelease::op(&o.word, lane); });
  add<Counted>(list, "atomic_add", "std::atomic's fetch_add", [](Counted& o, unsigned) { Add::op(&o.word, 1); });
  add<Compared>(list, "atomic_cas", "an increment by std::atomic's compare_exchange, however many attempts it takes",
                [](Compared& o, Word& seen) {
                  for (;;) {
                    const Word found = Cas::op(&o.word, seen, seen + 1);
                    const bool done = found == seen;
                    seen = done ? seen + 1 : found;
                    if (done) return;
                  }
                });
  add<Exchanged>(list, "atomic_exchange", "std::atomic's exchange",
                 [](Exchanged& o, Word& mine) { mine = Exchange::op(&o.word, mine); });
  add<OneWord>(list, "fence", "std::atomic_thread_fence, sequentially consistent, with nothing around it",
               [](OneWord&, unsigned) { Fence::op(); });
  add<OneWord>(list, "allocate_free", "64 bytes from malloc, written and given back", [](OneWord&, unsigned lane) {
    auto* got = static_cast<unsigned*>(std::malloc(64));
    if (got == nullptr) return;
    *got = lane;
    arch::opaque(got);
    std::free(got);
  });
});

}  // namespace
}  // namespace fenceline
