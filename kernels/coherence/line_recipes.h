// How lines are brought into a state: which threads write, flush and read them, one step after the other.
#pragma once
#include <initializer_list>

namespace fenceline {

enum class Who { zero, one, further, others };  ///< thread 0, thread 1; threads 2 and up; all but thread 0
enum class What { write, flush, read };

constexpr bool does(Who who, unsigned thread) {
  switch (who) {
    case Who::zero:
      return thread == 0;
    case Who::one:
      return thread == 1;
    case Who::further:
      return thread > 1;
    case Who::others:
      return thread != 0;
  }
  return false;
}

struct LineStep {
  Who who;
  What what;
};

/// Thread 0 is measured, on a line that …
struct LineRecipe {
  const char* name;
  const char* words;
  LineStep steps[3];
  unsigned count;
  unsigned least, most;  ///< threads that it takes; most 0: as many as there are

  constexpr bool takes(What what) const {
    for (unsigned i = 0; i < count; ++i)
      if (steps[i].what == what) return true;
    return false;
  }
  /// Thread 0 has the line itself: a load is one of its own cache.
  constexpr bool own() const {
    for (unsigned i = 0; i < count; ++i)
      if (steps[i].who == Who::zero) return true;
    return false;
  }
};

constexpr LineStep kZeroReads{Who::zero, What::read}, kZeroWrites{Who::zero, What::write},
    kOneFlushes{Who::one, What::flush}, kOneReads{Who::one, What::read}, kOneWrites{Who::one, What::write},
    kFurtherRead{Who::further, What::read}, kOthersRead{Who::others, What::read};

/// Shared takes a third thread: what one alone has read is Exclusive. Of those that thread 0 has itself, it must take the
/// line from all others when it writes.
inline constexpr LineRecipe kLineRecipes[] = {
    {"modified", "thread 1 wrote", {kOneWrites}, 1, 2, 2},
    {"exclusive", "thread 1 alone has read", {kOneFlushes, kOneReads}, 2, 2, 2},
    {"shared", "thread 1 and all further threads have read", {kOneFlushes, kOneReads, kFurtherRead}, 3, 3, 0},
    {"owned", "thread 1 wrote and all further threads have read", {kOneWrites, kFurtherRead}, 2, 3, 0},
    {"uncached", "is in no cache", {kOneFlushes}, 1, 2, 2},
    {"upgrade_shared", "thread 0 has read, and after it all others", {kOneFlushes, kZeroReads, kOthersRead}, 3, 2, 0},
    {"upgrade_forward",
     "all others have read, and after them thread 0",
     {kOneFlushes, kOthersRead, kZeroReads},
     3,
     2,
     0},
    {"upgrade_owned", "thread 0 wrote and all others have read", {kZeroWrites, kOthersRead}, 2, 2, 0},
};

}  // namespace fenceline
