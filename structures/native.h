// The policy for hardware: base/atomics.h and the ISA's pause.
#pragma once
#include <arch/ops.h>
#include <base/atomics.h>

namespace fenceline {

/// The ISA's own word for "this is a spin loop": the first in its list, which every CPU has.
template <class First, class... Others>
First first_of(arch::List<First, Others...>);
using SpinHint = decltype(first_of(arch::pauses{}));

struct Native : Atomics {
  /// One round of a loop that waits for another thread ended with nothing done and nothing kept:
  /// the next round does the same again, on values that may be newer. The CPU is told that this is
  /// a spin loop. The explorer follows such a round no further: what it would find in the next one
  /// it finds with newer values in this one.
  static FENCELINE_INLINE void pause() { SpinHint::op(); }
  /// The same where a loop goes round without rest: an attempt that failed because another thread
  /// was faster.
  static FENCELINE_INLINE void retry() {}
  /// Only the hint: between attempts whose number is bounded, or within a back-off. The explorer
  /// passes it by.
  static FENCELINE_INLINE void delay() { SpinHint::op(); }
};

}  // namespace fenceline
