// Functions that cannot be said in cat.
#include <models/interpreter/machine.h>

#include <base/text.h>

#include <algorithm>

namespace fenceline::models::cat {
namespace {

constexpr std::size_t kMostOrders = 100000;

// All linear orders of what is left that hold `before`, which row(e) has for each event.
void linearise(EventSet left, const Relation& before, Relation& order, EventSet done, std::vector<Value>& out,
               bool& too_many) {
  if (left == 0) {
    out.push_back(order);
    too_many |= out.size() > kMostOrders;
    return;
  }
  for_each(left, [&](int e) {
    if (too_many || (before.row(e) & left) != 0) return;
    for_each(done, [&](int d) { order.add(d, e); });
    linearise(left & ~event(e), before, order, done | event(e), out, too_many);
    for_each(done, [&](int d) { order.remove(d, e); });
  });
}

}  // namespace

// Total orders of the events that hold r; none where r has a cycle.
Value Machine::linearisations(EventSet events, const Relation& r) const {
  const Relation closed = r.closure();
  std::vector<Value> out;
  if (!closed.irreflexive()) return set_of({});
  const Relation before = closed.between(events, events).inverse();
  Relation order(size());
  bool too_many = false;
  linearise(events, before, order, 0, out, too_many);
  if (too_many) throw Unsupported("more than 100000 linear orders of one set in one execution");
  return set_of(std::move(out));
}

// Where the events are writes, their order is the candidate's own. What releases a lock has none where the text makes
// the order of locks itself.
Value Machine::orders(EventSet events, const Relation& r, const Where& where) const {
  const Execution& x = *view_->x;
  if ((events & ~x.writes) == 0) {
    const Relation wanted = r.closure().between(events, events) & x.same_location;
    if (!(wanted - x.co).empty()) return set_of({});
    return set_of({x.co.between(events, events)});
  }
  // Any others: an order of those at each location, one with every one of the next.
  std::vector<Value> all = {Relation(size())};
  EventSet left = events;
  while (left != 0) {
    const int first = first_of(left);
    const EventSet here = (x.same_location.row(first) & left) | event(first);
    left &= ~here;
    std::vector<Value> next;
    for (const Value& one : elements(linearisations(here, r), where))
      for (const Value& before : all) next.push_back(*before.as<Relation>() | *one.as<Relation>());
    if (next.size() > kMostOrders) throw Unsupported("more than 100000 orders of one set in one execution");
    all = std::move(next);
  }
  return set_of(std::move(all));
}

const Value* Machine::builtin(const std::string& name) {
  const auto found = program_->builtins.find(name);
  return found == program_->builtins.end() ? nullptr : &slot(found->second);
}

Value Machine::call(Primitive primitive, const Value& argument, const Where& where) {
  const auto pair = [&]() -> const std::vector<Value>& {
    const auto* t = argument.as<TupleValue>();
    if (!t || t->values->size() != 2) throw Wrong(where, "a tuple of 2 is expected, not " + kind_of(argument));
    return *t->values;
  };
  // The set of events that an annotation has: 'once means Once.
  const auto tagged = [&]() -> EventSet {
    const auto* tag = argument.as<TagValue>();
    if (!tag) throw Wrong(where, "a tag is expected, not " + kind_of(argument));
    std::string name = tag->name;
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    const Value* events = builtin(name);
    if (!events) throw Wrong(where, "no event can be '" + printable(tag->name));
    return as_set(*events, where);
  };
  const Execution& x = *view_->x;
  switch (primitive) {
    case Primitive::kDomain:
      if (argument.as<Nothing>() || argument.as<Universe>()) return argument;
      return Events{as_relation(argument, where).domain()};
    case Primitive::kRange:
      if (argument.as<Nothing>() || argument.as<Universe>()) return argument;
      return Events{as_relation(argument, where).range()};
    case Primitive::kFail:
      throw Wrong(where, "the text says 'fail'");
    case Primitive::kFromTo:
      return x.around(as_set(argument, where));
    case Primitive::kTagToFenced:
      return x.around(tagged());
    case Primitive::kTagToEvents:
      return Events{tagged()};
    case Primitive::kClasses:
      return classes(as_relation(argument, where));
    case Primitive::kClassesLoc: {
      const EventSet s = as_set(argument, where);
      return classes(x.same_location.between(s, s));
    }
    case Primitive::kLift:
      return between_classes(elements(pair()[0], where), as_relation(pair()[1], where), where);
    case Primitive::kDelift:
      return as_relation(argument, where);
    case Primitive::kDeliftWithin:
      return as_relation(pair()[0], where) & as_relation(pair()[1], where);
    case Primitive::kLinearisations:
      if (pair()[0].as<ValueSet>())
        return class_orders(elements(pair()[0], where), as_relation(pair()[1], where), where);
      return linearisations(as_set(pair()[0], where), as_relation(pair()[1], where));
    case Primitive::kGenerateOrders:
      return orders(as_set(pair()[0], where), as_relation(pair()[1], where), where);
    case Primitive::kGenerateCos:
      return orders(x.writes & ~(view_->locks & ~x.with(kAtomic)), as_relation(argument, where), where);
    case Primitive::kCross: {
      // One of each set, put together in all ways.
      std::vector<Value> all = {Relation(size())};
      for (const Value& set : elements(argument, where)) {
        std::vector<Value> next;
        for (const Value& one : elements(set, where))
          for (const Value& before : all) next.push_back(*before.as<Relation>() | as_relation(one, where));
        if (next.size() > kMostOrders) throw Unsupported("more than 100000 relations in one product");
        all = std::move(next);
      }
      return set_of(std::move(all));
    }
    case Primitive::kTagToScope: {
      const auto* tag = argument.as<TagValue>();
      const Value* scope = tag ? builtin(tag->name) : nullptr;
      if (!scope) throw Wrong(where, "there is no scope of that name: tests here have no tree of scopes");
      return *scope;
    }
    case Primitive::kLocToEvents: {
      const auto* tag = argument.as<TagValue>();
      if (!tag) throw Wrong(where, "a tag is expected, not " + kind_of(argument));
      EventSet out = 0;
      for_each(x.reads | x.writes, [&](int e) {
        const int location = location_at(x.events[e].address, static_cast<int>(x.test->locations.size()));
        if (location >= 0 && x.test->locations[location].name == tag->name) out |= event(e);
      });
      return Events{out};
    }
    case Primitive::kDifferentValues: {
      Relation out = as_relation(argument, where);
      for (int i = 0; i < size(); ++i)
        for_each(out.row(i), [&](int j) {
          if (x.events[i].value == x.events[j].value) out.remove(i, j);
        });
      return out;
    }
    case Primitive::kNoPairs:
      return Relation(size());
    case Primitive::kSame:
      return argument;
  }
  return Nothing{};
}

}  // namespace fenceline::models::cat
