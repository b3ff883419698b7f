// The stacks of this folder, for whoever does the same with each: f.operator()<Stack>(name).
#pragma once
#include <structures/stack/elimination.h>
#include <structures/stack/treiber.h>

namespace fenceline {

/// Stacks of T that are right. The untagged one is a demonstration: its own test has it.
template <class T, class P = Native, class F>
void for_each_stack(F&& f) {
  f.template operator()<TreiberStack<T, P>>("treiber");
  f.template operator()<WideTreiberStack<T, P>>("treiber_wide");
  f.template operator()<EliminationStack<T, P>>("elimination");
}

}  // namespace fenceline
