// A record published through a pointer, over each reclaimer; and the standard library's way to have that.
#include <kernels/records.h>
#include <structures/reclaim/list.h>
#include <structures/record/published.h>
#include <structures/record/shared_pointer.h>

namespace fenceline {
namespace {

template <class R>
struct Over {
  static constexpr bool kSized = true;
  template <class T>
  using of = Published<T, R>;
};

const Registration registration([](std::vector<Kernel>& list) {
  for_each_reclaimer(
      [&]<class R>(const char* name) { records::add<Over<R>>(list, "publication", std::string("published_") + name); });
  if constexpr (kSharedPointerMissing == nullptr) {
    records::add<records::Sized<SharedPointer>>(list, "publication", "atomic_shared_ptr");
  } else {
    list.push_back(workload::absent("publication", "record", "atomic_shared_ptr", kSharedPointerMissing));
  }
});

}  // namespace
}  // namespace fenceline
