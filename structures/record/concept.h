// What a record of several words offers that many threads read and few replace: a reader sees all of one update and none
// of another. A workload, a check or a scenario is written once for all that offer it.
#pragma once
#include <concepts>

namespace fenceline {

/// Any number of threads may call at once; each brings a Member of its own, made by S::Member(record, thread), `thread`
/// being its number among them. None may be in a call when the record is destroyed, and Members go before it.
///
/// read(member, visit): visit(const T&) sees the record as it was at one time within the call, and keeps no reference.
/// update(member, change): change(T&) makes the next record of the last one; no other update comes between the two. It
/// may be called again on another record where another thread was faster.
/// Neither calls the record again. Whoever sees an update sees what its thread did before it.
template <class S>
concept SharedRecord = requires(S& record, typename S::Member& member, void (*visit)(const typename S::value_type&),
                                void (*change)(typename S::value_type&)) {
  record.read(member, visit);
  record.update(member, change);
};

/// What a record needs of a thread that keeps nothing: nothing.
struct NoRecordMember {
  template <class S>
  NoRecordMember(S&, unsigned) {}
};

}  // namespace fenceline
