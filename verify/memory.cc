// What the scenario's objects are made of: locations, objects that live and end, memory at addresses that repeat.
#include <verify/search.h>
#include <verify/workspace.h>

#include <cstring>

namespace fenceline::verify {

/// Memory of the running thread, zero.
void* Search::allocate(std::size_t bytes, std::size_t alignment) {
  Thread& t = me();
  const std::size_t at = (t.bytes + alignment - 1) / alignment * alignment;
  if (at + bytes > Workspace::kBytes) fail("a thread makes more than 4 MB in one execution");
  t.bytes = at + bytes;
  return std::memset(space_.part(running_) + at, 0, bytes);
}

/// Locations that the running thread makes from here on belong to a new object. Returns the one that it was making,
/// for finish_object().
ObjectId Search::begin_object(bool heap, Where where) {
  std::vector<Object>& objects = graph().objects;
  ObjectId object;
  turn();
  if (phase_ == Phase::threads) {
    if (is_new()) {
      objects.push_back(
          {.thread = static_cast<std::int16_t>(running_), .index = static_cast<std::int16_t>(me().next), .heap = heap});
      const EventId id = grow({.kind = Kind::make, .site = {where, 0}});
      graph()[id].object = static_cast<ObjectId>(objects.size() - 1);
    }
    object = graph()[consume(Kind::make, kNone)].object;
  } else if (phase_ == Phase::probe) {
    progress_ = true;
    abandon();
  } else if (phase_ == Phase::make) {
    // The same ones in each execution. A thread's end of one is the graph's.
    object = solo_object_++;
    if (object == static_cast<ObjectId>(objects.size())) objects.push_back({.heap = heap});
    EventId& end = objects[static_cast<std::size_t>(object)].end;
    if (end == kEnded) end = kNone;
  } else {
    object = static_cast<ObjectId>(objects.size());
    objects.push_back({.heap = heap});
    ended_.push_back(false);
  }
  graph().object(object).made = kNone;
  return std::exchange(me().object, object);
}

void Search::finish_object(ObjectId outer) { me().object = outer; }

LocationId Search::make_location(Value initial, Where where) {
  if (me().object == kNone) {  // a variable of its own
    const ObjectId outer = begin_object(false, where);
    const LocationId location = make_location(initial, where);
    finish_object(outer);
    return location;
  }
  std::vector<Location>& locations = graph().locations;
  const ObjectId owner = me().object;
  Object& object = graph().object(owner);
  LocationId location = object.made == kNone ? object.first : graph().location(object.made).next;
  if (location == kNone) {
    location = static_cast<LocationId>(locations.size());
    locations.push_back({.object = owner, .where = where});
    (object.first == kNone ? object.first : graph().location(object.last).next) = location;
    object.last = location;
    if (phase_ > Phase::probe) final_.push_back(initial);
  }
  object.made = location;
  graph().location(location).initial = initial;
  return location;
}

/// A variable's end. What was made as part of an object ends with that.
void Search::end_location(LocationId location, Where where) {
  if (phase_ != Phase::threads) return;
  const ObjectId object = graph().location(location).object;
  const Object& o = graph().object(object);
  if (o.thread != kNone && !o.heap) end_object(object, where);
}

void Search::end_object(ObjectId object, Where where) {
  turn();
  if (phase_ == Phase::threads) {
    if (is_new()) {
      const EventId id = grow({.kind = Kind::end, .site = {where, 0}});
      graph()[id].object = object;
      if (const auto what = wrong(id)) fail(*what);
      graph().object(object).end = id;
    }
    consume(Kind::end, kNone);
  } else if (phase_ == Phase::probe) {
    progress_ = true;
    abandon();
  } else if (phase_ == Phase::make) {
    graph().object(object).end = kEnded;
  } else {
    if (ended_[static_cast<std::size_t>(object)] || graph().object(object).end != kNone)
      fail("an object is destroyed twice");
    ended_[static_cast<std::size_t>(object)] = true;
  }
}

}  // namespace fenceline::verify
