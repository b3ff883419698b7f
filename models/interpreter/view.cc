#include <models/interpreter/view.h>

#include <algorithm>

namespace fenceline::models::cat {
namespace {

EventSet mapped_set(EventSet set, const std::array<int, kMaxEvents>& to) {
  EventSet out = 0;
  for_each(set, [&](int e) { out |= event(to[e]); });
  return out;
}

// Halves of updates that are full barriers, and happened.
EventSet full_updates(const Execution& x) { return x.with(kSeqCst) & (x.rmw.domain() | x.rmw.range()); }

}  // namespace

const View& Viewer::look(const Execution& x, bool fresh) {
  const bool merges = x.test->isa == Isa::cxx;
  if (fresh) {
    size_ = x.size();
    const bool fences = wishes_.fenced_updates && full_updates(x) != 0;
    differs_ = fences || (merges && !x.rmw.empty());
    if (fences)
      fence_updates(x);
    else if (differs_)
      merge(x);
  }
  if (differs_) {
    seen_.rf = mapped(x.rf), seen_.co = mapped(x.co);
    // What an update reads is overwritten by itself first: that is no step from one event to another.
    seen_.derive();
    for (int e = 0; e < seen_.size() && merges; ++e) seen_.fr.remove(e, e);
  }
  view_.x = differs_ ? &seen_ : &x;
  const int n = view_.size();
  view_.all = n == kMaxEvents ? ~EventSet{0} : event(n) - 1;
  if (fresh) view_.locks = wishes_.own_locks ? view_.x->with(kLock) : 0;
  return view_;
}

// The next event of the view is that one of the execution.
void Viewer::add(const Execution& x, int e) {
  to_[e] = seen_.size();
  from_[to_[e]] = e;
  seen_.events.push_back(x.events[e]);
}

void Viewer::map_paths(const Execution& x) {
  seen_.po = mapped(x.po);
  seen_.addr = mapped(x.addr), seen_.data = mapped(x.data), seen_.ctrl = mapped(x.ctrl);
  seen_.rmw = seen_.pick_addr = seen_.pick_data = seen_.pick_ctrl = Relation(seen_.size());
}

void Viewer::merge(const Execution& x) {
  seen_ = Execution();
  seen_.test = x.test;
  const Relation read_of = x.rmw.inverse();
  for (int e = 0; e < x.size(); ++e) {
    if (const EventSet read = read_of.row(e)) {
      to_[e] = to_[first_of(read)];
      seen_.events[to_[e]].order |= x.events[e].order;
      continue;
    }
    add(x, e);
  }
  map_paths(x);
  for (Relation* r : {&seen_.po, &seen_.addr, &seen_.data, &seen_.ctrl})
    for (int e = 0; e < seen_.size(); ++e) r->remove(e, e);
  seen_.fix_paths();
  seen_.reads = mapped_set(x.reads, to_), seen_.writes = mapped_set(x.writes, to_);
}

void Viewer::fence_updates(const Execution& x) {
  seen_ = Execution();
  seen_.test = x.test;
  const EventSet full = full_updates(x);
  if (x.size() + count_of(full) > kMaxEvents) throw too_many_events();
  EventSet fences = 0;
  const auto fence = [&](int e) {
    Event f = x.events[e];
    f.kind = Event::kFence, f.address = 0, f.order = kPlain;
    f.fence = {FenceKind::kSmpMb, kRW, kRW, 0};
    f.step = f.access = static_cast<std::int16_t>(-1 - seen_.size());
    from_[seen_.size()] = e;
    fences |= event(seen_.size());
    seen_.events.push_back(f);
  };
  for (int e = 0; e < x.size(); ++e) {
    const bool is_full = (full & event(e)) != 0;
    if (is_full && x.events[e].kind == Event::kRead) fence(e);
    add(x, e);
    if (!is_full) continue;
    seen_.events.back().order &= static_cast<std::uint16_t>(~kSeqCst);
    if (x.events[e].kind == Event::kWrite) fence(e);
  }
  map_paths(x);
  seen_.rmw = mapped(x.rmw);
  // Events of a thread stand in its order: a fence is between those before and those behind it.
  for_each(fences, [&](int f) {
    for (int e = 0; e < seen_.size(); ++e)
      if (e != f && seen_.events[e].thread == seen_.events[f].thread) seen_.po.add(std::min(e, f), std::max(e, f));
  });
  seen_.fix_paths();
}

Relation Viewer::mapped(const Relation& r) const {
  Relation out(seen_.size());
  for (int e = 0; e < r.size(); ++e) out.row(to_[e]) |= mapped_set(r.row(e), to_);
  return out;
}

Relation Viewer::original(const Relation& r) const {
  if (!differs_) return r;
  Relation out(size_);
  for (int e = 0; e < r.size(); ++e) out.row(from_[e]) |= mapped_set(r.row(e), from_);
  return out;
}

}  // namespace fenceline::models::cat
