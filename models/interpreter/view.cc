#include <models/interpreter/view.h>

namespace fenceline::models::cat {
namespace {

EventSet mapped(EventSet set, const std::array<int, kMaxEvents>& to) {
  EventSet out = 0;
  for_each(set, [&](int e) { out |= event(to[e]); });
  return out;
}

}  // namespace

const View& Viewer::look(const Execution& x, bool fresh) {
  if (fresh) {
    size_ = x.size();
    merges_ = x.test->isa == Isa::cxx && !x.rmw.empty();
    if (merges_) merge(x);
  }
  if (merges_) {
    merged_.rf = merged(x.rf), merged_.co = merged(x.co);
    // What an update reads is overwritten by itself first: that is no step from one event to another.
    merged_.derive();
    for (int e = 0; e < merged_.size(); ++e) merged_.fr.remove(e, e);
  }
  view_.x = merges_ ? &merged_ : &x;
  const int n = view_.size();
  view_.all = n == kMaxEvents ? ~EventSet{0} : event(n) - 1;
  return view_;
}

void Viewer::merge(const Execution& x) {
  merged_ = Execution();
  merged_.test = x.test;
  const Relation read_of = x.rmw.inverse();
  for (int e = 0; e < x.size(); ++e) {
    if (const EventSet read = read_of.row(e)) {
      to_[e] = to_[std::countr_zero(read)];
      merged_.events[to_[e]].order |= x.events[e].order;
      continue;
    }
    to_[e] = merged_.size();
    from_[to_[e]] = e;
    merged_.events.push_back(x.events[e]);
  }
  merged_.po = merged(x.po);
  merged_.addr = merged(x.addr), merged_.data = merged(x.data), merged_.ctrl = merged(x.ctrl);
  for (Relation* r : {&merged_.po, &merged_.addr, &merged_.data, &merged_.ctrl})
    for (int e = 0; e < merged_.size(); ++e) r->remove(e, e);
  merged_.pick_addr = merged_.pick_data = merged_.pick_ctrl = merged_.rmw = Relation(merged_.size());
  merged_.fix_paths();
  merged_.reads = mapped(x.reads, to_), merged_.writes = mapped(x.writes, to_);
}

Relation Viewer::merged(const Relation& r) const {
  Relation out(merged_.size());
  for (int e = 0; e < r.size(); ++e) out.row(to_[e]) |= mapped(r.row(e), to_);
  return out;
}

Relation Viewer::original(const Relation& r) const {
  if (!merges_) return r;
  Relation out(size_);
  for (int e = 0; e < r.size(); ++e) out.row(from_[e]) = mapped(r.row(e), from_);
  return out;
}

}  // namespace fenceline::models::cat
