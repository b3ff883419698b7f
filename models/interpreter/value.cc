#include <models/interpreter/value.h>

#include <algorithm>

namespace fenceline::models::cat {
namespace {

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int order(const Relation& a, const Relation& b) {
  for (int i = 0; i < std::min(a.size(), b.size()); ++i)
    if (a.row(i) != b.row(i)) return order(a.row(i), b.row(i));
  return order(a.size(), b.size());
}

int order(const std::vector<Value>& a, const std::vector<Value>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (const int o = compare(a[i], b[i]); o != 0) return o;
  return order(a.size(), b.size());
}

}  // namespace

bool is_empty(const Value& v) {
  if (v.as<Nothing>()) return true;
  if (const auto* s = v.as<Events>()) return s->set == 0;
  if (const auto* r = v.as<Relation>()) return r->empty();
  if (const auto* s = v.as<ValueSet>()) return s->values->empty();
  return false;
}

std::string kind_of(const Value& value) {
  static constexpr const char* kNames[] = {"an empty set", "the universe",     "a set of events", "a relation",
                                           "an event",     "a pair of events", "a tag",           "a set",
                                           "a tuple",      "a function",       "a function"};
  return kNames[value.index()];
}

int compare(const Value& a, const Value& b) {
  if (is_empty(a) && is_empty(b)) return 0;
  if (a.index() != b.index()) return order(is_empty(a) ? 0 : a.index() + 1, is_empty(b) ? 0 : b.index() + 1);
  if (const auto* s = a.as<Events>()) return order(s->set, b.as<Events>()->set);
  if (const auto* r = a.as<Relation>()) return order(*r, *b.as<Relation>());
  if (const auto* e = a.as<SingleEvent>()) return order(e->event, b.as<SingleEvent>()->event);
  if (const auto* p = a.as<EventPair>())
    return order(std::pair(p->from, p->to), std::pair(b.as<EventPair>()->from, b.as<EventPair>()->to));
  if (const auto* t = a.as<TagValue>()) return order(t->name, b.as<TagValue>()->name);
  if (const auto* s = a.as<ValueSet>()) return order(*s->values, *b.as<ValueSet>()->values);
  if (const auto* t = a.as<TupleValue>()) return order(*t->values, *b.as<TupleValue>()->values);
  if (const auto* f = a.as<Closure>()) return order(f->function, b.as<Closure>()->function);
  if (const auto* f = a.as<Primitive>()) return order(*f, *b.as<Primitive>());
  return 0;
}

ValueSet set_of(std::vector<Value> values) {
  std::sort(values.begin(), values.end(), [](const Value& a, const Value& b) { return compare(a, b) < 0; });
  values.erase(
      std::unique(values.begin(), values.end(), [](const Value& a, const Value& b) { return compare(a, b) == 0; }),
      values.end());
  return {std::make_shared<const std::vector<Value>>(std::move(values))};
}

bool contains(const ValueSet& set, const Value& value) {
  return std::binary_search(set.values->begin(), set.values->end(), value,
                            [](const Value& a, const Value& b) { return compare(a, b) < 0; });
}

}  // namespace fenceline::models::cat
