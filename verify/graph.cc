#include <base/order.h>
#include <verify/graph.h>

#include <utility>

namespace fenceline::verify {

EventId Graph::add(int thread, const Access& access, EventId from) {
  std::vector<EventId>& own = threads_[static_cast<std::size_t>(thread)];
  Event e;
  static_cast<Access&>(e) = access;
  e.thread = thread;
  e.index = static_cast<int>(own.size());
  const EventId id = size();
  own.push_back(id);
  events_.push_back(e);
  if (e.kind == Kind::load)
    read_from(id, from);
  else
    compute_clocks(events_.back());
  sc_events_ += events_.back().is_sc();
  return id;
}

void Graph::read_from(EventId load, EventId store) {
  Event& e = (*this)[load];
  e.from = store;
  e.seen = value_of(e.location, store);
  if (e.compares) {
    e.order = e.succeeds() ? e.success : e.failure;
    e.site.number = e.succeeds() ? e.success_number : e.failure_number;
  }
  compute_clocks(e);
}

void Graph::revisit(EventId load, EventId store) {
  sc_events_ -= (*this)[load].is_sc();
  read_from(load, store);
  sc_events_ += (*this)[load].is_sc();
}

void Graph::compute_clocks(Event& e) const {
  const std::vector<EventId>& own = threads_[static_cast<std::size_t>(e.thread)];
  const std::size_t t = static_cast<std::size_t>(e.thread);
  if (e.index > 0) {
    const Event& last = (*this)[own[static_cast<std::size_t>(e.index) - 1]];
    e.hb = last.hb, e.porf = last.porf, e.pending = last.pending, e.fenced = last.fenced;
  } else {
    e.hb = e.porf = e.pending = e.fenced = Clock();
  }
  e.hb.count[t] = e.porf.count[t] = static_cast<std::uint16_t>(e.index + 1);
  if (e.kind == Kind::load && e.from != kInitial) {
    const Event& source = (*this)[e.from];
    e.porf.add(source.porf);
    if (!e.plain) (acquires(e.order) ? e.hb : e.pending).add(source.message);
  } else if (e.kind == Kind::fence) {
    if (acquires(e.order)) e.hb.add(e.pending);
    if (releases(e.order)) e.fenced = e.hb;
  } else if (e.kind == Kind::store && !e.plain) {
    // A release store heads a release sequence: the thread's own later stores to the location, and
    // updates that read from it. A fence before makes any store do so.
    if (releases(e.order)) {
      e.message = e.hb;
    } else {
      e.message = e.fenced;
      for (int i = e.index - 1; i >= 0; --i) {
        const Event& own_store = (*this)[own[static_cast<std::size_t>(i)]];
        if (own_store.kind != Kind::store || own_store.location != e.location) continue;
        if (own_store.plain || !releases(own_store.order)) continue;
        e.message.add(own_store.hb);
        break;
      }
    }
    if (e.exclusive) {
      const EventId read = (*this)[own[static_cast<std::size_t>(e.index) - 1]].from;
      if (read != kInitial) e.message.add((*this)[read].message);
    }
  }
}

void Graph::place(EventId store, EventId after) {
  Event& e = (*this)[store];
  Location& l = location(e.location);
  e.before = after;
  e.after = next_in_order(e.location, after);
  (after == kInitial ? l.first : (*this)[after].after) = store;
  (e.after == kNone ? l.last : (*this)[e.after].before) = store;
  if (e.after == kNone)
    e.place = place_of(after) + 1;
  else
    renumber(e.location);
}

void Graph::unplace(const Event& e) {
  Location& l = location(e.location);
  (e.before == kNone ? l.first : (*this)[e.before].after) = e.after;
  (e.after == kNone ? l.last : (*this)[e.after].before) = e.before;
}

void Graph::renumber(LocationId id) {
  int place = 0;
  for (EventId s = location(id).first; s != kNone; s = (*this)[s].after) (*this)[s].place = ++place;
}

void Graph::truncate(int size) {
  while (this->size() > size) {
    const Event& e = events_.back();
    if (e.kind == Kind::store && e.place > 0) {
      unplace(e);
      if (e.after != kNone) renumber(e.location);
    } else if (e.kind == Kind::end) {
      object(e.object).end = kNone;
    } else if (e.kind == Kind::make) {
      // Objects are made in the order of their events: the last event's is the last object. A constructor that
      // makes other objects may have made its own last locations after theirs.
      for (LocationId l : object(e.object).locations) location(l).object = kNone;
      while (!locations.empty() && locations.back().object == kNone) locations.pop_back();
      objects.pop_back();
    }
    sc_events_ -= e.is_sc();
    threads_[static_cast<std::size_t>(e.thread)].pop_back();
    events_.pop_back();
  }
}

std::vector<EventId> Graph::restrict(const std::vector<bool>& keep) {
  std::vector<EventId> event_id(events_.size(), kNone);
  std::vector<ObjectId> object_id(objects.size(), kNone);
  std::vector<LocationId> location_id(locations.size(), kNone);
  for (auto& own : threads_) own.clear();

  // Objects: those that were there before, and those whose making is kept.
  std::vector<bool> lives(objects.size());
  for (std::size_t o = 0; o < objects.size(); ++o) lives[o] = objects[o].thread == kNone;
  for (EventId id = 0; id < size(); ++id)
    if ((*this)[id].kind == Kind::make && keep[static_cast<std::size_t>(id)])
      lives[static_cast<std::size_t>((*this)[id].object)] = true;
  std::size_t kept = 0;
  for (std::size_t o = 0; o < objects.size(); ++o) {
    if (!lives[o]) continue;
    object_id[o] = static_cast<ObjectId>(kept);
    if (kept != o) objects[kept] = std::move(objects[o]);
    objects[kept++].end = kNone;
  }
  objects.resize(kept);
  kept = 0;
  for (std::size_t l = 0; l < locations.size(); ++l) {
    if (locations[l].object == kNone) continue;
    const ObjectId owner = object_id[static_cast<std::size_t>(locations[l].object)];
    if (owner == kNone) continue;
    location_id[l] = static_cast<LocationId>(kept);
    if (kept != l) locations[kept] = locations[l];
    locations[kept++].object = owner;
  }
  locations.resize(kept);
  for (Object& o : objects)
    for (LocationId& l : o.locations) l = location_id[static_cast<std::size_t>(l)];

  kept = 0;
  for (std::size_t id = 0; id < events_.size(); ++id)
    if (keep[id]) event_id[id] = static_cast<EventId>(kept++);
  const auto moved = [&](EventId id) { return id == kNone ? kNone : event_id[static_cast<std::size_t>(id)]; };
  // Modification order without the stores that go.
  for (Location& l : locations) {
    EventId last = kNone;
    int place = 0;
    const EventId first = std::exchange(l.first, kNone);
    l.last = kNone;
    for (EventId s = first; s != kNone;) {
      const EventId next = (*this)[s].after;
      if (keep[static_cast<std::size_t>(s)]) {
        (*this)[s].before = last, (*this)[s].after = kNone, (*this)[s].place = ++place;
        if (last != kNone)
          (*this)[last].after = s;
        else
          l.first = s;
        l.last = last = s;
      }
      s = next;
    }
    l.first = moved(l.first), l.last = moved(l.last);
  }
  sc_events_ = 0;
  for (std::size_t id = 0; id < events_.size(); ++id) {
    if (!keep[id]) continue;
    Event e = events_[id];
    const EventId to = event_id[id];
    e.from = moved(e.from), e.before = moved(e.before), e.after = moved(e.after);
    if (e.location != kNone) e.location = location_id[static_cast<std::size_t>(e.location)];
    if (e.object != kNone) e.object = object_id[static_cast<std::size_t>(e.object)];
    if (e.kind == Kind::end) object(e.object).end = to;
    threads_[static_cast<std::size_t>(e.thread)].push_back(to);
    sc_events_ += e.is_sc();
    events_[static_cast<std::size_t>(to)] = e;
  }
  events_.resize(kept);
  return event_id;
}

EventId Graph::known(LocationId id, const Clock& hb) const {
  EventId best = kInitial;
  for (int t = 0; t < kMostThreads; ++t) {
    const std::vector<EventId>& own = threads_[static_cast<std::size_t>(t)];
    // A thread's accesses to a location never go back in modification order: the last one counts.
    for (int i = hb.count[static_cast<std::size_t>(t)] - 1; i >= 0; --i) {
      const EventId at = own[static_cast<std::size_t>(i)];
      const Event& e = (*this)[at];
      if (e.location != id || !e.accesses()) continue;
      const EventId seen = e.kind == Kind::store ? at : e.from;
      if (place_of(seen) > place_of(best)) best = seen;
      break;
    }
  }
  return best;
}

Clock Graph::clock_of(int thread) const {
  const std::vector<EventId>& own = threads_[static_cast<std::size_t>(thread)];
  return own.empty() ? Clock() : (*this)[own.back()].hb;
}

}  // namespace fenceline::verify
