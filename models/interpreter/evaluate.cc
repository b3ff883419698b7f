#include <models/interpreter/machine.h>

#include <base/text.h>

#include <algorithm>

namespace fenceline::models::cat {
namespace {

constexpr int kDeepestEvaluation = 700;  // evaluations within each other: the stack is no larger
constexpr int kMostRounds = 10000;       // of a fixpoint

// Counts one more for as long as it lives.
struct Deeper {
  explicit Deeper(int& depth, const Where& where) : depth_(depth) {
    if (depth_ >= kDeepestEvaluation)
      throw Wrong(where, "this calls itself too deeply: more than 700 expressions within each other");
    ++depth_;
  }
  ~Deeper() { --depth_; }
  int& depth_;
};

Env pushed(Value value, Env next) { return std::make_shared<const Frame>(Frame{std::move(value), std::move(next)}); }

}  // namespace

Value Machine::evaluate(const Node& n, const Env& env) {
  if (n.kind == Node::kGlobal) return slot(n.index);
  if (n.cache < 0) return compute(n, env);
  Value scratch;
  return look(n, env, scratch);
}

const Value& Machine::look(const Node& n, const Env& env, Value& scratch) {
  if (n.kind == Node::kGlobal) return slot(n.index);
  if (n.cache < 0) return scratch = compute(n, env);
  Kept& kept = kept_[n.cache];
  const std::uint64_t now = version_[static_cast<int>(n.stage)];
  if (kept.version != now) {
    kept.value = compute(n, env);
    kept.version = now;
  }
  return kept.value;
}

const Value& Machine::slot(int index) {
  const Slot& s = program_->slots[index];
  Kept& kept = slots_[index];
  const std::uint64_t now = version_[static_cast<int>(s.stage)];
  if (s.kind == Slot::kAssigned || kept.version == now) return kept.value;
  if (s.kind == Slot::kGroup) {
    if (!solving_[s.group]) solve(s.group);
    return kept.value;
  }
  kept.value = s.kind == Slot::kBuiltin ? s.builtin->value(*view_) : evaluate(*s.value, nullptr);
  if (s.clause && s.name == without_ && kept.value.as<Relation>()) kept.value = Relation(size());
  kept.version = now;
  return kept.value;
}

// Rounds from nothing on, until none of the values grows.
void Machine::solve(int number) {
  const Group& group = program_->groups[number];
  const auto left_out = [&](int s) { return program_->slots[s].name == without_; };
  const auto done = [&] {
    for (const int s : group.slots) slots_[s].version = version_[static_cast<int>(program_->slots[s].stage)];
  };
  if (group.base) {
    Value& value = slots_[group.slots[0]].value;
    const Value base = evaluate(*group.base, nullptr);
    if (const auto* r = base.as<Relation>(); r && !left_out(group.slots[0])) {
      value = r->closure();
      return done();
    }
    value = Relation(size());
    if (base.as<Nothing>() || left_out(group.slots[0])) return done();
    throw Wrong(group.base->where, "a relation is expected, not " + kind_of(base));
  }
  solving_[number] = true;
  for (const int s : group.slots) slots_[s].value = Nothing{};
  try {
    bool grows = true;
    for (int round = 0; grows; ++round) {
      if (round == kMostRounds) throw Wrong(program_->slots[group.slots[0]].value->where, "the definition has no end");
      grows = false;
      for (const int s : group.slots) {
        Value now = evaluate(*program_->slots[s].value, nullptr);
        if (left_out(s)) now = Nothing{};
        grows |= compare(now, slots_[s].value) != 0;
        slots_[s].value = std::move(now);
      }
    }
  } catch (...) {
    solving_[number] = false;
    throw;
  }
  solving_[number] = false;
  done();
}

Value Machine::compute(const Node& n, const Env& env) {
  if (n.nothing) return Nothing{};
  const Deeper deeper(depth_, n.where);
  switch (n.kind) {
    case Node::kGlobal:
      return slot(n.index);
    case Node::kLocal: {
      const Frame* frame = env.get();
      for (int i = 0; i < n.index; ++i) frame = frame->next.get();
      return frame->value;
    }
    case Node::kPrimitive:
      return static_cast<Primitive>(n.index);
    case Node::kComponent: {
      Value scratch;
      const Value& whole = look(*n.parts[0], env, scratch);
      const auto* tuple = whole.as<TupleValue>();
      if (!tuple || static_cast<int>(tuple->values->size()) != n.arguments)
        throw Wrong(n.where, "a tuple of " + std::to_string(n.arguments) + " is expected, not " + kind_of(whole));
      return (*tuple->values)[n.index];
    }
    case Node::kUnbound:
      throw NoSuchName(n.where, "there is no '" + printable(n.name) + "'");
    case Node::kExpression:
      break;
  }
  switch (n.op) {
    case Expr::kEmptyRelation:
      return Relation(size());
    case Expr::kNothing:
      return Nothing{};
    case Expr::kUniverse:
      return Universe{};
    case Expr::kTag:
      return TagValue{n.name};
    case Expr::kIdentity:
      return identity(set(*n.parts[0], env), size());
    case Expr::kClosure:
      return relation(*n.parts[0], env).closure();
    case Expr::kStar:
      return relation(*n.parts[0], env).star();
    case Expr::kMaybe:
      return relation(*n.parts[0], env).maybe();
    case Expr::kInverse:
      return inverse(n, env);
    case Expr::kComplement:
      return complement(n, env);
    case Expr::kUnion:
      return unite(n, env);
    case Expr::kSequence:
      return sequence(n, env);
    case Expr::kIntersection:
      return intersect(n, env);
    case Expr::kDifference:
      return differ(n, env);
    case Expr::kProduct:
      return product(set(*n.parts[0], env), set(*n.parts[1], env), size());
    case Expr::kAdd:
      return added(n, env);
    case Expr::kTuple: {
      std::vector<Value> values;
      for (const Node* part : n.parts) values.push_back(evaluate(*part, env));
      return TupleValue{std::make_shared<const std::vector<Value>>(std::move(values))};
    }
    case Expr::kSet:
      return explicit_set(n, env);
    case Expr::kApply: {
      const Value function = evaluate(*n.parts[0], env);
      return apply(function, evaluate(*n.parts[1], env), n.where);
    }
    case Expr::kLet:
    case Expr::kLetRec:
      return let(n, env);
    case Expr::kFunction:
      return Closure{&n, env, nullptr};
    case Expr::kMatchTag:
      return match_tag(n, env);
    case Expr::kMatchSet:
      return match_set(n, env);
    case Expr::kTry:
      try {
        return evaluate(*n.parts[0], env);
      } catch (const Wrong&) {
        return evaluate(*n.parts[1], env);
      }
    case Expr::kIf:
      return evaluate(*n.parts[compared(n, env) ? 2 : 3], env);
    case Expr::kName:
    case Expr::kIfVariant:
      break;
  }
  throw Wrong(n.where, "this is not understood");
}

// Names of a tuple, or one.
Env Machine::bound(bool tuple, int names, const Value& value, Env env, const Where& where) const {
  if (!tuple) return names == 0 ? env : pushed(value, std::move(env));
  std::vector<Value> parts;
  if (const auto* t = value.as<TupleValue>())
    parts = *t->values;
  else if (const auto* p = value.as<EventPair>())
    parts = {SingleEvent{p->from}, SingleEvent{p->to}};
  else if (names > 0)
    parts = {value};
  if (static_cast<int>(parts.size()) != names)
    throw Wrong(where, "a tuple of " + std::to_string(names) + " is expected, not " +
                           (parts.size() > 1 ? "one of " + std::to_string(parts.size()) : kind_of(value)));
  for (const Value& part : parts) env = pushed(part, std::move(env));
  return env;
}

Value Machine::let(const Node& n, Env env) {
  const Env outer = env;
  if (n.op == Expr::kLetRec) {
    if (n.parts[0]->op != Expr::kFunction) return fixpoint(n, env);
    for (std::size_t i = 0; i + 1 < n.parts.size(); ++i) env = pushed(Closure{n.parts[i], outer, &n}, env);
    return evaluate(*n.parts.back(), env);
  }
  for (std::size_t i = 0; i + 1 < n.parts.size(); ++i)
    env = bound(n.widths[i] > 1, n.widths[i], evaluate(*n.parts[i], outer), env, n.parts[i]->where);
  return evaluate(*n.parts.back(), env);
}

Value Machine::fixpoint(const Node& n, const Env& outer) {
  std::vector<Value> values(n.parts.size() - 1);
  const auto all = [&] {
    Env env = outer;
    for (const Value& v : values) env = pushed(v, env);
    return env;
  };
  bool grows = true;
  for (int round = 0; grows; ++round) {
    if (round == kMostRounds) throw Wrong(n.where, "the definition has no end");
    grows = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Value now = evaluate(*n.parts[i], all());
      grows |= compare(now, values[i]) != 0;
      values[i] = std::move(now);
    }
  }
  return evaluate(*n.parts.back(), all());
}

