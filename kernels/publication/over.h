// A record published through a pointer over one reclaimer, ours or a library's.
#pragma once
#include <kernels/records.h>
#include <structures/record/published.h>

#include <string>

namespace fenceline::publication {

template <class R>
struct Over {
  static constexpr bool kSized = true;
  template <class T>
  using of = Published<T, R>;
};
/// Another library's.
template <class R>
struct OverPeer : Over<R> {};

template <class Form>
void add(std::vector<Kernel>& list, const char* name) {
  records::add<Form>(list, "publication", std::string("published_") + name);
}

}  // namespace fenceline::publication

namespace fenceline::records {
template <class R>
inline constexpr bool kTakesMany<publication::OverPeer<R>> = false;
}  // namespace fenceline::records
