#include <models/execution.h>

namespace fenceline::models {
namespace {

template <class Predicate>
EventSet select(const std::vector<Event>& events, Predicate predicate) {
  EventSet set = 0;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (predicate(events[i])) set |= event(static_cast<int>(i));
  return set;
}

}  // namespace

EventSet Execution::with(std::uint16_t order) const {
  return select(events, [&](const Event& e) { return e.kind != Event::kFence && (e.order & order) == order; });
}

EventSet Execution::with_any(std::uint16_t order) const {
  return select(events, [&](const Event& e) { return e.kind != Event::kFence && (e.order & order) != 0; });
}

EventSet Execution::of(FenceKind kind) const {
  return fences == 0 ? 0
                     : select(events, [&](const Event& e) { return e.kind == Event::kFence && e.fence.kind == kind; });
}

EventSet Execution::of(Sync sync) const {
  return select(events, [&](const Event& e) { return e.kind != Event::kFence && e.sync == sync; });
}

Relation Execution::around(EventSet set) const {
  Relation out(size());
  const Relation before = po.inverse();
  for_each(set & fences, [&](int f) { for_each(before.row(f), [&](int i) { out.row(i) |= po.row(f); }); });
  return out;
}

Relation Execution::fenced(EventSet set) const {
  Relation out(size());
  const Relation before = po.inverse();
  for_each(set & fences, [&](int f) {
    for (const std::uint8_t first : {kR, kW})
      for (const std::uint8_t second : {kR, kW}) {
        if (!separates(events[f].fence, first, second)) continue;
        for_each(before.row(f) & (first == kR ? reads : writes),
                 [&](int i) { out.row(i) |= po.row(f) & (second == kR ? reads : writes); });
      }
  });
  return out;
}

void Execution::fix_paths() {
  const int n = size();
  const auto kind_is = [&](Event::Kind kind) { return select(events, [&](const Event& e) { return e.kind == kind; }); };
  reads = kind_is(Event::kRead);
  writes = kind_is(Event::kWrite);
  fences = kind_is(Event::kFence);
  memory = reads | writes;
  initial = select(events, [](const Event& e) { return e.thread < 0; });
  same_location = same_thread = si = Relation(n);
  parts = false;
  for (int i = 0; i < n; ++i) {
    same_thread.row(i) = select(events, [&](const Event& e) { return e.thread == events[i].thread && e.thread >= 0; });
    if (events[i].kind != Event::kFence || events[i].address != 0)
      same_location.row(i) = select(events, [&](const Event& e) { return e.address == events[i].address; });
    si.row(i) =
        event(i) | (same_thread.row(i) & select(events, [&](const Event& e) { return e.access == events[i].access; }));
    parts = parts || si.row(i) != event(i);
  }
  po_loc = po & same_location;
}

void Execution::derive() {
  const int n = size();
  fr = Relation(n);
  for_each(writes, [&](int w) { for_each(rf.row(w), [&](int r) { fr.row(r) = co.row(w); }); });
  rfi = internal(rf), rfe = external(rf);
  coi = internal(co), coe = external(co);
  fri = internal(fr), fre = external(fr);
  com = rf | co | fr;
}

}  // namespace fenceline::models
