// Executes every variant of every list of the ISA it is built for and checks what it did; tells
// where the code of each stands, so that tests/test_disassembly.py can look at what was emitted.
// Includes nothing but arch/: it builds with a cross compiler and no library, statically, in a
// second or two.
//
// A line for each variant, fields separated by tabs:
//   list  name  bits  order  needs  result  address  emits
// result: ok, skipped (the feature in `needs` is missing) or what was wrong. address: of a function
// that consists of four operations in a row. Exit code: 0, or 1 when anything was wrong.
#include <arch/code.h>
#include <arch/flushes.h>
#include <arch/mappings.h>
#include <arch/mappings_go.h>
#include <arch/mappings_linux.h>
#include <arch/mappings_openjdk.h>
#include <arch/opaque.h>
#include <arch/ops.h>
#include <arch/prefetches.h>
#include <arch/transactions.h>
#include <arch/updates.h>
#include <arch/test/kinds.h>

#include <cinttypes>
#include <cstdio>
#include <set>
#include <string_view>
#include <tuple>

namespace fenceline::arch {
namespace {

/// Tests one variant and prints its line; 1 if it did something wrong.
unsigned examine(const char* list, const Info& info, size_t bits, const char* (*test)(), uintptr_t probe) {
  const auto print = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::putchar('\t');
  };
  print(list), print(info.name);
  std::printf("%zu\t", bits);
  print(info.order), print(name(info.needs));
  std::fflush(stdout);  // if the variant kills the process, its name is the last that was printed
  const bool skip = !has(info.needs);
  const char* const result = skip ? "skipped" : test();
  std::printf("%s\t%" PRIxPTR "\t%.*s\n", result, probe, static_cast<int>(info.emits.size()), info.emits.data());
  return !skip && result != kOk;
}

template <class Op>
constexpr size_t bits() {
  if constexpr (requires { typename Op::value_type; }) return sizeof(Value<Op>) * 8;
  return 0;
}

/// Never inlined: in one function of all variants Clang 14 places constants of 32-bit Arm out of reach.
template <class Kind, class Op>
[[gnu::noinline]] unsigned examine_variant(const char* list) {
  return examine(list, Op::info, bits<Op>(), Kind::template test<Op>,
                 reinterpret_cast<uintptr_t>(&Kind::template probe<Op>));
}

template <class Kind, class Variants>
unsigned examine(const char* list) {
  unsigned wrong = 0;
  Variants::for_each([&]<class Op>() { wrong += examine_variant<Kind, Op>(list); });
  return wrong;
}

constexpr auto replace = [](auto, auto value) { return value; };
constexpr auto add = [](auto old, auto value) { return old + value; };
constexpr auto conjunction = [](auto old, auto value) { return old & value; };
constexpr auto disjunction = [](auto old, auto value) { return old | value; };
constexpr auto difference = [](auto old, auto value) { return old ^ value; };

/// What only mappings use: builtin_* of further orders, variants under the condition of a feature or between fences.
class Others {
 public:
  /// `Variants` of `list` have been examined.
  template <class Variants>
  void seen(std::string_view list) {
    Variants::for_each([&]<class Op>() { seen_.emplace(list, Op::info.name, bits<Op>()); });
  }
  template <class Mappings>
  unsigned examine() {
    unsigned wrong = 0;
    Mappings::for_each([&]<class M>() {
      for_each_entry<M>([&]<class E>() {
        if constexpr (E::use == Use::load) wrong += one<Load, E>("loads");
        if constexpr (E::use == Use::store) wrong += one<Update<replace>, E>("stores");
        if constexpr (E::use == Use::exchange) wrong += one<Fetch<replace>, E>("exchanges");
        if constexpr (E::use == Use::fetch_add) wrong += one<Fetch<add>, E>("fetch_adds");
        if constexpr (E::use == Use::cas) wrong += one<Cas, E>("cas");
        if constexpr (E::use == Use::fence) wrong += one<Barrier, E>("fences");
        if constexpr (E::use == Use::bit_and) wrong += updates<conjunction, E>("fetch_ands", "ands");
        if constexpr (E::use == Use::bit_or) wrong += updates<disjunction, E>("fetch_ors", "ors");
        if constexpr (E::use == Use::set_bit) wrong += one<Bit<true, false>, E>("set_bits");
        if constexpr (E::use == Use::clear_bit) wrong += one<Bit<false, false>, E>("clear_bits");
        if constexpr (E::use == Use::test_and_set_bit) wrong += one<Bit<true, true>, E>("test_and_set_bits");
        if constexpr (E::use == Use::test_and_clear_bit) wrong += one<Bit<false, true>, E>("test_and_clear_bits");
      });
    });
    return wrong;
  }

