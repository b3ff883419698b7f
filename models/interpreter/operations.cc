// The operators: on sets, on relations, and on whatever is empty or universal.
#include <models/interpreter/machine.h>

#include <optional>

namespace fenceline::models::cat {
namespace {

[[noreturn]] void mixed(const Node& n, const Value& a, const Value& b) {
  throw Wrong(n.where, kind_of(a) + " and " + kind_of(b) + " are put together");
}

bool plain(const Value& v) { return v.as<Nothing>() || v.as<Universe>(); }

// A tag stands for the set of it; an event and a pair do too.
Value lifted(const Value& v, int size) {
  if (v.as<TagValue>()) return set_of({v});
  if (const auto* e = v.as<SingleEvent>()) return Events{event(e->event)};
  if (const auto* p = v.as<EventPair>()) {
    Relation out(size);
    out.add(p->from, p->to);
    return out;
  }
  return v;
}

}  // namespace

Relation Machine::as_relation(const Value& v, const Where& where) const {
  if (const auto* r = v.as<Relation>()) return *r;
  if (v.as<Nothing>()) return Relation(size());
  if (v.as<Universe>()) return all_pairs();
  if (v.as<EventPair>()) return *lifted(v, size()).as<Relation>();
  throw Wrong(where, "a relation is expected, not " + kind_of(v));
}

EventSet Machine::as_set(const Value& v, const Where& where) const {
  if (const auto* s = v.as<Events>()) return s->set;
  if (v.as<Nothing>()) return 0;
  if (v.as<Universe>()) return view_->all;
  if (const auto* e = v.as<SingleEvent>()) return event(e->event);
  throw Wrong(where, "a set of events is expected, not " + kind_of(v));
}

Relation Machine::relation(const Node& n, const Env& env) {
  Value scratch;
  return as_relation(look(n, env, scratch), n.where);
}

EventSet Machine::set(const Node& n, const Env& env) {
  Value scratch;
  return as_set(look(n, env, scratch), n.where);
}

std::vector<Value> Machine::elements(const Value& v, const Where& where) const {
  std::vector<Value> out;
  if (const auto* s = v.as<ValueSet>()) return *s->values;
  if (v.as<Nothing>()) return out;
  if (v.as<TagValue>()) return {v};
  if (const auto* s = v.as<Events>()) {
    for_each(s->set, [&](int e) { out.push_back(SingleEvent{e}); });
    return out;
  }
  const auto* r = v.as<Relation>();
  if (!r) throw Wrong(where, "a set is expected, not " + kind_of(v));
  for (int i = 0; i < r->size(); ++i) for_each(r->row(i), [&](int j) { out.push_back(EventPair{i, j}); });
  return out;
}

Value Machine::unite(const Node& n, const Env& env) {
  std::optional<Value> all;
  for (const Node* part : n.parts) {
    Value scratch;
    const Value& v = look(*part, env, scratch);
    if (v.as<Nothing>()) continue;
    if (v.as<Universe>()) return v;
    if (!all) {
      all = lifted(v, size());
      continue;
    }
    if (auto* r = std::get_if<Relation>(&*all); r && v.as<Relation>()) {
      *r |= *v.as<Relation>();
      continue;
    }
    const Value more = lifted(v, size());
    if (auto* r = std::get_if<Relation>(&*all); r && more.as<Relation>()) {
      *r |= *more.as<Relation>();
    } else if (auto* s = std::get_if<Events>(&*all); s && more.as<Events>()) {
      s->set |= more.as<Events>()->set;
    } else if (all->as<ValueSet>() && more.as<ValueSet>()) {
      std::vector<Value> both = *all->as<ValueSet>()->values;
      both.insert(both.end(), more.as<ValueSet>()->values->begin(), more.as<ValueSet>()->values->end());
      all = set_of(std::move(both));
    } else {
      mixed(*part, *all, more);
    }
  }
  return all ? *all : Value(Nothing{});
}

Value Machine::intersect(const Node& n, const Env& env) {
  // r & (s * t) needs no product.
  for (const int side : {0, 1}) {
    const Node& other = *n.parts[1 - side];
    if (other.kind != Node::kExpression || other.op != Expr::kProduct || other.cache >= 0) continue;
    Value scratch;
    const Value& r = look(*n.parts[side], env, scratch);
    const EventSet from = set(*other.parts[0], env), to = set(*other.parts[1], env);
    if (r.as<Universe>()) return product(from, to, size());
    return as_relation(r, n.parts[side]->where).between(from, to);
  }
  Value scratch_a, scratch_b;
  const Value& first = look(*n.parts[0], env, scratch_a);
  const Value& second = look(*n.parts[1], env, scratch_b);
  if (first.as<Relation>() && second.as<Relation>()) return *first.as<Relation>() & *second.as<Relation>();
  if (first.as<Nothing>() || second.as<Nothing>()) return Nothing{};
  if (first.as<Universe>()) return second;
  if (second.as<Universe>()) return first;
  const Value a = lifted(first, size()), b = lifted(second, size());
  if (a.as<Relation>() && b.as<Relation>()) return *a.as<Relation>() & *b.as<Relation>();
  if (a.as<Events>() && b.as<Events>()) return Events{a.as<Events>()->set & b.as<Events>()->set};
  if (!a.as<ValueSet>() || !b.as<ValueSet>()) mixed(n, a, b);
  std::vector<Value> both;
  for (const Value& v : *a.as<ValueSet>()->values)
    if (contains(*b.as<ValueSet>(), v)) both.push_back(v);
  return set_of(std::move(both));
}

Value Machine::differ(const Node& n, const Env& env) {
  Value scratch_a, scratch_b;
  const Value& first = look(*n.parts[0], env, scratch_a);
  const Value& second = look(*n.parts[1], env, scratch_b);
  if (first.as<Relation>() && second.as<Relation>()) return *first.as<Relation>() - *second.as<Relation>();
  if (second.as<Nothing>()) return first;
  if (first.as<Nothing>() || second.as<Universe>()) return Nothing{};
  const Value a = lifted(first, size()), b = lifted(second, size());
  if (b.as<Relation>() && (a.as<Relation>() || a.as<Universe>())) return as_relation(a, n.where) - *b.as<Relation>();
  if (b.as<Events>() && (a.as<Events>() || a.as<Universe>())) return Events{as_set(a, n.where) & ~b.as<Events>()->set};
  if (!a.as<ValueSet>() || !b.as<ValueSet>()) mixed(n, a, b);
  std::vector<Value> left;
  for (const Value& v : *a.as<ValueSet>()->values)
    if (!contains(*b.as<ValueSet>(), v)) left.push_back(v);
  return set_of(std::move(left));
}

// Sets in brackets narrow what stands beside them; nothing comes of nothing.
Value Machine::sequence(const Node& n, const Env& env) {
  EventSet narrowed = view_->all;
  std::optional<Relation> all;
  for (const Node* part : n.parts) {
    if (part->kind == Node::kExpression && part->op == Expr::kIdentity && part->cache < 0) {
      const EventSet s = set(*part->parts[0], env);
      if (all)
        *all = all->between(view_->all, s);
      else
        narrowed &= s;
      continue;
    }
    Value scratch;
    const Value& v = look(*part, env, scratch);
    if (const auto* r = v.as<Relation>()) {
      all = all ? *all * *r : narrowed == view_->all ? *r : r->between(narrowed, view_->all);
    } else {
      const Relation given = as_relation(v, part->where);
      all = all ? *all * given : given.between(narrowed, view_->all);
    }
    if (all->empty()) return *all;
  }
  return all ? *all : identity(narrowed, size());
}

Value Machine::complement(const Node& n, const Env& env) {
  const Value v = lifted(evaluate(*n.parts[0], env), size());
  if (v.as<Nothing>()) return Universe{};
  if (v.as<Universe>()) return Nothing{};
  if (const auto* s = v.as<Events>()) return Events{view_->all & ~s->set};
  if (const auto* r = v.as<Relation>()) return all_pairs() - *r;
  throw Wrong(n.where, "a set of events or a relation is expected, not " + kind_of(v));
}

Value Machine::inverse(const Node& n, const Env& env) {
  Value scratch;
  const Value& v = look(*n.parts[0], env, scratch);
  if (plain(v)) return v;
  if (const auto* p = v.as<EventPair>()) return EventPair{p->to, p->from};
  return as_relation(v, n.parts[0]->where).inverse();
}

// e ++ s
Value Machine::added(const Node& n, const Env& env) {
  const Value element = evaluate(*n.parts[0], env), to = evaluate(*n.parts[1], env);
  if (to.as<Universe>() || element.as<Universe>()) throw Wrong(n.where, "the universe is no part of a set");
  const auto* e = element.as<SingleEvent>();
  if (e && (to.as<Nothing>() || to.as<Events>())) return Events{event(e->event) | as_set(to, n.where)};
  std::optional<EventPair> pair;
  if (const auto* p = element.as<EventPair>()) pair = *p;
  if (const auto* t = element.as<TupleValue>(); t && t->values->size() == 2 && (to.as<Relation>() || to.as<Nothing>()))
    if (const auto* from = (*t->values)[0].as<SingleEvent>(), *into = (*t->values)[1].as<SingleEvent>(); from && into)
      pair = {from->event, into->event};
  if (pair && (to.as<Nothing>() || to.as<Relation>())) {
    Relation out = as_relation(to, n.where);
    out.add(pair->from, pair->to);
    return out;
  }
  // The empty relation is the empty set of anything too.
  const auto* r = to.as<Relation>();
  if (r && !r->empty()) throw Wrong(n.where, "a pair of events is expected before '++', not " + kind_of(element));
  std::vector<Value> all;
  if (!r) all = elements(to, n.where);
  all.push_back(element);
  return set_of(std::move(all));
}

Value Machine::explicit_set(const Node& n, const Env& env) {
  std::vector<Value> all;
  EventSet events = 0;
  Relation pairs(size());
  std::size_t single = 0, paired = 0;
  for (const Node* part : n.parts) {
    all.push_back(evaluate(*part, env));
    if (all.back().as<Universe>()) throw Wrong(part->where, "the universe is no part of a set");
    if (const auto* e = all.back().as<SingleEvent>()) events |= event(e->event), ++single;
    if (const auto* p = all.back().as<EventPair>()) pairs.add(p->from, p->to), ++paired;
  }
  if (single == all.size()) return Events{events};
  if (paired == all.size()) return pairs;
  return set_of(std::move(all));
}

}  // namespace fenceline::models::cat
