// Things that are made once: ours, the language's and the C library's.
#include <kernels/initialisation/cells.h>
#include <kernels/initialisation/rows.h>

namespace fenceline {
namespace {

using namespace initialisation;

uint64_t compilers_own() {
  static const uint64_t value = [] {
    uint64_t made = kValue;
    arch::opaque(made);
    return made;
  }();
  return value;
}

/// The compiler's own.
uint64_t after_the_first_of_a_static(Shared&, unsigned, uint64_t iterations) {
  return unrolled(iterations, [](auto) {
    uint64_t value = compilers_own();
    arch::opaque(value);
  });
}

const Registration registration([](std::vector<Kernel>& list) {
  add<Pointed<DoubleChecked<uint64_t>>>(list, "double_checked");
  add<Pointed<Raced<uint64_t>>, 0>(list, "raced");
  add<OnceCell>(list, "once");
  add<CallOnce>(list, "std_call_once");
  add<PthreadOnce>(list, "pthread_once");
  add<StaticLocal>(list, "static_local", after_the_first_of_a_static);
});

}  // namespace
}  // namespace fenceline
