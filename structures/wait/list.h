// The structures of this folder, for whoever does the same with each of a kind: f.operator()<Structure>(name).
#pragma once
#include <structures/wait/once.h>
#include <structures/wait/wait_group.h>

namespace fenceline {

template <class P = Native, class F>
void for_each_latch(F&& f) {
  f.template operator()<WaitGroup<P>>("wait_group");
}

template <class P = Native, class F>
void for_each_once(F&& f) {
  f.template operator()<Once<P>>("once");
}

}  // namespace fenceline
