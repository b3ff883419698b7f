// The pools of this folder, for whoever does the same with each: f.operator()<Pool>(name).
#pragma once
#include <structures/pool/global.h>
#include <structures/pool/magazine.h>
#include <structures/pool/stealing.h>

namespace fenceline {

/// Pools of T that are right. The untagged one is a demonstration: its own test has it.
template <class T, class P = Native, class F>
void for_each_pool(F&& f) {
  f.template operator()<GlobalPool<T, P>>("global");
  f.template operator()<StealingPool<T, P>>("stealing");
  f.template operator()<MagazinePool<T, P>>("magazine");
}

}  // namespace fenceline
