// A record published through a pointer, over each reclaimer; and the standard library's way to have that.
#include <kernels/publication/over.h>
#include <structures/reclaim/list.h>
#include <structures/record/shared_pointer.h>

namespace fenceline {
namespace {

const Registration registration([](std::vector<Kernel>& list) {
  for_each_reclaimer<Native, 1>([&]<class R>(const char* name) { publication::add<publication::Over<R>>(list, name); });
  if constexpr (kSharedPointerMissing == nullptr) {
    records::add<records::Sized<SharedPointer>>(list, "publication", "atomic_shared_ptr");
  } else {
    list.push_back(workload::absent("publication", "record", "atomic_shared_ptr", kSharedPointerMissing));
  }
});

}  // namespace
}  // namespace fenceline
