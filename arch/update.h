// Read-modify-writes that no other list has: what is subtracted, negated, set by the number of a bit, done elsewhere.
//
// arch/<isa>/updates.h has a list `updates` of structs with
//   static constexpr Info info{name, emits, order, needs};
//   using value_type = T;
//   static void op(T* at, T value)
//   static constexpr T after(T word, T value, uint64_t times)    what so many of them make of the word
#pragma once
#include <arch/op.h>
