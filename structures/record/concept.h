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
/// Neither calls the record again. A reader that sees an update sees what its thread did before it.
///
/// kWhole false: wrong on purpose.
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

/// A record, with the domain that it stands in where it has a reclaimer; so many threads take part, and one for a while at
/// the beginning and at the end.
template <class S>
struct RecordPlace {
  S record;
  explicit RecordPlace(unsigned threads) : record(threads) {}
};
template <class S>
requires requires { typename S::Domain; }
struct RecordPlace<S> {
  typename S::Domain domain;
  S record;
  explicit RecordPlace(unsigned threads) : domain(threads + 1), record(domain) {}
};

/// Whether a record keeps its promise.
template <class S>
inline constexpr bool kWhole = true;
template <class S>
requires requires { S::kWhole; }
inline constexpr bool kWhole<S> = S::kWhole;

}  // namespace fenceline