Value Machine::match_tag(const Node& n, const Env& env) {
  const Value v = evaluate(*n.parts[0], env);
  const auto* tag = v.as<TagValue>();
  if (!tag) throw Wrong(n.parts[0]->where, "a tag is expected, not " + kind_of(v));
  for (std::size_t i = 0; i < n.tags.size(); ++i)
    if (n.tags[i] == tag->name || n.tags[i].empty()) return evaluate(*n.parts[i + 1], env);
  throw Wrong(n.where, "there is no clause for '" + printable(tag->name));
}

Value Machine::match_set(const Node& n, const Env& env) {
  const Value v = evaluate(*n.parts[0], env);
  const std::vector<Value> all = elements(v, n.parts[0]->where);
  if (all.empty()) return evaluate(*n.parts[1], env);
  const auto rest = [&](std::size_t from, std::size_t to) -> Value {
    if (v.as<Events>()) {
      Events out;
      for (std::size_t i = from; i < to; ++i) out.set |= event(all[i].as<SingleEvent>()->event);
      return out;
    }
    if (v.as<Relation>()) {
      Relation out(size());
      for (std::size_t i = from; i < to; ++i) out.add(all[i].as<EventPair>()->from, all[i].as<EventPair>()->to);
      return out;
    }
    return set_of({all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)});
  };
  if (n.arguments == 2) return evaluate(*n.parts[2], pushed(rest(1, all.size()), pushed(all[0], env)));
  const std::size_t middle = all.size() / 2;
  return evaluate(*n.parts[2], pushed(rest(middle + 1, all.size()), pushed(all[middle], pushed(rest(0, middle), env))));
}

