// An execution as a graph: events in the order in which they were added, reads-from, modification
// order, and for each event what happens before it.
//
// The graph grows by one event at a time, which comes last in its thread, so clocks are computed
// once. Source of the relations: Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential
// Consistency in C/C++11", PLDI 2017.
#pragma once
#include <verify/event.h>

#include <span>
#include <vector>

namespace fenceline::verify {

inline constexpr EventId kEnded = -2;

struct Location {
  ObjectId object = kNone;
  LocationId next = kNone;  // of the object
  Value initial{};
  EventId first = kNone, last = kNone;  // in modification order
  bool mixed = false;                   // it was accessed as plain data: races are possible
  Where where = {};                     // that made it
};

/// What lives and dies together: a node and its members, or an atomic on a thread's stack.
struct Object {
  std::int16_t thread = kNone, index = 0;  // the event that made it; none: there before the threads
  bool heap = false;                       // to be destroyed by whoever owns it
  EventId end = kNone;                     // the event that ended it, or kEnded: before the threads
  LocationId first = kNone, last = kNone;
  LocationId made = kNone;  // the last one that was made in the execution that runs
};

class Graph {
 public:
  int size() const { return static_cast<int>(events_.size()); }
  const Event& operator[](EventId id) const { return events_[static_cast<std::size_t>(id)]; }
  Event& operator[](EventId id) { return events_[static_cast<std::size_t>(id)]; }
  std::span<const EventId> thread(int t) const { return threads_[static_cast<std::size_t>(t)]; }

  // ---- objects and locations --------------------------------------------------------------------
  std::vector<Object> objects;
  std::vector<Location> locations;

  const Location& location(LocationId id) const { return locations[static_cast<std::size_t>(id)]; }
  Location& location(LocationId id) { return locations[static_cast<std::size_t>(id)]; }
  const Object& object(ObjectId id) const { return objects[static_cast<std::size_t>(id)]; }
  Object& object(ObjectId id) { return objects[static_cast<std::size_t>(id)]; }

  // ---- growth -----------------------------------------------------------------------------------
  /// Adds what a thread does next. A load reads from `from`; a store is in no modification order
  /// yet: see place().
  EventId add(int thread, const Access& access, EventId from = kInitial);
  /// Puts a store right after another one (kInitial: after the initial value).
  void place(EventId store, EventId after);
  /// A load, last of its thread, reads from another store than before.
  void revisit(EventId load, EventId store);
  /// Takes away all events from `size` on.
  void truncate(int size);
  /// With nothing but what is to be kept, which depends on nothing else. Events, objects and locations get
  /// new ids; `id` gives that of each old event.
  Graph restricted(const std::vector<bool>& keep, std::vector<EventId>& id) const;

  // ---- what holds -------------------------------------------------------------------------------
  bool happens_before(EventId a, EventId b) const {
    return a != b && (*this)[b].hb.has((*this)[a].thread, (*this)[a].index);
  }
  bool depends(EventId on, EventId who) const {
    return on != who && (*this)[who].porf.has((*this)[on].thread, (*this)[on].index);
  }
  /// Place in modification order; of a load, that of what it reads.
  int place_of(EventId id) const { return id == kInitial ? 0 : (*this)[id].place; }
  int place_seen(const Event& e) const { return e.kind == Kind::store ? e.place : place_of(e.from); }
  Value value_of(LocationId location, EventId store) const {
    return store == kInitial ? this->location(location).initial : (*this)[store].value;
  }
  EventId next_in_order(LocationId location, EventId store) const {
    return store == kInitial ? this->location(location).first : (*this)[store].after;
  }
  /// The store that comes right after is an update that read this one.
  bool is_taken(LocationId location, EventId store) const {
    const EventId next = next_in_order(location, store);
    return next != kNone && (*this)[next].exclusive;
  }
  /// The last store in modification order that whoever has this clock knows of: coherence lets it
  /// read no earlier one, and puts its own stores after it.
  EventId known(LocationId location, const Clock& hb) const;
  /// What happens before an event, without itself.
  Clock past(EventId id) const {
    Clock clock = (*this)[id].hb;
    --clock.count[static_cast<std::size_t>((*this)[id].thread)];
    return clock;
  }
  /// What happens before a thread's next event.
  Clock clock_of(int thread) const;
  /// Seq_cst events: fewer than two order nothing.
  int sc_events() const { return sc_events_; }

 private:
  void read_from(EventId load, EventId store);
  void compute_clocks(Event& e) const;
  void unplace(const Event& e);
  void renumber(LocationId location);

  std::vector<Event> events_;
  std::array<std::vector<EventId>, kMostThreads> threads_;
  int sc_events_ = 0;
};

}  // namespace fenceline::verify
