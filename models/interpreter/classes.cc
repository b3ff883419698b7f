// Classes of events, and relations between these.
#include <models/interpreter/machine.h>

namespace fenceline::models::cat {

// Of an equivalence.
Value Machine::classes(const Relation& r) const {
  std::vector<Value> out;
  EventSet done = 0;
  for_each(r.domain(), [&](int e) {
    if ((done & event(e)) != 0) return;
    done |= r.row(e);
    out.push_back(Events{r.row(e)});
  });
  return set_of(std::move(out));
}

// All pairs of events of two classes of which r has one: what stands for a relation between classes here, which are
// apart from each other.
Relation Machine::between_classes(const std::vector<Value>& classes, const Relation& r, const Where& where) const {
  Relation out(size());
  for (const Value& from : classes)
    for (const Value& to : classes) {
      const EventSet first = as_set(from, where), second = as_set(to, where);
      if (!r.between(first, second).empty()) out |= product(first, second, size());
    }
  return out;
}

// Of classes, and a relation between these.
Value Machine::class_orders(const std::vector<Value>& classes, const Relation& r, const Where& where) const {
  EventSet firsts = 0;  // an event of each
  for (const Value& v : classes)
    if (const EventSet events = as_set(v, where); events != 0) firsts |= event(first_of(events));
  std::vector<Value> out;
  for (const Value& order : elements(linearisations(firsts, r.between(firsts, firsts)), where)) {
    const Value all = between_classes(classes, *order.as<Relation>(), where);
    out.push_back(all);
  }
  return set_of(std::move(out));
}

}  // namespace fenceline::models::cat