bool Machine::compared(const Node& n, const Env& env) {
  const Value a = evaluate(*n.parts[0], env), b = evaluate(*n.parts[1], env);
  const bool relations = a.as<Relation>() || b.as<Relation>(), sets = a.as<Events>() || b.as<Events>();
  switch (n.compare) {
    case Expr::kEqual:
      if (relations) return as_relation(a, n.where) == as_relation(b, n.where);
      if (sets) return as_set(a, n.where) == as_set(b, n.where);
      return compare(a, b) == 0;
    case Expr::kSubset:
      if (relations) return (as_relation(a, n.where) - as_relation(b, n.where)).empty();
      if (sets) return (as_set(a, n.where) & ~as_set(b, n.where)) == 0;
      for (const Value& v : elements(a, n.where))
        if (!b.as<ValueSet>() || !contains(*b.as<ValueSet>(), v)) return false;
      return true;
    case Expr::kIn:
      if (const auto* e = a.as<SingleEvent>()) return (as_set(b, n.where) & event(e->event)) != 0;
      if (const auto* p = a.as<EventPair>()) return as_relation(b, n.where).has(p->from, p->to);
      return b.as<ValueSet>() && contains(*b.as<ValueSet>(), a);
  }
  return false;
}

Value Machine::apply(const Value& function, const Value& argument, const Where& where) {
  if (const auto* p = function.as<Primitive>()) return call(*p, argument, where);
  const auto* f = function.as<Closure>();
  if (!f) throw Wrong(where, "a function is expected, not " + kind_of(function));
  Env env = f->env;
  if (f->group)
    for (std::size_t i = 0; i + 1 < f->group->parts.size(); ++i)
      env = pushed(Closure{f->group->parts[i], f->env, f->group}, env);
  env = bound(f->function->tuple, f->function->arguments, argument, env, where);
  return evaluate(*f->function->parts[0], env);
}

}  // namespace fenceline::models::cat