 private:
  template <class Kind, class E>
  [[gnu::noinline]] unsigned one(const char* list) {
    using Op = typename E::op;
    return seen_.emplace(list, Op::info.name, bits<Op>()).second ? examine_variant<Kind, Op>(list) : 0;
  }
  /// An update is in the list of those that return something, or of those that do not.
  template <auto combine, class E>
  unsigned updates(const char* fetching, const char* plain) {
    using T = Value<typename E::op>;
    if constexpr (std::is_void_v<decltype(E::op::op(static_cast<T*>(nullptr), T{}))>)
      return one<Update<combine>, E>(plain);
    else
      return one<Fetch<combine>, E>(fetching);
  }

  std::set<std::tuple<std::string_view, std::string_view, size_t>> seen_;
};

/// The clock chains compute what their links say, at least modulo 2^32; the counter does not run
/// backwards.
bool cpu_is_sane() {
  uint32_t power = 1;
  for (int i = 0; i < 64; ++i) power *= 3;
  const Ticks before = tick(), after = tick();
  return chain_add(64) == 64 && static_cast<uint32_t>(chain_mul(64)) == power && before <= after && tick_hz() >= 0;
}

int run() {
  unsigned wrong = 0;
  wrong += examine<Load, loads>("loads");
  wrong += examine<LoadChain, loads>("load_chains");
  wrong += examine<Update<replace>, stores>("stores");
  wrong += examine<Fetch<replace>, exchanges>("exchanges");
  wrong += examine<Fetch<add>, fetch_adds>("fetch_adds");
  wrong += examine<Fetch<conjunction>, fetch_ands>("fetch_ands");
  wrong += examine<Fetch<disjunction>, fetch_ors>("fetch_ors");
  wrong += examine<Fetch<difference>, fetch_xors>("fetch_xors");
  fetch_extrema::for_each([&]<class Op>() { wrong += examine_variant<Fetch<kept<Op>>, Op>("fetch_extrema"); });
  wrong += examine<Update<add>, adds>("adds");
  wrong += examine<Update<conjunction>, ands>("ands");
  wrong += examine<Update<disjunction>, ors>("ors");
  wrong += examine<Update<difference>, xors>("xors");
  extrema::for_each([&]<class Op>() { wrong += examine_variant<Update<kept<Op>>, Op>("extrema"); });
  wrong += examine<Cas, cas>("cas");
  wrong += examine<CasChain, cas>("cas_chains");
  wrong += examine<Barrier, fences>("fences");
  wrong += examine<Barrier, pauses>("pauses");
  wrong += examine<AddressWait, address_waits>("address_waits");
  wrong += examine<Timer, timers>("timers");
  wrong += examine<Transaction, transactions>("transactions");
  wrong += examine<CodeSync, code_syncs>("code_syncs");
  wrong += examine<CodeSync, code_arrivals>("code_arrivals");
  wrong += examine<Flush, flushes>("flushes");
  wrong += examine<Flush, write_prefetches>("write_prefetches");
  wrong += examine<OtherUpdate, updates>("updates");
  wrong += examine<LineWrite, line_writes>("line_writes");
  Others others;
  others.seen<loads>("loads"), others.seen<stores>("stores"), others.seen<exchanges>("exchanges");
  others.seen<fetch_adds>("fetch_adds"), others.seen<fetch_ands>("fetch_ands"), others.seen<fetch_ors>("fetch_ors");
  others.seen<ands>("ands"), others.seen<ors>("ors"), others.seen<cas>("cas"), others.seen<fences>("fences");
  wrong += others.examine<mappings>() + others.examine<linux_mappings>() + others.examine<go_mappings>() +
           others.examine<openjdk_mappings>();
  if (!cpu_is_sane()) {
    ++wrong;
    std::fprintf(stderr, "arch/%s/cpu.h: chain_add, chain_mul or tick give wrong values\n", kIsa.data());
  }
  return wrong ? 1 : 0;
}

}  // namespace
}  // namespace fenceline::arch

int main() { return fenceline::arch::run(); }
