#include <base/order.h>
#include <verify/graph.h>

#include <utility>

namespace fenceline::verify {

EventId Graph::add(int thread, const Access& access, EventId from) {
  std::vector<EventId>& own = threads_[static_cast<std::size_t>(thread)];
  Event e;
  static_cast<Access&>(e) = access;
  e.thread = static_cast<std::uint8_t>(thread);
  e.index = static_cast<std::uint8_t>(own.size());
  const EventId id = size();
  own.push_back(id);
  events_.push_back(e);
  if (e.kind == Kind::load)
    read_from(id, from);
  else
    compute_clocks(events_.back());
  sc_events_ += events_.back().is_sc();
  if (e.plain) location(e.location).mixed = true;
  return id;
}

void Graph::read_from(EventId load, EventId store) {
  Event& e = (*this)[load];
  e.from = store;
  e.value = value_of(e.location, store);
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
  const std::size_t t = e.thread;
  if (e.index > 0) {
    const Event& last = (*this)[own[static_cast<std::size_t>(e.index) - 1]];
    e.hb = last.hb, e.porf = last.porf, e.pending = last.pending, e.fenced = last.fenced;
  } else {
    e.hb = e.porf = e.pending = e.fenced = Clock();
  }
  e.hb.count[t] = e.porf.count[t] = static_cast<std::uint8_t>(e.index + 1);
  if (e.kind == Kind::load && e.from != kInitial) {
    const Event& source = (*this)[e.from];
    e.porf.add(source.porf);
    if (!e.plain) (acquires(e.order) ? e.hb : e.pending).add(source.message);
  } else if (e.kind == Kind::fence && e.weight != Weight::light) {
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
      for (LocationId l = object(e.object).first; l != kNone; l = location(l).next) location(l).object = kNone;
      while (!locations.empty() && locations.back().object == kNone) locations.pop_back();
      objects.pop_back();
    }
    sc_events_ -= e.is_sc();
    threads_[static_cast<std::size_t>(e.thread)].pop_back();
    events_.pop_back();
  }
}

Graph Graph::restricted(const std::vector<bool>& keep, std::vector<EventId>& event_id) const {
  Graph out;
  event_id.assign(events_.size(), kNone);
  EventId kept = 0;
  for (std::size_t id = 0; id < events_.size(); ++id)
    if (keep[id]) event_id[id] = kept++;
  const auto moved = [](const auto& ids, auto id) { return id < 0 ? id : ids[static_cast<std::size_t>(id)]; };

  // Objects: those that were there before, and those whose making is kept.
  std::vector<ObjectId> object_id(objects.size(), kNone);
  std::vector<LocationId> location_id(locations.size(), kNone);
  out.objects.reserve(objects.size());
  for (std::size_t o = 0; o < objects.size(); ++o) {
    const Object& from = objects[o];
    if (from.thread != kNone &&
        !keep[static_cast<std::size_t>(thread(from.thread)[static_cast<std::size_t>(from.index)])])
      continue;
    object_id[o] = static_cast<ObjectId>(out.objects.size());
    out.objects.push_back(from);
    out.objects.back().end = moved(event_id, from.end);
  }
  LocationId locations_kept = 0;
  for (std::size_t l = 0; l < locations.size(); ++l)
    if (moved(object_id, locations[l].object) >= 0) location_id[l] = locations_kept++;
  out.locations.reserve(static_cast<std::size_t>(locations_kept));
  for (Object& o : out.objects) o.first = moved(location_id, o.first), o.last = moved(location_id, o.last);

  out.events_.reserve(events_.size() + 8);
  for (std::size_t id = 0; id < events_.size(); ++id) {
    if (!keep[id]) continue;
    out.threads_[events_[id].thread].push_back(event_id[id]);
    Event& e = out.events_.emplace_back(events_[id]);
    e.from = moved(event_id, e.from);
    e.location = moved(location_id, e.location);
    e.object = moved(object_id, e.object);
    out.sc_events_ += e.is_sc();
  }
  // Modification order without the stores that go.
  for (std::size_t l = 0; l < locations.size(); ++l) {
    if (location_id[l] == kNone) continue;
    Location& to = out.locations.emplace_back(locations[l]);
    to.object = moved(object_id, to.object), to.next = moved(location_id, to.next);
    EventId last = kNone;
    to.first = kNone;
    for (EventId s = locations[l].first; s != kNone; s = (*this)[s].after) {
      const EventId id = event_id[static_cast<std::size_t>(s)];
      if (id == kNone) continue;
      out[id].before = last, out[id].after = kNone, out[id].place = out.place_of(last) + 1;
      (last == kNone ? to.first : out[last].after) = id;
      last = id;
    }
    to.last = last;
  }
  return out;
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
