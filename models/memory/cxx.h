// What models of C++ have in common: accesses by their memory orders, and synchronizes-with.
#pragma once

#include <models/model.h>

namespace fenceline::models {

// Accesses and fences by what they do. Of an atomic update the read acquires and the write
// releases.
struct CxxSets {
  explicit CxxSets(const Execution& x)
      : atomic(x.with(kRelaxed)),
        release_fences(x.of(FenceKind::kFenceRelease) | x.of(FenceKind::kFenceAcqRel) | x.of(FenceKind::kFenceSeqCst)),
        acquire_fences(x.of(FenceKind::kFenceAcquire) | x.of(FenceKind::kFenceAcqRel) | x.of(FenceKind::kFenceSeqCst)),
        releases(x.with(kRelease) & x.writes),
        acquires(x.with(kAcquire) & x.reads),
        sc_accesses(x.with(kSeqCst)),
        sc_fences(x.of(FenceKind::kFenceSeqCst)) {}
  EventSet atomic;  // accesses
  EventSet release_fences, acquire_fences;
  EventSet releases, acquires;  // accesses
  EventSet sc_accesses, sc_fences;
};

// A release, be it an access or a fence before one, and an acquire that reads from what follows it:
// [releases] (fence;sb)? sequence;rf (sb;fence)? [acquires]. `sequence` leads from a write to all
// of its release sequence.
inline Relation synchronizes_with(const Execution& x, Axioms& a, const CxxSets& s, const Relation& sequence) {
  const Relation read = (sequence * x.rf).between(x.writes & s.atomic, x.reads & s.atomic);
  const Relation from_fence = a.clause("release-fence", x.po.between(s.release_fences, x.writes));
  const Relation to_fence = a.clause("acquire-fence", x.po.between(x.reads, s.acquire_fences));
  const Relation from = a.clause("release", identity(s.releases, x.size())) | from_fence;
  const Relation to = a.clause("acquire", identity(s.acquires, x.size())) | to_fence;
  return from * read * to;
}

// Accesses of two threads to the same bytes, one of them a write, one of them not atomic.
inline Relation conflicts(const Execution& x, const CxxSets& s) {
  const EventSet all = x.memory & ~x.initial;
  const Relation pairs = product(all & x.writes, all, x.size()) | product(all, all & x.writes, x.size());
  return x.external(pairs & x.same_location) - product(s.atomic, s.atomic, x.size());
}

}  // namespace fenceline::models
