// Code that a thread changes and then executes: the store, what the ISA asks for in between, and the call, again and again.
// Most of it is not the instructions but what the core makes of them: it throws away what it had fetched and decoded, and
// an x86 that finds a store in the way of its own fetches clears the machine.
#include <kernels/code/pages.h>
#include <kernels/measure.h>

namespace fenceline {
namespace {

using namespace measure;
using code::Mapping;
using code::Pages;

constexpr uint16_t kValues = 1024;  // of arch::put_constant

struct Site {
  explicit Site(Mapping mapping) : pages(mapping, arch::kCodeBytes), data(arch::kConstantBytes) {
    arch::put_constant(pages.written(0), 0);  // not executed yet: nobody has fetched it
    arch::code_written::op(pages.executed(0));
  }
  Pages pages;
  std::vector<std::byte> data;  ///< what is as large, and no code
  uint64_t stale = 0;           ///< calls that returned something else
};

/// `to`: where the next constant is written, which the call returns only where that is code.
template <class Op, bool kCode>
uint64_t change_and_call(Shared& shared, unsigned, uint64_t iterations) {
  auto& site = shared.object<Site>();
  std::byte* const to = kCode ? site.pages.written(0) : site.data.data();
  const std::byte* const at = site.pages.executed(0);
  uint64_t stale = 0;
  for (uint64_t n = 0; n != iterations; ++n) {
    const auto value = static_cast<uint16_t>(kCode ? n % kValues : 0);
    arch::put_constant(to, value);
    Op::op(at);
    stale += site.pages.call(0) != value;
  }
  site.stale += stale;
  return iterations;
}

template <class Op>
uint64_t alone(Shared& shared, unsigned, uint64_t iterations) {
  const std::byte* const at = shared.object<Site>().pages.executed(0);
  return unrolled(iterations, [&](auto) { Op::op(at); });
}

/// `mapping`: which, asked when it is needed.
Kernel& add_one(std::vector<Kernel>& list, Variant variant, const char* group, const char* how,
                std::function<Mapping()> mapping, Run run, const char* what) {
  Kernel k = describe(variant, "code", group, how, Metric::latency, what);
  k.roles = {{.run = run}};
  k.shows = Emits::once;
  k.bytes = constant_bytes(1);
  k.setup = [mapping](Shared& shared) { shared.make<Site>(mapping()); };
  k.lacks = [mapping] { return code::missing(mapping()); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) {
    return shared.object<Site>().stale == 0 ? "" : "code was executed as it was before it was changed";
  };
  return list.emplace_back(std::move(k));
}

/// The same without a change, which is to be subtracted by whoever wants the change alone.
struct Unchanged : arch::no_code_sync {
  static constexpr arch::Info info{"data", "", ""};
};

Kernel& add_modify(std::vector<Kernel>& list, Variant variant, Mapping mapping, Run run, const char* what) {
  const char* const how = mapping == Mapping::dual ? "dual_mapping" : "one_mapping";
  return add_one(
      list, variant, "modify", how, [mapping] { return mapping; }, run, what);
}
void add_alone(std::vector<Kernel>& list, Variant variant, const char* group, Run run, const char* what) {
  Kernel& k = add_one(list, variant, group, "alone", code::available, run, what);
  k.metric = Metric::throughput;
  k.roles[0].empty = nothing;
  k.shows = Emits::exact;
}

const Registration registration([](std::vector<Kernel>& list) {
  for (const Mapping mapping : {Mapping::one, Mapping::dual}) {
    add_modify(list, variant_of<Unchanged>(), mapping, change_and_call<arch::no_code_sync, false>,
               "the same store, but to data, and the call: what there is without a change");
    const auto modify = [&]<class Op>() {
      add_modify(list, variant_of<Op>(), mapping, change_and_call<Op, true>,
                 "a function is changed, and called by the same thread; dual: written by another address than it is "
                 "executed at");
    };
    arch::code_syncs::for_each(modify);
    if (arch::kSeesOwnCode && mapping == Mapping::one) modify.template operator()<arch::no_code_sync>();
  }
  arch::code_syncs::for_each([&]<class Op>() {
    add_alone(list, variant_of<Op>(), "sync", alone<Op>,
              "what stands between store and call by itself, nothing being changed");
  });
  arch::code_arrivals::for_each([&]<class Op>() {
    add_alone(list, variant_of<Op>(), "arrival", alone<Op>,
              "what a thread does that was told of changed code, nothing being changed");
  });
});

}  // namespace
}  // namespace fenceline
